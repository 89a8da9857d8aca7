/** Scenario: a payment over two real channels, whose HTLCs end on the coin ledger when somebody stops talking. */
import { sat } from '../foundation/units.ts';
import type { Hex, Sat } from '../foundation/units.ts';
import type { Trace } from '../simulation/trace.ts';
import { ThreeParties } from './three-parties.ts';
import type { OnChainEnding, PaymentOutcome } from './three-parties.ts';

/** What the scenario is made of. */
export interface LightningOnChainSettings {
  readonly seed: number;
  /** `deserted` unless told. */
  readonly ending?: OnChainEnding;
  /** Blocks that the chain undoes, 2 at a time at most, by the number of the block before which it does; none unless told. */
  readonly undone?: ReadonlyMap<number, number>;
}

/** What the scenario gives back; amounts in satoshi. */
export interface LightningOnChainRun {
  readonly trace: Trace;
  /** What Ann knows in the end. */
  readonly outcome: PaymentOutcome;
  readonly preimage: Hex | null;
  /** What each has before and after, in channels that are open and at its own script on chain. */
  readonly before: Readonly<Record<string, Sat>>;
  readonly after: Readonly<Record<string, Sat>>;
  /** What all transactions paid to miners. */
  readonly fees: Sat;
}

const BLOCKS = 120;

/**
 * Ann pays Cem 200,000 satoshi through Ben, over channels whose coins are locked in funding outputs of the coin ledger. When
 * somebody stops talking, the HTLCs become outputs of commitments, and scripts decide: whoever claims shows the preimage to
 * all, and Ben, who reads it there, claims in his turn. Whatever happens, Ben does not pay without being paid.
 */
export function runLightningOnChain({
  seed,
  ending = 'deserted',
  undone,
}: LightningOnChainSettings): LightningOnChainRun {
  const parties = new ThreeParties(seed, ending);
  const before = parties.holdings();
  const fees = parties.chain.fees;
  parties.pay();
  for (let block = 0; block < BLOCKS; block += 1) parties.block(undone?.get(block) ?? 0);
  const { outcome, preimage } = parties;
  return {
    trace: parties.recorder.trace(),
    outcome,
    preimage,
    before,
    after: parties.holdings(),
    fees: sat(parties.chain.fees - fees),
  };
}

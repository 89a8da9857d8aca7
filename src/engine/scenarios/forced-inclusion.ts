/** Scenario: a sequencer censors somebody, who goes through layer 1 and is served within the sequencing window. */
import { wei } from '../foundation/units.ts';
import type { Hash, Wei } from '../foundation/units.ts';
import { CensoringSequencer } from '../adversaries/censoring-sequencer.ts';
import type { CensorshipBySequencer } from '../adversaries/censoring-sequencer.ts';
import { deriveChain } from '../layer2/rollups/derive.ts';
import type { DeriveChain } from '../layer2/rollups/derive.ts';
import type { InboxCall } from '../layer2/rollups/inbox.ts';
import { rollupBalanceOf } from '../layer2/rollups/rollup-state.ts';
import { cosignersOf } from '../layer2/rollups/rollup-wallet.ts';
import type { RollupWallet } from '../layer2/rollups/rollup-wallet.ts';
import type { Trace } from '../simulation/trace.ts';
import { ETHER, RollupWorld } from './rollup-world.ts';

/** What the victim does after being refused: a call of the inbox, or nothing. The labs' type for a learner's way out. */
export type EscapeCensorship = (victim: {
  readonly wallet: RollupWallet;
  /** What it has on layer 2. */
  readonly balance: Wei;
}) => InboxCall | null;

/** What a run is made of. */
export interface ForcedInclusionSettings {
  readonly seed: number;
  /** How the sequencer censors; `delay` unless told. */
  readonly how?: CensorshipBySequencer;
  /** Blocks of layer 1 in the sequencing window; 6 unless told. */
  readonly window?: number;
  /** What the victim does; forces all it has home to layer 1 unless told. */
  readonly escape?: EscapeCensorship;
  /** How nodes derive layer 2; as the reference unless told. */
  readonly derive?: DeriveChain;
}

/** What a run gives back. */
export interface ForcedInclusionRun {
  readonly trace: Trace;
  /** Orders of the victim that the sequencer refused. */
  readonly refused: number;
  /** Blocks of layer 1 from the one that holds the forced transaction to the one by which it stands on layer 2; null if it never does. */
  readonly waited: number | null;
  /** The most that it may take: the sequencing window. */
  readonly bound: number;
  /** Transfers of others that came through meanwhile. */
  readonly othersServed: number;
  /** What the victim has left on layer 2 at the end, and what waits for it in the tree of withdrawals. */
  readonly leftBehind: Wei;
  readonly withdrawn: Wei;
}

const takeAllHome: EscapeCensorship = ({ wallet, balance }) => ({
  kind: 'forceWithdrawal',
  to: wallet.address,
  value: balance,
});

/** Vic wants out and the sequencer does not let it; Ana and Ben go on as before. */
export function runForcedInclusion(settings: ForcedInclusionSettings): ForcedInclusionRun {
  const { seed, how = 'delay', window = 6, escape = takeAllHome, derive = deriveChain } = settings;
  const world = new RollupWorld(seed, ['Vic', 'Ana', 'Ben'], { sequencingWindow: window });
  const { config, inbox, chain, user } = world.rollup;
  const [vic, ana, ben] = world.wallets as [RollupWallet, RollupWallet, RollupWallet];
  const account = user(config.sequencer);
  const sequencing = { config, inbox, key: world.sequencerKey, account, ask: cosignersOf(world.wallets) };
  const censor = new CensoringSequencer(sequencing, [vic.address], how);
  for (const wallet of world.wallets) world.deposit(wallet, wei(BigInt(world.random.int(3, 9)) * ETHER));
  for (let block = 0; block <= window; block += 1) {
    world.seal();
    censor.follow();
    censor.post();
  }
  world.seal();
  censor.follow();

  const balance = rollupBalanceOf(world.node.head.state, vic.address);
  let refused = 0;
  let othersServed = 0;
  let forced: Hash | null = null;
  let forcedAt: number | null = null;
  let includedAt: number | null = null;
  const nonces = new Map<RollupWallet, number>();
  for (let block = 0; block < 2 * window + 4; block += 1) {
    const { state } = censor.node.head;
    const mine = world.order(vic, state, { to: 'layer-1', value: balance, feeClass: 0 });
    const answer = forcedAt === null ? censor.accept(mine) : null;
    if (answer !== null && !answer.ok) {
      refused += 1;
      const { code, message } = answer.rejection;
      world.record({
        ...{ kind: 'transaction-rejected', actor: 'sequencer', layer: 2 },
        ...{ transaction: `order of ${vic.name}`, code, why: message },
      });
    }
    const other = world.order(ana, state, { to: ben.address, value: wei(10n ** 16n), feeClass: 0 });
    nonces.set(ana, other.nonce);
    censor.accept(other);
    censor.post();
    if (refused === 2 && forced === null) {
      const call = escape({ wallet: vic, balance });
      if (call !== null) {
        forced = world.send(vic.address, inbox, call);
        const told = { transaction: forced, value: String(balance) };
        world.record({ kind: 'transaction-forced', actor: vic.name, layer: 1, ...told });
      }
    }
    world.seal();
    censor.follow();
    if (forced !== null && forcedAt === null && chain.receipt(forced)?.ok === true) forcedAt = chain.height;
    const blocks = derive(chain.blocks, config);
    othersServed = blocks.reduce((sum, { transfers }) => sum + transfers.length, 0);
    const stands = blocks.some(({ messages }) =>
      messages.some(
        ({ message, outcome }) => 'from' in message && message.from === vic.address && outcome === 'ok',
      ),
    );
    if (stands && forcedAt !== null && includedAt === null) {
      includedAt = chain.height;
      const told = { transaction: forced as Hash, block: chain.blocks.at(-1)?.hash ?? config.start.hash };
      const waited = (includedAt - forcedAt) * 12_000;
      world.record({ kind: 'transaction-included', actor: 'node', layer: 2, ...told, waited });
    }
  }
  const last = derive(chain.blocks, config).at(-1) ?? world.node.head;
  const left = rollupBalanceOf(last.state, vic.address);
  return {
    trace: world.recorder.trace(),
    refused,
    waited: includedAt === null || forcedAt === null ? null : includedAt - forcedAt,
    bound: window,
    othersServed,
    leftBehind: left,
    withdrawn: wei(balance - left),
  };
}

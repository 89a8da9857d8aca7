/**
 * Scenario: a validity rollup on layer 1: coins locked, batches proven, the root moved for proofs only, forgeries
 * refused, coins paid out.
 */
import { createRandom } from '../foundation/random.ts';
import { ok } from '../foundation/result.ts';
import { wei } from '../foundation/units.ts';
import type { Wei } from '../foundation/units.ts';
import { validityAccount } from '../layer2/rollups/validity/account-tree.ts';
import { forgeBatch, transferForgeries, tryForgery } from '../layer2/rollups/validity/forged-transfer.ts';
import type { StarkParameters } from '../layer2/rollups/validity/stark.ts';
import { transferConstraints } from '../layer2/rollups/validity/transfer-air.ts';
import type { TransferConstraints } from '../layer2/rollups/validity/transfer-air.ts';
import { BRIDGE_ACCOUNT, checkBatch } from '../layer2/rollups/validity/validity-batch.ts';
import type { MadeBatch } from '../layer2/rollups/validity/validity-batch.ts';
import type { ValidityTransfer } from '../layer2/rollups/validity/validity-transfer.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';
import { VALIDITY_USERS, ValidityWorld } from './validity-world.ts';
import type { SentBatch, ValidityBatchCost } from './validity-world.ts';

/** How a validity rollup is run. */
export interface ValidityRollupRunSettings {
  readonly seed: number;
  /** Levels of the account tree: 3 unless told, which is 8 accounts; 7 is the size of the measurements. */
  readonly depth?: number;
  /**
   * Blow-up 8 and 8 queries unless told: about 8 bits of soundness, so that a run takes a moment; `TEACHING_STARK`
   * has 40.
   */
  readonly parameters?: StarkParameters;
  /** Sizes of the batches of transfers among the users: 1 and 4 unless told. */
  readonly batches?: readonly number[];
  /** Whether the six forgeries are tried as well; true unless told. */
  readonly forgeries?: boolean;
  /** What a transfer does, as equations; the engine's own unless told. */
  readonly constraints?: TransferConstraints;
}

/** Whether a forgery got past prover and verifier. */
export interface ForgeryOutcome {
  readonly name: string;
  readonly gain: string;
  readonly refused: boolean;
  /** `ok`, or why it was refused. */
  readonly code: string;
}

/** What a run gives back. */
export interface ValidityRollupRun {
  readonly trace: Trace;
  /** The batches that moved the root, in order, deposits and exits included. */
  readonly costs: readonly ValidityBatchCost[];
  readonly forgeries: readonly ForgeryOutcome[];
  /** The first equation that an honest batch broke, in words; null when all were proven. */
  readonly brokenByHonest: string | null;
  /** Codes of what the contract refused: a stolen batch, then a replayed one. */
  readonly refused: readonly string[];
  /** On the layer at the end, by account; and what the contract holds. */
  readonly balances: readonly bigint[];
  readonly locked: Wei;
  /** Paid out on layer 1. */
  readonly withdrawn: Wei;
}

const DEPOSIT = 1_000n;
const EXIT = 250n;
const DAY = 86_400_000;

/** Whether a forged batch is taken by a verifier with these equations. */
const tryForgeries = (
  parameters: StarkParameters,
  constraints: TransferConstraints,
): readonly ForgeryOutcome[] =>
  transferForgeries().map((forgery) => {
    const { name, gain } = forgery;
    const tried = tryForgery(forgery, constraints, parameters);
    return { name, gain, refused: !tried.ok, code: tried.ok ? 'ok' : tried.rejection.code };
  });

/**
 * Ana and the operator together: she signs for coins that she does not have, and the operator writes down that she
 * has.
 */
function theftFrom({ tree, context }: ValidityWorld): MadeBatch {
  const [ana, ben] = [validityAccount(tree, 1), validityAccount(tree, 2)];
  const amount = 2n ** 40n;
  const lies = {
    sender: { balance: ana.balance - amount, nonce: ana.nonce + 1 },
    receiver: { ...ben, balance: ben.balance + amount },
  };
  return forgeBatch(tree, { from: 1, to: 2, amount, nonce: ana.nonce }, lies, context);
}

/**
 * Three people lock coins, an operator brings them onto the layer and moves transfers in batches of growing size.
 * Then Ana and the operator try to spend what she does not have, the operator posts a batch twice, and Ben leaves
 * with some of his coins. Beside it every lie that the equations of a transfer are there for is tried on them.
 */
export function runValidityRollup({
  seed,
  depth = 3,
  parameters = { blowUp: 8, queries: 8 },
  batches = [1, 4],
  forgeries = true,
  constraints = transferConstraints,
}: ValidityRollupRunSettings): ValidityRollupRun {
  const random = createRandom(seed, 'validity-rollup');
  const recorder = new Recorder(seed);
  const settings = { depth, parameters, patienceMs: DAY, constraints };
  const world = new ValidityWorld(settings, random, recorder, wei(10n * DEPOSIT));
  const accounts = VALIDITY_USERS.map((_, index) => index + 1);

  world.openAll(DEPOSIT);
  const deposits = accounts.map((to, nonce) => ({ from: BRIDGE_ACCOUNT, to, amount: DEPOSIT, nonce }));
  let last: SentBatch = world.prove(world.make(deposits), []);
  // Equations that refuse what is true: without its deposits the layer is empty, and nothing more can be made of it.
  for (const size of world.batches === 0 ? [] : batches) {
    const nonces = new Map(accounts.map((account) => [account, validityAccount(world.tree, account).nonce]));
    const transfers = Array.from({ length: size }, (_, at): ValidityTransfer => {
      const from = 1 + (at % accounts.length);
      const nonce = nonces.get(from) ?? 0;
      nonces.set(from, nonce + 1);
      return { from, to: 1 + (from % accounts.length), amount: 1n + random.bigint(100n), nonce };
    });
    last = world.prove(world.make(transfers), [...new Set(transfers.map(({ from }) => from))]);
  }
  const honest = world.refused.length === 0 ? ok(undefined) : checkBatch(last.made, constraints);
  world.prove(theftFrom(world), [1]);
  world.post(last);

  const asked = world.now;
  const { balance, nonce } = validityAccount(world.tree, 2);
  const amount = balance < EXIT ? balance : EXIT;
  world.prove(world.make([{ from: 2, to: BRIDGE_ACCOUNT, amount, nonce }]), [2]);
  const withdrawn = world.withdraw(2, asked);
  return {
    trace: recorder.trace(),
    costs: world.costs,
    forgeries: forgeries ? tryForgeries(parameters, constraints) : [],
    brokenByHonest: honest.ok ? null : honest.rejection.message,
    refused: world.refused,
    balances: accounts.map((account) => validityAccount(world.tree, account).balance),
    locked: world.locked,
    withdrawn,
  };
}

/** The lying asserter: stakes on a false end of a run and plays the bisection; and the challenger who contests what is right. */
import { hashHex, sha256 } from '../foundation/hash.ts';
import { bigintToFixedBytes } from '../foundation/bytes.ts';
import type { Random } from '../foundation/random.ts';
import type { Hash } from '../foundation/units.ts';
import { encodeMachineHeader, headerOf } from '../layer1/machine/machine-header.ts';
import type { Word } from '../layer1/machine/word.ts';
import type { WordTree } from '../layer1/machine/word-tree.ts';
import type { BisectionAction } from '../layer2/rollups/optimistic/bisection-player.ts';
import type { BisectMove } from '../layer2/rollups/optimistic/bisection-rules.ts';
import type { ExecutionTrace } from '../layer2/rollups/optimistic/machine-history.ts';
import { TransferRollup } from '../layer2/rollups/optimistic/transfer-rollup.ts';
import { damage, forgeRun } from './lying-proposer.ts';
import type { ProposerLie } from './lying-proposer.ts';

/** A liar in bisections. */
export interface LyingAsserter {
  readonly lie: ProposerLie;
  /** What it asserts of block 1: how long the run takes and with which header it ends. */
  readonly steps: number;
  readonly header: Uint8Array;
  /** The run that it speaks for; with two tongues, another each time it is asked. */
  run(): ExecutionTrace;
  /** What becomes of a call that it is about to make: lost in silence, damaged, or made as it is. */
  make(action: BisectionAction): BisectionAction | null;
}

const noise = (random: Random): Hash => hashHex(sha256(bigintToFixedBytes(random.bigint(1n << 200n), 32)));

/** A liar about the first block of `batches`. The lies are those of {@link ProposerLie}. */
export function lyingAsserter(
  random: Random,
  lie: ProposerLie,
  genesis: WordTree,
  batches: readonly (readonly Word[])[],
): LyingAsserter {
  const [first, second] = [0, 1].map(() => forgeRun(random, genesis, batches, 1).runOf(1)) as [
    ExecutionTrace,
    ExecutionTrace,
  ];
  const honest = new TransferRollup(genesis, batches).runOf(1);
  // A run may also be asserted to be longer or shorter than it is.
  const steps = lie === 'bare-claim' ? random.int(1, 2 * honest.steps) : first.steps;
  const header = encodeMachineHeader(headerOf(first.at(first.steps)));
  return {
    lie,
    steps,
    header,
    run: () => (lie === 'two-tongues' && random.chance(1, 2) ? second : first),
    make(action) {
      const { call, value } = action;
      if (lie === 'silence') return null;
      if (lie === 'bare-claim' && call.kind === 'bisect')
        return { call: { ...call, middle: noise(random) }, value };
      if (lie === 'malformed-proofs' && call.kind === 'prove')
        return { call: { ...call, witness: damage(random, call.witness) }, value };
      return action;
    },
  };
}

/** A challenger of what is right: it disputes whichever half chance picks. */
export const disputeAtRandom =
  (random: Random): BisectMove =>
  () =>
    random.chance(1, 2) ? 'earlier' : 'later';

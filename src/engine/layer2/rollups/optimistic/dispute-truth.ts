/** What one party holds to be true at every position of a game: output roots above the split, roots of its machine below. */
import type { Hash } from '../../../foundation/units.ts';
import { encodeMachineHeader, headerOf } from '../../../layer1/machine/machine-header.ts';
import { executionDepth } from './dispute-parameters.ts';
import type { DisputeParameters } from './dispute-parameters.ts';
import type { DisputeSubject } from './dispute-claims.ts';
import type { ExecutionTrace } from './machine-history.ts';
import { depthOf, gamePosition, indexAtDepth, traceIndex } from './position.ts';
import type { GamePosition } from './position.ts';
import type { TransferRollup } from './transfer-rollup.ts';

/** A party's answers for one game. An honest party's come from its node; a liar's may come from anywhere. */
export interface DisputeTruth {
  /** The value that a claim at `position` should have. */
  valueAt(position: GamePosition): Hash;
  /** What a claim at `position` shows besides: the header of the machine's end where an execution trace begins, nothing elsewhere. */
  headerAt(position: GamePosition): Uint8Array;
  /** The witness of the step that attacks a claim at `position`, which ends there, or that defends it, which begins there. */
  witnessAt(position: GamePosition, isAttack: boolean): Uint8Array;
}

/** What the node `rollup` holds to be true in the game `subject`. Beyond the claimed block nothing happens: its output is repeated. */
export function truthOf(
  rollup: TransferRollup,
  { start, height }: Pick<DisputeSubject, 'start' | 'height'>,
  parameters: DisputeParameters,
): DisputeTruth {
  const top = executionDepth(parameters);
  const { maxDepth, splitDepth } = parameters;
  const idle = new Map<number, ExecutionTrace>();
  const runOf = (block: number): ExecutionTrace => {
    if (block <= height) return rollup.runOf(block);
    const run = idle.get(height) ?? rollup.idleRunAfter(height);
    idle.set(height, run);
    return run;
  };
  /** The run that a position below the split is about, and the number of the step before which its leaf stands. */
  const placeOf = (position: GamePosition): { run: ExecutionTrace; before: number } => {
    const below = BigInt(depthOf(position) - top);
    const block = indexAtDepth(gamePosition(position >> below)) >> 1n;
    // Within its own trace a position's leaf is given by the low bits.
    const leaf = BigInt.asUintN(maxDepth - top, traceIndex(position, maxDepth));
    return { run: runOf(start.height + Number(block) + 1), before: Number(leaf) };
  };
  const workOut = (position: GamePosition): Hash => {
    if (depthOf(position) > splitDepth) {
      const { run, before } = placeOf(position);
      return run.rootAt(before + 1);
    }
    const block = BigInt(start.height) + traceIndex(position, splitDepth) + 1n;
    return rollup.outputAt(block > BigInt(height) ? height : Number(block));
  };
  const known = new Map<GamePosition, Hash>();
  return {
    valueAt(position) {
      const value = known.get(position) ?? workOut(position);
      known.set(position, value);
      return value;
    },
    headerAt(position) {
      if (depthOf(position) !== top) return new Uint8Array(0);
      const { run } = placeOf(position);
      return encodeMachineHeader(headerOf(run.at(run.steps)));
    },
    witnessAt(position, isAttack) {
      const { run, before } = placeOf(position);
      return run.witnessAt(isAttack ? before : before + 1);
    },
  };
}

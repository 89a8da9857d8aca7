/** Scenario: one block of movements, executed by several workers and once more by one, and held against each other. */
import { createRandom } from '../foundation/random.ts';
import { wei } from '../foundation/units.ts';
import type { Address, Hash } from '../foundation/units.ts';
import { createState, stateRoot } from '../layer1/ledger/accounts.ts';
import { criticalPath } from '../layer1/scaling/access.ts';
import { accessOf, executeInParallel, executeSerially } from '../layer1/scaling/parallel-execution.ts';
import type { ConditionalMove } from '../layer1/scaling/parallel-execution.ts';
import { checkSchedule, scheduleByPath } from '../layer1/scaling/schedule.ts';
import type { ExecutionTurn, ScheduleTurns } from '../layer1/scaling/schedule.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';
import { addressesOf, drawMoves } from './moves.ts';

/** What a block is made of; only the seed is needed. */
export interface ParallelBlockSettings {
  readonly seed: number;
  /** 100 unless told. */
  readonly accounts?: number;
  /** 200 unless told. */
  readonly moves?: number;
  /** 4 unless told. */
  readonly workers?: number;
  /** How many movements in a hundred go to one account; 0 unless told. */
  readonly hot?: number;
  /** Who executes what when; the engine's own rule unless told. */
  readonly schedule?: ScheduleTurns;
}

/** What a run gives back. */
export interface ParallelBlockRun {
  readonly trace: Trace;
  /** Units of time of all movements together: what one worker takes. */
  readonly work: number;
  /** The longest chain of movements that wait for each other: what any number of workers takes. */
  readonly path: number;
  /** What these workers took, or null when the schedule breaks a rule; then `broken` says which. */
  readonly makespan: number | null;
  readonly broken: string | null;
  readonly turns: readonly ExecutionTurn[];
  readonly parallelRoot: Hash;
  readonly serialRoot: Hash;
}

/** Draws a block in which movements take 1 to 4 units and one in ten depends on what a third account holds. */
export function runParallelBlock(settings: ParallelBlockSettings): ParallelBlockRun {
  const {
    seed,
    accounts = 100,
    moves: count = 200,
    workers = 4,
    hot = 0,
    schedule = scheduleByPath,
  } = settings;
  const random = createRandom(seed, 'parallel-block');
  const recorder = new Recorder(seed);
  const addresses = addressesOf(accounts);
  const state = createState(addresses.map((address) => [address, { balance: wei(200), nonce: 0 }]));
  const moves = drawMoves(random.fork('moves'), { accounts, moves: count, hot }).map(
    (move): ConditionalMove => {
      const cost = random.int(1, 4);
      if (!random.chance(1, 10)) return { ...move, cost };
      return { ...move, cost, onlyIf: { holder: random.pick(addresses) as Address, atLeast: wei(200) } };
    },
  );
  const accesses = moves.map(accessOf);
  const turns: unknown = schedule(accesses, workers);
  if (!isTurns(turns)) throw new RangeError('A schedule is a list of turns: { transaction, worker, start }.');
  const checked = checkSchedule(accesses, workers, turns);
  const parallel = executeInParallel(state, moves, turns);
  const ordered = turns
    .filter(({ start }) => Number.isSafeInteger(start) && start >= 0)
    .sort((a, b) => a.start - b.start || a.worker - b.worker);
  for (const { transaction, worker, start } of ordered) {
    recorder.record({
      kind: 'transaction-executed',
      at: start,
      actor: `worker-${worker}`,
      layer: 1,
      transaction: `move-${transaction}`,
      takes: accesses[transaction]?.cost ?? 0,
      outcome: parallel.refused[transaction] ?? 'ok',
    });
  }
  return {
    trace: recorder.trace(),
    work: accesses.reduce((sum, { cost }) => sum + cost, 0),
    path: criticalPath(accesses),
    makespan: checked.ok ? checked.value : null,
    broken: checked.ok ? null : checked.rejection.code,
    turns,
    parallelRoot: stateRoot(parallel.state),
    serialRoot: stateRoot(executeSerially(state, moves).state),
  };
}

/** Whether `value` has the shape of a schedule; whether it is a good one is `checkSchedule`'s affair. */
const isTurns = (value: unknown): value is readonly ExecutionTurn[] =>
  Array.isArray(value) &&
  value.every((turn: unknown) => typeof turn === 'object' && turn !== null && 'transaction' in turn);

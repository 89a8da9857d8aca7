/** Who executes which transaction when: as many at once as there are workers, and none before what it depends on. */
import { createQueue } from '../../foundation/priority-queue.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { dependenciesOf, pathsFrom } from './access.ts';
import type { Access } from './access.ts';

/** One transaction's turn: from `start` it takes its cost. */
export interface ExecutionTurn {
  /** Its place in the block. */
  readonly transaction: number;
  /** 0 … workers − 1. */
  readonly worker: number;
  readonly start: number;
}

/** A turn for each transaction; the labs' type for a learner's own {@link scheduleByPath}. */
export type ScheduleTurns = (accesses: readonly Access[], workers: number) => readonly ExecutionTurn[];

/** Everything on one worker, in the order of the block. */
export const serialSchedule: ScheduleTurns = (accesses) => {
  let start = 0;
  return accesses.map(({ cost }, transaction) => {
    start += cost;
    return { transaction, worker: 0, start: start - cost };
  });
};

/**
 * Whenever a worker is free, it takes of the transactions whose predecessors are done the one with the longest chain
 * waiting behind it. No schedule that never idles needlessly takes longer than work / workers + critical path ×
 * (1 − 1 / workers) (R. L. Graham, Bounds on Multiprocessing Timing Anomalies, 1969).
 * @throws RangeError without a worker
 */
export const scheduleByPath: ScheduleTurns = (accesses, workers) => {
  if (!Number.isInteger(workers) || workers < 1) throw new RangeError(`There are ${workers} workers.`);
  const paths = pathsFrom(accesses);
  const waitingFor: number[] = [];
  const releases: number[][] = accesses.map(() => []);
  for (const [index, dependencies] of dependenciesOf(accesses).entries()) {
    waitingFor.push(dependencies.length);
    for (const before of dependencies) releases[before]?.push(index);
  }
  const pathOf = (index: number): number => paths[index] ?? 0;
  const ready = createQueue<number>((a, b) => pathOf(a) > pathOf(b) || (pathOf(a) === pathOf(b) && a < b));
  const free = createQueue<number>((a, b) => a < b);
  const running = createQueue<ExecutionTurn & { readonly end: number }>(
    (a, b) => a.end < b.end || (a.end === b.end && a.transaction < b.transaction),
  );
  for (let worker = 0; worker < workers; worker += 1) free.push(worker);
  for (const [index, count] of waitingFor.entries()) if (count === 0) ready.push(index);

  const turns: ExecutionTurn[] = [];
  let now = 0;
  while (turns.length < accesses.length || running.size > 0) {
    while (free.size > 0 && ready.size > 0) {
      const transaction = ready.pop() as number;
      const turn: ExecutionTurn = { transaction, worker: free.pop() as number, start: now };
      turns.push(turn);
      running.push({ ...turn, end: now + (accesses[transaction]?.cost ?? 0) });
    }
    const done = running.pop();
    if (done === undefined) throw new RangeError('Some transaction costs no time at all, or none can begin.');
    now = done.end;
    free.push(done.worker);
    for (const next of releases[done.transaction] ?? []) {
      waitingFor[next] = (waitingFor[next] ?? 0) - 1;
      if (waitingFor[next] === 0) ready.push(next);
    }
  }
  return turns;
};

const RULE = 'Strata parallel execution, schedules';
const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: RULE, message, received, expected });

/** When the last turn ends. */
const endOf = (turns: readonly ExecutionTurn[], accesses: readonly Access[]): number =>
  turns.reduce(
    (last, { transaction, start }) => Math.max(last, start + (accesses[transaction]?.cost ?? 0)),
    0,
  );

/**
 * The makespan of `turns`: when the last one ends. Refused: a turn of no transaction or no worker, or that begins at no
 * whole time from 0; a transaction with two turns or none; two turns of one worker at a time; a transaction that
 * begins before one it depends on has ended.
 */
export function checkSchedule(
  accesses: readonly Access[],
  workers: number,
  turns: readonly ExecutionTurn[],
): Result<number> {
  const startOf = new Map<number, number>();
  for (const { transaction, worker, start } of turns) {
    if (accesses[transaction] === undefined)
      return refuse('unknown-transaction', 'There is no such transaction.', transaction, accesses.length);
    if (!Number.isInteger(worker) || worker < 0 || worker >= workers)
      return refuse('unknown-worker', `There are ${workers} workers.`, worker, `0 to ${workers - 1}`);
    if (!Number.isSafeInteger(start) || start < 0)
      return refuse('bad-start', 'A turn begins at a whole time.', start, 'a whole number from 0');
    if (startOf.has(transaction))
      return refuse('repeated-turn', `Transaction ${transaction} has two turns.`, transaction, 'one turn');
    startOf.set(transaction, start);
  }
  const free = Array<number>(workers).fill(0);
  for (const { transaction, worker, start } of [...turns].sort((a, b) => a.start - b.start)) {
    const since = free[worker] ?? 0;
    if (start < since) return refuse('worker-busy', `Worker ${worker} is busy until ${since}.`, start, since);
    free[worker] = start + (accesses[transaction]?.cost ?? 0);
  }
  for (const [transaction, dependencies] of dependenciesOf(accesses).entries()) {
    const start = startOf.get(transaction);
    if (start === undefined)
      return refuse('missing-turn', `Transaction ${transaction} has no turn.`, turns.length, accesses.length);
    for (const before of dependencies) {
      const end = (startOf.get(before) ?? 0) + (accesses[before]?.cost ?? 0);
      if (start < end)
        return refuse(
          'begins-too-early',
          `Transaction ${transaction} needs what ${before} writes.`,
          start,
          end,
        );
    }
  }
  return ok(endOf(turns, accesses));
}

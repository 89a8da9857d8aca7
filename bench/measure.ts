/**
 * Timing for benchmarks. Contestants take turns, and what is counted is the processor time of the thread that works,
 * so that what else the machine does falls on all of them alike or on none.
 */

const processorMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

/** Processor milliseconds that `work` takes. */
export async function timeOf(work: () => unknown): Promise<number> {
  const start = processorMs();
  await work();
  return processorMs() - start;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Runs each contestant once a round, after one round that does not count, and gives the median milliseconds of each. */
export async function medianMs(
  contestants: readonly (() => unknown)[],
  rounds: number,
): Promise<readonly number[]> {
  const times = contestants.map((): number[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      const time = await timeOf(contestant);
      if (round > 0) times[index]?.push(time);
    }
  }
  return times.map(median);
}

/** The same network at two speeds: the faster its blocks come, the more of them are lost. */
import { ms, runForks } from 'strata';

export function main(): void {
  for (const intervalMs of [60_000, 6_000]) {
    const run = runForks({
      seed: 1,
      nodes: 7,
      blocks: 20,
      intervalMs: ms(intervalMs),
    });
    console.log(
      `a block every ${intervalMs / 1_000} s: ${run.blocks} blocks, ${run.stale} lost, ` +
        `${run.reorganisations} reorganisations, the deepest of ${run.deepest}`,
    );
    console.log(
      `  trace of ${run.trace.events.length} events; all nodes agree: ${run.agreed}`,
    );
  }
}

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
    const { blocks, stale, reorganisations, deepest, agreed } = run;
    console.log(`a block every ${intervalMs / 1_000} s:`);
    console.log(`  ${blocks} blocks, ${stale} of them lost`);
    console.log(
      `  ${reorganisations} reorganisations, up to ${deepest} deep`,
    );
    console.log(`  all nodes agree in the end: ${agreed}`);
  }
}

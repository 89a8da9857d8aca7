/** Ana and ben play off chain; then ben goes silent, or shows an old position. */
import { runStateChannel } from 'strata';

export function main(): void {
  for (const story of ['agreement', 'silence', 'stale'] as const) {
    const run = runStateChannel({ seed: 1, story });
    const [ana, ben] = run.payouts;
    console.log(
      `${story}: ${run.movesOffChain} moves off chain, ${run.calls} calls;`,
      `ana gets ${ana}, ben ${ben}, after ${(run.unlockedAfter ?? 0) / 1000} s`,
    );
  }
  const { trace } = runStateChannel({ seed: 1, story: 'stale' });
  for (const event of trace.events)
    if (event.kind === 'game-posted')
      console.log(
        `${event.actor} shows the position after ${event.version}`,
      );
}

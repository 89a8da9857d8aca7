/** Gossip, alive: a block goes from node to node, and its size decides how long the last of them build on the old one. */
import { useMemo } from 'preact/hooks';
import { bytes, runGossip } from 'strata';
import { sayTime } from '../../player/wording.ts';
import type { TableData } from '../drawing/DataTable.tsx';
import { Slider } from '../drawing/Slider.tsx';
import { Stage } from '../drawing/Stage.tsx';
import { useRun } from '../drawing/use-run.ts';
import type { ViewProps } from '../figure.tsx';
import { drawGossip, saySize, type SizeTime } from './drawing.tsx';
import { countsAt, spreadOf, timeToReach, type Spread } from './spread.ts';

const NODES = 40;
const SIZES = [250_000, 500_000, 1_000_000, 2_000_000, 4_000_000, 8_000_000] as const;
/** Moments into which a run is cut. */
const MOMENTS = 60;

const compute = (seed: number, size: number): Spread =>
  spreadOf(runGossip({ seed, nodes: NODES, blockBytes: bytes(size), blocks: 1 }).trace);

const timeAt = (spread: Spread, position: number): number => (spread.last * position) / (MOMENTS - 4);

/** The moment at which half of the nodes have the block. */
export const openingOf = (spread: Spread): number =>
  Array.from({ length: MOMENTS }, (_, moment) => moment).find(
    (moment) => countsAt(spread, timeAt(spread, moment)).have * 2 >= spread.arrivals.length,
  ) ?? MOMENTS;

/** One moment as a sentence. */
export function describeSpread(spread: Spread, time: number): string {
  const { have, underWay } = countsAt(spread, time);
  const all = spread.arrivals.length;
  if (have === all)
    return `${sayTime(time)} after it was built, all ${all} nodes have the block; the last got it after ${sayTime(spread.last)}.`;
  return `${sayTime(time)} after it was built, ${have} of ${all} nodes have the block and ${underWay} copies are under way. The other ${all - have} still build on the block before.`;
}

/** When each node had the block, and from whom. */
export const tableOf = (spread: Spread, size: number): TableData => ({
  caption: `A block of ${saySize(size)}: 50 % of the nodes after ${sayTime(timeToReach(spread, 0.5))}, 95 % after ${sayTime(timeToReach(spread, 0.95))}`,
  columns: [
    { name: 'Node' },
    { name: 'Received from' },
    { name: 'Hops', numeric: true },
    { name: 'After', numeric: true },
  ],
  rows: spread.arrivals.map(({ node, from, hops, at }) => [
    node,
    from ?? 'built it',
    String(hops),
    sayTime(at),
  ]),
});

/** The figure's living part. */
export default function GossipView({ seed: firstSeed }: ViewProps) {
  const { run, seed, settings, control, setSeed, setSettings, reset } = useRun<number, Spread>({
    seed: firstSeed,
    settings: 1_000_000,
    compute,
    lengthOf: () => MOMENTS,
    openAt: openingOf,
    stepsPerSecond: 12,
  });
  const sizes = useMemo(
    () => SIZES.map((size): SizeTime => ({ bytes: size, reached: timeToReach(compute(seed, size), 0.95) })),
    [seed],
  );
  const time = timeAt(run, control.playback.position);
  return (
    <Stage
      label="Gossip"
      control={control}
      describe={(position) => describeSpread(run, timeAt(run, position))}
      seed={seed}
      onSeed={setSeed}
      onReset={reset}
      table={tableOf(run, settings)}
      draw={(size) =>
        drawGossip({ spread: run, time, until: timeAt(run, MOMENTS), bytes: settings, sizes }, size)
      }
      settings={
        <Slider name="Block size" values={SIZES} value={settings} say={saySize} onChange={setSettings} />
      }
    />
  );
}

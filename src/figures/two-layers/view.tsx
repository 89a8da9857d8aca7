/** The two layers, alive: a little chain and a rollup above it run on a seed, and one slider parts them. */
import { useState } from 'preact/hooks';
import { ready } from 'strata';
import { usePlayback } from '../../player/use-playback.ts';
import { sayNumber, sayTime } from '../../player/wording.ts';
import type { TableData } from '../drawing/DataTable.tsx';
import { Slider } from '../drawing/Slider.tsx';
import { Stage } from '../drawing/Stage.tsx';
import type { ViewProps } from '../figure.tsx';
import { drawTwoLayers, sayFee, sayLayers } from './drawing.tsx';
import { LiveRun } from './live-run.ts';
import { readPoints, type LayerPoint } from './points.ts';
import { useLiveRun } from './use-live-run.ts';

// The build draws the first frame at once, so what signs must be there; a page waits for it when it runs on.
if (import.meta.env.SSR) await ready();

const LOADS = [1, 2, 4, 6, 8, 10, 12, 16, 20, 24] as const;
const FIRST_LOAD = 12;
/** Blocks of the first frame, and of a whole run. */
const FIRST_BLOCKS = 14;
const BLOCKS = 40;

/** The points of the first frame. */
export function firstFrame(seed: number): readonly LayerPoint[] {
  const run = new LiveRun(seed, FIRST_LOAD);
  run.advance(FIRST_BLOCKS, () => false);
  return run.points;
}

/** The points as rows. */
export function tableOf(points: readonly LayerPoint[]): TableData {
  const or = (value: number | null, say: (value: number) => string): string =>
    value === null ? '–' : say(value);
  return {
    caption: 'Both layers, block by block; medians of the payments since the block before',
    columns: [
      { name: 'Block', numeric: true },
      { name: 'Payments a second', numeric: true },
      { name: 'Gas used', numeric: true },
      { name: 'Waiting', numeric: true },
      { name: 'Wait, layer 1', numeric: true },
      { name: 'Fee, layer 1', numeric: true },
      { name: 'Promise, layer 2', numeric: true },
      { name: 'In a block, layer 2', numeric: true },
      { name: 'Fee, layer 2', numeric: true },
    ],
    rows: points.map((point) => [
      String(point.height),
      String(point.load),
      `${sayNumber(point.used * 100)} %`,
      sayNumber(point.waiting),
      or(point.wait1, sayTime),
      or(point.fee1, sayFee),
      or(point.promise2, sayTime),
      or(point.posted2, sayTime),
      or(point.fee2, sayFee),
    ]),
  };
}

/** The figure's living part. */
export default function TwoLayersView({ seed: firstSeed, first }: ViewProps) {
  const [known] = useState(() => readPoints(first));
  const [seed, setSeed] = useState(firstSeed);
  const [load, setLoad] = useState(FIRST_LOAD);
  const { playback, act } = usePlayback(BLOCKS, FIRST_BLOCKS, 2);
  const live = useLiveRun(firstSeed, FIRST_LOAD, known, playback.position);
  const { points } = live;
  const at = Math.min(playback.position, points.length);
  return (
    <Stage
      label="Two layers"
      control={{ playback, act }}
      describe={(position) => sayLayers(points[Math.min(position, points.length) - 1])}
      seed={seed}
      onSeed={(next) => {
        setSeed(next);
        live.restart(next, load);
        act({ do: 'seek', to: FIRST_BLOCKS });
      }}
      onReset={() => {
        setSeed(firstSeed);
        setLoad(FIRST_LOAD);
        live.restart(firstSeed, FIRST_LOAD, known);
        act({ do: 'seek', to: FIRST_BLOCKS });
      }}
      table={tableOf(points.slice(0, at))}
      draw={(size) => drawTwoLayers(points, playback.position, size)}
      settings={
        <Slider
          name="Payments a second"
          values={LOADS}
          value={load}
          say={(value) => `${value}`}
          onChange={(next) => {
            // A full run begins again, since there is no room for what the new load does.
            const from = at >= BLOCKS ? 0 : at;
            setLoad(next);
            if (from === 0) act({ do: 'start' });
            live.setLoad(next, from);
            if (!playback.playing) act({ do: 'toggle' });
          }}
        />
      }
    />
  );
}

/** Draws the two layers: their lanes, and two plots that part as the load grows. */
import type { Size } from '../../player/Responsive.tsx';
import { sayCount, sayNumber, sayTime } from '../../player/wording.ts';
import { Lanes, LANES_END } from './lanes.tsx';
import { Plot, type Line } from './plot.tsx';
import type { LayerPoint } from './points.ts';

const WAITS: readonly Line[] = [
  { name: 'layer 1', style: 'layers__l1', value: ({ wait1 }) => wait1 },
  { name: 'layer 2, in a block', style: 'layers__posted', below: true, value: ({ posted2 }) => posted2 },
  { name: 'layer 2, promised', style: 'layers__l2', value: ({ promise2 }) => promise2 },
];
const FEES: readonly Line[] = [
  { name: 'layer 1', style: 'layers__l1', value: ({ fee1 }) => fee1 },
  { name: 'layer 2', style: 'layers__l2', value: ({ fee2 }) => fee2 },
];

/** A fee in gwei. */
export function sayFee(gwei: number): string {
  if (gwei >= 1_000_000) return `${sayNumber(gwei / 1_000_000, 1)}M gwei`;
  if (gwei >= 1_000) return `${sayNumber(gwei / 1_000, gwei < 10_000 ? 1 : 0)}k gwei`;
  return `${sayNumber(gwei)} gwei`;
}

/** What a screen reader is told of the picture. */
export function sayLayers(point: LayerPoint | undefined): string {
  if (point === undefined) return 'Two layers before their first block.';
  const { wait1, promise2, fee1, fee2 } = point;
  const or = (value: number | null, say: (value: number) => string): string =>
    value === null ? 'nothing yet' : say(value);
  return `Block ${point.height}: on layer 1 a payment waits ${or(wait1, sayTime)} and pays ${or(fee1, sayFee)}, ${sayCount(point.waiting, 'payment waits', 'payments wait')}; on layer 2 it is promised after ${or(promise2, sayTime)} and pays ${or(fee2, sayFee)}.`;
}

/** The last blocks up to `position` as SVG. */
export function drawTwoLayers(points: readonly LayerPoint[], position: number, size: Size) {
  const wide = size.name === 'wide';
  const columns = wide ? 14 : 7;
  const end = Math.min(position, points.length);
  const shown = points.slice(Math.max(end - columns, 0), end);
  const plotTop = LANES_END + 38;
  const tall = 138;
  const plot = { width: wide ? 272 : size.width - 62, height: tall };
  const height = wide ? plotTop + tall + 24 : plotTop + 2 * tall + 84;
  return (
    <svg
      class="strata-svg"
      viewBox={`0 0 ${size.width} ${height}`}
      role="img"
      aria-label={sayLayers(shown.at(-1))}
    >
      <Lanes shown={shown} columns={columns} size={size} />
      <Plot
        title="How long a payment waits"
        shown={shown}
        columns={columns}
        box={{ left: 50, top: plotTop, ...plot }}
        lines={WAITS}
        domain={[50, 300_000]}
        ticks={[100, 1_000, 10_000, 100_000]}
        say={sayTime}
      />
      <Plot
        title="What it pays, in gwei"
        shown={shown}
        columns={columns}
        box={{ left: wide ? 402 : 50, top: wide ? plotTop : plotTop + tall + 60, ...plot }}
        lines={FEES}
        domain={[1_000, 10_000_000]}
        ticks={[1_000, 10_000, 100_000, 1_000_000, 10_000_000]}
        say={(fee) => sayFee(fee).replace(' gwei', '')}
      />
    </svg>
  );
}

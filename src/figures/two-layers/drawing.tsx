/** Draws the two layers: batches above, blocks below that carry them, the queue that grows, and two plots that part. */
import { scaleLinear, scaleLog } from 'd3-scale';
import type { Size } from '../../player/Responsive.tsx';
import { sayCount, sayNumber, sayTime } from '../../player/wording.ts';
import { pathThrough, XAxis, YAxis, type PlotBox } from '../drawing/axes.tsx';
import type { LayerPoint } from './points.ts';

const SLAB = 34;
const BATCH_Y = 22;
const BLOCK_Y = 88;
const LANES_END = 148;
/** Payments that one small square of the queue stands for. */
const IN_SQUARE = 10;

interface Line {
  readonly name: string;
  readonly style: string;
  /** Whether its name stands below the line and not above it. */
  readonly below?: boolean;
  readonly value: (point: LayerPoint) => number | null;
}

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

function Queue({
  waiting,
  x,
  width,
}: {
  readonly waiting: number;
  readonly x: number;
  readonly width: number;
}) {
  const perRow = Math.max(Math.floor(width / 8), 1);
  const rows = 8;
  const squares = Math.min(Math.ceil(waiting / IN_SQUARE), perRow * rows);
  return (
    <g>
      {Array.from({ length: squares }, (_, index) => (
        <rect
          key={index}
          class="layers__waiting"
          x={x + (index % perRow) * 8}
          y={BLOCK_Y + SLAB - 7 - Math.floor(index / perRow) * 8}
          width="6"
          height="6"
        />
      ))}
      <text class="strata-small layers__strong" x={x} y={BLOCK_Y + SLAB + 18}>
        {sayNumber(waiting)} wait
      </text>
    </g>
  );
}

function Column({ point, x }: { readonly point: LayerPoint; readonly x: number }) {
  const level = SLAB * point.used;
  const left = x - SLAB / 2;
  return (
    <g>
      {point.batches.map((batch, index) => {
        const y = BATCH_Y - index * 5;
        return (
          <g key={index}>
            <path class="layers__tie" d={`M${x} ${y + 26}V${BLOCK_Y}`} />
            <rect class="f-batch layers__batch" x={x - 20} y={y} width="40" height="26" rx="11" />
            <text class="strata-small layers__strong" text-anchor="middle" x={x} y={y + 17}>
              {batch.transfers}
            </text>
          </g>
        );
      })}
      <rect class="layers__room" x={left} y={BLOCK_Y} width={SLAB} height={SLAB} />
      <rect class="layers__fill" x={left} y={BLOCK_Y + SLAB - level} width={SLAB} height={level} />
      <rect class="layers__frame" x={left} y={BLOCK_Y} width={SLAB} height={SLAB} />
      <text class="strata-small layers__count" text-anchor="middle" x={x} y={BLOCK_Y + SLAB / 2 + 4}>
        {point.included}
      </text>
      <text class="strata-small" text-anchor="middle" x={x} y={BLOCK_Y + SLAB + 18}>
        {point.height}
      </text>
    </g>
  );
}

function Lanes({
  shown,
  columns,
  size,
}: {
  readonly shown: readonly LayerPoint[];
  readonly columns: number;
  readonly size: Size;
}) {
  const queue = size.name === 'wide' ? 84 : 70;
  const step = (size.width - queue) / columns;
  const first = shown[0]?.height ?? 1;
  const xOf = (height: number): number => (height - first) * step + step / 2;
  const last = shown.at(-1);
  return (
    <g>
      <text class="strata-label layers__title2" x="0" y="12">
        Layer 2: batches of transfers
      </text>
      <text class="strata-label layers__title1" x="0" y={BLOCK_Y - 12}>
        Layer 1: a block every 12 s
      </text>
      {shown.slice(1).map(({ height }) => (
        <line
          key={height}
          class="layers__link"
          x1={xOf(height - 1) + SLAB / 2}
          x2={xOf(height) - SLAB / 2}
          y1={BLOCK_Y + SLAB / 2}
          y2={BLOCK_Y + SLAB / 2}
        />
      ))}
      {shown.map((point) => (
        <Column key={point.height} point={point} x={xOf(point.height)} />
      ))}
      {last && <Queue waiting={last.waiting} x={xOf(last.height) + step / 2 + 6} width={queue - 10} />}
    </g>
  );
}

interface PlotProps {
  readonly title: string;
  readonly shown: readonly LayerPoint[];
  readonly columns: number;
  readonly box: PlotBox;
  readonly lines: readonly Line[];
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly say: (value: number) => string;
}

/** Label heights pushed apart until none lies on another. */
export function spreadLabels(heights: readonly number[], gap: number): readonly number[] {
  const order = heights.map((_, index) => index).sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0));
  const placed = [...heights];
  let last = Number.NEGATIVE_INFINITY;
  for (const index of order) {
    placed[index] = Math.max(heights[index] ?? 0, last + gap);
    last = placed[index] ?? last;
  }
  return placed;
}

function Plot({ title, shown, columns, box, lines, domain, ticks, say }: PlotProps) {
  const first = shown[0]?.height ?? 1;
  const x = scaleLinear([first, first + columns - 1], [box.left, box.left + box.width]);
  const y = scaleLog([...domain], [box.top + box.height, box.top]).clamp(true);
  const drawn = lines.flatMap((line) => {
    const points = shown.flatMap((point): [number, number][] => {
      const value = line.value(point);
      return value === null ? [] : [[x(point.height), y(Math.max(value, domain[0]))]];
    });
    const last = points.at(-1);
    const value = shown.findLast((point) => line.value(point) !== null);
    return last === undefined || value === undefined
      ? []
      : [{ line, points, last, value: line.value(value) ?? 0 }];
  });
  const labels = spreadLabels(
    drawn.map(({ line, last }) => last[1] + (line.below ? 17 : -7)),
    15,
  );
  return (
    <g>
      <text class="strata-label strata-strong" x={box.left - 46} y={box.top - 12}>
        {title}
      </text>
      <YAxis box={box} scale={y} ticks={ticks} say={say} />
      <XAxis
        box={box}
        scale={x}
        ticks={[first, first + columns - 1]}
        say={(height) => (height === first ? `block ${height}` : String(height))}
      />
      {drawn.map(({ line, points, last }) => (
        <g key={line.name} class={`layers__line ${line.style}`}>
          <path d={pathThrough(points)} />
          {line.style === 'layers__l1' ? (
            <rect x={last[0] - 4} y={last[1] - 4} width="8" height="8" />
          ) : (
            <circle cx={last[0]} cy={last[1]} r="4" />
          )}
        </g>
      ))}
      {drawn.map(({ line, last, value }, index) => {
        const atEnd = last[0] > box.left + box.width * 0.45;
        return (
          <text
            key={line.name}
            class={`strata-small layers__name ${line.style}-name`}
            text-anchor={atEnd ? 'end' : 'start'}
            x={atEnd ? last[0] - 8 : last[0] + 8}
            y={labels[index]}
          >
            {line.name}: {say(value)}
          </text>
        );
      })}
    </g>
  );
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

/** Draws the lanes: batches above, the blocks that carry them below, and the payments that wait for a block. */
import type { Size } from '../../player/Responsive.tsx';
import { sayNumber } from '../../player/wording.ts';
import type { LayerPoint } from './points.ts';

const SLAB = 34;
const BATCH_Y = 22;
const BLOCK_Y = 88;
/** Where the lanes end. */
export const LANES_END = 148;
/** Payments that one small square of the queue stands for. */
const IN_SQUARE = 10;

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
      {squares > 0 && (
        <g>
          <rect class="layers__waiting" x={x} y={BLOCK_Y + SLAB + 27} width="6" height="6" />
          <text class="strata-small" x={x + 10} y={BLOCK_Y + SLAB + 34}>
            is {IN_SQUARE}
          </text>
        </g>
      )}
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

/** The lanes of the blocks in view. */
export function Lanes({
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
      {/* Over the ties, which it would otherwise be crossed by. */}
      <text class="strata-label layers__title1" x="0" y={BLOCK_Y - 12}>
        Layer 1: a block every 12 s
      </text>
      {last && <Queue waiting={last.waiting} x={xOf(last.height) + step / 2 + 6} width={queue - 10} />}
    </g>
  );
}

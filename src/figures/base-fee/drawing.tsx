/** Draws blocks and the base fee that follows them: gas used against the target above, the fee below. */
import { scaleLinear } from 'd3-scale';
import type { Trace } from 'strata';
import type { Size } from '../../player/Responsive.tsx';
import { sayNumber } from '../../player/wording.ts';
import { pathThrough, XAxis, YAxis, type PlotBox } from '../drawing/axes.tsx';

/** One block of the run. */
export interface FeeBlock {
  readonly height: number;
  /** In gwei per gas. */
  readonly baseFee: number;
  /** Share of the limit, 0 to 1; the target is a half. */
  readonly used: number;
}

/** When demand differs from the usual: the blocks from `from` up to, not including, `to`. */
export interface Surge {
  readonly from: number;
  readonly to: number;
}

/** Reads the blocks out of a trace. */
export const feeBlocks = (trace: Trace): readonly FeeBlock[] =>
  trace.events.flatMap((event) =>
    event.kind === 'block-proposed'
      ? [
          {
            height: event.height,
            baseFee: Number(event.baseFee ?? '0') / 1e9,
            used: Number(event.used) / Number(event.limit),
          },
        ]
      : [],
  );

interface PanelProps {
  readonly blocks: readonly FeeBlock[];
  readonly position: number;
  readonly box: PlotBox;
  readonly x: (height: number) => number;
}

function Gas({ blocks, position, box, x }: PanelProps) {
  const y = scaleLinear([0, 1], [box.top + box.height, box.top]);
  const width = box.width / Math.max(blocks.length, 1);
  return (
    <g>
      <text class="strata-label strata-strong" x="0" y={box.top - 14}>
        Gas used, in parts of the limit
      </text>
      <YAxis box={box} scale={y} ticks={[0, 0.5, 1]} say={(share) => `${share * 100} %`} />
      {blocks.slice(0, position).map(({ height, used }) => (
        <rect
          key={height}
          class={used > 0.5 ? 'f-block f-block--full' : 'f-block'}
          x={x(height) - width / 2 + 0.75}
          y={y(used)}
          width={Math.max(width - 1.5, 1)}
          height={Math.max(y(0) - y(used), 0)}
        />
      ))}
      <line class="f-goal" x1={box.left} x2={box.left + box.width} y1={y(0.5)} y2={y(0.5)} />
    </g>
  );
}

function Fee({ blocks, position, box, x, surge }: PanelProps & { readonly surge: Surge }) {
  const most = blocks.reduce((highest, { baseFee }) => Math.max(highest, baseFee), 2);
  const y = scaleLinear([0, most * 1.2], [box.top + box.height, box.top]);
  const start = blocks[surge.from - 1]?.baseFee ?? 1;
  const rises = (blocks[surge.from]?.baseFee ?? 0) > start;
  const limit = Array.from({ length: surge.to - surge.from }, (_, blocksOn) => ({
    height: surge.from + blocksOn,
    fee: start * (9 / 8) ** blocksOn,
  })).filter(({ fee }) => fee <= most * 1.2);
  const middle = limit[Math.floor(limit.length * 0.7)];
  return (
    <g>
      <text class="strata-label strata-strong" x="0" y={box.top - 14}>
        Base fee, in gwei per gas
      </text>
      <YAxis box={box} scale={y} ticks={y.ticks(4)} say={(value) => sayNumber(value, 1)} />
      {rises && middle && position > surge.from && (
        <g>
          <path
            class="f-line f-line--muted"
            d={pathThrough(limit.map(({ height, fee }): [number, number] => [x(height), y(fee)]))}
          />
          <text class="strata-small" text-anchor="end" x={x(middle.height) - 8} y={y(middle.fee)}>
            × 9/8 a block
          </text>
        </g>
      )}
      <path
        class="f-line f-line--l1"
        d={pathThrough(
          blocks.slice(0, position).map(({ height, baseFee }): [number, number] => [x(height), y(baseFee)]),
        )}
      />
    </g>
  );
}

/** The first `position` blocks as SVG. */
export function drawBaseFee(blocks: readonly FeeBlock[], surge: Surge, position: number, size: Size) {
  const [left, width] = [46, size.width - 52];
  const upper = { left, top: 30, width, height: 100 };
  const lower = { left, top: 174, width, height: 140 };
  const x = scaleLinear([0.5, blocks.length + 0.5], [left, left + width]);
  const now = blocks[position - 1];
  const from = x(surge.from - 0.5);
  return (
    <svg
      class="strata-svg"
      viewBox={`0 0 ${size.width} 340`}
      role="img"
      aria-label={
        now === undefined
          ? 'No block yet.'
          : `Block ${now.height} uses ${sayNumber(now.used * 100)} % of its limit at a base fee of ${sayNumber(now.baseFee, 2)} gwei.`
      }
    >
      {[upper, lower].map(({ top, height }) => (
        <rect
          key={top}
          class="shock__after"
          x={from}
          y={top}
          width={x(surge.to - 0.5) - from}
          height={height}
        />
      ))}
      <Gas blocks={blocks} position={position} box={upper} x={x} />
      <Fee blocks={blocks} position={position} box={lower} x={x} surge={surge} />
      <XAxis
        box={lower}
        scale={x}
        ticks={[1, 20, 40, 60].filter((tick) => tick <= blocks.length)}
        say={(height) => (height === 1 ? 'block 1' : String(height))}
      />
    </svg>
  );
}

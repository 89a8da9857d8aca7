/** Draws a block being filled: bricks as wide as payments are heavy, darker where they pay more, those that wait below. */
import { scaleLinear } from 'd3-scale';
import type { Size } from '../../player/Responsive.tsx';
import { sayCount, sayNumber } from '../../player/wording.ts';
import { pathThrough, XAxis, YAxis, type PlotBox } from '../drawing/axes.tsx';
import { layBricks, type Brick } from './bricks.ts';
import type { PoolFrame } from './pools.ts';

const ROW = 22;
/** Fee rates at which the shade of a brick changes. */
const SHADES = [5, 10, 20, 40] as const;

const shadeOf = (rate: number): number => SHADES.filter((limit) => rate >= limit).length;

function Wall({
  bricks,
  top,
  width,
}: {
  readonly bricks: readonly Brick[];
  readonly top: number;
  readonly width: number;
}) {
  return (
    <g>
      {bricks.map(({ offer, row, from, to, named }) => {
        const x = Math.round(from * width * 10) / 10;
        const wide = Math.round((to - from) * width * 10) / 10;
        return (
          <g key={`${offer.id}/${row}`} class={`market__brick market__brick--${shadeOf(offer.rate)}`}>
            <rect x={x + 1} y={top + row * ROW + 1} width={Math.max(wide - 2, 0.5)} height={ROW - 2} />
            {named && offer.hangs && (
              <path class="market__hangs" d={`M${x + 1} ${top + row * ROW + 1}h7l-7 7z`} />
            )}
            {named && wide >= 20 && (
              <text class="strata-small" text-anchor="middle" x={x + wide / 2} y={top + row * ROW + 15.5}>
                {offer.rate}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

interface HistoryProps {
  readonly frames: readonly PoolFrame[];
  readonly position: number;
  readonly box: PlotBox;
  readonly title: string;
  readonly value: (frame: PoolFrame) => number;
  readonly say: (value: number) => string;
  readonly least: number;
}

/** One figure of the run, block by block: those to come are faint. */
function History({ frames, position, box, title, value, say, least }: HistoryProps) {
  const most = frames.reduce((largest, frame) => Math.max(largest, value(frame)), least);
  const x = scaleLinear([0, frames.length], [box.left, box.left + box.width]);
  const y = scaleLinear([0, most], [box.top + box.height, box.top]).nice(3);
  const points = frames.map((frame, index): [number, number] => [x(index + 1), y(value(frame))]);
  const now = frames[position - 1];
  return (
    <g>
      <text class="strata-label strata-strong" x={box.left - 28} y={box.top - 14}>
        {title}
      </text>
      <YAxis box={box} scale={y} ticks={y.ticks(3)} say={say} />
      <XAxis
        box={box}
        scale={x}
        ticks={[0, frames.length / 2, frames.length]}
        say={(at) => (at === 0 ? 'block 0' : String(at))}
      />
      <path class="f-line market__later" d={pathThrough([[x(0), y(0)], ...points])} />
      <path class="f-line f-line--l1" d={pathThrough([[x(0), y(0)], ...points.slice(0, position)])} />
      {now && <rect class="market__now" x={x(position) - 4} y={y(value(now)) - 4} width="8" height="8" />}
    </g>
  );
}

/** The frame at `position` as SVG: 0 is before the first block. */
export function drawMarket(frames: readonly PoolFrame[], position: number, size: Size) {
  const wide = size.name === 'wide';
  const frame = frames[position - 1];
  const rows = wide ? 5 : 10;
  const waitingRows = wide ? 4 : 5;
  const perRow = (frame?.room ?? 10_000) / rows;
  const chosen = layBricks(frame?.chosen ?? [], perRow, rows);
  const waiting = layBricks(frame?.waiting ?? [], perRow, waitingRows);
  const blockTop = 24;
  const poolTop = blockTop + rows * ROW + 34;
  const plotTop = poolTop + waitingRows * ROW + 54;
  const plot = wide ? { width: 286, height: 84 } : { width: size.width - 40, height: 70 };
  const height = wide ? plotTop + plot.height + 24 : plotTop + 2 * plot.height + 90;
  const more = (frame?.waiting.length ?? 0) - waiting.laid;
  const next = frame?.waiting[waiting.laid];
  return (
    <svg
      class="strata-svg"
      viewBox={`0 0 ${size.width} ${height}`}
      role="img"
      aria-label={
        frame === undefined
          ? 'No block yet.'
          : `Block ${frame.height} holds ${sayCount(frame.chosen.length, 'payment')}; ${sayCount(frame.waiting.length, 'payment waits', 'payments wait')}.`
      }
    >
      <text class="strata-label strata-strong" x="0" y="14">
        {frame === undefined ? 'The first block' : `Block ${frame.height}`}
      </text>
      <text class="strata-small" text-anchor="end" x={size.width} y="14">
        {frame === undefined
          ? ''
          : `${sayNumber((100 * frame.used) / frame.room)} % full; numbers: sat per vbyte`}
      </text>
      <rect class="market__block" x="0" y={blockTop - 1} width={size.width} height={rows * ROW + 2} />
      <Wall bricks={chosen.bricks} top={blockTop} width={size.width} />
      <text class="strata-label strata-strong" x="0" y={poolTop - 10}>
        Waiting: {sayCount(frame?.waiting.length ?? 0, 'payment')}
      </text>
      <Wall bricks={waiting.bricks} top={poolTop} width={size.width} />
      {more > 0 && next && (
        <text class="strata-small" x="0" y={poolTop + waitingRows * ROW + 15}>
          and {sayNumber(more)} more, at {next.rate} or less
        </text>
      )}
      <History
        frames={frames}
        position={position}
        box={{ left: 34, top: plotTop, ...plot }}
        title="Rate to get in (sat per vbyte)"
        value={({ entryRate }) => entryRate}
        say={(value) => sayNumber(value)}
        least={10}
      />
      <History
        frames={frames}
        position={position}
        box={
          wide ? { left: 390, top: plotTop, ...plot } : { left: 34, top: plotTop + plot.height + 62, ...plot }
        }
        title="Waiting, in blocks"
        value={({ backlog }) => backlog}
        say={(value) => sayNumber(value, 1)}
        least={2}
      />
    </svg>
  );
}

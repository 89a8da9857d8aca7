/** Draws a tally: the last epoch's proposers as a row of slabs, and for each stake what was drawn and what chance allows. */
import { scaleLinear } from 'd3-scale';
import type { Size } from '../../player/Responsive.tsx';
import { sayNumber } from '../../player/wording.ts';
import { SLOTS_PER_STEP, type Tally, type TallyRow } from './tally.ts';

const ROW = 30;

/** `1.6 %`. */
export const saySharePercent = (share: number): string => `${sayNumber(share * 100, 1)} %`;

/** Whether a count is within its bounds. */
export const isExpected = ({ drawn, bounds }: TallyRow): boolean =>
  drawn >= bounds.low && drawn <= bounds.high;

function Strip({ latest, size }: { readonly latest: readonly string[]; readonly size: Size }) {
  const perRow = size.name === 'wide' ? SLOTS_PER_STEP : SLOTS_PER_STEP / 2;
  const step = size.width / perRow;
  return (
    <g>
      <text class="strata-small" x="0" y="12">
        Proposers of the last {SLOTS_PER_STEP} slots
      </text>
      {Array.from({ length: SLOTS_PER_STEP }, (_, index) => {
        const x = (index % perRow) * step;
        const y = 20 + Math.floor(index / perRow) * 24;
        const name = latest[index];
        return (
          <g key={index} class={name === undefined ? 'stake__slot' : 'stake__slot stake__slot--drawn'}>
            <rect x={x + 0.75} y={y} width={step - 2.5} height="20" />
            {name !== undefined && (
              <text class="strata-small" text-anchor="middle" x={x + step / 2 - 0.5} y={y + 14}>
                {name}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

function Bar({
  row,
  slots,
  x,
  y,
  width,
}: {
  readonly row: TallyRow;
  readonly slots: number;
  readonly x: (share: number) => number;
  readonly y: number;
  readonly width: number;
}) {
  const share = slots === 0 ? 0 : row.drawn / slots;
  const [low, high] = slots === 0 ? [0, 0] : [row.bounds.low / slots, row.bounds.high / slots];
  const good = isExpected(row);
  return (
    <g class={`stake__row stake__row--${row.role}`}>
      <text class="strata-label" x={row.role === 'part' ? 12 : 0} y={y + 16}>
        {row.name}
      </text>
      <rect class="stake__share" x={x(0)} y={y + 3} width={x(row.share) - x(0)} height={ROW - 10} />
      <rect class="stake__drawn" x={x(0)} y={y + 8} width={Math.max(x(share) - x(0), 0)} height={ROW - 20} />
      {slots > 0 && (
        <path
          class={good ? 'stake__bounds' : 'stake__bounds stake__bounds--bad'}
          d={`M${x(low)} ${y + 4}v${ROW - 12}M${x(low)} ${y + 13}H${x(high)}M${x(high)} ${y + 4}v${ROW - 12}`}
        />
      )}
      <text class="strata-small" text-anchor="end" x={width} y={y + 17}>
        {sayNumber(row.drawn)} <tspan class="stake__of">of {sayNumber(row.expected)}</tspan>
        <tspan class={good ? 'stake__good' : 'stake__bad'}>{good ? ' ✓' : ' ✕'}</tspan>
      </text>
    </g>
  );
}

/** The tally as SVG. */
export function drawTally(tally: Tally, size: Size) {
  const stripHeight = size.name === 'wide' ? 44 : 68;
  const top = stripHeight + 34;
  const names = 62;
  const numbers = 104;
  const most = tally.rows.reduce((largest, { share }) => Math.max(largest, share), 0.1) * 1.12;
  const scale = scaleLinear([0, most], [names, size.width - numbers]);
  const height = top + tally.rows.length * ROW + 4;
  const out = tally.rows.filter((row) => !isExpected(row)).length;
  const ticks = scale.ticks(size.name === 'wide' ? 5 : 3);
  return (
    <svg
      class="strata-svg"
      viewBox={`0 0 ${size.width} ${height}`}
      role="img"
      aria-label={`After ${sayNumber(tally.slots)} draws ${out === 0 ? 'every count lies within its bounds' : `${out} of ${tally.rows.length} counts lie outside their bounds`}.`}
    >
      <Strip latest={tally.latest} size={size} />
      {ticks.map((tick) => (
        <g key={tick}>
          <line class="f-grid" x1={scale(tick)} x2={scale(tick)} y1={top - 6} y2={height} />
          <text class="strata-small" text-anchor="middle" x={scale(tick)} y={top - 12}>
            {saySharePercent(tick)}
          </text>
        </g>
      ))}
      <text class="strata-small" text-anchor="end" x={size.width} y={top - 12}>
        drawn
      </text>
      {tally.rows.map((row, index) => (
        <Bar
          key={row.name}
          row={row}
          slots={tally.slots}
          x={scale}
          y={top + index * ROW}
          width={size.width}
        />
      ))}
    </svg>
  );
}

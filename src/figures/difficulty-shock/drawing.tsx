/** Draws windows of mining: above, how long blocks took; below, the difficulty as it follows the hash rate. */
import { scaleLinear, scaleLog } from 'd3-scale';
import type { Size } from '../../player/Responsive.tsx';
import { sayNumber, sayTime } from '../../player/wording.ts';
import { pathThrough, XAxis, YAxis, type PlotBox } from '../drawing/axes.tsx';
import type { ShockRun, Window } from './windows.ts';

/** The interval that the rule aims at. */
export const AIM_MS = 600_000;
const MINUTE = 60_000;
const TALLEST = 40 * MINUTE;

const minutes = (milliseconds: number): string => `${sayNumber(milliseconds / MINUTE)} min`;

interface PanelProps {
  readonly run: ShockRun;
  readonly shown: readonly Window[];
  readonly box: PlotBox;
  readonly x: (height: number) => number;
}

function Intervals({ run, shown, box, x }: PanelProps) {
  const most = Math.min(
    Math.max(...run.windows.map((window) => window.meanInterval), 2.2 * AIM_MS) * 1.15,
    TALLEST,
  );
  const y = scaleLinear([0, most], [box.top + box.height, box.top]).clamp(true);
  const until = shown.at(-1)?.to ?? 0;
  // One path for all blocks: a dot is a line without length under a round cap.
  const dots = run.blocks
    .filter(({ height, interval }) => height <= until && interval <= most)
    .map(
      ({ height, interval }) => `M${Math.round(x(height) * 10) / 10} ${Math.round(y(interval) * 10) / 10}h0`,
    )
    .join('');
  return (
    <g>
      <text class="strata-label strata-strong" x="0" y={box.top - 14}>
        Time between blocks
      </text>
      <YAxis
        box={box}
        scale={y}
        ticks={[0, 10, 20, 30].map((tick) => tick * MINUTE).filter((tick) => tick <= most)}
        say={minutes}
      />
      <line class="f-goal" x1={box.left} x2={box.left + box.width} y1={y(AIM_MS)} y2={y(AIM_MS)} />
      <path class="shock__dots" d={dots} />
      {shown.map((window) => {
        const [x1, x2, top] = [x(window.from), x(window.to), y(window.meanInterval)];
        return (
          <g key={window.from}>
            <rect class="shock__mean" x={x1 + 1} y={top - 2.5} width={Math.max(x2 - x1 - 2, 1)} height="5" />
            <text class="strata-small shock__value" text-anchor="middle" x={(x1 + x2) / 2} y={top - 8}>
              {sayNumber(window.meanInterval / MINUTE, 1)}
            </text>
          </g>
        );
      })}
    </g>
  );
}

function Difficulty({ run, shown, box, x }: PanelProps) {
  const values = run.windows.flatMap(({ difficulty, hashRate }) => [difficulty, hashRate]);
  const y = scaleLog([Math.min(...values) / 1.4, Math.max(...values) * 1.4], [box.top + box.height, box.top]);
  const powers = Array.from({ length: 12 }, (_, power) => 2 ** power);
  const ticks = powers.filter((power) => power >= (y.domain()[0] ?? 0) && power <= (y.domain()[1] ?? 0));
  const steps = (value: (window: Window) => number): string =>
    pathThrough(
      shown.flatMap((window): [number, number][] => [
        [x(window.from), y(value(window))],
        [x(window.to), y(value(window))],
      ]),
    );
  return (
    <g>
      <text class="strata-label strata-strong" x="0" y={box.top - 14}>
        {box.width > 400
          ? 'Hashes that a block needs (solid), tried in 10 min (dashed)'
          : 'Hashes a block needs; tried (dashed)'}
      </text>
      <YAxis
        box={box}
        scale={y}
        ticks={ticks.filter((_, index) => ticks.length < 6 || index % 2 === 0)}
        say={(value) => sayNumber(value)}
      />
      <path class="f-line shock__rate" d={steps(({ hashRate }) => hashRate)} />
      <path class="f-line f-line--l1" d={steps(({ difficulty }) => difficulty)} />
    </g>
  );
}

/** The first `position` windows as SVG. */
export function drawShock(run: ShockRun, position: number, size: Size) {
  const shown = run.windows.slice(0, position);
  const [left, width] = [50, size.width - 56];
  const upper = { left, top: 30, width, height: 150 };
  const lower = { left, top: 224, width, height: 96 };
  const last = run.windows.at(-1)?.to ?? 1;
  const x = scaleLinear([0, last], [left, left + width]);
  const now = shown.at(-1);
  const shock = run.shockAt === null || (now?.to ?? 0) <= run.shockAt ? null : x(run.shockAt);
  const ticks = run.windows
    .map(({ from }) => from)
    .filter((_, index) => index % (size.name === 'wide' ? 1 : 2) === 0);
  return (
    <svg
      class="strata-svg"
      viewBox={`0 0 ${size.width} 362`}
      role="img"
      aria-label={
        now === undefined
          ? 'No window yet.'
          : `After ${position} windows blocks take ${sayTime(now.meanInterval)} on average, at a difficulty of ${sayNumber(now.difficulty)} hashes.`
      }
    >
      {shock !== null && (
        <g>
          {[upper, lower].map(({ top, height }) => (
            <rect
              key={top}
              class="shock__after"
              x={shock}
              y={top}
              width={left + width - shock}
              height={height}
            />
          ))}
        </g>
      )}
      <Intervals run={run} shown={shown} box={upper} x={x} />
      <Difficulty run={run} shown={shown} box={lower} x={x} />
      {shock !== null && (
        <g>
          <path
            class="f-now"
            d={`M${shock} ${upper.top}v${upper.height}M${shock} ${lower.top}v${lower.height}`}
          />
          <text class="strata-small shock__value" x={shock + 5} y={upper.top - 8}>
            hash rate changes
          </text>
        </g>
      )}
      <XAxis box={lower} scale={x} ticks={ticks} say={(height) => String(height)} />
      <text class="strata-small" text-anchor="end" x={left + width} y="359">
        block
      </text>
    </svg>
  );
}

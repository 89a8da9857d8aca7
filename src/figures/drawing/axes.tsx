/** Axes and lines for plots: few ticks, plain words, and text that keeps its size. */
import type { ScaleContinuousNumeric } from 'd3-scale';
import { curveLinear, curveStepAfter, line } from 'd3-shape';

/** A plot's box within a picture. */
export interface PlotBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A scale from numbers to pixels. */
type Scale = ScaleContinuousNumeric<number, number>;

interface AxisProps {
  readonly box: PlotBox;
  readonly scale: Scale;
  readonly ticks: readonly number[];
  readonly say: (value: number) => string;
}

/** Grid lines with their values at the left. */
export const YAxis = ({ box, scale, ticks, say }: AxisProps) => (
  <g>
    {ticks.map((tick) => (
      <g key={tick}>
        <line class="f-grid" x1={box.left} x2={box.left + box.width} y1={scale(tick)} y2={scale(tick)} />
        <text class="strata-small" text-anchor="end" x={box.left - 6} y={scale(tick) + 4}>
          {say(tick)}
        </text>
      </g>
    ))}
  </g>
);

/** A base line with values below it. */
export const XAxis = ({ box, scale, ticks, say }: AxisProps) => {
  const y = box.top + box.height;
  return (
    <g>
      <line class="f-axis" x1={box.left} x2={box.left + box.width} y1={y} y2={y} />
      {ticks.map((tick) => (
        <g key={tick}>
          <line class="f-axis" x1={scale(tick)} x2={scale(tick)} y1={y} y2={y + 4} />
          <text class="strata-small" text-anchor="middle" x={scale(tick)} y={y + 17}>
            {say(tick)}
          </text>
        </g>
      ))}
    </g>
  );
};

/** The path through `points`, straight or in steps. */
export const pathThrough = (points: readonly (readonly [number, number])[], steps = false): string =>
  line<readonly [number, number]>()
    .x(([x]) => Math.round(x * 10) / 10)
    .y(([, y]) => Math.round(y * 10) / 10)
    .curve(steps ? curveStepAfter : curveLinear)([...points]) ?? '';

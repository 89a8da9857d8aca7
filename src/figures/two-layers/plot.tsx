/** Draws a plot of both layers on one logarithmic scale, each line named at its end. */
import { scaleLinear, scaleLog } from 'd3-scale';
import { pathThrough, XAxis, YAxis, type PlotBox } from '../drawing/axes.tsx';
import type { LayerPoint } from './points.ts';

/** One line of a plot. */
export interface Line {
  readonly name: string;
  readonly style: string;
  /** Whether its name stands below the line and not above it. */
  readonly below?: boolean;
  readonly value: (point: LayerPoint) => number | null;
}

/** A plot of the blocks in view. */
export interface PlotProps {
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

/** One plot. */
export function Plot({ title, shown, columns, box, lines, domain, ticks, say }: PlotProps) {
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

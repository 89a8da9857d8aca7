/** Lays a stretch of a trace out as lanes: one for each node, a column for each event, around the event looked at. */
import type { Trace, TraceEvent } from 'strata';
import type { Size } from './Responsive.tsx';

/** Pixels for a column, a lane, the names at the left and the times above. */
const COLUMN = 25;
const LANE = 32;
const NAMES = 84;
const TIMES = 26;
/** More lanes than this are folded into the last one. */
const MOST_LANES = 9;

/** One event as drawn. */
export interface LaneMark {
  readonly event: TraceEvent;
  /** Its place in the trace, from 0. */
  readonly index: number;
  readonly x: number;
  readonly y: number;
  readonly when: 'past' | 'now' | 'later';
  readonly marked: boolean;
}

/** A way from one lane to another: who sent what a node received. */
interface LaneArc {
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
  readonly layer: 1 | 2;
}

/** A stretch of a trace, laid out. */
export interface LaneLayout {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly lanes: readonly { readonly name: string; readonly y: number }[];
  readonly marks: readonly LaneMark[];
  readonly arcs: readonly LaneArc[];
  readonly times: readonly { readonly x: number; readonly at: number }[];
}

/** The events in view: the one looked at stands two thirds along, unless the trace begins or ends. */
export function stretchAround(length: number, position: number, columns: number): readonly [number, number] {
  const last = Math.max(length - columns, 0);
  const from = Math.min(Math.max(position - 1 - Math.floor((columns * 2) / 3), 0), last);
  return [from, Math.min(from + columns, length)];
}

/** Names of the lanes: all actors in order of appearance, or, where there are too many, those in view. */
function laneNames(trace: Trace, inView: readonly TraceEvent[]): readonly string[] {
  const all = new Set(trace.events.map((event) => event.actor));
  if (all.size <= MOST_LANES) return [...all].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const near = new Set(inView.map((event) => event.actor));
  const names = [...near].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return names.length <= MOST_LANES ? names : [...names.slice(0, MOST_LANES - 1), 'others'];
}

/** The arc of a received block: from the last event in view by which its sender had it. */
function arcTo(mark: LaneMark, marks: readonly LaneMark[], yOf: (actor: string) => number): LaneArc | null {
  const { event } = mark;
  if (event.kind !== 'block-received' || event.from === event.actor) return null;
  const sender = marks.findLast(
    (other) =>
      other.index < mark.index &&
      other.event.actor === event.from &&
      (other.event.kind === 'block-proposed' || other.event.kind === 'block-received') &&
      other.event.block === event.block,
  );
  const fromY = sender?.y ?? yOf(event.from);
  return { fromX: sender?.x ?? NAMES, fromY, toX: mark.x, toY: mark.y, layer: event.layer };
}

/** Lays out the stretch of `trace` around `position` for a picture of `size`; `marked` is the event to point at. */
export function layOutLanes(trace: Trace, position: number, size: Size, marked?: number): LaneLayout {
  const columns = Math.floor((size.width - NAMES - 8) / COLUMN);
  const [from, to] = stretchAround(trace.events.length, position, columns);
  const inView = trace.events.slice(from, to);
  const names = laneNames(trace, inView);
  const lanes = names.map((name, lane) => ({ name, y: TIMES + lane * LANE + LANE / 2 }));
  const lastY = lanes.at(-1)?.y ?? TIMES;
  const yOf = (actor: string): number => lanes.find((lane) => lane.name === actor)?.y ?? lastY;

  const marks = inView.map((event, column): LaneMark => {
    const index = from + column;
    const when = index === position - 1 ? 'now' : index < position ? 'past' : 'later';
    const x = NAMES + column * COLUMN + COLUMN / 2;
    return { event, index, x, y: yOf(event.actor), when, marked: index === marked };
  });
  const every = Math.max(Math.round(70 / COLUMN), 1);
  return {
    width: size.width,
    height: TIMES + Math.max(lanes.length, 1) * LANE + 4,
    left: NAMES,
    lanes,
    marks,
    arcs: marks.flatMap((mark) => {
      const arc = mark.when === 'later' ? null : arcTo(mark, marks, yOf);
      return arc === null ? [] : [arc];
    }),
    times: marks.filter((_, column) => column % every === 0).map(({ x, event }) => ({ x, at: event.at })),
  };
}

/** A view of any trace: nodes as lanes, events as marks, the controls, and a table of the same events. */
import type { Trace } from 'strata';
import { layOutLanes, type LaneMark } from './lanes.ts';
import { PlayerControls, playbackKeys } from './PlayerControls.tsx';
import { Responsive, type Size } from './Responsive.tsx';
import { announceEvent, describeEvent, isTrouble } from './sentences.ts';
import { symbolOf } from './symbols.ts';
import { usePlayback } from './use-playback.ts';
import { sayCount, sayTime, shortName } from './wording.ts';

/** Rows of the table of events shown at a time. */
const PAGE = 50;

/** A mark: a square tile on layer 1, a round one on layer 2, with the sign of its kind. */
function Mark({ mark }: { readonly mark: LaneMark }) {
  const { event, x, y, when } = mark;
  const symbol = symbolOf(event);
  const trouble = isTrouble(event) ? ' strata-mark--trouble' : '';
  return (
    <g
      class={`strata-mark strata-mark--l${event.layer} strata-mark--${when}${trouble}`}
      transform={`translate(${x - 10} ${y - 10})`}
    >
      <rect class="strata-mark__tile" width="20" height="20" rx={event.layer === 2 ? 8 : 0} />
      <path
        class={symbol.filled ? 'strata-mark__solid' : 'strata-mark__line'}
        d={symbol.path}
        transform="translate(2 2)"
      />
      <title>{announceEvent(event)}</title>
    </g>
  );
}

/** A lane's name as far as there is room for it. */
const laneName = (name: string): string => {
  const short = shortName(name);
  return short.length > 11 ? `${short.slice(0, 10)}…` : short;
};

/** The lanes as SVG: trace, position and size in, picture out. */
function drawLanes(trace: Trace, position: number, size: Size, marked?: number) {
  const layout = layOutLanes(trace, position, size, marked);
  const now = layout.marks.find((mark) => mark.when === 'now');
  const wrong = layout.marks.find((mark) => mark.marked);
  return (
    <svg
      class="strata-svg"
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      role="img"
      aria-label={`Events ${position} of ${trace.events.length} in ${sayCount(layout.lanes.length, 'lane')}`}
    >
      {wrong && (
        <rect class="strata-band--wrong" x={wrong.x - 12.5} y="20" width="25" height={layout.height - 22} />
      )}
      {now && <rect class="strata-band" x={now.x - 12.5} y="20" width="25" height={layout.height - 22} />}
      {layout.times.map(({ x, at }) => (
        <text key={x} class="strata-small" x={x - 10} y="14">
          {sayTime(at)}
        </text>
      ))}
      {layout.lanes.map(({ name, y }) => (
        <g key={name}>
          <line class="strata-rule" x1={layout.left} x2={layout.width} y1={y} y2={y} />
          <text class="strata-label" x="0" y={y + 4}>
            {laneName(name)}
          </text>
        </g>
      ))}
      {layout.arcs.map((arc, index) => (
        <path
          key={index}
          class={`strata-arc strata-arc--l${arc.layer}`}
          d={`M${arc.fromX} ${arc.fromY}C${arc.toX - 8} ${arc.fromY} ${arc.fromX + 8} ${arc.toY} ${arc.toX} ${arc.toY}`}
        />
      ))}
      {layout.marks.map((mark) => (
        <Mark key={mark.index} mark={mark} />
      ))}
    </svg>
  );
}

function Legend({ trace }: { readonly trace: Trace }) {
  const seen = new Map(trace.events.map((event) => [event.kind, event]));
  return (
    <ul class="strata-legend">
      {[...seen.values()].map((event) => (
        <li key={event.kind}>
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path
              class={symbolOf(event).filled ? 'strata-mark__solid' : 'strata-mark__line'}
              d={symbolOf(event).path}
            />
          </svg>
          {symbolOf(event).name}
        </li>
      ))}
    </ul>
  );
}

interface EventTableProps {
  readonly trace: Trace;
  readonly position: number;
  readonly marked: number | undefined;
  readonly onSeek: (position: number) => void;
}

/** The page of events around a position. */
function EventTable({ trace, position, marked, onSeek }: EventTableProps) {
  const first = Math.floor(Math.max(position - 1, 0) / PAGE) * PAGE;
  const rows = trace.events.slice(first, first + PAGE);
  return (
    <details class="strata-details">
      <summary>Table of events</summary>
      <div class="strata-table" tabIndex={0} role="region" aria-label="Table of events">
        <table>
          <caption>
            Events {rows.length === 0 ? 0 : first + 1} to {first + rows.length} of {trace.events.length}
          </caption>
          <thead>
            <tr>
              <th scope="col">Event</th>
              <th scope="col">Time</th>
              <th scope="col">Layer</th>
              <th scope="col">What happened</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((event, row) => (
              <tr
                key={first + row}
                class={first + row === marked ? 'strata-row--wrong' : undefined}
                aria-current={first + row === position - 1 ? 'step' : undefined}
              >
                <td>
                  <button type="button" onClick={() => onSeek(first + row + 1)}>
                    {first + row + 1}
                  </button>
                </td>
                <td>{sayTime(event.at)}</td>
                <td>{event.layer}</td>
                <td>
                  {first + row === marked && <strong>Went wrong here: </strong>}
                  {describeEvent(event)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {trace.events.length > PAGE && (
        <p class="strata-pages">
          <button
            type="button"
            aria-disabled={first === 0}
            onClick={() => onSeek(Math.max(first - PAGE + 1, 1))}
          >
            Earlier events
          </button>
          <button
            type="button"
            aria-disabled={first + PAGE >= trace.events.length}
            onClick={() => onSeek(Math.min(first + PAGE + 1, trace.events.length))}
          >
            Later events
          </button>
        </p>
      )}
    </details>
  );
}

/** A trace to play; `event` is the index of the event it opens at and marks, where one went wrong. */
export interface TraceViewProps {
  readonly trace: Trace;
  readonly event?: number | undefined;
  readonly label?: string;
}

/** Plays a trace, from the event that went wrong where there is one. */
export function TraceView({ trace, event, label = 'Trace' }: TraceViewProps) {
  const { length } = trace.events;
  const marked =
    event !== undefined && Number.isInteger(event) && event >= 0 && event < length ? event : undefined;
  const opening = marked === undefined ? Math.min(length, 1) : marked + 1;
  const { playback, act } = usePlayback(length, opening, 2.5);
  const { position } = playback;
  const describe = (at: number): string => {
    const shown = trace.events[at - 1];
    if (shown === undefined)
      return length === 0 ? 'Nothing happened in this run.' : 'Before the first event.';
    return `${at - 1 === marked ? 'Went wrong here. ' : ''}${announceEvent(shown)}`;
  };
  return (
    <div class="strata-stage strata-trace" onKeyDown={playbackKeys(act)}>
      <Responsive draw={(size) => drawLanes(trace, position, size, marked)} />
      <Legend trace={trace} />
      <PlayerControls
        playback={playback}
        act={act}
        label={label}
        describe={describe}
        onReset={() => act({ do: 'seek', to: opening })}
      >
        {marked !== undefined && (
          <button
            type="button"
            class="strata-towrong"
            data-control="wrong"
            onClick={() => act({ do: 'seek', to: marked + 1 })}
          >
            Go to where it went wrong
          </button>
        )}
      </PlayerControls>
      <EventTable
        trace={trace}
        position={position}
        marked={marked}
        onSeek={(to) => act({ do: 'seek', to })}
      />
    </div>
  );
}

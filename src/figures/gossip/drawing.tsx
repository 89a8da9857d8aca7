/** Draws a block on its way: rings of nodes, copies under way between them, the curve of who has it, and the time each size takes. */
import { scaleLinear } from 'd3-scale';
import type { Size } from '../../player/Responsive.tsx';
import { sayNumber, sayTime } from '../../player/wording.ts';
import { pathThrough, XAxis, YAxis, type PlotBox } from '../drawing/axes.tsx';
import { countsAt, timeToReach, type Arrival, type Spread } from './spread.ts';

/** One row of the comparison: a block size and how long it takes to reach 95 % of the nodes. */
export interface SizeTime {
  readonly bytes: number;
  readonly reached: number;
}

/** What the picture shows. */
export interface GossipPicture {
  readonly spread: Spread;
  readonly time: number;
  readonly until: number;
  readonly bytes: number;
  readonly sizes: readonly SizeTime[];
}

/** `500 kB`, `4 MB`. */
export const saySize = (bytes: number): string =>
  bytes < 1_000_000 ? `${sayNumber(bytes / 1_000)} kB` : `${sayNumber(bytes / 1_000_000, 1)} MB`;

function Network({
  spread,
  time,
  cx,
  cy,
  radius,
}: {
  readonly spread: Spread;
  readonly time: number;
  readonly cx: number;
  readonly cy: number;
  readonly radius: number;
}) {
  const byName = new Map(spread.arrivals.map((arrival) => [arrival.node, arrival]));
  const at = ({ x, y }: Pick<Arrival, 'x' | 'y'>): readonly [number, number] => [
    Math.round((cx + x * radius) * 10) / 10,
    Math.round((cy + y * radius) * 10) / 10,
  ];
  return (
    <g>
      {Array.from({ length: spread.rings }, (_, ring) => (
        <circle key={ring} class="gossip__ring" cx={cx} cy={cy} r={(radius * (ring + 1)) / spread.rings} />
      ))}
      {spread.arrivals.map((arrival) => {
        const sender = arrival.from === null ? undefined : byName.get(arrival.from);
        if (sender === undefined) return null;
        const [x1, y1] = at(sender);
        const [x2, y2] = at(arrival);
        const done =
          arrival.at <= time
            ? 1
            : arrival.sentAt >= time
              ? 0
              : (time - arrival.sentAt) / (arrival.at - arrival.sentAt);
        const [x, y] = [x1 + (x2 - x1) * done, y1 + (y2 - y1) * done];
        return (
          <g key={arrival.node}>
            <line class="gossip__way" x1={x1} y1={y1} x2={x2} y2={y2} />
            {done > 0 && <line class="gossip__sent" x1={x1} y1={y1} x2={x} y2={y} />}
            {done > 0 && done < 1 && (
              <rect class="gossip__copy" x={x - 3.5} y={y - 3.5} width="7" height="7" />
            )}
          </g>
        );
      })}
      {spread.arrivals.map((arrival) => {
        const [x, y] = at(arrival);
        const has = arrival.at <= time;
        return (
          <g key={arrival.node} class={has ? 'gossip__node gossip__node--has' : 'gossip__node'}>
            <circle cx={x} cy={y} r={arrival.from === null ? 10 : 7.5} />
            {has && <rect x={x - 3} y={y - 3} width="6" height="6" />}
          </g>
        );
      })}
    </g>
  );
}

function Curve({ picture, box }: { readonly picture: GossipPicture; readonly box: PlotBox }) {
  const { spread, time, until } = picture;
  const x = scaleLinear([0, Math.max(until, 1)], [box.left, box.left + box.width]);
  const y = scaleLinear([0, 1], [box.top + box.height, box.top]);
  const times = spread.arrivals.map(({ at }) => at).sort((a, b) => a - b);
  const points = times.map((at, index): [number, number] => [x(at), y((index + 1) / times.length)]);
  const past = points.filter((_, index) => (times[index] ?? 0) <= time);
  const marks = [0.5, 0.95].map((share) => ({ share, at: timeToReach(spread, share) }));
  return (
    <g>
      <text class="strata-label strata-strong" x={box.left - 40} y={box.top - 14}>
        Nodes that have the block
      </text>
      <YAxis box={box} scale={y} ticks={[0, 0.5, 0.95]} say={(share) => `${Math.round(share * 100)} %`} />
      <XAxis box={box} scale={x} ticks={x.ticks(3)} say={sayTime} />
      <path class="f-line gossip__curve--later" d={pathThrough([[x(0), y(0)], ...points], true)} />
      <path
        class="f-line f-line--l1"
        d={pathThrough([[x(0), y(0)], ...past, [x(time), past.at(-1)?.[1] ?? y(0)]], true)}
      />
      {marks.map(({ share, at }) => (
        <g key={share}>
          <line class="f-goal" x1={x(at)} x2={x(at)} y1={y(share)} y2={y(0)} />
          <text
            class="strata-small gossip__mark"
            text-anchor={x(at) > box.left + box.width / 2 ? 'end' : 'start'}
            x={x(at) + (x(at) > box.left + box.width / 2 ? -5 : 5)}
            y={y(share === 0.5 ? 0.1 : 0.28)}
          >
            {sayTime(at)}
          </text>
        </g>
      ))}
      <line class="f-now" x1={x(time)} x2={x(time)} y1={box.top} y2={box.top + box.height} />
    </g>
  );
}

function Sizes({ picture, box }: { readonly picture: GossipPicture; readonly box: PlotBox }) {
  const most = picture.sizes.reduce((longest, { reached }) => Math.max(longest, reached), 1);
  const bar = scaleLinear([0, most], [0, box.width - 118]);
  const row = box.height / Math.max(picture.sizes.length, 1);
  return (
    <g>
      <text class="strata-label strata-strong" x={box.left} y={box.top - 10}>
        Time to 95 % of the nodes, by size
      </text>
      {picture.sizes.map(({ bytes, reached }, index) => {
        const y = box.top + index * row;
        const chosen = bytes === picture.bytes;
        return (
          <g key={bytes} class={chosen ? 'gossip__size gossip__size--chosen' : 'gossip__size'}>
            <text class="strata-small" text-anchor="end" x={box.left + 48} y={y + 12}>
              {saySize(bytes)}
            </text>
            <rect x={box.left + 54} y={y + 2} width={Math.max(bar(reached), 1)} height={row - 5} />
            <text class="strata-small" x={box.left + 60 + bar(reached)} y={y + 12}>
              {sayTime(reached)}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** The picture of one moment. */
export function drawGossip(picture: GossipPicture, size: Size) {
  const { spread, time } = picture;
  const { have } = countsAt(spread, time);
  const wide = size.name === 'wide';
  const height = wide ? 372 : 664;
  const radius = wide ? 164 : 158;
  const side = wide ? 372 : 0;
  const right = size.width - side;
  return (
    <svg
      class="strata-svg"
      viewBox={`0 0 ${size.width} ${height}`}
      role="img"
      aria-label={`${sayTime(time)} after a block of ${saySize(picture.bytes)} was built, ${have} of ${spread.arrivals.length} nodes have it.`}
    >
      <Network
        spread={spread}
        time={time}
        cx={wide ? 176 : size.width / 2}
        cy={wide ? 184 : 174}
        radius={radius}
      />
      <Curve
        picture={picture}
        box={{ left: side + 42, top: wide ? 30 : 376, width: right - 52, height: 118 }}
      />
      <Sizes
        picture={picture}
        box={{ left: side, top: wide ? 212 : 548, width: right, height: wide ? 152 : 112 }}
      />
    </svg>
  );
}

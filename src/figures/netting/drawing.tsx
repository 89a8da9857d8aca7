/** Draws who paid whom, beside what settles it all, and below how many transfers each way takes. */
import { scaleLinear } from 'd3-scale';
import type { Payment } from 'strata';
import type { Size } from '../../player/Responsive.tsx';
import { sayCount } from '../../player/wording.ts';
import { pathThrough, XAxis, YAxis } from '../drawing/axes.tsx';
import { PAYMENTS, type Day, type Standing } from './day.ts';

const PARTY = 19;

/** All payments from one party to another, as one arrow. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly amount: bigint;
}

/** Payments as arrows: one for each pair and direction. */
export function edgesOf(payments: readonly Payment[]): readonly Edge[] {
  const edges = new Map<string, Edge>();
  for (const { from, to, amount } of payments) {
    const key = `${from}>${to}`;
    const before = edges.get(key);
    edges.set(key, { from, to, count: (before?.count ?? 0) + 1, amount: (before?.amount ?? 0n) + amount });
  }
  return [...edges.values()];
}

interface GraphProps {
  readonly title: string;
  readonly parties: readonly string[];
  readonly edges: readonly Edge[];
  readonly layer: 1 | 2;
  readonly latest: Payment | undefined;
  readonly nets: ReadonlyMap<string, bigint> | null;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

const signed = (amount: bigint): string => (amount > 0n ? `+${amount}` : amount < 0n ? `−${-amount}` : '0');

function Arrow({
  edge,
  layer,
  isNew,
  at,
  centre,
}: {
  readonly edge: Edge;
  readonly layer: 1 | 2;
  readonly isNew: boolean;
  readonly at: (party: string) => readonly [number, number];
  readonly centre: readonly [number, number];
}) {
  const [[x1, y1], [x2, y2]] = [at(edge.from), at(edge.to)];
  // Each direction bends to its own side, so that two opposite arrows do not lie on each other.
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [nx, ny] = [-(y2 - y1) / length, (x2 - x1) / length];
  const bend = 16;
  const [mx, my] = [(x1 + x2) / 2 + nx * bend, (y1 + y2) / 2 + ny * bend];
  const towards = Math.hypot(x2 - mx, y2 - my) || 1;
  const [dx, dy] = [(x2 - mx) / towards, (y2 - my) / towards];
  const out = Math.hypot(mx - x1, my - y1) || 1;
  const width = Math.min(1 + Number(edge.amount) / 6, 6);
  const head = 7 + width;
  const [sx, sy] = [x1 + ((mx - x1) / out) * PARTY, y1 + ((my - y1) / out) * PARTY];
  const [tx, ty] = [x2 - dx * (PARTY + 1), y2 - dy * (PARTY + 1)];
  const [bx, by] = [tx - dx * head, ty - dy * head];
  const round = (value: number): number => Math.round(value * 10) / 10;
  const half = head * 0.45;
  const state = isNew ? 'new' : `l${layer}`;
  // A label at the bend, a little nearer the rim than the middle of the picture, where labels would meet.
  const [lx, ly] = [mx + (mx - centre[0]) * 0.06, my + (my - centre[1]) * 0.06 + 4];
  return (
    <g>
      <path
        class={`netting__edge netting__edge--${state}`}
        stroke-width={round(width)}
        d={`M${round(sx)} ${round(sy)}Q${round(mx)} ${round(my)} ${round(bx)} ${round(by)}`}
      />
      <path
        class={`netting__head--${state}`}
        d={`M${round(tx)} ${round(ty)}L${round(bx - dy * half)} ${round(by + dx * half)}L${round(bx + dy * half)} ${round(by - dx * half)}z`}
      />
      {layer === 1 && (
        <text class="strata-small netting__amount" text-anchor="middle" x={round(lx)} y={round(ly)}>
          {String(edge.amount)}
        </text>
      )}
    </g>
  );
}

function Graph({ title, parties, edges, layer, latest, nets, x, y, radius }: GraphProps) {
  const at = (party: string): readonly [number, number] => {
    const angle = (2 * Math.PI * parties.indexOf(party)) / parties.length;
    return [x + radius * Math.sin(angle), y - radius * Math.cos(angle)];
  };
  return (
    <g>
      <text class="strata-label strata-strong" text-anchor="middle" x={x} y={y - radius - 44}>
        {title}
      </text>
      {edges.map((edge) => (
        <Arrow
          key={`${edge.from}>${edge.to}`}
          edge={edge}
          layer={layer}
          isNew={latest !== undefined && latest.from === edge.from && latest.to === edge.to}
          at={at}
          centre={[x, y]}
        />
      ))}
      {parties.map((party) => {
        const [cx, cy] = at(party);
        const below = cy > y - radius * 0.2;
        return (
          <g key={party} class="netting__party">
            <circle cx={cx} cy={cy} r={PARTY} />
            <text class="strata-small layers__strong" text-anchor="middle" x={cx} y={cy + 4}>
              {party}
            </text>
            {nets && (
              <text
                class="strata-small"
                text-anchor="middle"
                x={cx}
                y={below ? cy + PARTY + 13 : cy - PARTY - 4}
              >
                {signed(nets.get(party) ?? 0n)}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

/** The day after `standing.made.length` payments as SVG. */
export function drawNetting(day: Day, standing: Standing, size: Size) {
  const wide = size.name === 'wide';
  const radius = wide ? 118 : 112;
  const graphHeight = 2 * radius + 104;
  const plotTop = (wide ? graphHeight : 2 * graphHeight) + 26;
  const box = { left: 34, top: plotTop, width: size.width - 40, height: 90 };
  const x = scaleLinear([0, PAYMENTS], [box.left, box.left + box.width]);
  const y = scaleLinear([0, PAYMENTS], [box.top + box.height, box.top]);
  const made = standing.made.length;
  const line = (value: (count: number) => number): string =>
    pathThrough(
      Array.from({ length: made + 1 }, (_, count): [number, number] => [x(count), y(value(count))]),
    );
  const transfers = standing.settlement.length;
  return (
    <svg
      class="strata-svg"
      viewBox={`0 0 ${size.width} ${plotTop + 114}`}
      role="img"
      aria-label={`${sayCount(made, 'payment')} between ${day.parties.length} parties come down to ${sayCount(transfers, 'transfer')}.`}
    >
      <Graph
        title={`Made off chain: ${sayCount(made, 'payment')}`}
        parties={day.parties}
        edges={edgesOf(standing.made)}
        layer={2}
        latest={standing.made.at(-1)}
        nets={null}
        x={wide ? size.width / 4 : size.width / 2}
        y={radius + 62}
        radius={radius}
      />
      <Graph
        title={`Settled on chain: ${sayCount(transfers, 'transfer')}`}
        parties={day.parties}
        edges={edgesOf(standing.settlement)}
        layer={1}
        latest={undefined}
        nets={standing.nets}
        x={wide ? (size.width * 3) / 4 : size.width / 2}
        y={(wide ? 0 : graphHeight) + radius + 62}
        radius={radius}
      />
      <text class="strata-label strata-strong" x="0" y={plotTop - 14}>
        Transactions on chain
      </text>
      <YAxis box={box} scale={y} ticks={[0, 20, 40]} say={String} />
      <XAxis
        box={box}
        scale={x}
        ticks={[0, 20, 40]}
        say={(count) => (count === 0 ? '0 payments' : String(count))}
      />
      <path class="f-line netting__without" d={line((count) => count)} />
      <path class="f-line f-line--l1" d={line((count) => day.transfers[count] ?? 0)} />
      {made > 7 && (
        <g>
          <text class="strata-small netting__amount" text-anchor="end" x={x(made) - 8} y={y(made) + 2}>
            one for each payment: {made}
          </text>
          <text class="strata-small netting__amount" text-anchor="end" x={x(made) - 8} y={y(transfers) - 7}>
            netted: {transfers}
          </text>
        </g>
      )}
    </svg>
  );
}

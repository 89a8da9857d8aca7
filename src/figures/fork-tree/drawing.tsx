/** Draws one frame of a block tree: slabs in rows by branch, heads of nodes below them, undone blocks crossed out. */
import type { Size } from '../../player/Responsive.tsx';
import { sayCount, shortName } from '../../player/wording.ts';
import type { ForkBlock, ForkRun } from './frames.ts';

const COLUMN = 76;
const ROW = 92;
const SLAB = { width: 52, height: 34 };
const TOP = 30;
/** Rows drawn; further branches share the last. */
const MOST_ROWS = 4;
const HEADS_IN_ROW = 4;

/** The number in a node's name, which is what fits into its mark. */
const nodeMark = (node: string): string => /\d+$/.exec(node)?.[0] ?? node.slice(0, 2);

/** How many nodes build on each block, directly or further on. */
function followers(run: ForkRun, heads: ReadonlyMap<string, string>): ReadonlyMap<string, number> {
  const blocks = new Map(run.blocks.map((block) => [block.hash, block]));
  const counts = new Map<string, number>();
  for (const head of heads.values()) {
    for (let block = blocks.get(head); block !== undefined; block = blocks.get(block.parent)) {
      counts.set(block.hash, (counts.get(block.hash) ?? 0) + 1);
    }
  }
  return counts;
}

interface SlabProps {
  readonly block: ForkBlock;
  readonly x: number;
  readonly y: number;
  readonly state: 'all' | 'some' | 'none' | 'undone';
}

function Slab({ block, x, y, state }: SlabProps) {
  const left = x - SLAB.width / 2;
  const top = y - SLAB.height / 2;
  return (
    <g class={`fork__block fork__block--${state}`}>
      <rect x={left} y={top} width={SLAB.width} height={SLAB.height} />
      {state === 'undone' && (
        <path
          class="fork__cross"
          d={`M${left} ${top}l${SLAB.width} ${SLAB.height}M${left + SLAB.width} ${top}l${-SLAB.width} ${SLAB.height}`}
        />
      )}
      <text class="strata-mono" text-anchor="middle" x={x} y={y + 4}>
        {shortName(block.hash).slice(-4)}
      </text>
    </g>
  );
}

function Heads({
  nodes,
  actor,
  x,
  y,
}: {
  readonly nodes: readonly string[];
  readonly actor: string;
  readonly x: number;
  readonly y: number;
}) {
  const step = 19;
  return (
    <g>
      {nodes.map((node, index) => {
        const row = Math.floor(index / HEADS_IN_ROW);
        const inRow = Math.min(nodes.length - row * HEADS_IN_ROW, HEADS_IN_ROW);
        const cx = x + ((index % HEADS_IN_ROW) - (inRow - 1) / 2) * step;
        const cy = y + row * step;
        return (
          <g key={node} class={node === actor ? 'fork__head fork__head--acting' : 'fork__head'}>
            <circle cx={cx} cy={cy} r="8.5" />
            <text class="strata-small" text-anchor="middle" x={cx} y={cy + 4}>
              {nodeMark(node)}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** The frame at `position` as SVG. */
export function drawForkTree(run: ForkRun, position: number, size: Size) {
  const frame = run.frames[position];
  if (frame === undefined) return null;
  const born = run.blocks.slice(0, frame.born);
  const counts = followers(run, frame.heads);
  const undone = new Set(frame.undone);
  const rows = Math.min(run.blocks.reduce((most, block) => Math.max(most, block.lane), 0) + 1, MOST_ROWS);
  const columns = Math.floor((size.width - 8) / COLUMN);
  const top = born.reduce((most, block) => Math.max(most, block.height), 0);
  const first = Math.max(top - columns + 1, 0);
  const height = TOP + rows * ROW;
  const xOf = (at: number): number => 4 + (at - first) * COLUMN + COLUMN / 2;
  const yOf = (lane: number): number => TOP + Math.min(lane, rows - 1) * ROW + SLAB.height / 2 + 4;
  const genesis: ForkBlock = {
    hash: run.root,
    parent: '',
    height: (run.blocks[0]?.height ?? 1) - 1,
    proposer: '',
    lane: 0,
  };
  const shown = [genesis, ...born];
  const byHash = new Map(shown.map((block) => [block.hash, block]));
  const stateOf = (hash: string): SlabProps['state'] => {
    if (undone.has(hash)) return 'undone';
    const count = hash === run.root ? run.nodes.length : (counts.get(hash) ?? 0);
    return count === run.nodes.length ? 'all' : count > 0 ? 'some' : 'none';
  };
  const headsAt = (hash: string) => run.nodes.filter((node) => frame.heads.get(node) === hash);
  const different = new Set(frame.heads.values()).size;
  return (
    <svg
      class="strata-svg"
      viewBox={`0 0 ${size.width} ${height}`}
      role="img"
      aria-label={`Block tree with ${sayCount(born.length, 'block')}; ${sayCount(run.nodes.length, 'node')} hold ${sayCount(different, 'different head')}; ${sayCount(frame.reorganisations, 'reorganisation')} so far.`}
    >
      {Array.from({ length: columns }, (_, column) => first + column).map((at) => (
        <text key={at} class="strata-small" text-anchor="middle" x={xOf(at)} y="14">
          {at === genesis.height ? 'start' : at}
        </text>
      ))}
      <line class="strata-rule" x1="0" x2={size.width} y1="21" y2="21" />
      {shown.map((block) => {
        const parent = byHash.get(block.parent);
        if (parent === undefined || block.height < first) return null;
        const [x1, y1, x2, y2] = [xOf(parent.height), yOf(parent.lane), xOf(block.height), yOf(block.lane)];
        const mid = x1 + COLUMN / 2;
        return (
          <path
            key={block.hash}
            class={`fork__link fork__link--${stateOf(block.hash)}`}
            d={`M${Math.max(x1 + SLAB.width / 2, -10)} ${y1}C${mid + 4} ${y1} ${mid - 4} ${y2} ${x2 - SLAB.width / 2} ${y2}`}
          />
        );
      })}
      {shown
        .filter((block) => block.height >= first)
        .map((block) => (
          <g key={block.hash}>
            <Slab block={block} x={xOf(block.height)} y={yOf(block.lane)} state={stateOf(block.hash)} />
            <Heads
              nodes={headsAt(block.hash)}
              actor={frame.event?.actor ?? ''}
              x={xOf(block.height)}
              y={yOf(block.lane) + SLAB.height / 2 + 14}
            />
          </g>
        ))}
    </svg>
  );
}

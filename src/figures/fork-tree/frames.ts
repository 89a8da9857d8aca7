/** A run of a block tree as frames: which blocks stand, where every node's head is, and what was undone. */
import type { Trace, TraceEvent } from 'strata';

/** A block of the tree, with the place that it keeps through the whole run. */
export interface ForkBlock {
  readonly hash: string;
  readonly parent: string;
  readonly height: number;
  readonly proposer: string;
  /** Row of the picture: 0 is the branch that won. */
  readonly lane: number;
}

/** One step of the run. */
interface ForkFrame {
  /** The event that made this step; none before the first. */
  readonly event: TraceEvent | null;
  /** How many of `blocks` exist. */
  readonly born: number;
  /** Every node's head. */
  readonly heads: ReadonlyMap<string, string>;
  /** Blocks that this step undid on the event's node. */
  readonly undone: readonly string[];
  /** Reorganisations so far, over all nodes, and the deepest. */
  readonly reorganisations: number;
  readonly deepest: number;
}

/** A run of a block tree. */
export interface ForkRun {
  readonly root: string;
  readonly nodes: readonly string[];
  /** In order of birth. */
  readonly blocks: readonly ForkBlock[];
  readonly frames: readonly ForkFrame[];
}

type Unplaced = Omit<ForkBlock, 'lane'>;

/** Hashes from `from` down to, not including, `ancestor`. */
function branch(blocks: ReadonlyMap<string, Unplaced>, from: string, ancestor: string): string[] {
  const found: string[] = [];
  for (
    let block = blocks.get(from);
    block !== undefined && block.hash !== ancestor;
    block = blocks.get(block.parent)
  ) {
    found.push(block.hash);
  }
  return found;
}

/** The whole path from a block to the root, the block first. */
export const pathDown = (run: ForkRun, hash: string): readonly string[] =>
  branch(new Map(run.blocks.map((block) => [block.hash, block])), hash, run.root);

/** Gives every block a lane: the winning branch the first, every other one the first that is free along its whole length. */
function place(blocks: readonly Unplaced[], winner: string): readonly ForkBlock[] {
  const known = new Map(blocks.map((block) => [block.hash, block]));
  const lanes = new Map<string, number>(branch(known, winner, '').map((hash) => [hash, 0]));
  const taken: { from: number; to: number }[][] = [[]];
  // Longest branches first, so that they lie straight; tips in order of birth where they are equal.
  const children = new Set(blocks.map((block) => block.parent));
  const tips = blocks.filter((block) => !children.has(block.hash)).sort((a, b) => b.height - a.height);
  for (const tip of tips) {
    const members = branch(known, tip.hash, '').filter((hash) => !lanes.has(hash));
    if (members.length === 0) continue;
    // It also occupies the column before, where its line leaves the parent.
    const span = { from: tip.height - members.length, to: tip.height };
    let lane = 1;
    while (taken[lane]?.some((other) => span.from <= other.to && other.from <= span.to)) lane += 1;
    taken[lane] = [...(taken[lane] ?? []), span];
    for (const hash of members) lanes.set(hash, lane);
  }
  return blocks.map((block) => ({ ...block, lane: lanes.get(block.hash) ?? 0 }));
}

/** Reads the blocks, heads and reorganisations out of a trace. A change of head that only follows one's own block is no step. */
export function forkRun(trace: Trace): ForkRun {
  const blocks: Unplaced[] = [];
  const known = new Map<string, Unplaced>();
  const heads = new Map<string, string>();
  const frames: ForkFrame[] = [];
  const nodes = [...new Set(trace.events.map((event) => event.actor))].sort((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  let reorganisations = 0;
  let deepest = 0;
  const add = (event: TraceEvent | null, undone: readonly string[] = []): void => {
    frames.push({ event, born: blocks.length, heads: new Map(heads), undone, reorganisations, deepest });
  };
  const first = trace.events.find((event) => event.kind === 'block-proposed');
  const root = first?.kind === 'block-proposed' ? first.parent : '';
  for (const node of nodes) heads.set(node, root);
  add(null);

  for (const [index, event] of trace.events.entries()) {
    const next = trace.events[index + 1];
    if (event.kind === 'block-proposed' && !known.has(event.block)) {
      const { block: hash, parent, height, actor: proposer } = event;
      blocks.push({ hash, parent, height, proposer });
      known.set(hash, { hash, parent, height, proposer });
      // The proposer builds on its own block at once; its change of head is part of this step.
      if (next?.kind === 'head-changed' && next.actor === proposer && next.to === hash)
        heads.set(proposer, hash);
      add(event);
    } else if (event.kind === 'head-changed') {
      const own = heads.get(event.actor) === event.to;
      heads.set(event.actor, event.to);
      const undoes = next?.kind === 'reorganised' && next.actor === event.actor && next.to === event.to;
      if (!own && !undoes) add(event);
    } else if (event.kind === 'reorganised') {
      heads.set(event.actor, event.to);
      reorganisations += 1;
      deepest = Math.max(deepest, event.depth);
      add(event, branch(known, event.from, event.ancestor));
    }
  }
  return { root, nodes, blocks: place(blocks, winnerOf(heads)), frames };
}

/** The head that most nodes agree on at the end. */
function winnerOf(heads: ReadonlyMap<string, string>): string {
  const counts = new Map<string, number>();
  for (const head of heads.values()) counts.set(head, (counts.get(head) ?? 0) + 1);
  return [...counts].reduce<[string, number]>(
    (best, entry) => (entry[1] > best[1] ? entry : best),
    ['', 0],
  )[0];
}

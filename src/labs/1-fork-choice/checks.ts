/** Checks of the fork-choice lab: small trees that part one rule from another, any tree at all, and seven nodes. */
import {
  addBlock,
  ancestorOf,
  chainWork,
  createRandom,
  createTree,
  hashHex,
  heaviestChain as byWork,
  lmdGhost as byVotes,
  ms,
  pathTo,
  runForks,
  sha256,
  slot,
  utf8,
  voteWeights,
  type BlockTree,
  type ForkChoice,
  type Hash,
  type Vote,
  type Votes,
} from 'strata';
import { expect } from '../../workbench/contract/expect.ts';
import { lab } from '../../workbench/contract/lab.ts';

interface Learner {
  readonly heaviestChain: ForkChoice;
  readonly lmdGhost: ForkChoice;
}

/** A block by name, the block it builds on, and its own work. */
type Row = readonly [name: string, parent: string, work?: number];

/** Names by hash, so that an explanation can say `block A2`. */
const names = new Map<string, string>();

/** Blocks `a` to `f` have hashes that sort as their letters do; others are hashed from their names. */
function hashOf(name: string): Hash {
  const hash = /^[0a-f]$/.test(name) ? (`0x${name.repeat(64)}` as Hash) : hashHex(sha256(utf8(name)));
  if (/^[a-z]\d*$/.test(name)) names.set(hash, `block ${name.toUpperCase()}`);
  return hash;
}

const ROOT = '0';

/** A tree of the rows, each proposed one slot after the row before it. */
function plant(rows: readonly Row[]): BlockTree {
  let tree = createTree({ hash: hashOf(ROOT), parent: hashOf('before'), height: 0, work: 1n, slot: slot(0) });
  rows.forEach(([name, parent, work = 1], at) => {
    const height = (tree.blocks.get(hashOf(parent))?.height ?? 0) + 1;
    const block = {
      hash: hashOf(name),
      parent: hashOf(parent),
      height,
      work: BigInt(work),
      slot: slot(at + 1),
    };
    const added = addBlock(tree, block);
    if (!added.ok) throw new RangeError(added.rejection.message);
    tree = added.value;
  });
  return tree;
}

const vote = (validator: number, name: string, at: number, stake = 1): Vote => ({
  validator,
  block: hashOf(name),
  slot: slot(at),
  stake: BigInt(stake),
});

/** `length` blocks on top of `from`, named `letter` and their number: `l1`, `l2` … */
const chain = (from: string, letter: string, length: number, work = 1): Row[] =>
  Array.from({ length }, (_, i) => [`${letter}${i + 1}`, i === 0 ? from : `${letter}${i}`, work] as const);

const nameOf = (hash: Hash): string =>
  hash === hashOf(ROOT) ? 'the root' : (names.get(hash) ?? `block ${hash.slice(0, 10)}…`);

/** The first block after `above` on the way to `below`. */
const towards = (tree: BlockTree, above: Hash, below: Hash): Hash =>
  pathTo(tree, below)[(tree.blocks.get(above)?.height ?? 0) + 1]?.hash ?? above;

/** Why a head is not the one that the votes name, from the fork at which the two part. */
function whyNotByVotes(tree: BlockTree, votes: Votes, yours: Hash, wanted: Hash): string {
  if (!tree.blocks.has(yours))
    return `You returned ${String(yours)}, which is no block of the tree; the head is ${nameOf(wanted)}.`;
  const fork = ancestorOf(tree, yours, wanted);
  if (fork === yours)
    return `You stopped at ${nameOf(yours)}, which has blocks on top of it; the head is the leaf ${nameOf(wanted)}.`;
  const weights = voteWeights(tree, votes);
  const [left, right] = [towards(tree, fork, yours), towards(tree, fork, wanted)];
  const [less, more] = [weights.get(left) ?? 0n, weights.get(right) ?? 0n];
  const verdict =
    less === more
      ? `both have ${more} and the greater hash is ${nameOf(right)}`
      : `${nameOf(right)} has ${more} of stake behind it, ${nameOf(left)} ${less}`;
  return `At the fork above ${nameOf(fork)}, ${verdict}; you went to ${nameOf(left)} and ended on ${nameOf(yours)}, not ${nameOf(wanted)}.`;
}

/** Why a head is not the one with the most work behind it. */
function whyNotByWork(tree: BlockTree, yours: Hash, wanted: Hash): string {
  const block = tree.blocks.get(yours);
  if (!block)
    return `You returned ${String(yours)}, which is no block of the tree; the head is ${nameOf(wanted)}.`;
  const [mine, theirs] = [chainWork(tree, yours), chainWork(tree, wanted)];
  const best = tree.blocks.get(wanted)?.height ?? 0;
  if (mine === theirs)
    return `Both chains hold ${mine} of work; ${nameOf(wanted)} has the lower hash, and you chose ${nameOf(yours)}.`;
  const length = (height: number): string => (height === 1 ? '1 block' : `${height} blocks`);
  return `You chose ${nameOf(yours)}, the end of ${length(block.height)} with ${mine} of work, the root's included; the chain to ${nameOf(wanted)} has ${length(best)} and ${theirs} of work.`;
}

/** The head by votes must be `wanted`, a name or a hash. */
function expectByVotes(learner: Learner, tree: BlockTree, votes: Votes, wanted: Hash): void {
  const yours = learner.lmdGhost(tree, votes);
  expect(yours === wanted).toBeTrue(whyNotByVotes(tree, votes, yours, wanted));
}

function expectByWork(learner: Learner, tree: BlockTree, wanted: Hash): void {
  const yours = learner.heaviestChain(tree, []);
  expect(yours === wanted).toBeTrue(whyNotByWork(tree, yours, wanted));
}

/** Two branches of two blocks: A under C, B under D. */
const TWO_BRANCHES: readonly Row[] = [
  ['a', ROOT],
  ['b', ROOT],
  ['c', 'a'],
  ['d', 'b'],
];

/** Votes that move, and the head after each: validator, block, slot, head. */
const MOVES = [
  [0, 'c', 1, 'c'],
  [1, 'd', 1, 'd'],
  [2, 'd', 2, 'd'],
  [0, 'd', 3, 'd'],
  [2, 'c', 4, 'd'],
  [1, 'c', 5, 'c'],
  [0, 'c', 6, 'c'],
  [2, 'd', 7, 'c'],
  [1, 'd', 8, 'd'],
] as const;

/** A tree of `size` blocks that forks at random, and votes of which some are old and some name blocks not yet seen. */
function anyTree(seed: number, size: number): { tree: BlockTree; votes: Votes } {
  const random = createRandom(seed, `tree of ${size}`);
  const names = [ROOT];
  const rows: Row[] = [];
  for (let i = 0; i < size; i += 1) {
    const name = `${seed}/${size}/${i}`;
    // Mostly on one of the last few blocks, so that branches grow long as well as wide.
    rows.push([name, random.pick(random.chance(3, 4) ? names.slice(-3) : names), random.int(1, 9)]);
    names.push(name);
  }
  const votes: Vote[] = [];
  for (let validator = 0; validator < Math.ceil(size / 2); validator += 1) {
    const stake = random.int(1, 40);
    for (let at = 1; at <= 3; at += 1) {
      if (random.chance(2, 3))
        votes.push(vote(validator, random.pick(names), at * 10 + random.int(0, 9), stake));
    }
  }
  votes.push(vote(size, 'not yet seen', 1, 500));
  return { tree: plant(rows), votes: random.shuffle(votes) };
}

export default lab<Learner>({ heaviestChain: 2, lmdGhost: 2 }, (check) => {
  check(
    'A short branch with more work beats a long one',
    ({ learner, size }) => {
      // The long branch is one unit of work short of the one heavy block, whose own branch ends in a light one.
      const tree = plant([...chain(ROOT, 'l', size, 3), ['a', ROOT, 3 * size], ['b', 'a', 1]]);
      expectByWork(learner, tree, hashOf('b'));
    },
    { sizes: [3, 4, 40] },
  );

  check('Work is summed along one path only', ({ learner }) => {
    // Above A stand three side branches: more work together than B and C, but no chain can hold all three.
    const tree = plant([
      ['a', ROOT, 2],
      ['b', ROOT, 4],
      ['c', 'b', 4],
      ['d', 'a', 4],
      ['e', 'a', 4],
      ['f', 'a', 4],
    ]);
    expectByWork(learner, tree, hashOf('c'));
  });

  check(
    'Equal work falls to the lower hash',
    ({ learner, size }) => {
      const rows: Row[] = [
        ['d', ROOT, 2],
        ['a', ROOT, 2],
        ['c', ROOT, 2],
        ['b', ROOT, 2],
      ];
      const tree = plant(rows.slice(0, size));
      expectByWork(learner, tree, byWork(tree, []));
    },
    { sizes: [1, 2, 4] },
  );

  check(
    'A vote for a block is a vote for its ancestors',
    ({ learner, size }) => {
      // Two votes at the end of a chain on A, one for B itself.
      const rows: Row[] = [['a', ROOT], ['b', ROOT], ...chain('a', 't', size)];
      const votes = [vote(0, `t${size}`, 1), vote(1, `t${size}`, 1), vote(2, 'b', 1)];
      expectByVotes(learner, plant(rows), votes, hashOf(`t${size}`));
    },
    { sizes: [1, 2, 12] },
  );

  check('At each fork the heavier subtree wins, not the best supported tip', ({ learner }) => {
    // Nobody's tip has more votes than E, yet more stake stands on A's side than on B's.
    const tree = plant([
      ['a', ROOT],
      ['b', ROOT],
      ['c', 'a'],
      ['d', 'a'],
      ['e', 'b'],
    ]);
    expectByVotes(learner, tree, [vote(0, 'c', 1, 3), vote(1, 'd', 1, 4), vote(2, 'e', 1, 5)], hashOf('d'));
  });

  check(
    'Only the latest message of a validator counts',
    ({ learner, size }) => {
      const moves = MOVES.slice(0, size);
      const wanted = moves.at(-1)?.[3] ?? ROOT;
      const votes = moves.map(([validator, block, at]) => vote(validator, block, at));
      expectByVotes(learner, plant(TWO_BRANCHES), votes, hashOf(wanted));
    },
    { sizes: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
  );

  check(
    'The slot says which message is the latest, not the order of arrival',
    ({ learner, seed, size }) => {
      const random = createRandom(seed, `late ${size}`);
      const votes: Vote[] = [];
      for (let validator = 0; validator < size; validator += 1) {
        // Each changed its mind from D to C; the older message took the longer way.
        votes.push(vote(validator, 'c', 20 + random.int(0, 9)), vote(validator, 'd', 10 + random.int(0, 9)));
      }
      expectByVotes(learner, plant(TWO_BRANCHES), votes, hashOf('c'));
    },
    { sizes: [1, 3, 10] },
  );

  check(
    'Stake is counted, not validators',
    ({ learner, size }) => {
      const many = Array.from({ length: size }, (_, i) => vote(i + 1, 'd', 1, 10));
      expectByVotes(learner, plant(TWO_BRANCHES), [vote(0, 'c', 1, 10 * size + 1), ...many], hashOf('c'));
    },
    { sizes: [2, 3, 50] },
  );

  check(
    'Equal weight falls to the greater root',
    ({ learner, size }) => {
      const tree = plant([
        ['b', ROOT],
        ['f', 'b'],
        ['a', ROOT],
        ['d', 'b'],
        ['e', 'a'],
      ]);
      const votes = [vote(0, 'e', 1, 7), vote(1, 'f', 1, 7)].slice(0, size === 1 ? 0 : 2);
      expectByVotes(learner, tree, votes, hashOf('f'));
    },
    { sizes: [1, 2] },
  );

  check(
    'The walk ends at a leaf, with or without votes',
    ({ learner, size }) => {
      const tree = plant([['a', ROOT], ['b', ROOT], ...chain('a', 'u', size)]);
      expectByVotes(learner, tree, [vote(0, 'a', 1)], hashOf(`u${size}`));
    },
    { sizes: [1, 5] },
  );

  check('A vote for a block not yet seen is set aside', ({ learner }) => {
    const votes = [vote(0, 'never sent', 2, 100), vote(1, 'c', 1)];
    expectByVotes(learner, plant(TWO_BRANCHES), votes, hashOf('c'));
  });

  check(
    'On any tree the head is the one the rule names',
    ({ learner, seed, size }) => {
      const { tree, votes } = anyTree(seed, size);
      expectByVotes(learner, tree, votes, byVotes(tree, votes));
      expectByWork(learner, tree, byWork(tree, votes));
    },
    { sizes: [2, 4, 8, 16, 40] },
  );

  check(
    'Nodes with your rules end on one head',
    ({ learner, seed, size, show, measure }) => {
      for (const by of ['work', 'stake'] as const) {
        const forkChoice = by === 'work' ? learner.heaviestChain : learner.lmdGhost;
        const settings = {
          seed,
          nodes: size,
          by,
          latency: ms(3000),
          blocks: by === 'work' ? 30 : 14,
        } as const;
        const run = runForks({ ...settings, forkChoice });
        const reference = runForks({ ...settings, forkChoice: by === 'work' ? byWork : byVotes });
        const parted = run.trace.events.findIndex(
          (event, at) => JSON.stringify(event) !== JSON.stringify(reference.trace.events[at]),
        );
        show(run.trace, parted < 0 ? undefined : parted);
        measure(`reorganisations-by-${by}`, run.reorganisations, '', reference.reorganisations);
        measure(`deepest-by-${by}`, run.deepest, 'blocks', reference.deepest);
        measure(
          `stale-by-${by}`,
          (100 * run.stale) / run.blocks,
          '%',
          (100 * reference.stale) / reference.blocks,
        );
        expect(run.agreed).toBeTrue(
          `Every message has arrived and nobody builds any more, and the ${size} nodes of the chain by ${by} do not hold the same head: somewhere your rule looks at more than the tree and the votes.`,
        );
      }
    },
    { sizes: [7] },
  );
});

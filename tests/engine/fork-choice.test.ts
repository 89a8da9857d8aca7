/** Block trees and the choices made on them: what they choose, and what they refuse. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addBlock,
  ancestorOf,
  chainWork,
  childrenOf,
  createTree,
  GENESIS,
  heaviestChain,
  latestVotes,
  leavesOf,
  lmdGhost,
  longestChain,
  pathTo,
  randomTree,
  randomVotes,
  slot,
  voteWeights,
  type BlockTree,
  type Hash,
  type TreeBlock,
  type Vote,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

const hash = (digit: string): Hash => `0x${digit.repeat(64)}` as Hash;
const child = (name: string, parent: TreeBlock, changes: Partial<TreeBlock> = {}): TreeBlock => ({
  hash: hash(name),
  parent: parent.hash,
  height: parent.height + 1,
  slot: slot(parent.slot + 1),
  work: 1n,
  ...changes,
});
const grow = (...blocks: readonly TreeBlock[]): BlockTree =>
  blocks.reduce((tree, block) => {
    const added = addBlock(tree, block);
    if (!added.ok) throw new Error(added.rejection.message);
    return added.value;
  }, createTree(GENESIS));
const trees = fc
  .record({
    seed: fc.nat(),
    blocks: fc.integer({ min: 0, max: 40 }),
    forks: fc.integer({ min: 0, max: 100 }),
  })
  .map((settings) => randomTree({ ...settings, mostWork: 5 }));

describe('a block tree holds what fits and refuses the rest', () => {
  const a = child('a', GENESIS);
  const tree = grow(a);
  const codeOf = (block: TreeBlock): string => {
    const added = addBlock(tree, block);
    return added.ok ? 'accepted' : added.rejection.code;
  };

  test('a child of a known block is accepted, and the old tree stays as it was', () => {
    expect(codeOf(child('b', a))).toBe('accepted');
    expect(tree.blocks.size).toBe(2);
    expect(childrenOf(tree, a.hash)).toEqual([]);
  });

  test.each([
    ['block-known', a],
    ['parent-unknown', child('b', a, { parent: hash('f') })],
    ['height-wrong', child('b', a, { height: a.height + 2 })],
    ['slot-too-early', child('b', a, { slot: a.slot })],
    ['work-negative', child('b', a, { work: -1n })],
  ] as const)('%s is the reason when just that is wrong', (code, block) => {
    expect(codeOf(block)).toBe(code);
  });

  test('a refusal says what came and what was expected', () => {
    expect(addBlock(tree, child('b', a, { height: 7 }))).toMatchObject({
      rejection: { received: 7, expected: 2 },
    });
  });

  test('a path of an unknown block cannot be asked for', () => {
    expect(() => pathTo(tree, hash('f'))).toThrow(RangeError);
  });

  test('every path begins at the root, and each block on it is the parent of the next', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        for (const { hash } of tree.blocks.values()) {
          const path = pathTo(tree, hash);
          expect(path[0]?.hash).toBe(tree.root);
          expect(path.slice(1).map(({ parent }) => parent)).toEqual(
            path.slice(0, -1).map(({ hash }) => hash),
          );
        }
      }),
      { numRuns: runs(30) },
    );
  });

  test('the last common block stands on both paths, and its children on them differ', () => {
    fc.assert(
      fc.property(trees, fc.nat(), fc.nat(), (tree, i, j) => {
        const all = [...tree.blocks.keys()];
        const [left, right] = [all[i % all.length] as Hash, all[j % all.length] as Hash];
        const [a, b] = [pathTo(tree, left), pathTo(tree, right)].map((path) => path.map(({ hash }) => hash));
        const shared = a?.filter((hash) => b?.includes(hash)).at(-1);
        expect(ancestorOf(tree, left, right)).toBe(shared);
      }),
    );
  });
});

describe('longest and heaviest are different things', () => {
  const a = child('a', GENESIS);
  const b = child('b', a);
  const heavy = child('c', GENESIS, { work: 3n });

  test('two easy blocks are longer, one hard block is heavier', () => {
    const tree = grow(a, b, heavy);
    expect(longestChain(tree, [])).toBe(b.hash);
    expect(heaviestChain(tree, [])).toBe(heavy.hash);
  });

  test('equal chains are told apart by the lower hash, in whatever order they came', () => {
    const rival = child('9', GENESIS);
    for (const tree of [grow(a, rival), grow(rival, a)]) {
      expect(longestChain(tree, [])).toBe(rival.hash);
      expect(heaviestChain(tree, [])).toBe(rival.hash);
    }
  });

  test('both choose a leaf that no other leaf exceeds', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const leaves = leavesOf(tree);
        const longest = longestChain(tree, []);
        const heaviest = heaviestChain(tree, []);
        expect(leaves.map(({ hash }) => hash)).toContain(longest);
        expect(leaves.map(({ hash }) => hash)).toContain(heaviest);
        for (const leaf of leaves) {
          expect(leaf.height).toBeLessThanOrEqual(tree.blocks.get(longest)?.height ?? -1);
          expect(chainWork(tree, leaf.hash) <= chainWork(tree, heaviest)).toBe(true);
        }
      }),
    );
  });
});

describe('LMD-GHOST follows the votes', () => {
  const votesOn = (tree: BlockTree, seed: number) => randomVotes(tree, { seed, validators: 12 });

  test('the head is a leaf, and each step to it went to the child with the most votes behind it', () => {
    fc.assert(
      fc.property(trees, fc.nat(), (tree, seed) => {
        const votes = votesOn(tree, seed);
        const weights = voteWeights(tree, votes);
        const weightOf = (hash: Hash): bigint => weights.get(hash) ?? 0n;
        const head = lmdGhost(tree, votes);
        expect(childrenOf(tree, head)).toEqual([]);
        for (const { hash, parent } of pathTo(tree, head).slice(1)) {
          for (const sibling of childrenOf(tree, parent)) {
            expect(weightOf(sibling) <= weightOf(hash)).toBe(true);
            if (weightOf(sibling) === weightOf(hash)) expect(sibling <= hash).toBe(true);
          }
        }
      }),
    );
  });

  test('the root carries the stake of every validator once, however often it voted', () => {
    fc.assert(
      fc.property(trees, fc.nat(), (tree, seed) => {
        const votes = votesOn(tree, seed);
        const stakes = new Map(votes.map(({ validator, stake }) => [validator, stake]));
        const total = [...stakes.values()].reduce((sum, stake) => sum + stake, 0n);
        expect(voteWeights(tree, votes).get(tree.root)).toBe(total);
      }),
    );
  });

  test('the order in which votes were heard changes nothing', () => {
    fc.assert(
      fc.property(trees, fc.nat(), (tree, seed) => {
        const votes = votesOn(tree, seed);
        expect(lmdGhost(tree, [...votes].reverse())).toBe(lmdGhost(tree, votes));
      }),
    );
  });

  test('a bushy branch beats a longer one, which the longest chain would have taken', () => {
    const bush = child('1', GENESIS);
    const [left, right] = [child('2', bush), child('3', bush, { slot: slot(3) })];
    const line = child('a', GENESIS);
    const long = child('b', line);
    const longer = child('c', long);
    const tree = grow(bush, left, right, line, long, longer);
    const vote = (validator: number, block: Hash): Vote => ({ validator, block, slot: slot(4), stake: 1n });
    const votes = [vote(0, left.hash), vote(1, right.hash), vote(2, right.hash), vote(3, longer.hash)];
    expect(lmdGhost(tree, votes)).toBe(right.hash);
    expect(longestChain(tree, votes)).toBe(longer.hash);
  });

  test('a later vote replaces an earlier one, and one for an unknown block counts nothing', () => {
    const [a, b] = [child('a', GENESIS), child('b', GENESIS)];
    const tree = grow(a, b);
    const early: Vote = { validator: 0, block: b.hash, slot: slot(1), stake: 5n };
    const late: Vote = { ...early, block: a.hash, slot: slot(2) };
    expect(lmdGhost(tree, [late, early])).toBe(a.hash);
    expect(latestVotes([late, early]).get(0)).toBe(late);
    expect(lmdGhost(tree, [early, { ...late, block: hash('f') }])).toBe(b.hash);
    expect(voteWeights(tree, [early, { ...late, block: hash('f') }]).size).toBe(0);
  });

  test('of two votes of one validator in one slot, the first that was seen counts', () => {
    const [a, b] = [child('a', GENESIS), child('b', GENESIS)];
    const first: Vote = { validator: 0, block: a.hash, slot: slot(1), stake: 5n };
    const second: Vote = { ...first, block: b.hash };
    expect(lmdGhost(grow(a, b), [first, second])).toBe(a.hash);
    expect(lmdGhost(grow(a, b), [second, first])).toBe(b.hash);
  });

  test('without votes the greater root wins each tie', () => {
    const tree = grow(child('a', GENESIS), child('b', GENESIS));
    expect(lmdGhost(tree, [])).toBe(hash('b'));
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesToHex, sha256, utf8 } from 'strata';
import {
  emptyTree,
  getLeaf,
  leavesOf,
  proveLeaf,
  removeLeaf,
  setLeaf,
  treeRoot,
  verifyLeaf,
  type SparseMerkle,
} from '../../src/engine/foundation/sparse-merkle.ts';
import { runs } from './runs.ts';

const path = (name: number | string): Uint8Array => sha256(utf8(String(name)));
const build = (entries: Iterable<readonly [number, string]>): SparseMerkle<string> => {
  let tree = emptyTree<string>(utf8);
  for (const [name, value] of entries) tree = setLeaf(tree, path(name), value);
  return tree;
};
const rootOf = (tree: SparseMerkle<string>): string => bytesToHex(treeRoot(tree));
const maps = fc.uniqueArray(fc.tuple(fc.nat(60), fc.string({ minLength: 1 })), {
  selector: ([name]) => name,
  maxLength: 30,
});

describe('a sparse Merkle tree', () => {
  test('is a map', () => {
    fc.assert(
      fc.property(maps, (entries) => {
        const tree = build(entries);
        const model = new Map(entries);
        for (let name = 0; name <= 60; name += 1)
          expect(getLeaf(tree, path(name))).toBe(model.get(name) ?? null);
        expect([...leavesOf(tree)].length).toBe(model.size);
      }),
      { numRuns: runs() },
    );
  });

  test('has a root that does not depend on the order, nor on what was there and went', () => {
    fc.assert(
      fc.property(maps, maps, fc.integer(), (entries, others, seed) => {
        const shuffled = [...entries].sort(([a], [b]) => ((a * 7919 + seed) % 61) - ((b * 7919 + seed) % 61));
        expect(rootOf(build(shuffled))).toBe(rootOf(build(entries)));
        let detour = build([...others, ...entries]);
        const kept = new Set(entries.map(([name]) => name));
        for (const [name] of others) if (!kept.has(name)) detour = removeLeaf(detour, path(name));
        expect(rootOf(detour)).toBe(rootOf(build(entries)));
      }),
      { numRuns: runs() },
    );
  });

  test('has another root for any other content', () => {
    fc.assert(
      fc.property(maps, fc.nat(60), fc.string({ minLength: 1 }), (entries, name, value) => {
        const tree = build(entries);
        const changed = setLeaf(tree, path(name), value);
        expect(rootOf(changed) === rootOf(tree)).toBe(getLeaf(tree, path(name)) === value);
      }),
      { numRuns: runs() },
    );
  });

  test('leaves earlier versions as they were', () => {
    const one = build([
      [1, 'a'],
      [2, 'b'],
    ]);
    const before = rootOf(one);
    const two = removeLeaf(setLeaf(one, path(1), 'c'), path(2));
    rootOf(two);
    expect(getLeaf(one, path(1))).toBe('a');
    expect(getLeaf(one, path(2))).toBe('b');
    expect(rootOf(one)).toBe(before);
    expect(
      rootOf(
        build([
          [1, 'a'],
          [2, 'b'],
        ]),
      ),
    ).toBe(before);
  });

  test('empty has the root of 32 zero bytes', () => {
    expect(rootOf(build([]))).toBe(`0x${'00'.repeat(32)}`);
    expect(rootOf(removeLeaf(build([[1, 'a']]), path(1)))).toBe(`0x${'00'.repeat(32)}`);
  });

  test('proves what is there and what is not', () => {
    fc.assert(
      fc.property(maps, (entries) => {
        const tree = build(entries);
        const root = treeRoot(tree);
        const model = new Map(entries);
        for (let name = 0; name <= 60; name += 1) {
          const value = model.get(name);
          const proof = proveLeaf(tree, path(name));
          expect(verifyLeaf(root, path(name), value === undefined ? null : utf8(value), proof)).toBe(true);
        }
      }),
      { numRuns: runs() },
    );
  });

  test('proves nothing else', () => {
    fc.assert(
      fc.property(
        maps,
        fc.nat(60),
        fc.nat(60),
        fc.string({ minLength: 1 }),
        fc.nat(),
        (entries, name, other, value, at) => {
          const tree = build(entries);
          const root = treeRoot(tree);
          const present = getLeaf(tree, path(name));
          const proof = proveLeaf(tree, path(name));
          if (value !== present) expect(verifyLeaf(root, path(name), utf8(value), proof)).toBe(false);
          if (present !== null) expect(verifyLeaf(root, path(name), null, proof)).toBe(false);
          const shown = present === null ? null : utf8(present);
          // A proof for one path shows another absent only when both would stand in the same place.
          const claim = verifyLeaf(root, path(other), null, proof);
          if (claim) expect(getLeaf(tree, path(other))).toBe(null);
          if (proof.siblings.length > 0) {
            const row = at % proof.siblings.length;
            const flipped = proof.siblings.map((sibling, index) =>
              index === row ? sha256(sibling) : sibling,
            );
            expect(verifyLeaf(root, path(name), shown, { ...proof, siblings: flipped })).toBe(false);
            expect(
              verifyLeaf(root, path(name), shown, { ...proof, siblings: proof.siblings.slice(0, -1) }),
            ).toBe(false);
          }
        },
      ),
      { numRuns: runs() },
    );
  });

  test('does not let another leaf prove this one absent from a place where it could not stand', () => {
    const tree = build([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ]);
    const root = treeRoot(tree);
    const elsewhere = proveLeaf(tree, path(2));
    expect(verifyLeaf(root, path(1), null, elsewhere)).toBe(false);
    expect(verifyLeaf(root, path(1), utf8('b'), elsewhere)).toBe(false);
    expect(verifyLeaf(root, path(1), null, { siblings: [], leaf: null })).toBe(false);
  });
});

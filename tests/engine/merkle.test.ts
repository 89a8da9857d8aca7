import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytesToHex,
  concatBytes,
  doubleSha256,
  hashHex,
  hexToBytes,
  merkleProof,
  merkleRoot,
  verifyMerkleProof,
  type Hash,
} from 'strata';
import { hasRepeatedTail } from '../../src/engine/foundation/merkle.ts';
import { runs } from './runs.ts';

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((data) => bytesToHex(data) as Hash);
const lists = fc.uniqueArray(hash, { minLength: 1, maxLength: 20 });

/** The definition, word for word and as slow as it likes. */
const slowRoot = (row: readonly Uint8Array[]): Uint8Array => {
  if (row.length === 1) return row[0] ?? new Uint8Array(32);
  const above = [];
  for (let index = 0; index < row.length; index += 2) {
    const left = row[index] ?? new Uint8Array(32);
    above.push(doubleSha256(concatBytes(left, row[index + 1] ?? left)));
  }
  return slowRoot(above);
};

describe("Bitcoin's Merkle tree", () => {
  test('has the root that the definition gives', () => {
    fc.assert(
      fc.property(lists, (leaves) => {
        expect(merkleRoot(leaves)).toBe(hashHex(slowRoot(leaves.map(hexToBytes))));
      }),
      { numRuns: runs() },
    );
  });

  test('over nothing is 32 zero bytes, over one leaf the leaf', () => {
    const leaf = `0x${'ab'.repeat(32)}` as Hash;
    expect(merkleRoot([])).toBe(`0x${'00'.repeat(32)}`);
    expect(merkleRoot([leaf])).toBe(leaf);
  });

  test('proves each of its leaves', () => {
    fc.assert(
      fc.property(lists, (leaves) => {
        const root = merkleRoot(leaves);
        leaves.forEach((leaf, index) => {
          expect(verifyMerkleProof(root, leaf, merkleProof(leaves, index))).toBe(true);
        });
      }),
      { numRuns: runs() },
    );
  });

  test('proves no leaf that is not there, at no index but the right one', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(hash, { minLength: 2, maxLength: 20 }),
        fc.nat(),
        hash,
        (leaves, at, stranger) => {
          const index = at % leaves.length;
          const leaf = leaves[index] as Hash;
          const root = merkleRoot(leaves);
          const proof = merkleProof(leaves, index);
          if (!leaves.includes(stranger)) expect(verifyMerkleProof(root, stranger, proof)).toBe(false);
          const sibling = index ^ 1;
          // The last of an odd row is its own sibling, and then the index beyond it is no leaf.
          expect(verifyMerkleProof(root, leaf, { ...proof, index: sibling })).toBe(false);
          const forged = proof.siblings.map((hex, row) => (row === 0 ? stranger : hex));
          if (stranger !== proof.siblings[0])
            expect(verifyMerkleProof(root, leaf, { ...proof, siblings: forged })).toBe(false);
          expect(verifyMerkleProof(root, leaf, { ...proof, siblings: proof.siblings.slice(1) })).toBe(false);
          expect(verifyMerkleProof(root, leaf, { ...proof, siblings: [...proof.siblings, stranger] })).toBe(
            false,
          );
        },
      ),
      { numRuns: runs() },
    );
  });

  test('does not let an inner node pass for a leaf', () => {
    const leaves = ['11', '22', '33', '44'].map((byte) => `0x${byte.repeat(32)}` as Hash);
    const inner = hashHex(doubleSha256(hexToBytes(`${leaves[0]?.slice(2)}${leaves[1]?.slice(2)}`)));
    const proof = merkleProof(leaves, 0);
    const shortened = { index: 0, leaves: 4, siblings: proof.siblings.slice(1) };
    expect(verifyMerkleProof(merkleRoot(leaves), inner, shortened)).toBe(false);
  });

  test('refuses an index that is no leaf, also in a proof from outside', () => {
    const leaves = ['11', '22', '33'].map((byte) => `0x${byte.repeat(32)}` as Hash);
    expect(() => merkleProof(leaves, 3)).toThrow(RangeError);
    expect(() => merkleProof(leaves, -1)).toThrow(RangeError);
    const proof = merkleProof(leaves, 2);
    for (const index of [3, -1, 0.5, Number.NaN]) {
      expect(verifyMerkleProof(merkleRoot(leaves), leaves[2] as Hash, { ...proof, index })).toBe(false);
    }
  });

  test('tells a repeated tail, which leaves the root as it was (CVE-2012-2459)', () => {
    const leaves = ['11', '22', '33'].map((byte) => `0x${byte.repeat(32)}` as Hash);
    const repeated = [...leaves, leaves[2] as Hash];
    expect(merkleRoot(repeated)).toBe(merkleRoot(leaves));
    expect(hasRepeatedTail(repeated.map(hexToBytes))).toBe(true);
    expect(hasRepeatedTail(leaves.map(hexToBytes))).toBe(false);
    const six = [...repeated, ...['55', '66'].map((byte) => `0x${byte.repeat(32)}` as Hash)];
    expect(hasRepeatedTail([...six, ...six.slice(4)].map(hexToBytes))).toBe(true);
  });
});

/** ICS-23 proofs: one published case, and every way to lie with a proof that this engine knows of. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytesToHex,
  concatBytes,
  decodeProof,
  encodeProof,
  hexToBytes,
  IAVL_SPEC,
  isLeftMost,
  proveKey,
  provableStore,
  sha256,
  SMT_SPEC,
  storeRoot,
  storeValue,
  TENDERMINT_SPEC,
  utf8,
  verifyMembership,
  verifyNonMembership,
  type ExistenceProof,
  type ProofInnerOp,
  type ProofSpec,
} from '../../src/engine/index.ts';
import { proveLeaf, verifyLeaf } from '../../src/engine/foundation/sparse-merkle.ts';
import {
  absent,
  b,
  bd,
  codeOf,
  d,
  decoded,
  exist,
  fh,
  fromLeft,
  fromRight,
  h,
  NONE,
  one,
  present,
  proofOf,
  root,
} from './ics23-cases.ts';
import { runs } from './runs.ts';

/** cosmos/ics23, testdata/tendermint/exist_right.json. */
const PUBLISHED = {
  root: hexToBytes('f54227f1a7d90aa2bf7931066196fd3072b7fe6b1fbd49d1e26e85a90d9541bb'),
  key: hexToBytes('7a785a4e6b534c64634d655657526c7658456644'),
  value: hexToBytes('76616c75655f666f725f7a785a4e6b534c64634d655657526c7658456644'),
  proof: [
    '0aab020a147a785a4e6b534c64634d655657526c7658456644121e76616c75655f666f725f7a785a4e6b534c64634d65',
    '5657526c76584566441a090801180120012a0100222508011221012634b831468dbafb1fc61a979c348ff8462da9a7d5',
    '50191a6afc916ade16cc9922250801122101ab814d419bfc94ee9920d0ce993ce5da011e43613daf4b6f302855760083',
    'd7dd222508011221015a1568c73eaeaba567a6b2b2944b0e9a0228c931884cb5942f58ed835b8a7ac522250801122101',
    'a171412db5ee84835ef247768914e835ff80b7711e4aa8060871c2667ec3ea2922250801122101f9c2491884de24fb61',
    'ba8f358a56b306a8989bd35f1f8a4c8dabce22f703cc14222508011221012f12a6aa6270eff8a1628052938ff5e36cfc',
    'c5bf2eaedc0941ee46398ebc7c38',
  ].join(''),
};

const holds = (proof: ExistenceProof, spec: ProofSpec = TENDERMINT_SPEC): string =>
  codeOf(verifyMembership(spec, root, present(proof), proof.key, proof.value));
const lacks = (key: string, left: ExistenceProof | null, right: ExistenceProof | null): string =>
  codeOf(verifyNonMembership(TENDERMINT_SPEC, root, absent(left, right), utf8(key)));

test('a published proof holds, for its key, value and root alone, and has one encoding', () => {
  const { key, value } = PUBLISHED;
  const bytes = hexToBytes(PUBLISHED.proof);
  const proof = decoded(bytes);
  expect(codeOf(verifyMembership(TENDERMINT_SPEC, PUBLISHED.root, proof, key, value))).toBe('ok');
  expect(codeOf(verifyMembership(TENDERMINT_SPEC, root, proof, key, value))).toBe('wrong-root');
  expect(codeOf(verifyMembership(TENDERMINT_SPEC, PUBLISHED.root, proof, key, key))).toBe('wrong-value');
  expect(codeOf(verifyMembership(TENDERMINT_SPEC, PUBLISHED.root, proof, value, value))).toBe(
    'no-proof-of-key',
  );
  expect(codeOf(verifyNonMembership(TENDERMINT_SPEC, PUBLISHED.root, proof, key))).toBe('key-not-between');
  expect(bytesToHex(encodeProof(proof)).slice(2)).toBe(PUBLISHED.proof);
});

describe('a tree of four leaves', () => {
  test('proves each of them, and the gaps between, before and after them', () => {
    expect(Object.values(proofOf).map((proof) => holds(proof))).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(lacks('a', null, proofOf.b)).toBe('ok');
    expect(lacks('c', proofOf.b, proofOf.d)).toBe('ok');
    expect(lacks('e', proofOf.d, proofOf.f)).toBe('ok');
    expect(lacks('g', proofOf.f, proofOf.h)).toBe('ok');
    expect(lacks('i', proofOf.h, null)).toBe('ok');
  });

  test('does not prove the absence of what is there', () => {
    expect(lacks('d', proofOf.b, proofOf.f)).toBe('not-neighbours');
    expect(lacks('d', proofOf.d, proofOf.f)).toBe('key-not-between');
    expect(lacks('d', proofOf.b, proofOf.d)).toBe('key-not-between');
    expect(lacks('b', null, proofOf.d)).toBe('not-neighbours');
    expect(lacks('h', proofOf.f, null)).toBe('not-neighbours');
    expect(lacks('d', null, null)).toBe('not-neighbours');
    expect(lacks('f', proofOf.b, proofOf.h)).toBe('not-neighbours');
  });

  test('needs neighbours in their order and of this tree', () => {
    expect(lacks('c', proofOf.d, proofOf.b)).toBe('key-not-between');
    expect(lacks('c', proofOf.b, { ...proofOf.d, value: utf8('other') })).toBe('wrong-root');
    expect(lacks('c', proofOf.b, { ...proofOf.d, key: utf8('cc') })).toBe('wrong-root');
  });
});

describe('hostile proofs', () => {
  test('an empty neighbour is not the edge of the tree', () => {
    // In a language where an empty key and a missing one look alike, `left` with no key would pass for "nothing to the left".
    const empty = { ...proofOf.b, key: NONE };
    expect(codeOf(verifyNonMembership(TENDERMINT_SPEC, root, absent(empty, proofOf.d), utf8('c')))).toBe(
      'empty-key',
    );
    expect(holds({ ...proofOf.b, value: NONE })).toBe('empty-value');
  });

  test('an inner node is no leaf, and a leaf is no inner node', () => {
    // The bytes of the node over b and d, read as a leaf whose key begins in the middle of a hash.
    const asLeaf = {
      ...TENDERMINT_SPEC.leaf,
      prefix: one,
      length: 'NO_PREFIX',
      prehashValue: 'NO_HASH',
    } as const;
    const forged: ExistenceProof = { key: b, value: d, leaf: asLeaf, path: [fromLeft(fh)] };
    expect(codeOf(verifyMembership(TENDERMINT_SPEC, root, present(forged), b, d))).toBe('leaf-spec-mismatch');
    const onlyPrefix = { ...forged, leaf: { ...TENDERMINT_SPEC.leaf, prefix: one } };
    expect(codeOf(verifyMembership(TENDERMINT_SPEC, root, present(onlyPrefix), b, d))).toBe('leaf-prefix');
    // A leaf over a leaf: a step whose prefix begins as a leaf does.
    const step: ProofInnerOp = { hash: 'SHA256', prefix: Uint8Array.of(0, 32), suffix: h };
    expect(holds({ ...proofOf.b, path: [step, ...proofOf.b.path] })).toBe('leaf-as-inner');
  });

  test('bytes beside the child that are no sibling are refused', () => {
    const odd = (prefix: Uint8Array, suffix: Uint8Array): string =>
      holds({ ...proofOf.b, path: [{ hash: 'SHA256', prefix, suffix }, fromLeft(fh)] });
    expect(odd(one, d.subarray(1))).toBe('inner-padding');
    expect(odd(one, concatBytes(d, d))).toBe('inner-padding');
    expect(odd(one, NONE)).toBe('inner-padding');
    expect(odd(NONE, d)).toBe('inner-padding');
    expect(odd(concatBytes(one, one), d)).toBe('inner-padding');
    expect(odd(concatBytes(one, b, b), NONE)).toBe('inner-padding');
  });

  test('a longer leaf prefix does not move bytes from key to prefix', () => {
    const moved = { ...TENDERMINT_SPEC.leaf, prefix: Uint8Array.of(0, 1) };
    expect(holds({ ...proofOf.b, leaf: moved })).toBe('leaf-prefix');
    expect(holds({ ...proofOf.b, leaf: null })).toBe('no-leaf');
  });

  test('another hash or length than the tree has is refused before anything is hashed', () => {
    expect(holds({ ...proofOf.b, leaf: { ...TENDERMINT_SPEC.leaf, hash: 'NO_HASH' } })).toBe(
      'leaf-spec-mismatch',
    );
    expect(holds({ ...proofOf.b, leaf: { ...TENDERMINT_SPEC.leaf, length: 'VAR_RLP' } })).toBe(
      'leaf-spec-mismatch',
    );
    expect(holds({ ...proofOf.b, path: [{ ...fromLeft(d), hash: 'NO_HASH' }] })).toBe('inner-spec-mismatch');
    const spec = { ...TENDERMINT_SPEC, leaf: { ...TENDERMINT_SPEC.leaf, hash: 'SHA512' as const } };
    expect(holds({ ...proofOf.b, leaf: spec.leaf }, spec)).toBe('unsupported-hash');
  });

  test('proofs of one tree are none of another', () => {
    expect(holds(proofOf.b, SMT_SPEC)).toBe('leaf-spec-mismatch');
    expect(holds(proofOf.b, IAVL_SPEC)).toBe('iavl-header');
  });

  test('a path that ends inside another has no neighbour there', () => {
    const higher = exist('c', [fromLeft(fh)]);
    expect(codeOf(verifyNonMembership(TENDERMINT_SPEC, bd, absent(proofOf.b, higher), utf8('bb')))).not.toBe(
      'ok',
    );
  });

  test('IAVL headers: heights rise, numbers are not negative, and children have 32 bytes', () => {
    const at = (prefix: readonly number[], suffix: Uint8Array = NONE): string => {
      const path: ProofInnerOp[] = [{ hash: 'SHA256', prefix: Uint8Array.from(prefix), suffix }];
      const proof = {
        key: utf8('k'),
        value: utf8('v'),
        leaf: { ...IAVL_SPEC.leaf, prefix: Uint8Array.of(0, 2, 2) },
        path,
      };
      return codeOf(verifyMembership(IAVL_SPEC, root, present(proof), proof.key, proof.value));
    };
    const sibling = concatBytes(Uint8Array.of(32), h);
    expect(at([2, 4, 2, 32], sibling)).toBe('wrong-root');
    // Height 0 begins as a leaf does.
    expect(at([0, 4, 2, 32], sibling)).toBe('leaf-as-inner');
    expect(at([1, 4, 2, 32], sibling)).toBe('iavl-header');
    expect(at([2, 4, 2, 31], sibling)).toBe('iavl-header');
    expect(at([2, 4, 2, 2, 32], sibling)).toBe('iavl-header');
    expect(at([2, 4, 128, 128, 128, 128], sibling)).toBe('iavl-header');
  });

  test('an empty sibling counts as nothing only in a tree that has empty children', () => {
    const empty = new Uint8Array(32);
    expect(isLeftMost(SMT_SPEC.inner, [fromRight(empty)])).toBe(true);
    expect(isLeftMost(TENDERMINT_SPEC.inner, [fromRight(empty)])).toBe(false);
  });
});

describe('a store', () => {
  const keys = fc.uniqueArray(fc.uint8Array({ minLength: 1, maxLength: 6 }), {
    minLength: 1,
    maxLength: 24,
    selector: (key) => bytesToHex(key),
  });

  test('proves what it holds and what it does not, and the foundation’s own proofs agree', () => {
    fc.assert(
      fc.property(keys, keys, (stored, asked) => {
        const store = provableStore(stored.map((key) => ({ key, value: concatBytes(utf8('v'), key) })));
        const base = storeRoot(store);
        for (const key of [...stored, ...asked]) {
          const proof = decoded(encodeProof(proveKey(store, key)));
          const value = storeValue(store, key);
          const isThere = verifyMembership(SMT_SPEC, base, proof, key, concatBytes(utf8('v'), key)).ok;
          const isAbsent = verifyNonMembership(SMT_SPEC, base, proof, key).ok;
          expect([isThere, isAbsent]).toEqual([value !== null, value === null]);
          const own = proveLeaf(store.tree, sha256(key));
          expect(verifyLeaf(base, sha256(key), value, own)).toBe(true);
        }
      }),
      { numRuns: runs(60) },
    );
  });

  test('no changed proof holds: one bit of a thousand, wherever it is', () => {
    const store = provableStore(
      Array.from({ length: 40 }, (_, at) => ({ key: utf8(`k${at}`), value: utf8(`v${at}`) })),
    );
    const base = storeRoot(store);
    const inside = encodeProof(proveKey(store, utf8('k7')));
    const outside = encodeProof(proveKey(store, utf8('nowhere')));
    let refused = 0;
    fc.assert(
      fc.property(fc.boolean(), fc.nat(), fc.integer({ min: 0, max: 7 }), (isIn, at, bit) => {
        const bytes = Uint8Array.from(isIn ? inside : outside);
        bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << bit);
        const proof = decodeProof(bytes);
        // The key that a proof of absence names is no part of what it shows, so it may be anything.
        const isName = !isIn && at % bytes.length < 3 + 2 + 'nowhere'.length;
        const verdict = !proof.ok
          ? proof
          : isIn
            ? verifyMembership(SMT_SPEC, base, proof.value, utf8('k7'), utf8('v7'))
            : verifyNonMembership(SMT_SPEC, base, proof.value, utf8('nowhere'));
        if (!verdict.ok) refused += 1;
        else expect(isName).toBe(true);
      }),
      { numRuns: runs(1_000) },
    );
    expect(refused).toBeGreaterThan(900);
  });

  test('an empty one proves nothing, nor takes empty keys', () => {
    expect(() => proveKey(provableStore([]), utf8('k'))).toThrow(RangeError);
    expect(() => provableStore([{ key: NONE, value: one }])).toThrow(RangeError);
  });
});

/** What the tests of ICS-23 proofs share: a tree of four leaves as CometBFT hashes it, with a proof of each. */
import {
  concatBytes,
  decodeProof,
  sha256,
  TENDERMINT_SPEC,
  utf8,
  type CommitmentProof,
  type ExistenceProof,
  type ProofInnerOp,
  type Result,
} from '../../src/engine/index.ts';

export const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.rejection.code);
export const decoded = (data: Uint8Array): CommitmentProof => {
  const proof = decodeProof(data);
  if (!proof.ok) throw new Error(proof.rejection.message);
  return proof.value;
};

export const leaf = (key: string, value: string): Uint8Array =>
  sha256(concatBytes(Uint8Array.of(0, key.length), utf8(key), Uint8Array.of(32), sha256(utf8(value))));
export const inner = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  sha256(concatBytes(Uint8Array.of(1), left, right));
export const one = Uint8Array.of(1);
export const NONE = new Uint8Array(0);
export const fromLeft = (sibling: Uint8Array): ProofInnerOp => ({
  hash: 'SHA256',
  prefix: one,
  suffix: sibling,
});
export const fromRight = (sibling: Uint8Array): ProofInnerOp => ({
  hash: 'SHA256',
  prefix: concatBytes(one, sibling),
  suffix: NONE,
});

/** A tree of four leaves as CometBFT hashes it: b, d, f, h. */
export const [b, d, f, h] = ['b', 'd', 'f', 'h'].map((key) => leaf(key, `value ${key}`)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
export const [bd, fh] = [inner(b, d), inner(f, h)];
export const root = inner(bd, fh);
export const exist = (key: string, path: readonly ProofInnerOp[]): ExistenceProof => ({
  key: utf8(key),
  value: utf8(`value ${key}`),
  leaf: TENDERMINT_SPEC.leaf,
  path,
});
export const proofOf = {
  b: exist('b', [fromLeft(d), fromLeft(fh)]),
  d: exist('d', [fromRight(b), fromLeft(fh)]),
  f: exist('f', [fromLeft(h), fromRight(bd)]),
  h: exist('h', [fromRight(f), fromRight(bd)]),
};
export const absent = (left: ExistenceProof | null, right: ExistenceProof | null): CommitmentProof => ({
  kind: 'nonexist',
  nonexist: { key: NONE, left, right },
});
export const present = (proof: ExistenceProof): CommitmentProof => ({ kind: 'exist', exist: proof });

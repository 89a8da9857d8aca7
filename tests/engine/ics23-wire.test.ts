/** ICS-23 proofs as bytes: one form for each, and batches of them. */
import { describe, expect, test } from 'vitest';
import {
  concatBytes,
  decodeProof,
  encodeProof,
  TENDERMINT_SPEC,
  utf8,
  verifyMembership,
  verifyNonMembership,
  type CommitmentProof,
} from '../../src/engine/index.ts';
import { codeOf, d, decoded, fh, fromLeft, NONE, present, proofOf, root } from './ics23-cases.ts';

describe('a proof on the wire', () => {
  const plain = encodeProof(present(proofOf.b));
  const codeOfBytes = (bytes: Uint8Array): string => codeOf(decodeProof(bytes));
  /** A nested message; lengths from 128 on take two bytes. */
  const field = (tag: number, data: Uint8Array): Uint8Array => {
    const { length } = data;
    const size = length < 128 ? [length] : [128 | (length & 127), length >> 7];
    return concatBytes(Uint8Array.of(tag, ...size), data);
  };

  test('has one form', () => {
    expect(codeOfBytes(plain)).toBe('ok');
    expect(codeOfBytes(plain.subarray(0, -1))).toBe('protobuf-cut-off');
    expect(codeOfBytes(concatBytes(plain, plain))).toBe('protobuf-order');
    expect(codeOfBytes(NONE)).toBe('not-one-proof');
    expect(codeOfBytes(Uint8Array.of(0x3a, 0))).toBe('protobuf-unknown-field');
    expect(codeOfBytes(Uint8Array.of(0x08, 1))).toBe('protobuf-wire-type');
    expect(codeOfBytes(Uint8Array.of(0x0a, 0x80, 0))).toBe('protobuf-padded');
    expect(codeOfBytes(Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0xff))).toBe('protobuf-too-large');
    // A leaf whose hash is written although it is the default.
    expect(codeOfBytes(field(0x0a, field(0x1a, Uint8Array.of(8, 0))))).toBe('protobuf-default');
    expect(codeOfBytes(field(0x0a, field(0x1a, Uint8Array.of(8, 9))))).toBe('unknown-operation');
  });

  test('may be a batch, compressed by a table of steps, of which each key’s proof counts', () => {
    const batch: CommitmentProof = {
      kind: 'batch',
      entries: [
        { kind: 'exist', exist: proofOf.b },
        { kind: 'nonexist', nonexist: { key: NONE, left: proofOf.d, right: proofOf.f } },
      ],
    };
    const read = decoded(encodeProof(batch));
    expect(codeOf(verifyMembership(TENDERMINT_SPEC, root, read, utf8('b'), utf8('value b')))).toBe('ok');
    expect(codeOf(verifyNonMembership(TENDERMINT_SPEC, root, read, utf8('e')))).toBe('ok');
    expect(codeOf(verifyNonMembership(TENDERMINT_SPEC, root, read, utf8('c')))).toBe('key-not-between');

    const steps = [fromLeft(d), fromLeft(fh)].map((op) =>
      field(0x12, concatBytes(Uint8Array.of(8, 1), field(0x12, op.prefix), field(0x1a, op.suffix))),
    );
    const leafBytes = Uint8Array.of(8, 1, 0x18, 1, 0x20, 1, 0x2a, 1, 0);
    const compressedWith = (path: readonly number[]): Uint8Array => {
      const entry = concatBytes(
        field(0x0a, utf8('b')),
        field(0x12, utf8('value b')),
        field(0x1a, leafBytes),
        field(0x22, Uint8Array.from(path)),
      );
      return field(0x22, concatBytes(field(0x0a, field(0x0a, entry)), ...steps));
    };
    const compressed = decoded(compressedWith([0, 1]));
    expect(codeOf(verifyMembership(TENDERMINT_SPEC, root, compressed, utf8('b'), utf8('value b')))).toBe(
      'ok',
    );
    expect(codeOfBytes(compressedWith([0, 2]))).toBe('no-such-step');
  });
});

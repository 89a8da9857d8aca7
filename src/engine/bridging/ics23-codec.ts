/** ICS-23 proofs as bytes: Protocol Buffers, read strictly, with batches plain and compressed. */
import { concatBytes } from '../foundation/bytes.ts';
import { decoding, malformed } from '../foundation/errors.ts';
import type { Result } from '../foundation/result.ts';
import { PROOF_HASHES, PROOF_LENGTHS } from './ics23-types.ts';
import type {
  CommitmentProof,
  ExistenceProof,
  NonExistenceProof,
  ProofHash,
  ProofInnerOp,
  ProofLeafOp,
  SingleProof,
} from './ics23-types.ts';
import {
  bytesIn,
  nestedIn,
  numberIn,
  protobufField,
  protobufMessage,
  readProtobuf,
  readVarint,
} from './protobuf.ts';
import type { ProtobufFields, ProtobufMessage } from './protobuf.ts';

const RULE = 'cosmos/ics23, proofs.proto';
const bytes = { type: 'bytes' } as const;
const number = { type: 'number' } as const;
const many = { type: 'bytes', repeated: true } as const;

const LEAF: ProtobufFields = { 1: number, 2: number, 3: number, 4: number, 5: bytes };
const INNER: ProtobufFields = { 1: number, 2: bytes, 3: bytes };
const EXIST: ProtobufFields = { 1: bytes, 2: bytes, 3: bytes, 4: many };
const COMPRESSED_EXIST: ProtobufFields = { 1: bytes, 2: bytes, 3: bytes, 4: bytes };
const NONEXIST: ProtobufFields = { 1: bytes, 2: bytes, 3: bytes };
const ENTRY: ProtobufFields = { 1: bytes, 2: bytes };
const PROOF: ProtobufFields = { 1: bytes, 2: bytes, 3: bytes, 4: bytes };
const BATCH: ProtobufFields = { 1: many };
const COMPRESSED: ProtobufFields = { 1: many, 2: many };

function nameIn<Name>(names: readonly Name[], message: ProtobufMessage, field: number): Name {
  const name = names[numberIn(message, field)];
  if (name === undefined)
    malformed('unknown-operation', RULE, 'There is no such operation.', numberIn(message, field), names);
  return name;
}

const hashIn = (message: ProtobufMessage, field: number): ProofHash => nameIn(PROOF_HASHES, message, field);

function readLeaf(data: Uint8Array): ProofLeafOp {
  const message = readProtobuf(data, LEAF, 'LeafOp');
  return {
    hash: hashIn(message, 1),
    prehashKey: hashIn(message, 2),
    prehashValue: hashIn(message, 3),
    length: nameIn(PROOF_LENGTHS, message, 4),
    prefix: bytesIn(message, 5),
  };
}

function readInner(data: Uint8Array): ProofInnerOp {
  const message = readProtobuf(data, INNER, 'InnerOp');
  return { hash: hashIn(message, 1), prefix: bytesIn(message, 2), suffix: bytesIn(message, 3) };
}

type ReadExist = (data: Uint8Array) => ExistenceProof;

const existOf = (message: ProtobufMessage, path: readonly ProofInnerOp[]): ExistenceProof => {
  const [leaf] = nestedIn(message, 3);
  return {
    key: bytesIn(message, 1),
    value: bytesIn(message, 2),
    leaf: leaf === undefined ? null : readLeaf(leaf),
    path,
  };
};

const readExist: ReadExist = (data) => {
  const message = readProtobuf(data, EXIST, 'ExistenceProof');
  return existOf(message, nestedIn(message, 4).map(readInner));
};

/** A path as numbers of steps in a table that the whole batch shares. */
const readCompressedExist =
  (table: readonly ProofInnerOp[]): ReadExist =>
  (data) => {
    const message = readProtobuf(data, COMPRESSED_EXIST, 'CompressedExistenceProof');
    const packed = bytesIn(message, 4);
    const path: ProofInnerOp[] = [];
    for (let at = 0; at < packed.length;) {
      const { value, end } = readVarint(packed, at);
      const step = table[value];
      if (step === undefined)
        malformed('no-such-step', RULE, 'The table has no such step.', value, table.length);
      path.push(step);
      at = end;
    }
    return existOf(message, path);
  };

function readNonExist(data: Uint8Array, read: ReadExist): NonExistenceProof {
  const message = readProtobuf(data, NONEXIST, 'NonExistenceProof');
  const [[left], [right]] = [nestedIn(message, 2), nestedIn(message, 3)];
  return {
    key: bytesIn(message, 1),
    left: left === undefined ? null : read(left),
    right: right === undefined ? null : read(right),
  };
}

/** The one alternative that a `oneof` holds. */
function onlyIn(message: ProtobufMessage, what: string): readonly [number, Uint8Array] {
  const [field, ...others] = [...message.keys()];
  const data = field === undefined ? undefined : nestedIn(message, field)[0];
  if (field === undefined || data === undefined || others.length > 0)
    malformed('not-one-proof', RULE, `${what} is one proof.`, message.size, 1);
  return [field, data];
}

function readSingle(message: ProtobufMessage, read: ReadExist, what: string): SingleProof {
  const [field, data] = onlyIn(message, what);
  return field === 1
    ? { kind: 'exist', exist: read(data) }
    : { kind: 'nonexist', nonexist: readNonExist(data, read) };
}

/**
 * The proof that exactly `data` says. Refused: what `readProtobuf` refuses, an operation that there is not, more or less
 * than one proof, a step that a compressed batch's table lacks, and exclusion proofs, which came later and are not known here.
 */
export const decodeProof = (data: Uint8Array): Result<CommitmentProof> =>
  decoding(() => {
    const message = readProtobuf(data, PROOF, 'CommitmentProof');
    const [field, inner] = onlyIn(message, 'CommitmentProof');
    if (field < 3) return readSingle(message, readExist, 'CommitmentProof');
    const batch = readProtobuf(inner, field === 3 ? BATCH : COMPRESSED, 'A batch');
    const read = field === 3 ? readExist : readCompressedExist(nestedIn(batch, 2).map(readInner));
    const entries = nestedIn(batch, 1).map((entry) =>
      readSingle(readProtobuf(entry, ENTRY, 'BatchEntry'), read, 'BatchEntry'),
    );
    return { kind: 'batch', entries };
  });

const writeLeaf = (op: ProofLeafOp): Uint8Array =>
  concatBytes(
    protobufField(1, PROOF_HASHES.indexOf(op.hash)),
    protobufField(2, PROOF_HASHES.indexOf(op.prehashKey)),
    protobufField(3, PROOF_HASHES.indexOf(op.prehashValue)),
    protobufField(4, PROOF_LENGTHS.indexOf(op.length)),
    protobufField(5, op.prefix),
  );

const writeInner = (op: ProofInnerOp): Uint8Array =>
  concatBytes(
    protobufField(1, PROOF_HASHES.indexOf(op.hash)),
    protobufField(2, op.prefix),
    protobufField(3, op.suffix),
  );

const writeExist = ({ key, value, leaf, path }: ExistenceProof): Uint8Array =>
  concatBytes(
    protobufField(1, key),
    protobufField(2, value),
    ...(leaf === null ? [] : [protobufMessage(3, writeLeaf(leaf))]),
    ...path.map((op) => protobufMessage(4, writeInner(op))),
  );

const writeSingle = (proof: SingleProof): Uint8Array => {
  if (proof.kind === 'exist') return protobufMessage(1, writeExist(proof.exist));
  const { key, left, right } = proof.nonexist;
  const sides = [left, right].map((side, index) =>
    side === null ? new Uint8Array(0) : protobufMessage(2 + index, writeExist(side)),
  );
  return protobufMessage(2, concatBytes(protobufField(1, key), ...sides));
};

/** `proof` as {@link decodeProof} reads it; a batch is written plain. */
export const encodeProof = (proof: CommitmentProof): Uint8Array =>
  proof.kind === 'batch'
    ? protobufMessage(3, concatBytes(...proof.entries.map((entry) => protobufMessage(1, writeSingle(entry)))))
    : writeSingle(proof);

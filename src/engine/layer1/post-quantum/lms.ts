/** LMS: a Merkle tree over one-time keys, so that one public key signs 2^h messages (RFC 8554, section 5). */
import { concatBytes, equalBytes } from '../../foundation/bytes.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import {
  lmOtsCandidate,
  lmOtsPublicHash,
  lmOtsSign,
  lmOtsSignatureBytes,
  readUint32,
  uintBytes,
} from './lm-ots.ts';
import { lmOtsParameters, lmsHash } from './lm-ots-types.ts';
import type { LmOtsParameters, LmsHashName } from './lm-ots-types.ts';

/** A parameter set of LMS (RFC 8554, 5.1; RFC 9858; SP 800-208, 4). */
export interface LmsParameters {
  readonly typecode: number;
  readonly name: string;
  readonly hash: LmsHashName;
  /** Bytes of a node. */
  readonly m: number;
  /** Height of the tree: it has 2^h leaves. */
  readonly h: number;
}

/** A key pair's secret half: a value, which {@link lmsSign} gives back with its next leaf moved on. */
export interface LmsSecretKey {
  readonly lms: LmsParameters;
  readonly ots: LmOtsParameters;
  /** I, 16 bytes, different for every key pair. */
  readonly identifier: Uint8Array;
  /** What all one-time keys grow from, n bytes. */
  readonly seed: Uint8Array;
  /** The tree's nodes, the root at 1, the children of r at 2r and 2r + 1. */
  readonly nodes: readonly Uint8Array[];
  /** The first leaf that has signed nothing yet. */
  readonly nextLeaf: number;
  /** 24 + m bytes: typecode of the tree, of the one-time keys, I, root (RFC 8554, 5.3). */
  readonly publicKey: Uint8Array;
}

/** A signature, and the key that may sign next. */
export interface LmsSigned {
  readonly signature: Uint8Array;
  readonly key: LmsSecretKey;
}

const FAMILIES: readonly (readonly [string, LmsHashName, number, number])[] = [
  ['LMS_SHA256_M32', 'SHA-256', 32, 5],
  ['LMS_SHA256_M24', 'SHA-256/192', 24, 10],
  ['LMS_SHAKE_M32', 'SHAKE256/256', 32, 15],
  ['LMS_SHAKE_M24', 'SHAKE256/192', 24, 20],
];

/** All twenty parameter sets, in the order of their typecodes (RFC 8554, table 2; RFC 9858). */
export const LMS_PARAMETERS: readonly LmsParameters[] = FAMILIES.flatMap(([name, hash, m, first]) =>
  [5, 10, 15, 20, 25].map((h, index) => ({ typecode: first + index, name: `${name}_H${h}`, hash, m, h })),
);

/** The parameter set with this typecode, or null. */
export const lmsParameters = (typecode: number): LmsParameters | null =>
  LMS_PARAMETERS.find((set) => set.typecode === typecode) ?? null;

/** Marks of leaves and of inner nodes (RFC 8554, 7.1). */
const D_LEAF = 0x8282;
const D_INTR = 0x8383;

function node({ hash }: LmsParameters, identifier: Uint8Array, index: number, ...below: Uint8Array[]) {
  const mark = below.length === 1 ? D_LEAF : D_INTR;
  return lmsHash(hash, concatBytes(identifier, uintBytes(index, 4), uintBytes(mark, 2), ...below));
}

/** How many bytes a signature has: leaf, one-time signature, typecode, path (RFC 8554, 5.4). */
export const lmsSignatureBytes = ({ m, h }: LmsParameters, ots: LmOtsParameters): number =>
  8 + lmOtsSignatureBytes(ots) + h * m;

/** What a key pair is made of. */
export interface LmsKeySettings {
  readonly lms: LmsParameters;
  readonly ots: LmOtsParameters;
  /** 16 bytes. */
  readonly identifier: Uint8Array;
  /** n bytes of a good source of chance. */
  readonly seed: Uint8Array;
}

/**
 * The key pair that grows from `seed`, all its leaves unused (RFC 8554, 5.2, 5.3 and appendix A). The work grows with
 * 2^h: some milliseconds for h = 5, hours for h = 25. @throws RangeError for lengths that do not fit, or two different hashes
 */
export function createLmsKey({ lms, ots, identifier, seed }: LmsKeySettings): LmsSecretKey {
  if (identifier.length !== 16) throw new RangeError(`An identifier has 16 bytes; got ${identifier.length}.`);
  if (seed.length !== ots.n) throw new RangeError(`A seed has ${ots.n} bytes; got ${seed.length}.`);
  // SP 800-208, 4: the tree and its one-time keys use the same hash function.
  if (lms.hash !== ots.hash) throw new RangeError(`${lms.name} does not go with ${ots.name}.`);
  const leaves = 2 ** lms.h;
  const nodes = new Array<Uint8Array>(2 * leaves).fill(new Uint8Array(0));
  for (let leaf = 0; leaf < leaves; leaf += 1)
    nodes[leaves + leaf] = node(
      lms,
      identifier,
      leaves + leaf,
      lmOtsPublicHash(ots, { identifier, leaf }, seed),
    );
  for (let index = leaves - 1; index >= 1; index -= 1)
    nodes[index] = node(
      lms,
      identifier,
      index,
      nodes[2 * index] as Uint8Array,
      nodes[2 * index + 1] as Uint8Array,
    );
  const types = [uintBytes(lms.typecode, 4), uintBytes(ots.typecode, 4)];
  const publicKey = concatBytes(...types, identifier, nodes[1] as Uint8Array);
  return { lms, ots, identifier, seed, nodes, nextLeaf: 0, publicKey };
}

const refuse = (code: string, rule: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule, message, received, expected });

/**
 * The signature of `message` by leaf `leaf`, the next unless told, and the key with all leaves up to that one used up.
 * `randomizer` is n fresh bytes. Refused: a leaf that may have signed before (`leaf-used`) and one beyond the tree
 * (`leaves-exhausted`). Store the new key before the signature leaves: a signer that comes back from an old copy
 * signs twice with one leaf, and its secrets are out (RFC 10033).
 */
export function lmsSign(
  key: LmsSecretKey,
  message: Uint8Array,
  randomizer: Uint8Array,
  leaf: number = key.nextLeaf,
): Result<LmsSigned> {
  const { lms, ots, identifier, seed, nodes, nextLeaf } = key;
  const leaves = 2 ** lms.h;
  if (!Number.isInteger(leaf) || leaf < nextLeaf)
    return refuse(
      'leaf-used',
      'RFC 8554, 5.4.1',
      `Leaf ${leaf} may have signed before; the next is ${nextLeaf}.`,
      leaf,
      nextLeaf,
    );
  if (leaf >= leaves)
    return refuse(
      'leaves-exhausted',
      'RFC 8554, 5.4.1',
      `All ${leaves} leaves have signed.`,
      leaf,
      `below ${leaves}`,
    );
  const path: Uint8Array[] = [];
  for (let index = leaves + leaf; index > 1; index = index >> 1) path.push(nodes[index ^ 1] as Uint8Array);
  const signature = concatBytes(
    uintBytes(leaf, 4),
    lmOtsSign(ots, { identifier, leaf }, seed, message, randomizer),
    uintBytes(lms.typecode, 4),
    ...path,
  );
  return ok({ signature, key: { ...key, nextLeaf: leaf + 1 } });
}

const malformedKey = (message: string, received: unknown, expected: unknown) =>
  refuse('malformed-lms-key', 'RFC 8554, 5.3, algorithm 6', message, received, expected);
const malformedSignature = (message: string, received: unknown, expected: unknown) =>
  refuse('malformed-lms-signature', 'RFC 8554, 5.4.2, algorithm 6a', message, received, expected);

/** The leaf that signed, as the signature's first four bytes say; null when it has no four bytes. */
export function lmsLeafOf(signature: Uint8Array): number | null {
  const leaf = readUint32(signature, 0);
  return Number.isNaN(leaf) ? null : leaf;
}

/**
 * Whether `signature` holds for `message` under `publicKey` (RFC 8554, algorithms 6 and 6a). Refused: unknown or
 * different typecodes, any other length than the parameter sets give, a leaf beyond the tree, a path to another root.
 */
export function lmsVerify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Result<void> {
  const lms = lmsParameters(readUint32(publicKey, 0));
  const ots = lmOtsParameters(readUint32(publicKey, 4));
  if (lms === null || ots === null || lms.hash !== ots.hash)
    return malformedKey('The key names no parameter sets that go together.', publicKey.slice(0, 8), 'a pair');
  if (publicKey.length !== 24 + lms.m)
    return malformedKey('The key has another length.', publicKey.length, 24 + lms.m);
  const length = lmsSignatureBytes(lms, ots);
  if (signature.length !== length)
    return malformedSignature('The signature has another length.', signature.length, length);
  const leaf = readUint32(signature, 0);
  if (leaf >= 2 ** lms.h) return malformedSignature('There is no such leaf.', leaf, `below ${2 ** lms.h}`);
  const pathAt = 8 + lmOtsSignatureBytes(ots);
  const typecode = readUint32(signature, pathAt - 4);
  if (typecode !== lms.typecode)
    return malformedSignature('The signature is for another kind of tree.', typecode, lms.typecode);
  const identifier = publicKey.subarray(8, 24);
  const oneTime = signature.subarray(4, pathAt - 4);
  const candidate = lmOtsCandidate(ots, { identifier, leaf }, message, oneTime);
  if (candidate === null)
    return malformedSignature(
      'The one-time signature is of another kind.',
      readUint32(oneTime, 0),
      ots.typecode,
    );
  let index = 2 ** lms.h + leaf;
  let reached = node(lms, identifier, index, candidate);
  for (let at = pathAt; index > 1; at += lms.m) {
    const sibling = signature.subarray(at, at + lms.m);
    const parent = index >> 1;
    reached =
      index % 2 === 0
        ? node(lms, identifier, parent, reached, sibling)
        : node(lms, identifier, parent, sibling, reached);
    index = parent;
  }
  const root = publicKey.subarray(24);
  if (equalBytes(reached, root)) return ok(undefined);
  return refuse(
    'wrong-lms-signature',
    'RFC 8554, 5.4.2, algorithm 6',
    'The path ends at another root.',
    reached,
    root,
  );
}

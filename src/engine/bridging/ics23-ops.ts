/** One step of an ICS-23 proof: what it computes, and whether the tree's specification allows it. */
import { ripemd160 } from '@noble/hashes/legacy.js';
import { bytesToHex, concatBytes, equalBytes } from '../foundation/bytes.ts';
import { malformed } from '../foundation/errors.ts';
import { keccak256, sha256 } from '../foundation/hash.ts';
import { u32le } from '../foundation/wire.ts';
import { branchOf } from './ics23-neighbours.ts';
import type { ProofHash, ProofInnerOp, ProofLeafOp, ProofLength, ProofSpec } from './ics23-types.ts';
import { varint } from './protobuf.ts';

const RULE = 'ICS-23, "Proof Calculation"';

/** `data` hashed in this way. Stops the decoder around for a hash that this engine does not have. */
function hashed(how: ProofHash, data: Uint8Array): Uint8Array {
  if (how === 'SHA256') return sha256(data);
  if (how === 'KECCAK') return keccak256(data);
  if (how === 'RIPEMD160') return ripemd160(data);
  if (how === 'BITCOIN') return ripemd160(sha256(data));
  return malformed('unsupported-hash', RULE, `There is no hash ${how} here.`, how, 'SHA256');
}

function withLength(how: ProofLength, data: Uint8Array): Uint8Array {
  if (how === 'NO_PREFIX') return data;
  if (how === 'VAR_PROTO') return concatBytes(varint(data.length), data);
  if (how === 'FIXED32_LITTLE') return concatBytes(u32le(data.length), data);
  const wanted = how === 'REQUIRE_32_BYTES' ? 32 : how === 'REQUIRE_64_BYTES' ? 64 : null;
  if (wanted === null)
    malformed('unsupported-length', RULE, `Lengths as ${how} are not in use.`, how, 'VAR_PROTO');
  if (data.length !== wanted)
    malformed('wrong-length', RULE, `The tree takes ${wanted} bytes here.`, data.length, wanted);
  return data;
}

/** The hash of the leaf that holds `value` at `key`. Stops the decoder around for an empty key or value. */
export function applyLeafOp(op: ProofLeafOp, key: Uint8Array, value: Uint8Array): Uint8Array {
  // ICS-23: "leaf op needs key" and value. An empty neighbour would pass for one that is not there.
  if (key.length === 0) malformed('empty-key', RULE, 'A leaf has a key.', key, 'one byte at least');
  if (value.length === 0) malformed('empty-value', RULE, 'A leaf has a value.', value, 'one byte at least');
  const part = (prehash: ProofHash, data: Uint8Array): Uint8Array =>
    withLength(op.length, prehash === 'NO_HASH' ? data : hashed(prehash, data));
  return hashed(op.hash, concatBytes(op.prefix, part(op.prehashKey, key), part(op.prehashValue, value)));
}

/** The hash of the node above `child`. */
export const applyInnerOp = (op: ProofInnerOp, child: Uint8Array): Uint8Array =>
  hashed(op.hash, concatBytes(op.prefix, child, op.suffix));

/** A key as the tree orders it. */
export const keyForComparison = (
  { leaf, prehashKeyBeforeComparison }: ProofSpec,
  key: Uint8Array,
): Uint8Array =>
  prehashKeyBeforeComparison && leaf.prehashKey !== 'NO_HASH' ? hashed(leaf.prehashKey, key) : key;

const startsWith = (data: Uint8Array, prefix: Uint8Array): boolean =>
  equalBytes(data.subarray(0, prefix.length), prefix);

/** Stops the decoder around for a leaf of another tree. */
export function checkLeafOp(op: ProofLeafOp, spec: ProofSpec): void {
  const { leaf } = spec;
  for (const field of ['hash', 'prehashKey', 'prehashValue', 'length'] as const)
    if (op[field] !== leaf[field])
      malformed('leaf-spec-mismatch', RULE, `The leaf has another ${field}.`, op[field], leaf[field]);
  if (!startsWith(op.prefix, leaf.prefix))
    malformed(
      'leaf-prefix',
      RULE,
      'The leaf has another prefix.',
      bytesToHex(op.prefix),
      bytesToHex(leaf.prefix),
    );
  // The specification names the first bytes of a prefix; only IAVL has more, and they are checked.
  if (spec.hasIavlHeader) checkIavlHeader(op.prefix, 0);
  else if (op.prefix.length !== leaf.prefix.length)
    malformed('leaf-prefix', RULE, 'The leaf has a longer prefix.', op.prefix.length, leaf.prefix.length);
}

/**
 * Stops the decoder around for a step that is no inner node of the tree: another hash, a prefix that a leaf would have
 * (a leaf passed off as a node), or bytes around the child that leave it in none of the places of a child.
 * `layer` is 1 for the lowest step.
 */
export function checkInnerOp(op: ProofInnerOp, spec: ProofSpec, layer: number): void {
  const { inner, leaf } = spec;
  if (op.hash !== inner.hash)
    malformed('inner-spec-mismatch', RULE, 'The node has another hash.', op.hash, inner.hash);
  if (startsWith(op.prefix, leaf.prefix))
    malformed('leaf-as-inner', RULE, 'The node begins as a leaf does.', bytesToHex(op.prefix), 'a node');
  if (branchOf(inner, op) === null)
    malformed(
      'inner-padding',
      RULE,
      'The bytes around the child fit no place of a child.',
      [op.prefix.length, op.suffix.length],
      [inner.minPrefixLength, inner.maxPrefixLength, inner.childSize],
    );
  if (spec.hasIavlHeader) checkIavlHeader(op.prefix, layer);
}

/** The byte that stands before a child of 32 bytes. */
const CHILD_LENGTH = 32;

/**
 * An IAVL node begins with its height, size and version as zigzag varints; a leaf has height 0 and nothing more, a node
 * is at least as high as its layer, and then comes the left child or nothing, and the length of the child that the
 * proof fills in (cosmos/ics23, go/ops.go, `validateIavlOps`, added after the Dragonberry advisory of October 2022).
 */
function checkIavlHeader(prefix: Uint8Array, layer: number): void {
  const refuse = (message: string): never =>
    malformed('iavl-header', 'cosmos/ics23, go/ops.go, IAVL', message, bytesToHex(prefix), `layer ${layer}`);
  let at = 0;
  const values: bigint[] = [];
  for (let field = 0; field < 3; field += 1) {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = prefix[at];
      at += 1;
      if (byte === undefined || shift > 63n) return refuse('A number is cut off or too long.');
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) break;
    }
    // Zigzag: an odd one is negative.
    if (value % 2n === 1n) return refuse('Height, size and version are not negative.');
    values.push(value / 2n);
  }
  const height = values[0] as bigint;
  const rest = prefix.subarray(at);
  if (layer === 0) {
    if (height !== 0n || rest.length !== 0) refuse('A leaf has height 0 and nothing after the header.');
    return;
  }
  if (height < BigInt(layer)) refuse('The node is lower than its layer.');
  const isLeftChild = rest.length === 1 && rest[0] === CHILD_LENGTH;
  const isRightChild = rest.length === 34 && rest[0] === CHILD_LENGTH && rest[33] === CHILD_LENGTH;
  if (!isLeftChild && !isRightChild) refuse('After the header come children of 32 bytes.');
}

/** Bitcoin's block header: 80 bytes that name their parent by hash, and the compact form of the target they must meet. */
import { concatBytes, hexToBytes, isHex, reverseBytes } from '../../foundation/bytes.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import { doubleSha256, hashHex } from '../../foundation/hash.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import type { Hash } from '../../foundation/units.ts';
import { WireReader, u32le } from '../../foundation/wire.ts';

const RULE = 'Bitcoin developer reference, "Block Headers"';

/** A header as Bitcoin has it. Hashes stand in display order: the reverse of their order on the wire. */
export interface BitcoinHeader {
  /** Signed 32 bits; since BIP-9 its lower bits are votes. */
  readonly version: number;
  readonly prevId: Hash;
  readonly merkleRoot: Hash;
  /** Seconds since 1970, as the miner says; unsigned 32 bits. */
  readonly timestamp: number;
  /** The target in compact form: see {@link targetOf}. */
  readonly bits: number;
  readonly nonce: number;
}

/** The id of a header; the labs' type for a learner's own {@link headerId}. */
export type HashHeader = (header: BitcoinHeader) => Hash;

/** Whether a list of headers, oldest first, is a chain; the labs' type for a learner's own {@link verifyChain}. */
export type VerifyChain = (headers: readonly BitcoinHeader[]) => Result<void>;

function internalOrder(hash: Hash): Uint8Array {
  if (!isHex(hash, 32)) throw new RangeError(`A header's hashes have 32 bytes; got ${String(hash)}.`);
  return reverseBytes(hexToBytes(hash));
}

/** The 80 bytes of `header` on the wire: everything little-endian, hashes in internal order. @throws RangeError when a field does not fit */
export const encodeHeader = (header: BitcoinHeader): Uint8Array =>
  concatBytes(
    u32le(header.version),
    internalOrder(header.prevId),
    internalOrder(header.merkleRoot),
    u32le(header.timestamp),
    u32le(header.bits),
    u32le(header.nonce),
  );

/** Reads a header where a block's bytes begin; stops the decoder around it when bytes are missing. */
export function readHeader(reader: WireReader): BitcoinHeader {
  const version = reader.i32();
  const prevId = hashHex(reverseBytes(reader.bytes(32)));
  const merkleRoot = hashHex(reverseBytes(reader.bytes(32)));
  return { version, prevId, merkleRoot, timestamp: reader.u32(), bits: reader.u32(), nonce: reader.u32() };
}

/** The header that exactly 80 bytes say; any other length is refused. */
export const decodeHeader = (data: Uint8Array): Result<BitcoinHeader> =>
  decoding(() => {
    if (data.length !== 80) malformed('header-wrong-length', RULE, 'A header has 80 bytes.', data.length, 80);
    return readHeader(new WireReader(data));
  });

/** The id of `header`: SHA-256 twice over its 80 bytes, printed backwards. */
export const headerId: HashHeader = (header) => hashHex(reverseBytes(doubleSha256(encodeHeader(header))));

/**
 * The target that compact `bits` stand for: a mantissa of 23 bits and an exponent in bytes. A negative mantissa or
 * more than 256 bits gives 0, a target that no hash meets (Bitcoin Core, arith_uint256.cpp: `SetCompact`).
 */
export function targetOf(bits: number): bigint {
  const size = bits >>> 24;
  const mantissa = BigInt(bits & 0x007fffff);
  if ((bits & 0x00800000) !== 0) return 0n;
  const target = size <= 3 ? mantissa >> BigInt(8 * (3 - size)) : mantissa << BigInt(8 * (size - 3));
  return target < 1n << 256n ? target : 0n;
}

/** The compact form of `target`, its digits beyond 23 bits cut off (`GetCompact`). @throws RangeError below 0 or from 2^256 */
export function bitsOf(target: bigint): number {
  if (target < 0n || target >= 1n << 256n) throw new RangeError(`${target} is no 256-bit target.`);
  let size = target === 0n ? 0 : Math.ceil(target.toString(16).length / 2);
  let mantissa = Number(size <= 3 ? target << BigInt(8 * (3 - size)) : target >> BigInt(8 * (size - 3)));
  // The highest bit is the sign, so a mantissa that would set it moves one byte down.
  if ((mantissa & 0x00800000) !== 0) {
    mantissa >>= 8;
    size += 1;
  }
  return ((size << 24) | mantissa) >>> 0;
}

/** Hashes it takes on average to meet `target`: 2^256 / (target + 1), rounded down (Bitcoin Core, chain.cpp: `GetBlockProof`). */
export const workOf = (target: bigint): bigint => (target <= 0n ? 0n : (1n << 256n) / (target + 1n));

/**
 * Accepts `headers`, oldest first, when each but the first names the id of the one before it. The first may follow
 * anything; no headers are a chain too. Work and time are judged elsewhere: this is only the link.
 */
export const verifyChain: VerifyChain = (headers) => {
  for (let index = 1; index < headers.length; index += 1) {
    const expected = headerId(headers[index - 1] as BitcoinHeader);
    const received = (headers[index] as BitcoinHeader).prevId;
    if (received !== expected) {
      return reject({
        code: 'broken-link',
        rule: 'Bitcoin whitepaper, section 3',
        message: `Header ${index} names ${received} as its parent; header ${index - 1} has the id ${expected}.`,
        received,
        expected,
      });
    }
  }
  return ok(undefined);
};

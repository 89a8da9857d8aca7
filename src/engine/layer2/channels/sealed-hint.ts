/** Sealing with ChaCha20 and Poly1305 (RFC 8439, 2.8): nobody without the key reads the bytes or changes one of them. */
import { concatBytes, equalBytes } from '../../foundation/bytes.ts';
import { chacha20Stream } from '../../foundation/chacha20.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { u64le } from '../../foundation/wire.ts';

const PRIME = 2n ** 130n - 5n;
/** Bits of r that are zero, so that products fit (RFC 8439, 2.5). */
const CLAMP = 0x0ffffffc0ffffffc0ffffffc0fffffffn;

const fromLittleEndian = (data: Uint8Array): bigint =>
  data.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);

/** The tag of `message` under a key of 32 bytes that is used once: 16 bytes (RFC 8439, 2.5). */
export function poly1305(message: Uint8Array, key: Uint8Array): Uint8Array {
  const r = fromLittleEndian(key.subarray(0, 16)) & CLAMP;
  const s = fromLittleEndian(key.subarray(16, 32));
  let sum = 0n;
  for (let at = 0; at < message.length; at += 16) {
    const block = fromLittleEndian(concatBytes(message.subarray(at, at + 16), Uint8Array.of(1)));
    sum = ((sum + block) * r) % PRIME;
  }
  const tag = (sum + s) & (2n ** 128n - 1n);
  return concatBytes(u64le(tag & (2n ** 64n - 1n)), u64le(tag >> 64n));
}

const xor = (data: Uint8Array, stream: Uint8Array): Uint8Array =>
  data.map((byte, at) => byte ^ (stream[at] as number));

const padding = (data: Uint8Array): Uint8Array => new Uint8Array((16 - (data.length % 16)) % 16);

function tagOf(sealed: Uint8Array, extra: Uint8Array, key: Uint8Array, nonce: Uint8Array): Uint8Array {
  const oneTimeKey = chacha20Stream(key, 32, nonce, 0);
  const lengths = concatBytes(u64le(BigInt(extra.length)), u64le(BigInt(sealed.length)));
  return poly1305(concatBytes(extra, padding(extra), sealed, padding(sealed), lengths), oneTimeKey);
}

/** `data` under `key` (32 bytes) and `nonce` (12 bytes), and a tag of 16 bytes over it and `extra`, which stays readable. */
export function sealBytes(
  data: Uint8Array,
  key: Uint8Array,
  nonce: Uint8Array = new Uint8Array(12),
  extra: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const sealed = xor(data, chacha20Stream(key, data.length, nonce, 1));
  return concatBytes(sealed, tagOf(sealed, extra, key, nonce));
}

/** What {@link sealBytes} sealed. Refused: another key, and anything that was changed. */
export function openBytes(
  data: Uint8Array,
  key: Uint8Array,
  nonce: Uint8Array = new Uint8Array(12),
  extra: Uint8Array = new Uint8Array(0),
): Result<Uint8Array> {
  const sealed = data.subarray(0, Math.max(0, data.length - 16));
  const tag = data.subarray(sealed.length);
  const expected = tagOf(sealed, extra, key, nonce);
  if (!equalBytes(tag, expected)) {
    const message = 'The tag is that of other bytes or another key.';
    return reject({ code: 'seal-broken', rule: 'RFC 8439, 2.8', message, received: tag, expected });
  }
  return ok(xor(sealed, chacha20Stream(key, sealed.length, nonce, 1)));
}

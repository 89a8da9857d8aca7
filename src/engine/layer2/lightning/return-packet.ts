/** The way back of a failure: sealed by the hop that fails, wrapped by each hop before it, opened by the origin (BOLT 4, "Returning Errors"). */
import { bigintToFixedBytes, bytesToBigint, concatBytes, equalBytes } from '../../foundation/bytes.ts';
import { chacha20Stream } from '../../foundation/chacha20.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { hmacSha256, onionKey } from './onion-keys.ts';

/** Bytes that message and padding take together, so that its length does not betray what failed (BOLT 4, "Erring node"). */
export const FAILURE_BYTES = 256;

/**
 * One layer more around a return packet, with the secret that the hop shares with the origin. It is a key stream, so
 * putting it on and taking it off are the same (BOLT 4, "Intermediate nodes").
 */
export function wrapReturnPacket(packet: Uint8Array, sharedSecret: Uint8Array): Uint8Array {
  const stream = chacha20Stream(onionKey('ammag', sharedSecret), packet.length);
  return stream.map((byte, index) => byte ^ (packet[index] as number));
}

/**
 * The return packet of the hop that fails: HMAC, message and padding, with its own layer around them. A message of more
 * than {@link FAILURE_BYTES} gets no padding (BOLT 4, "Erring node"). @throws RangeError from 65,536 bytes
 */
export function sealFailure(message: Uint8Array, sharedSecret: Uint8Array): Uint8Array {
  const padding = new Uint8Array(Math.max(0, FAILURE_BYTES - message.length));
  const body = concatBytes(
    bigintToFixedBytes(BigInt(message.length), 2),
    message,
    bigintToFixedBytes(BigInt(padding.length), 2),
    padding,
  );
  const hmac = hmacSha256(onionKey('um', sharedSecret), body);
  return wrapReturnPacket(concatBytes(hmac, body), sharedSecret);
}

/** What failed, and where. */
export interface OpenedFailure {
  /** The place on the route of the hop that failed; the first hop is 0. */
  readonly hop: number;
  /** What it said, to be read by `decodeFailure`. */
  readonly message: Uint8Array;
}

/**
 * Takes the layers off a return packet in the order of the route, until the HMAC of a hop holds: that hop wrote it.
 * Only hop and origin have the key, so no hop can speak in another's name (BOLT 4, "Origin node"). Refused: a packet that
 * no hop of the route wrote, as when one on the way back has spoilt it.
 */
export function openFailure(packet: Uint8Array, sharedSecrets: readonly Uint8Array[]): Result<OpenedFailure> {
  let opened = packet;
  for (const [hop, secret] of sharedSecrets.entries()) {
    opened = wrapReturnPacket(opened, secret);
    const body = opened.subarray(32);
    if (!equalBytes(hmacSha256(onionKey('um', secret), body), opened.subarray(0, 32))) continue;
    const length = Number(bytesToBigint(body.subarray(0, 2)));
    if (2 + length > body.length) break;
    return ok({ hop, message: body.slice(2, 2 + length) });
  }
  return reject({
    code: 'unattributable-failure',
    rule: 'BOLT 4, "Origin node"',
    message: 'No hop of the route has authenticated this packet.',
    received: `${packet.length} bytes`,
    expected: `a packet of one of ${sharedSecrets.length} hops`,
  });
}

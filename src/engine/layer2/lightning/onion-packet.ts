/** The onion that a payment travels in: built by the origin, and peeled by each hop (BOLT 4, Sphinx). */
import { bytesToHex, concatBytes, equalBytes } from '../../foundation/bytes.ts';
import { chacha20Stream } from '../../foundation/chacha20.ts';
import { multiplyPublicKey } from '../../foundation/keys.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { blindingFactor, hmacSha256, hopSecrets, onionKey, onionSharedSecret } from './onion-keys.ts';
import { decodeBigSize, encodeBigSize } from './tlv-stream.ts';

/** Bytes of all payloads together, whatever the length of the route (BOLT 4, "Packet Structure"). */
export const HOP_PAYLOADS_BYTES = 1300;
/** Bytes of a whole packet: version, ephemeral key, payloads, HMAC (BOLT 4, "Packet Structure"). */
export const ONION_BYTES = 1366;
const HMAC_BYTES = 32;
const KEY_BYTES = 33;

/** Where an onion goes next and what is for whom. */
export interface OnionHop {
  /** The hop's node key: 33 bytes, compressed. */
  readonly publicKey: Uint8Array;
  /** What only this hop may read, without its length. At least 2 bytes. */
  readonly payload: Uint8Array;
}

/** An onion, and what its origin keeps to read a failure that comes back. */
export interface SealedOnion {
  /** {@link ONION_BYTES} for the first hop. */
  readonly onion: Uint8Array;
  /** What the origin shares with each hop, first hop first: 32 bytes each. */
  readonly sharedSecrets: readonly Uint8Array[];
}

/** What a hop finds when it peels an onion. */
export interface PeeledOnion {
  readonly payload: Uint8Array;
  /** The onion for the next hop: {@link ONION_BYTES} again; null for the last hop. */
  readonly next: Uint8Array | null;
  /** What this hop shares with the origin, kept to answer with a failure: 32 bytes. */
  readonly sharedSecret: Uint8Array;
}

const xorInto = (target: Uint8Array, stream: Uint8Array): void => {
  for (let index = 0; index < target.length; index += 1)
    target[index] = (target[index] as number) ^ (stream[index] as number);
};

/** What a payload takes in the packet: its length as a BigSize, itself, and an HMAC (BOLT 4, "Packet Construction", `shift_size`). */
const frameBytes = (payload: Uint8Array): number =>
  encodeBigSize(payload.length).length + payload.length + HMAC_BYTES;

/** The bytes that the payloads of a route take of the {@link HOP_PAYLOADS_BYTES}. */
export const routeBytes = (payloads: readonly Uint8Array[]): number =>
  payloads.reduce((sum, payload) => sum + frameBytes(payload), 0);

/**
 * What will stand at the end of the packet when the last hop gets it. Each hop before it takes its frame off the front and
 * lets its key stream run on past the end, so the origin runs the same streams over zeros; otherwise the last HMACs would
 * not hold (BOLT 4, "Filler Generation").
 */
function fillerOf(payloads: readonly Uint8Array[], streams: readonly Uint8Array[]): Uint8Array {
  const filler = new Uint8Array(routeBytes(payloads.slice(0, -1)));
  let taken = 0;
  for (const [hop, payload] of payloads.slice(0, -1).entries()) {
    const size = frameBytes(payload);
    const stream = streams[hop] as Uint8Array;
    // After `taken` bytes were shifted out, the filler made so far stands right before the end of the 1300 bytes.
    xorInto(filler.subarray(0, taken + size), stream.subarray(HOP_PAYLOADS_BYTES - taken));
    taken += size;
  }
  return filler;
}

/**
 * The packet for `hops`, the first one first. It does not show how many hops there are, nor to any hop which place it has.
 * `associatedData` is committed to by every HMAC and not sent along: a payment's hash, so that an onion cannot be put to
 * another payment (BOLT 4, "Packet Construction").
 * @throws RangeError for no hop, payloads that take more than 1300 bytes or fewer than 2 each, and keys that are none
 */
export function sealOnion(
  hops: readonly OnionHop[],
  sessionKey: Uint8Array,
  associatedData: Uint8Array,
): SealedOnion {
  const payloads = hops.map(({ payload }) => payload);
  if (hops.length === 0) throw new RangeError('An onion needs a hop.');
  if (payloads.some(({ length }) => length < 2)) throw new RangeError('A payload has at least 2 bytes.');
  if (routeBytes(payloads) > HOP_PAYLOADS_BYTES)
    throw new RangeError(`The payloads take ${routeBytes(payloads)} bytes, more than ${HOP_PAYLOADS_BYTES}.`);
  const secrets = hopSecrets(
    sessionKey,
    hops.map(({ publicKey }) => publicKey),
  );
  const sharedSecrets = secrets.map(({ sharedSecret }) => sharedSecret);
  // A hop's stream covers the packet and the zeros that take the place of its frame.
  const streams = sharedSecrets.map((secret, hop) =>
    chacha20Stream(onionKey('rho', secret), HOP_PAYLOADS_BYTES + frameBytes(payloads[hop] as Uint8Array)),
  );
  const filler = fillerOf(payloads, streams);

  let packet = chacha20Stream(onionKey('pad', sessionKey), HOP_PAYLOADS_BYTES);
  let nextHmac = new Uint8Array(HMAC_BYTES);
  // The last hop's layer is the innermost, so it is laid first.
  for (let hop = hops.length - 1; hop >= 0; hop -= 1) {
    const payload = payloads[hop] as Uint8Array;
    const frame = concatBytes(encodeBigSize(payload.length), payload, nextHmac);
    packet = concatBytes(frame, packet.subarray(0, HOP_PAYLOADS_BYTES - frame.length));
    xorInto(packet, streams[hop] as Uint8Array);
    if (hop === hops.length - 1) packet.set(filler, HOP_PAYLOADS_BYTES - filler.length);
    const mu = onionKey('mu', sharedSecrets[hop] as Uint8Array);
    nextHmac = Uint8Array.from(hmacSha256(mu, concatBytes(packet, associatedData)));
  }
  const first = secrets[0] as { ephemeralKey: Uint8Array };
  return { onion: concatBytes(Uint8Array.of(0), first.ephemeralKey, packet, nextHmac), sharedSecrets };
}

/** The packet of {@link sealOnion} alone. */
export const buildOnion = (
  hops: readonly OnionHop[],
  sessionKey: Uint8Array,
  associatedData: Uint8Array,
): Uint8Array => sealOnion(hops, sessionKey, associatedData).onion;

const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({ code, rule: 'BOLT 4, "Onion Decryption"', message, received, expected });

/**
 * Takes one layer off `onion` with the hop's own `secretKey`. Refused, by the names of BOLT 4's failures: another version
 * (`invalid_onion_version`), an ephemeral key that is no point (`invalid_onion_key`), an HMAC that does not hold for
 * packet and `associatedData` (`invalid_onion_hmac`), and a payload whose length cannot be (`invalid_onion_payload`).
 */
export function peelOnion(
  onion: Uint8Array,
  secretKey: Uint8Array,
  associatedData: Uint8Array,
): Result<PeeledOnion> {
  if (onion.length !== ONION_BYTES)
    return refuse('invalid_onion_payload', 'The packet has another length.', onion.length, ONION_BYTES);
  if (onion[0] !== 0)
    return refuse('invalid_onion_version', 'The packet is of another version.', onion[0], 0);
  const ephemeralKey = onion.slice(1, 1 + KEY_BYTES);
  const sharedSecret = onionSharedSecret(ephemeralKey, secretKey);
  if (sharedSecret === null)
    return refuse(
      'invalid_onion_key',
      'The key is no point.',
      bytesToHex(ephemeralKey),
      'a point of the curve',
    );
  const sealed = onion.subarray(1 + KEY_BYTES, 1 + KEY_BYTES + HOP_PAYLOADS_BYTES);
  const hmac = onion.subarray(1 + KEY_BYTES + HOP_PAYLOADS_BYTES);
  const due = hmacSha256(onionKey('mu', sharedSecret), concatBytes(sealed, associatedData));
  if (!equalBytes(due, hmac))
    return refuse('invalid_onion_hmac', 'The HMAC does not hold.', bytesToHex(hmac), bytesToHex(due));

  // Zeros behind the packet: what the stream makes of them is the filler that the origin has reckoned with.
  const opened = new Uint8Array(2 * HOP_PAYLOADS_BYTES);
  opened.set(sealed);
  xorInto(opened, chacha20Stream(onionKey('rho', sharedSecret), opened.length));
  const length = decodeBigSize(opened);
  if (!length.ok) return refuse('invalid_onion_payload', length.rejection.message, opened[0], 'a length');
  const start = length.value.next;
  const end = start + Number(length.value.value);
  if (end - start < 2 || end + HMAC_BYTES > HOP_PAYLOADS_BYTES)
    return refuse('invalid_onion_payload', 'The payload cannot be so long.', end - start, '2 to 1267 bytes');
  const payload = opened.slice(start, end);
  const nextHmac = opened.slice(end, end + HMAC_BYTES);
  // An HMAC of zeros tells the last hop that there is no other.
  if (nextHmac.every((byte) => byte === 0)) return ok({ payload, next: null, sharedSecret });
  const nextKey = multiplyPublicKey(ephemeralKey, blindingFactor(ephemeralKey, sharedSecret));
  if (nextKey === null)
    return refuse(
      'invalid_onion_key',
      'The blinded key is no point.',
      bytesToHex(ephemeralKey),
      'another key',
    );
  const rest = opened.subarray(end + HMAC_BYTES, end + HMAC_BYTES + HOP_PAYLOADS_BYTES);
  return ok({ payload, next: concatBytes(Uint8Array.of(0), nextKey, rest, nextHmac), sharedSecret });
}

/** The secrets that an onion's origin shares with each hop, and the keys grown from them (BOLT 4). */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { bigintToFixedBytes, bytesToBigint, concatBytes, utf8 } from '../../foundation/bytes.ts';
import { sha256 } from '../../foundation/hash.ts';
import { multiplyPublicKey, publicKeyOf } from '../../foundation/keys.ts';
import { CURVE_ORDER } from '../../foundation/secp256k1.ts';

/**
 * What a key is for (BOLT 4, "Key Generation" and "Returning Errors"): `rho` hides the payloads, `mu` authenticates the
 * packet, `pad` fills it at the origin, `um` authenticates a failure and `ammag` hides it on its way back.
 */
export type OnionKeyType = 'rho' | 'mu' | 'pad' | 'um' | 'ammag';

/** HMAC-SHA256 of `message` under `key`: 32 bytes (RFC 2104). */
export const hmacSha256 = (key: Uint8Array, message: Uint8Array): Uint8Array =>
  hmac(nobleSha256, key, message);

const LABELS: Readonly<Record<OnionKeyType, Uint8Array>> = {
  rho: utf8('rho'),
  mu: utf8('mu'),
  pad: utf8('pad'),
  um: utf8('um'),
  ammag: utf8('ammag'),
};

/** The 32-byte key of `type`: the HMAC of the secret with the type's name as the key (BOLT 4, "Key Generation"). */
export const onionKey = (type: OnionKeyType, secret: Uint8Array): Uint8Array =>
  hmacSha256(LABELS[type], secret);

/** SHA-256 of the compressed point `secretKey` · `publicKey`, null when one of them is none (BOLT 4, "Shared Secret"). */
export function onionSharedSecret(publicKey: Uint8Array, secretKey: Uint8Array): Uint8Array | null {
  const point = multiplyPublicKey(publicKey, secretKey);
  return point === null ? null : sha256(point);
}

/** What blinds the ephemeral key for the next hop: SHA-256 of key and secret (BOLT 4, "Blinding Ephemeral Onion Keys"). */
export const blindingFactor = (ephemeralKey: Uint8Array, secret: Uint8Array): Uint8Array =>
  sha256(concatBytes(ephemeralKey, secret));

/** What the origin knows of one hop's turn: the ephemeral key that the hop will see, and the secret that both will have. */
export interface HopSecret {
  /** 33 bytes. */
  readonly ephemeralKey: Uint8Array;
  /** 32 bytes. */
  readonly sharedSecret: Uint8Array;
}

/**
 * The secrets of all hops, first hop first, from one `sessionKey` (32 bytes, used once). Each hop sees another ephemeral
 * key, so that two hops cannot tell that they carry the same payment, and the origin can compute them all, for it blinds
 * its own secret key by the same factors (BOLT 4, "Packet Construction").
 * @throws RangeError for a session key or a hop's key that is none
 */
export function hopSecrets(sessionKey: Uint8Array, publicKeys: readonly Uint8Array[]): readonly HopSecret[] {
  const secrets: HopSecret[] = [];
  let ephemeral = sessionKey;
  for (const [hop, publicKey] of publicKeys.entries()) {
    const ephemeralKey = publicKeyOf(ephemeral);
    if (ephemeralKey === null)
      throw new RangeError('A session key lies between 1 and the order of the group.');
    const sharedSecret = onionSharedSecret(publicKey, ephemeral);
    if (sharedSecret === null) throw new RangeError(`The key of hop ${hop} is no point of the curve.`);
    secrets.push({ ephemeralKey, sharedSecret });
    const factor = bytesToBigint(blindingFactor(ephemeralKey, sharedSecret));
    ephemeral = bigintToFixedBytes((bytesToBigint(ephemeral) * factor) % CURVE_ORDER, 32);
  }
  return secrets;
}

/** Keys of a channel: from a few base points and one point for each commitment, keys that nobody else can link (BOLT 3, "Key Derivation"). */
import {
  bigintToFixedBytes,
  bytesToBigint,
  bytesToHex,
  concatBytes,
  hexToBytes,
  utf8,
} from '../../foundation/bytes.ts';
import { sha256 } from '../../foundation/hash.ts';
import { addToPublicKey, multiplyPublicKey, publicKeyOf } from '../../foundation/keys.ts';
import { modOrder, pointFromBytes, pointToBytes } from '../../foundation/secp256k1.ts';
import type { Hex } from '../../foundation/units.ts';

/** The secrets that one side needs for one channel. */
export interface ChannelSecrets {
  /** For the two-of-two output that holds the channel's coins. */
  readonly funding: Hex;
  /** With a secret that the other side reveals, the key to everything in a commitment that it revoked. */
  readonly revocation: Hex;
  /** For what the other side's commitments pay to this side. */
  readonly payment: Hex;
  /** For what this side's own commitments pay to it, after the wait. */
  readonly delayedPayment: Hex;
  readonly htlc: Hex;
  /** From which the per-commitment secrets grow; 32 bytes. */
  readonly seed: Hex;
}

/** What the other side knows of {@link ChannelSecrets}: 33 bytes each (BOLT 2, `open_channel`). */
export interface ChannelBasepoints {
  readonly funding: Hex;
  readonly revocation: Hex;
  readonly payment: Hex;
  readonly delayedPayment: Hex;
  readonly htlc: Hex;
}

const known = (key: Uint8Array | null, what: string): Uint8Array => {
  if (key === null) throw new RangeError(`${what} is no key of the curve.`);
  return key;
};

/** The public key of a secret. @throws RangeError for 0 or the order of the group and above */
export const pointOf = (secret: Hex): Hex => bytesToHex(known(publicKeyOf(hexToBytes(secret)), 'The secret'));

/** Secrets that grow from `seed`, the same for everyone: for lessons and tests, never for money. */
export function channelSecrets(seed: string): ChannelSecrets {
  const grown = (what: string): Hex => bytesToHex(sha256(utf8(`strata channel ${seed} ${what}`)));
  return {
    funding: grown('funding'),
    revocation: grown('revocation'),
    payment: grown('payment'),
    delayedPayment: grown('delayed payment'),
    htlc: grown('htlc'),
    seed: grown('seed'),
  };
}

/** What the other side is told of `secrets`. @throws TypeError before `ready()` */
export const basepointsOf = (secrets: ChannelSecrets): ChannelBasepoints => ({
  funding: pointOf(secrets.funding),
  revocation: pointOf(secrets.revocation),
  payment: pointOf(secrets.payment),
  delayedPayment: pointOf(secrets.delayedPayment),
  htlc: pointOf(secrets.htlc),
});

const tweakOf = (first: Hex, second: Hex): Uint8Array =>
  sha256(concatBytes(hexToBytes(first), hexToBytes(second)));

/**
 * The key for one commitment: basepoint + SHA-256(point ‖ basepoint) · G (BOLT 3, "`localpubkey` … Derivation").
 * @throws RangeError when one of them is no point
 */
export const derivePublicKey = (basepoint: Hex, commitmentPoint: Hex): Hex =>
  bytesToHex(
    known(addToPublicKey(hexToBytes(basepoint), tweakOf(commitmentPoint, basepoint)), 'The base point'),
  );

/** The secret of {@link derivePublicKey}'s key: base secret + SHA-256(point ‖ basepoint), modulo the order (BOLT 3). */
export const deriveSecretKey = (baseSecret: Hex, commitmentPoint: Hex): Hex => {
  const tweak = bytesToBigint(tweakOf(commitmentPoint, pointOf(baseSecret)));
  return bytesToHex(bigintToFixedBytes(modOrder(bytesToBigint(hexToBytes(baseSecret)) + tweak), 32));
};

/**
 * The key that opens a commitment once it is revoked: a sum of two points, whose secret takes the secrets behind both
 * (BOLT 3, "`revocationpubkey` Derivation"). @throws RangeError when one of them is no point
 */
export function revocationPublicKey(revocationBasepoint: Hex, commitmentPoint: Hex): Hex {
  const times = (point: Hex, scalar: Uint8Array) =>
    pointFromBytes(known(multiplyPublicKey(hexToBytes(point), scalar), 'The point'));
  const base = times(revocationBasepoint, tweakOf(revocationBasepoint, commitmentPoint));
  const commitment = times(commitmentPoint, tweakOf(commitmentPoint, revocationBasepoint));
  if (base === null || commitment === null) throw new RangeError('A multiple of a point is a point.');
  return bytesToHex(pointToBytes(base.add(commitment)));
}

/** The secret of {@link revocationPublicKey}'s key, for whoever has the base secret and was told the commitment's (BOLT 3). */
export function revocationSecretKey(revocationBaseSecret: Hex, commitmentSecret: Hex): Hex {
  const [base, commitment] = [pointOf(revocationBaseSecret), pointOf(commitmentSecret)];
  const scalar = (data: Uint8Array): bigint => bytesToBigint(data);
  const sum =
    scalar(hexToBytes(revocationBaseSecret)) * scalar(tweakOf(base, commitment)) +
    scalar(hexToBytes(commitmentSecret)) * scalar(tweakOf(commitment, base));
  return bytesToHex(bigintToFixedBytes(modOrder(sum), 32));
}

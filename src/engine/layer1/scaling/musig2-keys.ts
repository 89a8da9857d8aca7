/** MuSig2's aggregate key: many signers, one key of 32 bytes on the chain (BIP-327, "Key Aggregation"). */
import { bytesToBigint, bytesToHex, compareBytes, concatBytes, equalBytes } from '../../foundation/bytes.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import type { Result } from '../../foundation/result.ts';
import {
  GENERATOR,
  INFINITY,
  hasEvenY,
  modOrder,
  multiply,
  pointFromBytes,
  pointToBytes,
  scalarFromBytes,
  taggedHash,
} from '../../foundation/secp256k1.ts';
import type { CurvePoint } from '../../foundation/secp256k1.ts';

/** An aggregate key with what tweaking has done to it: the signers' shares are corrected by it. */
export interface AggregateKey {
  readonly point: CurvePoint;
  /** 1 or −1, modulo the order: whether tweaks turned the signers' part around. */
  readonly sign: bigint;
  /** What tweaks added, as a scalar. */
  readonly added: bigint;
  /** The signers' keys, 33 bytes each, in the order that was aggregated. */
  readonly publicKeys: readonly Uint8Array[];
}

/** A number added to an aggregate key, as a taproot output (x-only) or a derived key (plain) does. */
export interface KeyTweak {
  readonly value: Uint8Array;
  readonly xOnly: boolean;
}

/** The keys in ascending order of their bytes, so that all signers aggregate alike (BIP-327, "Key Sorting"). */
export const sortPublicKeys = (publicKeys: readonly Uint8Array[]): readonly Uint8Array[] =>
  [...publicKeys].sort(compareBytes);

/** The hash that binds each coefficient to the whole list. */
const listHash = (publicKeys: readonly Uint8Array[]): Uint8Array =>
  taggedHash('KeyAgg list', concatBytes(...publicKeys));

/**
 * What each key is multiplied by before keys are summed. It depends on all keys, so that nobody can choose a key which
 * cancels the others out: the rogue-key attack. The first key that differs from the first of all counts once, which is
 * safe and saves a multiplication.
 */
export function keyCoefficients(publicKeys: readonly Uint8Array[]): readonly bigint[] {
  const list = listHash(publicKeys);
  const [first] = publicKeys;
  const second = publicKeys.find((key) => first !== undefined && !equalBytes(key, first));
  return publicKeys.map((key) =>
    second !== undefined && equalBytes(key, second)
      ? 1n
      : modOrder(bytesToBigint(taggedHash('KeyAgg coefficient', list, key))),
  );
}

/** Stops when `point` is infinity, which is nobody's key. */
function finite(point: CurvePoint, message: string): CurvePoint {
  if (point.is0()) malformed('key-at-infinity', 'BIP-327', message, 'infinity', 'a point');
  return point;
}

/**
 * The aggregate of `publicKeys`, 33 bytes each, in this order. Refused, with the signer's number: a key that is no
 * point (`invalid-public-key`); also an empty list, and a sum at infinity.
 */
export const aggregateKeys = (publicKeys: readonly Uint8Array[]): Result<AggregateKey> =>
  decoding(() => {
    if (publicKeys.length === 0) malformed('no-signers', 'BIP-327', 'Somebody has to sign.', 0, 'at least 1');
    const points = publicKeys.map(
      (key, signer) =>
        pointFromBytes(key) ??
        malformed(
          'invalid-public-key',
          'BIP-327, "Key Aggregation"',
          `The key of signer ${signer} is no point.`,
          { signer, key: bytesToHex(key) },
          'a compressed point',
        ),
    );
    const coefficients = keyCoefficients(publicKeys);
    const sum = points.reduce(
      (total, point, signer) => total.add(multiply(point, coefficients[signer] as bigint)),
      INFINITY,
    );
    return { point: finite(sum, 'The keys sum to nothing.'), sign: 1n, added: 0n, publicKeys };
  });

/** `key` moved by `tweak` (BIP-327, "Applying Tweaks"). Refused: a tweak from the order on, and a result at infinity. */
export const tweakKey = (key: AggregateKey, { value, xOnly }: KeyTweak): Result<AggregateKey> =>
  decoding(() => {
    const tweak = scalarFromBytes(value);
    if (tweak === null) {
      malformed('tweak-out-of-range', 'BIP-327', 'A tweak is below the order.', bytesToHex(value), 'below n');
    }
    // An x-only key stands for the point with even y, so the tweak is added to that one.
    const turned = xOnly && !hasEvenY(key.point);
    const point = (turned ? key.point.negate() : key.point).add(multiply(GENERATOR, tweak));
    return {
      point: finite(point, 'The tweak cancels the key out.'),
      sign: turned ? modOrder(-key.sign) : key.sign,
      added: modOrder(tweak + (turned ? -key.added : key.added)),
      publicKeys: key.publicKeys,
    };
  });

/** {@link aggregateKeys}, and then each of `tweaks` in turn. */
export function aggregateTweakedKeys(
  publicKeys: readonly Uint8Array[],
  tweaks: readonly KeyTweak[],
): Result<AggregateKey> {
  let key = aggregateKeys(publicKeys);
  for (const tweak of tweaks) {
    if (!key.ok) return key;
    key = tweakKey(key.value, tweak);
  }
  return key;
}

/** The 32 bytes by which the chain knows an aggregate key; BIP-340 verifies with them. */
export const xOnlyKey = ({ point }: AggregateKey): Uint8Array => pointToBytes(point).subarray(1);

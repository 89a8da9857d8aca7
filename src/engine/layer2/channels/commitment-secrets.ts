/** Per-commitment secrets: a seed gives one for each commitment, and whoever is told them keeps all in at most 49 places. */
import { bytesToHex, hexToBytes, isHex } from '../../foundation/bytes.ts';
import { sha256 } from '../../foundation/hash.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import type { Hex } from '../../foundation/units.ts';

/** Index of the secret of commitment 0, from where indices fall by one: 2^48 − 1 (BOLT 3, "Per-commitment Secret Requirements"). */
export const FIRST_SECRET_INDEX = 2n ** 48n - 1n;

const INDEX_BITS = 48;

const hasBit = (index: bigint, bit: number): boolean => ((index >> BigInt(bit)) & 1n) === 1n;

/** Goes from the secret of a prefix down to that of `index`: one hash for each of its lowest `bits` bits that is set. */
function deriveFrom(base: Uint8Array, bits: number, index: bigint): Uint8Array {
  let secret = base;
  for (let bit = bits - 1; bit >= 0; bit -= 1) {
    if (!hasBit(index, bit)) continue;
    const flipped = secret.slice();
    flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
    secret = sha256(flipped);
  }
  return secret;
}

/**
 * The secret at `index` that grows from `seed` (32 bytes): commitment `n` uses index 2^48 − 1 − n (BOLT 3,
 * `generate_from_seed`). @throws RangeError for an index out of range or a seed of another length
 */
export function commitmentSecret(seed: Hex, index: bigint): Hex {
  if (index < 0n || index > FIRST_SECRET_INDEX)
    throw new RangeError(`A secret's index has 48 bits; got ${index}.`);
  if (!isHex(seed, 32)) throw new RangeError('A seed has 32 bytes.');
  return bytesToHex(deriveFrom(hexToBytes(seed), INDEX_BITS, index));
}

/** A secret with its index. */
export interface IndexedSecret {
  readonly index: bigint;
  readonly secret: Hex;
}

/**
 * The secrets that a peer has revealed, in 49 places at most: place `b` holds the newest secret whose index ends in
 * exactly `b` zeros, from which all that share the rest of the index follow (BOLT 3, "Efficient Per-commitment Secret
 * Storage").
 */
export type SecretStore = readonly (IndexedSecret | undefined)[];

/** A store that has seen nothing. */
export const EMPTY_SECRET_STORE: SecretStore = [];

function trailingZeros(index: bigint): number {
  for (let bit = 0; bit < INDEX_BITS; bit += 1) if (hasBit(index, bit)) return bit;
  return INDEX_BITS;
}

/**
 * `store` with the secret of `index` in it. Refused: a secret from which an earlier one does not follow, which shows
 * that the peer did not make them from one seed (BOLT 3, `insert_secret`). Indices come in falling order.
 */
export function insertSecret(store: SecretStore, { index, secret }: IndexedSecret): Result<SecretStore> {
  const place = trailingZeros(index);
  for (const known of store.slice(0, place)) {
    if (known === undefined) continue;
    const derived = bytesToHex(deriveFrom(hexToBytes(secret), place, known.index));
    if (derived !== known.secret) {
      return reject({
        code: 'secret-not-from-seed',
        rule: 'BOLT 3, "Efficient Per-commitment Secret Storage"',
        message: `From the secret at ${index}, the one at ${known.index} does not follow.`,
        received: derived,
        expected: known.secret,
      });
    }
  }
  const places = Array.from({ length: Math.max(store.length, place + 1) }, (_, at) => store[at]);
  places[place] = { index, secret };
  return ok(places);
}

/** The secret at `index`, or null when no stored one leads to it (BOLT 3, `derive_old_secret`). */
export function secretAt(store: SecretStore, index: bigint): Hex | null {
  for (const [place, known] of store.entries()) {
    if (known === undefined || index >> BigInt(place) !== known.index >> BigInt(place)) continue;
    return bytesToHex(deriveFrom(hexToBytes(known.secret), place, index));
  }
  return null;
}

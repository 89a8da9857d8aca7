/** What an account needs to know of a way to sign: sizes, keys, signing and verifying, the same for all schemes. */
import { bytesToHex, hexToBytes } from '../../foundation/bytes.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import { publicKeyOf, sign as ecdsaSign, verifyBytes } from '../../foundation/keys.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { schnorrPublicKey, schnorrSign, schnorrVerify } from '../../foundation/schnorr.ts';

/** A key pair of some scheme: a value; {@link SignatureScheme.sign} gives back the one that may sign next. */
export interface SchemeKey {
  /** The scheme's name. */
  readonly scheme: string;
  readonly publicKey: Uint8Array;
  /** What only the scheme reads. */
  readonly secret: unknown;
  /** How many signatures have been made, or, where each may be used once, the first number that is free. */
  readonly used: number;
}

/** A signature, and the key that may sign next. */
export interface SchemeSigned {
  readonly signature: Uint8Array;
  readonly key: SchemeKey;
}

/** One way to sign, as accounts use it. */
export interface SignatureScheme {
  readonly name: string;
  /** Names the scheme in a transfer and in an address, so that one key under two schemes is two accounts; 1 to 255. */
  readonly code: number;
  readonly publicKeyBytes: number;
  readonly signatureBytes: number;
  /** How many messages one key may sign; null where there is no such limit. */
  readonly signaturesPerKey: number | null;
  /** Whether it is broken by a computer that runs Shor's algorithm (P. Shor, 1994). */
  readonly quantumSafe: boolean;
  /** Bytes of the seed that a key grows from. */
  readonly seedBytes: number;
  /** Bytes of fresh randomness for each signature. */
  readonly randomnessBytes: number;
  /** The key that grows from `seed`. @throws RangeError for a seed of another length */
  createKey(seed: Uint8Array): SchemeKey;
  /**
   * The signature of `message` as number `index` by this key, the next unless told. Refused where each number signs once:
   * one that may have been used, and one beyond the last.
   */
  sign(key: SchemeKey, message: Uint8Array, randomness: Uint8Array, index?: number): Result<SchemeSigned>;
  /** Whether `signature` holds; false for anything malformed. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  /** The number with which `signature` was made, in schemes where each signs once; null in all others. */
  indexOf(signature: Uint8Array): number | null;
}

/** What a stateless scheme is made of; the rest follows. */
export type StatelessScheme = Omit<SignatureScheme, 'createKey' | 'sign' | 'indexOf' | 'signaturesPerKey'> & {
  /** Secret and public key from a seed of the right length. */
  keysOf(seed: Uint8Array): { readonly secret: Uint8Array; readonly publicKey: Uint8Array };
  /** The bytes of a signature. */
  signBytes(secret: Uint8Array, message: Uint8Array, randomness: Uint8Array): Uint8Array;
};

/** A scheme whose keys sign as often as they like. */
export function statelessScheme(parts: StatelessScheme): SignatureScheme {
  const { keysOf, signBytes, ...facts } = parts;
  return {
    ...facts,
    signaturesPerKey: null,
    createKey(seed) {
      needBytes(seed, facts.seedBytes, 'A seed');
      return { scheme: facts.name, ...keysOf(seed), used: 0 };
    },
    sign(key, message, randomness) {
      if (key.scheme !== facts.name) return wrongScheme(key.scheme, facts.name);
      needBytes(randomness, facts.randomnessBytes, 'Randomness');
      const signature = signBytes(key.secret as Uint8Array, message, randomness);
      return ok({ signature, key: { ...key, used: key.used + 1 } });
    },
    verify: (publicKey, message, signature) =>
      publicKey.length === facts.publicKeyBytes &&
      signature.length === facts.signatureBytes &&
      facts.verify(publicKey, message, signature),
    indexOf: () => null,
  };
}

/** @throws RangeError when `data` has not `length` bytes */
export function needBytes(data: Uint8Array, length: number, what: string): void {
  if (data.length !== length) throw new RangeError(`${what} has ${length} bytes; got ${data.length}.`);
}

/** The refusal of a key of another scheme. */
export const wrongScheme = (received: string, expected: string): Result<never> =>
  reject({
    code: 'wrong-scheme',
    rule: 'Strata accounts, schemes',
    message: `The key is for ${received}; this is ${expected}.`,
    received,
    expected,
  });

/** ECDSA over secp256k1 and the SHA-256 of the message (SEC 1, 4.1), nonces by RFC 6979. Needs `ready()`. */
export const ECDSA_SCHEME: SignatureScheme = statelessScheme({
  name: 'ECDSA',
  code: 1,
  publicKeyBytes: 33,
  signatureBytes: 64,
  quantumSafe: false,
  seedBytes: 32,
  randomnessBytes: 0,
  keysOf(seed) {
    const publicKey = publicKeyOf(seed);
    if (publicKey === null) throw new RangeError('A secret key lies between 1 and the order of the group.');
    return { secret: seed, publicKey };
  },
  signBytes: (secret, message) => hexToBytes(ecdsaSign(hashHex(sha256(message)), bytesToHex(secret))),
  verify: (publicKey, message, signature) => verifyBytes(signature, sha256(message), publicKey),
});

/** Schnorr signatures over secp256k1 with x-only keys (BIP-340). */
export const SCHNORR_SCHEME: SignatureScheme = statelessScheme({
  name: 'Schnorr',
  code: 2,
  publicKeyBytes: 32,
  signatureBytes: 64,
  quantumSafe: false,
  seedBytes: 32,
  randomnessBytes: 32,
  keysOf: (seed) => ({ secret: seed, publicKey: schnorrPublicKey(seed) }),
  signBytes: (secret, message, randomness) => schnorrSign(message, secret, randomness),
  verify: (publicKey, message, signature) => schnorrVerify(signature, message, publicKey),
});

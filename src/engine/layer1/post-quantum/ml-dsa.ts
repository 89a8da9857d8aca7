/** ML-DSA, signatures on lattices (FIPS 204), through `@noble/post-quantum`; nothing else in the engine loads that library but SLH-DSA. */
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import { statelessScheme } from './signature-scheme.ts';
import type { SignatureScheme } from './signature-scheme.ts';

/** The parameter sets of ML-DSA (FIPS 204, table 1), by their security in the strength of AES and SHA. */
export type MlDsaName = 'ML-DSA-44' | 'ML-DSA-65' | 'ML-DSA-87';

const LIBRARY = { 'ML-DSA-44': ml_dsa44, 'ML-DSA-65': ml_dsa65, 'ML-DSA-87': ml_dsa87 } as const;

/** A key pair's two halves in bytes. */
export interface MlDsaKey {
  readonly secretKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** The longest context (FIPS 204, algorithms 2 and 3). */
const LONGEST_CONTEXT = 255;
const NO_CONTEXT = new Uint8Array(0);

/** The key pair that grows from 32 bytes (FIPS 204, algorithm 6). @throws RangeError for a seed of another length */
export function mlDsaKey(name: MlDsaName, seed: Uint8Array): MlDsaKey {
  if (seed.length !== 32) throw new RangeError(`A seed has 32 bytes; got ${seed.length}.`);
  const { secretKey, publicKey } = LIBRARY[name].keygen(seed);
  return { secretKey, publicKey };
}

/**
 * The signature of `message` (FIPS 204, algorithm 2). `randomness` is 32 fresh bytes; zeros give the deterministic
 * variant (algorithm 2, line 5). @throws RangeError for a context above 255 bytes or other lengths
 */
export function mlDsaSign(
  name: MlDsaName,
  secretKey: Uint8Array,
  message: Uint8Array,
  randomness: Uint8Array,
  context: Uint8Array = NO_CONTEXT,
): Uint8Array {
  const library = LIBRARY[name];
  if (secretKey.length !== library.lengths.secretKey)
    throw new RangeError(`A secret key has another length than ${secretKey.length} bytes.`);
  if (randomness.length !== 32) throw new RangeError(`Randomness has 32 bytes; got ${randomness.length}.`);
  if (context.length > LONGEST_CONTEXT)
    throw new RangeError(`A context has at most 255 bytes; got ${context.length}.`);
  return library.sign(message, secretKey, { context, extraEntropy: randomness });
}

/**
 * Whether `signature` holds for `message` and `context` (FIPS 204, algorithm 3). False for lengths other than the
 * parameter set's, a context above 255 bytes, and hints that are not sorted or too many (algorithm 21).
 */
export function mlDsaVerify(
  name: MlDsaName,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
  context: Uint8Array = NO_CONTEXT,
): boolean {
  const library = LIBRARY[name];
  const fits =
    publicKey.length === library.lengths.publicKey &&
    signature.length === library.lengths.signature &&
    context.length <= LONGEST_CONTEXT;
  return fits && library.verify(signature, message, publicKey, { context });
}

function scheme(name: MlDsaName, code: number, publicKeyBytes: number, signatureBytes: number) {
  return statelessScheme({
    name,
    code,
    publicKeyBytes,
    signatureBytes,
    quantumSafe: true,
    seedBytes: 32,
    randomnessBytes: 32,
    keysOf(seed) {
      const { secretKey, publicKey } = mlDsaKey(name, seed);
      return { secret: secretKey, publicKey };
    },
    signBytes: (secret, message, randomness) => mlDsaSign(name, secret, message, randomness),
    verify: (publicKey, message, signature) => mlDsaVerify(name, publicKey, message, signature),
  });
}

/** ML-DSA-44 for accounts: security category 2; key and signature of 1,312 and 2,420 bytes (FIPS 204, table 2). */
export const ML_DSA_44_SCHEME: SignatureScheme = scheme('ML-DSA-44', 5, 1_312, 2_420);
/** ML-DSA-65 for accounts: category 3; 1,952 and 3,309 bytes. */
export const ML_DSA_65_SCHEME: SignatureScheme = scheme('ML-DSA-65', 6, 1_952, 3_309);
/** ML-DSA-87 for accounts: category 5; 2,592 and 4,627 bytes. */
export const ML_DSA_87_SCHEME: SignatureScheme = scheme('ML-DSA-87', 7, 2_592, 4_627);

/** SLH-DSA, stateless signatures from hashes alone (FIPS 205), through `@noble/post-quantum`. */
import { slh_dsa_sha2_128f, slh_dsa_sha2_128s } from '@noble/post-quantum/slh-dsa.js';
import { statelessScheme } from './signature-scheme.ts';
import type { SignatureScheme } from './signature-scheme.ts';

/** Two parameter sets of SLH-DSA on SHA-256: `s` for small signatures, `f` for fast signing (FIPS 205, table 2). */
export type SlhDsaName = 'SLH-DSA-SHA2-128s' | 'SLH-DSA-SHA2-128f';

const LIBRARY = { 'SLH-DSA-SHA2-128s': slh_dsa_sha2_128s, 'SLH-DSA-SHA2-128f': slh_dsa_sha2_128f } as const;
const NO_CONTEXT = new Uint8Array(0);

/** The key pair that grows from 48 bytes: two secret seeds and a public one (FIPS 205, algorithm 18). @throws RangeError for another length */
export function slhDsaKey(
  name: SlhDsaName,
  seed: Uint8Array,
): { readonly secretKey: Uint8Array; readonly publicKey: Uint8Array } {
  if (seed.length !== 48) throw new RangeError(`A seed has 48 bytes; got ${seed.length}.`);
  const { secretKey, publicKey } = LIBRARY[name].keygen(seed);
  return { secretKey, publicKey };
}

/** The signature of `message` with 16 bytes of fresh `randomness` (FIPS 205, algorithm 22). @throws RangeError for other lengths */
export function slhDsaSign(
  name: SlhDsaName,
  secretKey: Uint8Array,
  message: Uint8Array,
  randomness: Uint8Array,
  context: Uint8Array = NO_CONTEXT,
): Uint8Array {
  if (secretKey.length !== 64) throw new RangeError(`A secret key has 64 bytes; got ${secretKey.length}.`);
  if (randomness.length !== 16) throw new RangeError(`Randomness has 16 bytes; got ${randomness.length}.`);
  if (context.length > 255) throw new RangeError(`A context has at most 255 bytes; got ${context.length}.`);
  return LIBRARY[name].sign(message, secretKey, { context, extraEntropy: randomness });
}

/** Whether `signature` holds for `message` and `context` (FIPS 205, algorithm 24); false for lengths other than the parameter set's. */
export function slhDsaVerify(
  name: SlhDsaName,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
  context: Uint8Array = NO_CONTEXT,
): boolean {
  const library = LIBRARY[name];
  const fits =
    publicKey.length === library.lengths.publicKey &&
    signature.length === library.lengths.signature &&
    context.length <= 255;
  return fits && library.verify(signature, message, publicKey, { context });
}

function scheme(name: SlhDsaName, code: number, signatureBytes: number): SignatureScheme {
  return statelessScheme({
    name,
    code,
    publicKeyBytes: 32,
    signatureBytes,
    quantumSafe: true,
    seedBytes: 48,
    randomnessBytes: 16,
    keysOf(seed) {
      const { secretKey, publicKey } = slhDsaKey(name, seed);
      return { secret: secretKey, publicKey };
    },
    signBytes: (secret, message, randomness) => slhDsaSign(name, secret, message, randomness),
    verify: (publicKey, message, signature) => slhDsaVerify(name, publicKey, message, signature),
  });
}

/** SLH-DSA-SHA2-128s for accounts: signatures of 7,856 bytes, slow to make (FIPS 205, table 2). */
export const SLH_DSA_128S_SCHEME: SignatureScheme = scheme('SLH-DSA-SHA2-128s', 8, 7_856);
/** SLH-DSA-SHA2-128f for accounts: signatures of 17,088 bytes, made some twenty times faster. */
export const SLH_DSA_128F_SCHEME: SignatureScheme = scheme('SLH-DSA-SHA2-128f', 9, 17_088);

/** LMS as the scheme of an account: each signature uses up a leaf, and the account's nonce says which. */
import { ok } from '../../foundation/result.ts';
import { lmOtsParameters } from './lm-ots-types.ts';
import type { LmOtsParameters } from './lm-ots-types.ts';
import { createLmsKey, lmsLeafOf, lmsParameters, lmsSign, lmsSignatureBytes, lmsVerify } from './lms.ts';
import type { LmsParameters, LmsSecretKey } from './lms.ts';
import { needBytes, wrongScheme } from './signature-scheme.ts';
import type { SignatureScheme } from './signature-scheme.ts';

/** Which tree and one-time keys an account signs with. */
export interface LmsSchemeSettings {
  readonly lms: LmsParameters;
  readonly ots: LmOtsParameters;
  /** The scheme's code in transfers and addresses. */
  readonly code: number;
}

/** The scheme of accounts that sign with LMS. A seed is the identifier's 16 bytes and n secret ones. */
export function lmsScheme({ lms, ots, code }: LmsSchemeSettings): SignatureScheme {
  const name = `LMS h=${lms.h} w=${ots.w} n=${lms.m}`;
  return {
    name,
    code,
    publicKeyBytes: 24 + lms.m,
    signatureBytes: lmsSignatureBytes(lms, ots),
    signaturesPerKey: 2 ** lms.h,
    quantumSafe: true,
    seedBytes: 16 + ots.n,
    randomnessBytes: ots.n,
    createKey(seed) {
      needBytes(seed, 16 + ots.n, 'A seed');
      const secret = createLmsKey({ lms, ots, identifier: seed.slice(0, 16), seed: seed.slice(16) });
      return { scheme: name, publicKey: secret.publicKey, secret, used: 0 };
    },
    sign(key, message, randomness, index = key.used) {
      if (key.scheme !== name) return wrongScheme(key.scheme, name);
      needBytes(randomness, ots.n, 'Randomness');
      const signed = lmsSign(key.secret as LmsSecretKey, message, randomness, index);
      if (!signed.ok) return signed;
      const { signature, key: secret } = signed.value;
      return ok({ signature, key: { ...key, secret, used: secret.nextLeaf } });
    },
    verify: (publicKey, message, signature) =>
      publicKey.length === 24 + lms.m &&
      lmsParameters(uint32At(publicKey, 0)) === lms &&
      lmOtsParameters(uint32At(publicKey, 4)) === ots &&
      lmsVerify(publicKey, message, signature).ok,
    indexOf: lmsLeafOf,
  };
}

const uint32At = (data: Uint8Array, at: number): number => lmsLeafOf(data.subarray(at, at + 4)) ?? Number.NaN;

function scheme(lms: number, ots: number, code: number): SignatureScheme {
  const [tree, oneTime] = [lmsParameters(lms), lmOtsParameters(ots)];
  if (tree === null || oneTime === null) throw new RangeError('There are no such parameter sets.');
  return lmsScheme({ lms: tree, ots: oneTime, code });
}

/** LMS of 32 signatures (LMS_SHA256_M32_H5, LMOTS_SHA256_N32_W4): a tree that is made in moments; wallets would take H15 or H20. */
export const LMS_H5_SCHEME: SignatureScheme = scheme(5, 3, 3);

/** The same with 24-byte hashes (SP 800-208: LMS_SHA256_M24_H5, LMOTS_SHA256_N24_W4): about half the bytes. */
export const LMS_H5_N24_SCHEME: SignatureScheme = scheme(10, 7, 4);

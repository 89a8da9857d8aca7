/** What signatures for after quantum computers let out through the engine's door. */
export {
  LM_OTS_PARAMETERS,
  lmOtsParameters,
  type LmOtsParameters,
  type LmsHashName,
} from './lm-ots-types.ts';
export {
  lmOtsCandidate,
  lmOtsDigits,
  lmOtsPublicHash,
  lmOtsSign,
  lmOtsSignatureBytes,
  type LmOtsPlace,
} from './lm-ots.ts';
export {
  createLmsKey,
  LMS_PARAMETERS,
  lmsLeafOf,
  lmsParameters,
  lmsSign,
  lmsSignatureBytes,
  lmsVerify,
  type LmsKeySettings,
  type LmsParameters,
  type LmsSecretKey,
  type LmsSigned,
} from './lms.ts';
export {
  lamportBits,
  lamportKey,
  lamportSign,
  lamportVerify,
  type LamportKey,
  type LamportSign,
  type LamportVerify,
} from './lamport.ts';
export {
  winternitzDigits,
  winternitzDigitsOnly,
  winternitzKey,
  winternitzSign,
  winternitzVerify,
  winternitzWalk,
  type WinternitzDigits,
  type WinternitzKey,
  type WinternitzParameters,
} from './winternitz.ts';
export {
  forgeLamport,
  forgeWinternitz,
  type OneTimeForgery,
  type SignedMessage,
} from './one-time-forgery.ts';
export {
  ECDSA_SCHEME,
  SCHNORR_SCHEME,
  type SchemeKey,
  type SchemeSigned,
  type SignatureScheme,
} from './signature-scheme.ts';
export { LMS_H5_N24_SCHEME, LMS_H5_SCHEME, lmsScheme, type LmsSchemeSettings } from './lms-scheme.ts';
export {
  ML_DSA_44_SCHEME,
  ML_DSA_65_SCHEME,
  ML_DSA_87_SCHEME,
  mlDsaKey,
  mlDsaSign,
  mlDsaVerify,
  type MlDsaKey,
  type MlDsaName,
} from './ml-dsa.ts';
export {
  SLH_DSA_128F_SCHEME,
  SLH_DSA_128S_SCHEME,
  slhDsaKey,
  slhDsaSign,
  slhDsaVerify,
  type SlhDsaName,
} from './slh-dsa.ts';
export {
  decodeSchemeTransfer,
  encodeSchemeTransfer,
  schemeSigningBytes,
  type SchemeTransfer,
} from './scheme-transfer-bytes.ts';
export {
  applySchemeTransfer,
  checkSchemeTransfer,
  schemeAddress,
  schemeTransferGas,
  signSchemeTransfer,
  type SignedByScheme,
} from './scheme-transfer.ts';

/** What data and its availability let out through the engine's door. */
export {
  blobBaseFee,
  blobDataFee,
  CANCUN_BLOBS,
  fakeExponential,
  GAS_PER_BLOB,
  nextExcessBlobGas,
  type BlobParameters,
} from './blob-fee.ts';
export {
  BLOB_BASE_COST,
  BLOB_SCHEDULE,
  blobForkAt,
  nextExcessWithReserve,
  type BlobFork,
} from './blob-schedule.ts';
export {
  BYTES_PER_BLOB,
  BYTES_PER_SCALAR,
  contentBytes,
  decodeBlob,
  encodeBlob,
  packBlob,
  SCALARS_PER_BLOB,
  unpackBlob,
  versionedHash,
  type DataBlob,
} from './blobs.ts';
export {
  extendData,
  recoverData,
  type ExtendData,
  type KnownShares,
  type RecoverData,
} from './erasure-coding.ts';
export { extendSquare, recoverSquare, type KnownSquare } from './square.ts';
export { checkSamples, drawSamples, drawWithReplacement, type DrawSamples } from './sampling.ts';
export {
  columnsOfGroup,
  columnsToRecover,
  custodyGroups,
  custodyOfValidators,
  PEER_DAS,
  sampledColumns,
  type PeerDasParameters,
} from './peer-das.ts';
export {
  insecureSetup,
  readTrustedSetup,
  type EncodedSetup,
  type InsecureSetup,
  type TrustedSetup,
} from './kzg-setup.ts';
export {
  blobChallenge,
  commitToBlob,
  proveBlob,
  provePoint,
  verifyBlob,
  verifyPoint,
  type PointClaim,
} from './kzg.ts';
export { cellCount, cellsOf, proveCell, recoverCells, verifyCells, type CellClaims } from './kzg-cells.ts';
export { POINT_EVALUATION_GAS, pointEvaluation } from './point-evaluation.ts';

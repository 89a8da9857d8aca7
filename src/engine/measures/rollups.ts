/** What a rollup can save and how much of it layer 1 can carry, in closed form. */

/** Bytes of a transfer as V. Buterin counts them (An incomplete guide to rollups, 2021): on layer 1, on a rollup, and of a token on a rollup. */
export const PUBLISHED_BYTES = { layer1: 112, rollup: 12, rollupToken: 16 } as const;

/** Gas of a transfer and of a token transfer on layer 1, as the same source takes them. */
export const PUBLISHED_GAS = { transfer: 21_000, tokenTransfer: 50_000 } as const;

/** Gas of a byte of call data that is not zero (EIP-2028); the least that one pays since EIP-7623 is 40. */
export const GAS_PER_DATA_BYTE = 16;

/**
 * How many times more transfers fit into layer 1 when each is only `bytes` of data there: gas on layer 1 over gas of the data. 21,000 and 12 bytes
 * give 109.4, 50,000 and 16 bytes 195.3; the source multiplies by 12/12.5, the share of a block that was data's, and prints 105 and 187.
 */
export const rollupGain = (gasOnLayer1: number, bytes: number, gasPerByte = GAS_PER_DATA_BYTE): number =>
  gasOnLayer1 / (bytes * gasPerByte);

/** What decides how many bytes a plain transfer takes in the rollup's compact batch. */
export interface CompactTransferSize {
  /** Accounts of the rollup: sender and recipient are numbers below. */
  readonly accounts: number;
  /** Digits of the value without the zeros at its end: 1.25 ether has 3. At most 15 here. */
  readonly digits: number;
  /** Transfers in the batch, which share its header and its signature. */
  readonly transfers: number;
  /** Height of the layer 1 block up to which the batch has read. */
  readonly originHeight: number;
}

/** Bytes of a whole number by 7 bits a byte. */
const groupsOf = (value: number): number => {
  let groups = 1;
  for (let left = value; left >= 128; left = Math.floor(left / 128)) groups += 1;
  return groups;
};

/** Bytes of two hashes of 20 bytes, the version, and a BLS signature of 96. */
const BATCH_FRAME = 20 + 20 + 1 + 96;

/**
 * The most bytes that a plain transfer takes in a batch, its share of header and signature counted: one of head, and sender, recipient
 * and value in groups of 7 bits. In a batch of 1,000 the share is 0.15, so 12 bytes suffice for three numbers of 10 bytes together: values of up to
 * 12 digits among 2^14 accounts, 8 among 2^21, 4 among 2^28. A value of 18 digits among a million takes 16.
 */
export const compactTransferBytes = ({
  accounts,
  digits,
  transfers,
  originHeight,
}: CompactTransferSize): number =>
  1 +
  2 * groupsOf(accounts - 1) +
  groupsOf(10 ** digits - 1) +
  (BATCH_FRAME + groupsOf(originHeight) + groupsOf(transfers)) / transfers;

/** What blobs can carry. */
export interface BlobSpace {
  /** Bytes of one blob. */
  readonly blobBytes: number;
  /** Blobs of a block. */
  readonly blobs: number;
  readonly bytesPerTransfer: number;
  readonly slotSeconds: number;
}

/**
 * Transfers a second that all rollups together can post in blobs: blob bytes × blobs / bytes per transfer / slot seconds. No sequencer, proof or
 * machine makes it more.
 */
export const blobCeiling = ({ blobBytes, blobs, bytesPerTransfer, slotSeconds }: BlobSpace): number =>
  (blobBytes * blobs) / bytesPerTransfer / slotSeconds;

/** Transfers a second that can be posted as call data: gas of a block over gas of a transfer's bytes, a slot. */
export const calldataCeiling = (
  blockGas: number,
  bytesPerTransfer: number,
  slotSeconds: number,
  gasPerByte = GAS_PER_DATA_BYTE,
): number => blockGas / (bytesPerTransfer * gasPerByte) / slotSeconds;

/**
 * The longest that a forced transaction waits, in milliseconds: from its block of layer 1, whole intervals until the sequencing window is over.
 */
export const forcedInclusionBound = (windowBlocks: number, intervalMs: number): number =>
  windowBlocks * intervalMs;

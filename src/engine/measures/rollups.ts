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

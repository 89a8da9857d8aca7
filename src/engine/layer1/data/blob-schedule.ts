/** How many blobs a block of Ethereum aims at and may hold, fork by fork, and how that moves their price. */
import { gas } from '../../foundation/units.ts';
import type { Gas, Wei } from '../../foundation/units.ts';
import { blobBaseFee, GAS_PER_BLOB, nextExcessBlobGas, type BlobParameters } from './blob-fee.ts';

/** Blobs a block under one fork. */
export interface BlobFork extends BlobParameters {
  readonly name: string;
  /** First epoch of mainnet that it holds for; an epoch has 32 slots of 12 s. */
  readonly epoch: number;
  /** Blobs that a block aims at, and that it may hold at most. */
  readonly target: number;
  readonly most: number;
}

const fork = (
  name: string,
  epoch: number,
  target: number,
  most: number,
  updateFraction: bigint,
): BlobFork => ({
  name,
  epoch,
  target,
  most,
  updateFraction,
  targetBlobGas: gas(BigInt(target) * GAS_PER_BLOB),
});

/**
 * Mainnet's forks that set blob counts, in order: EIP-4844, EIP-7691, EIP-7594 (which left them as they were) and two by
 * parameter alone (EIP-7892). As of January 2026 (consensus-specs, configs/mainnet.yaml, `BLOB_SCHEDULE`).
 */
export const BLOB_SCHEDULE: readonly BlobFork[] = [
  fork('Dencun', 269_568, 3, 6, 3_338_477n),
  fork('Pectra', 364_032, 6, 9, 5_007_716n),
  fork('Fusaka', 411_392, 6, 9, 5_007_716n),
  fork('BPO1', 412_672, 10, 15, 8_346_193n),
  fork('BPO2', 419_072, 14, 21, 11_684_671n),
];

/** The fork that holds in this epoch of mainnet, or null before the first with blobs. */
export const blobForkAt = (epoch: number): BlobFork | null =>
  BLOB_SCHEDULE.findLast((one) => one.epoch <= epoch) ?? null;

/** Execution gas that a blob has to pay for as if it were work: what its price may not fall far below (EIP-7918, `BLOB_BASE_COST`). */
export const BLOB_BASE_COST = gas(8192n);

/**
 * Excess blob gas of the child when blobs pay a reserve price: while a blob's gas costs less than {@link BLOB_BASE_COST}
 * of execution gas at `baseFee`, the excess never falls, and grows by the part of `used` that `most` exceeds `target` by
 * (EIP-7918, `calc_excess_blob_gas`).
 */
export function nextExcessWithReserve(excess: Gas, used: Gas, baseFee: Wei, rules: BlobFork): Gas {
  if (excess + used < rules.targetBlobGas) return gas(0n);
  if (BLOB_BASE_COST * baseFee > GAS_PER_BLOB * blobBaseFee(excess, rules))
    return gas(excess + (used * BigInt(rules.most - rules.target)) / BigInt(rules.most));
  return nextExcessBlobGas(excess, used, rules);
}

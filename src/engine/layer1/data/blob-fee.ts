/** The price of blob space, a market of its own beside gas: it grows with e to the excess over the target (EIP-4844). */
import { gas, wei } from '../../foundation/units.ts';
import type { Gas, Wei } from '../../foundation/units.ts';

/** Blob gas of one blob: a unit a byte (EIP-4844, `GAS_PER_BLOB`). */
export const GAS_PER_BLOB = gas(131_072n);
/** The least price of blob gas (EIP-4844, `MIN_BASE_FEE_PER_BLOB_GAS`). */
const MIN_BASE_FEE_PER_BLOB_GAS = wei(1n);

/** How many blobs a block aims at and how fast the price follows. Each fork sets its own. */
export interface BlobParameters {
  readonly targetBlobGas: Gas;
  /** Excess blob gas over which the price grows e-fold. */
  readonly updateFraction: bigint;
}

/** Cancun's parameters, 13 March 2024: 3 blobs aimed at, at most 6 (EIP-4844). */
export const CANCUN_BLOBS: BlobParameters = { targetBlobGas: gas(393_216n), updateFraction: 3_338_477n };

/**
 * factor · e^(numerator / denominator) by its Taylor series, in integers and rounded down term by term
 * (EIP-4844, `fake_exponential`), so that every node gets the same digits.
 * @throws RangeError when the denominator is not positive or another argument is negative
 */
export function fakeExponential(factor: bigint, numerator: bigint, denominator: bigint): bigint {
  if (denominator <= 0n || numerator < 0n || factor < 0n)
    throw new RangeError('Only quantities, and a positive denominator.');
  let sum = 0n;
  let term = factor * denominator;
  for (let step = 1n; term > 0n; step += 1n) {
    sum += term;
    term = (term * numerator) / (denominator * step);
  }
  return sum / denominator;
}

/** Excess blob gas of the child: what has been used beyond the target so far, never below zero (EIP-4844, `calc_excess_blob_gas`). */
export function nextExcessBlobGas(excess: Gas, used: Gas, parameters: BlobParameters = CANCUN_BLOBS): Gas {
  const sum = excess + used;
  return gas(sum < parameters.targetBlobGas ? 0n : sum - parameters.targetBlobGas);
}

/** Wei per unit of blob gas in a block with this excess (EIP-4844, `get_base_fee_per_blob_gas`). */
export const blobBaseFee = (excess: Gas, parameters: BlobParameters = CANCUN_BLOBS): Wei =>
  wei(fakeExponential(MIN_BASE_FEE_PER_BLOB_GAS, excess, parameters.updateFraction));

/** What `blobs` blobs cost in a block with this excess; all of it is burnt (EIP-4844, `calc_data_fee`). */
export const blobDataFee = (blobs: number, excess: Gas, parameters: BlobParameters = CANCUN_BLOBS): Wei =>
  wei(BigInt(blobs) * GAS_PER_BLOB * blobBaseFee(excess, parameters));

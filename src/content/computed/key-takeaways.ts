/** What the engine computes for the opening: one payment, and the five predictions. */
import { encodeTransfer, runFirstPayment, TRANSFER_GAS } from 'strata';
import type { ComputedValues } from '../schemas/computed.ts';

/** Blobs a block on Ethereum from 7 January 2026 on: target and most (EIP-7892, second change of parameters). */
const BLOB_TARGET = 14;
const BLOB_BYTES = 131_072;
const SLOT_SECONDS = 12;
/** Bytes of a plain transfer in a rollup's batch with one signature for all (Buterin 2021). */
const ROLLUP_TRANSFER_BYTES = 12;

/** Amounts of the first payment of the lab's first seed: what its checks measure. */
function firstPayment(): { readonly fee: bigint; readonly burned: bigint; readonly tip: bigint } {
  const [step] = runFirstPayment({ seed: 1 }).steps;
  if (step === undefined) throw new RangeError('A run of one payment has a first one.');
  const { before, after, order } = step;
  const fee = before.sender.balance - after.sender.balance - order.value;
  const burned = after.burned - before.burned;
  return { fee, burned, tip: fee - burned };
}

/** Length of the lab's first transfer on the wire. */
function transferBytes(): number {
  const [step] = runFirstPayment({ seed: 1 }).steps;
  if (step === undefined) throw new RangeError('A run of one payment has a first one.');
  return encodeTransfer(step.transfer).length;
}

export const computed: ComputedValues = {
  'transfer-gas': () => Number(TRANSFER_GAS),
  'first-fee-gwei': () => Number(firstPayment().fee) / 1e9,
  'first-burned-percent': () => Number((firstPayment().burned * 1000n) / firstPayment().fee) / 10,
  'fee-at-20-and-2': () => Number(TRANSFER_GAS * 22n),
  'blob-ceiling': () => (BLOB_TARGET * BLOB_BYTES) / SLOT_SECONDS / ROLLUP_TRANSFER_BYTES,
  'alone-mb': () => (1000 * 600 * 250) / 1_000_000,
  // To the nearest ten: leading zeros of an amount are not sent, so transfers differ by a few bytes.
  'transfer-bytes': () => Math.round(transferBytes() / 10) * 10,
};

/** People who pay: their keys, what they are ready to pay for a place in a block, and whom they pay. */
import { createKey, type KeyPair } from '../foundation/keys.ts';
import type { Random } from '../foundation/random.ts';
import { wei, type Address, type Wei } from '../foundation/units.ts';
import { signTransfer, TRANSFER_GAS, type SignedTransfer, type Transfer } from '../layer1/ledger/transfer.ts';

/** Someone with a key who pays others now and then. */
export interface Payer {
  readonly key: KeyPair;
  /** The most this payer gives for a unit of gas. */
  readonly maxFeePerGas: Wei;
  /** What of it goes to the proposer. */
  readonly maxPriorityFeePerGas: Wei;
}

const GWEI = 1_000_000_000n;
/** Keys made so far: a key takes as long as a signature, and the same names give the same keys. */
const keys = new Map<string, KeyPair>();

/** The key of this name, made once. Needs `ready()`. */
export function keyOf(name: string): KeyPair {
  const key = keys.get(name) ?? createKey(name);
  keys.set(name, key);
  return key;
}

/**
 * So many payers, whose offers run from 3 to 300 gwei, low ones more often, with tips from 1 to 3 gwei. Needs
 * `ready()`.
 */
export const drawPayers = (count: number, random: Random): readonly Payer[] =>
  Array.from({ length: count }, (_, index) => ({
    key: keyOf(`payer ${index}`),
    maxFeePerGas: wei(3n * GWEI * BigInt(random.int(1, 10)) * BigInt(random.int(1, 10))),
    maxPriorityFeePerGas: wei((GWEI * BigInt(random.int(10, 30))) / 10n),
  }));

/** A signed transfer of this payer on this chain. */
export const pay = (
  payer: Pick<Payer, 'key' | 'maxFeePerGas' | 'maxPriorityFeePerGas'>,
  order: Pick<Transfer, 'chainId' | 'nonce' | 'to' | 'value'>,
  gasLimit: Transfer['gasLimit'] = TRANSFER_GAS,
): SignedTransfer => {
  const { maxFeePerGas, maxPriorityFeePerGas } = payer;
  return signTransfer({ ...order, gasLimit, maxFeePerGas, maxPriorityFeePerGas }, payer.key.secretKey);
};

/** The address of another payer than this one. */
export function payeeOf(payers: readonly Payer[], from: Payer, random: Random): Address {
  const to = random.pick(payers);
  return to === from ? payeeOf(payers, from, random) : to.key.address;
}

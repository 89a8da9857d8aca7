/** Spending the outputs of a channel's transactions: one input with its key, script and wait for each way to take a coin (BOLT 3, BOLT 5). */
import { concatBytes, hexToBytes } from '../../foundation/bytes.ts';
import { sat, weight } from '../../foundation/units.ts';
import type { Hash, Hex, Sat, Weight } from '../../foundation/units.ts';
import { pointOf } from './channel-keys.ts';
import { payToPublicKeyHash } from '../../layer1/ledger/script/templates.ts';
import type { Script } from '../../layer1/ledger/script/templates.ts';
import { SIGHASH } from '../../layer1/ledger/sighash.ts';
import { signWitnessInput, withInput } from '../../layer1/ledger/sign-input.ts';
import { weightOf } from '../../layer1/ledger/transaction.ts';
import type { Transaction } from '../../layer1/ledger/transaction.ts';
import { dustThreshold, feeFor } from './channel-fees.ts';

/** A coin that one key can take now. */
export interface ChannelSpend {
  readonly id: Hash;
  readonly output: number;
  readonly value: Sat;
  /** Null for a plain key hash. */
  readonly witnessScript: Script | null;
  readonly secretKey: Hex;
  /** What stands in the witness between signature and script: a preimage, a key, 1 for the first branch, nothing for the second. */
  readonly items: readonly Uint8Array[];
  /** The wait that the script asks for, in blocks (BIP-68). */
  readonly sequence: number;
  /** Height before which it cannot be taken; 0 for none. */
  readonly lockTime: number;
}

/** A witness item that is true, for the first branch of a script. */
export const FIRST_BRANCH = Uint8Array.of(1);
/** A witness item that is false, for the second branch. */
export const SECOND_BRANCH = new Uint8Array(0);

function signed(transaction: Transaction, spends: readonly ChannelSpend[]): Transaction {
  return spends.reduce((before, { witnessScript, value, secretKey, items }, index) => {
    const publicKey = hexToBytes(pointOf(secretKey));
    const scriptCode = witnessScript ?? payToPublicKeyHash(publicKey);
    const signature = signWitnessInput(
      before,
      index,
      { scriptCode, amount: value },
      { secretKey, hashType: SIGHASH.ALL },
    );
    return withInput(before, index, { witness: [signature, ...items, witnessScript ?? publicKey] });
  }, transaction);
}

/**
 * One transaction that takes all of `spends` to `to`, at `feerate` satoshi per 1,000 weight units; null when they are not
 * worth their fee and a relayed output. A signature is reckoned with its largest size, so that the fee is known before.
 */
export function sweepTransaction(
  spends: readonly ChannelSpend[],
  to: Script,
  feerate: Sat,
): Transaction | null {
  if (spends.length === 0) return null;
  const total = spends.reduce((sum, { value }) => sum + value, 0n);
  const unsigned: Transaction = {
    version: 2,
    inputs: spends.map(({ id, output, sequence }) => ({
      id,
      output,
      script: new Uint8Array(0),
      sequence,
      witness: [],
    })),
    outputs: [{ value: sat(total), script: to }],
    lockTime: Math.max(0, ...spends.map(({ lockTime }) => lockTime)),
  };
  const value = total - feeFor(sweepWeight(unsigned, spends), feerate);
  if (value < dustThreshold('p2wpkh')) return null;
  return signed({ ...unsigned, outputs: [{ value: sat(value), script: to }] }, spends);
}

/** The most that the sweep can weigh: 73 bytes for each signature with its hash type (BOLT 3, "Fee Calculation"). */
function sweepWeight(unsigned: Transaction, spends: readonly ChannelSpend[]): Weight {
  const filled = spends.reduce((before, { items, witnessScript }, index) => {
    const last = witnessScript ?? new Uint8Array(33);
    return withInput(before, index, { witness: [new Uint8Array(73), ...items, concatBytes(last)] });
  }, unsigned);
  return weight(weightOf(filled));
}

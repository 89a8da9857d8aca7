/** What a signature in a witness covers (BIP-143): also the amount spent, and with hashes that all inputs share. */
import { concatBytes } from '../../foundation/bytes.ts';
import { doubleSha256 } from '../../foundation/hash.ts';
import type { Sat } from '../../foundation/units.ts';
import { sizedBytes, u32le, u64le } from '../../foundation/wire.ts';
import { inputAt, outpoint, outputBytes, scopeOf } from './sighash.ts';
import type { Transaction } from './transaction.ts';

/** What is signed besides the transaction itself. */
export interface WitnessSigning {
  /** The script that is run, from the last OP_CODESEPARATOR that was passed. */
  readonly scriptCode: Uint8Array;
  /** The value of the output that is spent: a signer who is lied to about it signs nothing of use. */
  readonly amount: Sat;
  readonly hashType: number;
}

/** The hashes over all inputs and all outputs. */
interface SharedHashes {
  readonly previousOutputs: Uint8Array;
  readonly sequences: Uint8Array;
  readonly outputs: Uint8Array;
}

const NOTHING = new Uint8Array(32);
/** Made once a transaction, which never changes: this is what makes the work grow with the size and not its square. */
const sharedHashes = new WeakMap<Transaction, SharedHashes>();

function shared(transaction: Transaction): SharedHashes {
  const known = sharedHashes.get(transaction);
  if (known !== undefined) return known;
  const { inputs, outputs } = transaction;
  const made = {
    previousOutputs: doubleSha256(concatBytes(...inputs.map(outpoint))),
    sequences: doubleSha256(concatBytes(...inputs.map(({ sequence }) => u32le(sequence)))),
    outputs: doubleSha256(concatBytes(...outputs.map(outputBytes))),
  };
  sharedHashes.set(transaction, made);
  return made;
}

/** The three hashes inside a digest (BIP-143, items 2, 3 and 8); 32 zero bytes where the hash type leaves one out. */
export function coveredHashes(transaction: Transaction, index: number, hashType: number): SharedHashes {
  const { outputs, onlyThisInput } = scopeOf(hashType);
  const own = transaction.outputs[index];
  return {
    previousOutputs: onlyThisInput ? NOTHING : shared(transaction).previousOutputs,
    sequences: onlyThisInput || outputs !== 'all' ? NOTHING : shared(transaction).sequences,
    outputs:
      outputs === 'all'
        ? shared(transaction).outputs
        : outputs === 'single' && own !== undefined
          ? doubleSha256(outputBytes(own))
          : NOTHING,
  };
}

/** The bytes that are hashed for input `index` (BIP-143, "Specification"). @throws RangeError when there is no such input */
export function witnessPreimage(
  transaction: Transaction,
  index: number,
  { scriptCode, amount, hashType }: WitnessSigning,
): Uint8Array {
  const input = inputAt(transaction, index);
  const { previousOutputs, sequences, outputs } = coveredHashes(transaction, index, hashType);
  return concatBytes(
    u32le(transaction.version),
    previousOutputs,
    sequences,
    outpoint(input),
    sizedBytes(scriptCode),
    u64le(amount),
    u32le(input.sequence),
    outputs,
    u32le(transaction.lockTime),
    u32le(hashType),
  );
}

/** The 32 bytes that a signature in input `index`'s witness covers. @throws RangeError when there is no such input */
export const witnessDigest = (transaction: Transaction, index: number, signing: WitnessSigning): Uint8Array =>
  doubleSha256(witnessPreimage(transaction, index, signing));

/** What a signature in Bitcoin covers: the six hash types, and the digest of before SegWit (developer reference, "Signature Hash Types"). */
import { concatBytes, hexToBytes, reverseBytes } from '../../foundation/bytes.ts';
import { doubleSha256 } from '../../foundation/hash.ts';
import { sizedBytes, compactSize, u32le, u64le } from '../../foundation/wire.ts';
import { withoutSeparators } from './script/instructions.ts';
import type { Transaction, TransactionInput, TransactionOutput } from './transaction.ts';

/** The numbers of the hash types; `ANYONECANPAY` is added to one of the other three. */
export const SIGHASH = {
  /** All outputs. */
  ALL: 1,
  /** No output: whoever completes the transaction says where the coins go. */
  NONE: 2,
  /** The one output with the input's own number. */
  SINGLE: 3,
  /** This input alone: others may be added. */
  ANYONECANPAY: 0x80,
} as const;

/** What a hash type covers. */
export interface HashScope {
  readonly outputs: 'all' | 'none' | 'single';
  readonly onlyThisInput: boolean;
}

/** The scope that the byte after a signature asks for. Unknown numbers cover all outputs (Bitcoin Core, `SignatureHash`). */
export function scopeOf(hashType: number): HashScope {
  const base = hashType & 0x1f;
  return {
    outputs: base === SIGHASH.NONE ? 'none' : base === SIGHASH.SINGLE ? 'single' : 'all',
    onlyThisInput: (hashType & SIGHASH.ANYONECANPAY) !== 0,
  };
}

/** The output that `input` spends, as it stands on the wire: id and number, 36 bytes. */
export const outpoint = ({ id, output }: TransactionInput): Uint8Array =>
  concatBytes(reverseBytes(hexToBytes(id)), u32le(output));

/** An output as it stands on the wire: 8 bytes of satoshi, and the script with its length. */
export const outputBytes = ({ value, script }: TransactionOutput): Uint8Array =>
  concatBytes(u64le(value), sizedBytes(script));

/** An output that is blanked out: the value −1 and no script. */
const BLANK_OUTPUT = concatBytes(new Uint8Array(8).fill(0xff), Uint8Array.of(0));

/** The digest "1" that comes out where SINGLE has no output of its number: a defect that became a rule. */
const NO_SUCH_OUTPUT = Uint8Array.of(1, ...new Uint8Array(31));

/** Input `index` of `transaction`. @throws RangeError when there is none */
export function inputAt(transaction: Transaction, index: number): TransactionInput {
  const input = transaction.inputs[index];
  if (input === undefined) throw new RangeError(`The transaction has no input ${index}.`);
  return input;
}

/**
 * The 32 bytes that a signature of input `index` covered before SegWit: the whole transaction with every script
 * emptied but the one of this input, hashed twice. Each input hashes everything again, so that the work grows with the
 * square of the size: one reason for {@link witnessDigest}.
 * `scriptCode` is the script that is run, from the last OP_CODESEPARATOR that was passed; the others are taken out here.
 * @throws RangeError when there is no such input
 */
export function legacyDigest(
  transaction: Transaction,
  index: number,
  { scriptCode, hashType }: { readonly scriptCode: Uint8Array; readonly hashType: number },
): Uint8Array {
  const own = inputAt(transaction, index);
  const { outputs, onlyThisInput } = scopeOf(hashType);
  if (outputs === 'single' && index >= transaction.outputs.length) return NO_SUCH_OUTPUT;

  const script = withoutSeparators(scriptCode);
  const covered = onlyThisInput ? [own] : transaction.inputs;
  const inputParts = covered.map((input) => {
    const isOwn = input === own;
    // With NONE and SINGLE, others may still change the sequence numbers of their inputs.
    const sequence = isOwn || outputs === 'all' ? input.sequence : 0;
    return concatBytes(outpoint(input), sizedBytes(isOwn ? script : new Uint8Array(0)), u32le(sequence));
  });
  const outputParts =
    outputs === 'all'
      ? transaction.outputs.map(outputBytes)
      : outputs === 'none'
        ? []
        : transaction.outputs
            .slice(0, index + 1)
            .map((output, at) => (at === index ? outputBytes(output) : BLANK_OUTPUT));

  return doubleSha256(
    concatBytes(
      u32le(transaction.version),
      compactSize(inputParts.length),
      ...inputParts,
      compactSize(outputParts.length),
      ...outputParts,
      u32le(transaction.lockTime),
      u32le(hashType),
    ),
  );
}

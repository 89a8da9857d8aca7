/** A Bitcoin transaction as it stands in a block: what it spends, what it creates, and the witness beside (BIP-141, BIP-144). */
import { concatBytes, hexToBytes, reverseBytes } from '../../foundation/bytes.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import { doubleSha256, hashHex } from '../../foundation/hash.ts';
import type { Result } from '../../foundation/result.ts';
import { sat, weight } from '../../foundation/units.ts';
import type { Hash, Sat, Weight } from '../../foundation/units.ts';
import { WireReader, compactSize, sizedBytes, u32le, u64le } from '../../foundation/wire.ts';

/** One spending of an earlier output. */
export interface TransactionInput {
  /** The transaction that created the output, in display order; 32 zero bytes in a coinbase. */
  readonly id: Hash;
  readonly output: number;
  readonly script: Uint8Array;
  readonly sequence: number;
  /** Items that prove the right to spend, outside what {@link transactionId} covers. */
  readonly witness: readonly Uint8Array[];
}

/** One new coin. */
export interface TransactionOutput {
  readonly value: Sat;
  readonly script: Uint8Array;
}

/** A transaction of the UTXO ledger. */
export interface Transaction {
  /** Signed 32 bits. */
  readonly version: number;
  readonly inputs: readonly TransactionInput[];
  readonly outputs: readonly TransactionOutput[];
  readonly lockTime: number;
}

const RULE = 'BIP-144, "Serialization"';

const hasWitness = ({ inputs }: Transaction): boolean => inputs.some(({ witness }) => witness.length > 0);

/**
 * The bytes of `transaction` on the wire; the witness is there if asked for and if there is any. Without inputs, one
 * output reads as marker and flag: such a transaction is refused by every rule and has no form that reads back.
 * @throws RangeError when a field does not fit
 */
export function encodeTransaction(
  transaction: Transaction,
  { witness }: { readonly witness: boolean },
): Uint8Array {
  const { version, inputs, outputs, lockTime } = transaction;
  const withWitness = witness && hasWitness(transaction);
  const parts: Uint8Array[] = [u32le(version)];
  if (withWitness) parts.push(Uint8Array.of(0, 1));
  parts.push(compactSize(inputs.length));
  for (const input of inputs) {
    parts.push(
      reverseBytes(hexToBytes(input.id)),
      u32le(input.output),
      sizedBytes(input.script),
      u32le(input.sequence),
    );
  }
  parts.push(compactSize(outputs.length));
  for (const output of outputs) parts.push(u64le(output.value), sizedBytes(output.script));
  if (withWitness) {
    for (const input of inputs)
      parts.push(compactSize(input.witness.length), ...input.witness.map(sizedBytes));
  }
  return concatBytes(...parts, u32le(lockTime));
}

/** Reads one transaction; stops the decoder around it at the first byte out of rule. */
export function readTransaction(reader: WireReader): Transaction {
  const version = reader.i32();
  // BIP-144: a marker of 0 where the number of inputs would stand, then a flag of 1.
  const withWitness = reader.peek() === 0 && reader.peek(1) !== 0;
  if (withWitness) {
    reader.u8();
    const flag = reader.u8();
    if (flag !== 1) malformed('transaction-unknown-flag', RULE, 'The only known flag is 1.', flag, 1);
  }
  const inputs = Array.from({ length: atMost(reader, 41) }, () => ({
    id: hashHex(reverseBytes(reader.bytes(32))),
    output: reader.u32(),
    script: reader.sized(),
    sequence: reader.u32(),
  }));
  const outputs = Array.from({ length: atMost(reader, 9) }, () => ({
    value: sat(reader.u64()),
    script: reader.sized(),
  }));
  const witnesses = inputs.map(() =>
    withWitness ? Array.from({ length: atMost(reader, 1) }, () => reader.sized()) : [],
  );
  if (withWitness && witnesses.every((items) => items.length === 0)) {
    malformed(
      'transaction-empty-witness',
      RULE,
      'A transaction without witness is written without marker and flag.',
      0,
      'a witness item',
    );
  }
  const complete = inputs.map((input, index) => ({ ...input, witness: witnesses[index] ?? [] }));
  return { version, inputs: complete, outputs, lockTime: reader.u32() };
}

/** A count of items of at least `least` bytes each; more than the message has room for is refused before anything is made. */
export function atMost(reader: WireReader, least: number): number {
  const count = reader.compactSize();
  const most = Math.floor(reader.left / least);
  if (count > most)
    malformed('wire-too-short', RULE, `${count} items were announced, ${most} could follow.`, count, most);
  return count;
}

/** The transaction that exactly `data` encodes; trailing bytes and sizes not in their shortest form are refused. */
export const decodeTransaction = (data: Uint8Array): Result<Transaction> =>
  decoding(() => {
    const reader = new WireReader(data);
    const transaction = readTransaction(reader);
    reader.end();
    return transaction;
  });

const displayed = (digest: Uint8Array): Hash => hashHex(reverseBytes(digest));

/** The id of `transaction`: SHA-256 twice over its form without witness, printed backwards. */
export const transactionId = (transaction: Transaction): Hash =>
  displayed(doubleSha256(encodeTransaction(transaction, { witness: false })));

/** The id that covers the witness as well (BIP-141, "Transaction ID"). */
export const witnessId = (transaction: Transaction): Hash =>
  displayed(doubleSha256(encodeTransaction(transaction, { witness: true })));

/** Three times the size without witness plus the whole size (BIP-141, "Transaction size calculations"). */
export const weightOf = (transaction: Transaction): Weight =>
  weight(
    3 * encodeTransaction(transaction, { witness: false }).length +
      encodeTransaction(transaction, { witness: true }).length,
  );

/** A quarter of the weight, rounded up: the size that fees are quoted for, in virtual bytes (BIP-141). */
export const virtualSize = (transaction: Transaction): number => Math.ceil(weightOf(transaction) / 4);

/** The id in a coinbase's one input: 32 zero bytes. */
export const NO_TRANSACTION = `0x${'00'.repeat(32)}` as Hash;
/** The output number in a coinbase's one input. */
export const NO_OUTPUT = 0xffffffff;

/** Whether `transaction` creates coins from nothing: one input, which names no earlier output (Bitcoin Core, `IsCoinBase`). */
export const isCoinbase = ({ inputs }: Transaction): boolean =>
  inputs.length === 1 && inputs[0]?.id === NO_TRANSACTION && inputs[0].output === NO_OUTPUT;

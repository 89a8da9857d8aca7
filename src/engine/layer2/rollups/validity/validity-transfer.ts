/** A transfer in a validity rollup, and what it does to the accounts. */
import { bigintToFixedBytes, concatBytes } from '../../../foundation/bytes.ts';
import { decoding, malformed } from '../../../foundation/errors.ts';
import { ok, reject } from '../../../foundation/result.ts';
import type { Result } from '../../../foundation/result.ts';
import {
  accountPath,
  accountWord,
  BALANCE_BITS,
  NONCE_BITS,
  validityAccount,
  withValidityAccount,
} from './account-tree.ts';
import type { ValidityTree } from './account-tree.ts';

/**
 * A transfer between two accounts of the rollup; everybody sees it, and who may make it is for a signature beside the
 * proof.
 */
export interface ValidityTransfer {
  /** Places in the tree. */
  readonly from: number;
  readonly to: number;
  /** In wei, below 2^64. */
  readonly amount: bigint;
  /** The sender's transfers so far, below 2^32 − 1. */
  readonly nonce: number;
}

/**
 * What the prover knows of one transfer besides: the words of both accounts before and after, and the nodes beside
 * their paths. The receiver's are those after the sender's change. Nothing here is checked: the equations do that.
 */
export interface TransferWitness {
  readonly senderBefore: bigint;
  readonly senderAfter: bigint;
  readonly senderPath: readonly bigint[];
  readonly receiverBefore: bigint;
  readonly receiverAfter: bigint;
  readonly receiverPath: readonly bigint[];
  /**
   * What is halved to show that it is in range: the sender's balance and the receiver's word afterwards, as the words
   * say, unless told.
   */
  readonly senderBalance?: bigint;
  readonly receiverWord?: bigint;
}

/** What a transfer made of a tree, and the witness for it. */
export interface AppliedValidityTransfer {
  readonly tree: ValidityTree;
  readonly witness: TransferWitness;
}

const RULE = 'Strata validity rollup, transfers';
const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({ code, rule: RULE, message, received, expected });

/**
 * Whether numbers of a transfer are within their bits, which the equations rely on and the verifier therefore checks
 * itself. Refused: anything else (`malformed-transfer`).
 */
export function checkTransferNumbers(transfer: ValidityTransfer, depth: number): Result<void> {
  const { from, to, amount, nonce } = transfer;
  const isIndex = (index: number): boolean => Number.isInteger(index) && index >= 0 && index < 2 ** depth;
  const isAmount = typeof amount === 'bigint' && amount >= 0n && amount >> BigInt(BALANCE_BITS) === 0n;
  const isNonce = Number.isInteger(nonce) && nonce >= 0 && nonce < 2 ** NONCE_BITS - 1;
  if (isIndex(from) && isIndex(to) && isAmount && isNonce) return ok(undefined);
  return refuse(
    'malformed-transfer',
    'A number is out of range.',
    transfer,
    'indices, below 2^64, below 2^32 − 1',
  );
}

/**
 * The tree after a transfer, and the witness. Refused: numbers out of range (`malformed-transfer`), another nonce
 * than the sender's (`wrong-nonce`), more than the sender holds (`balance-too-low`), more than the receiver can hold
 * (`balance-overflow`).
 */
export function applyValidityTransfer(
  tree: ValidityTree,
  transfer: ValidityTransfer,
): Result<AppliedValidityTransfer> {
  const sane = checkTransferNumbers(transfer, tree.depth);
  if (!sane.ok) return sane;
  const { from, to, amount, nonce } = transfer;
  const sender = validityAccount(tree, from);
  if (nonce !== sender.nonce)
    return refuse('wrong-nonce', `Account ${from} has made ${sender.nonce} transfers.`, nonce, sender.nonce);
  if (amount > sender.balance)
    return refuse('balance-too-low', `Account ${from} holds ${sender.balance}.`, amount, sender.balance);
  const paid = { balance: sender.balance - amount, nonce: nonce + 1 };
  const between = withValidityAccount(tree, from, paid);
  const receiver = validityAccount(between, to);
  const received = { ...receiver, balance: receiver.balance + amount };
  if (received.balance >> BigInt(BALANCE_BITS) > 0n)
    return refuse('balance-overflow', `Account ${to} would hold too much.`, received.balance, '< 2^64');
  return ok({
    tree: withValidityAccount(between, to, received),
    witness: {
      senderBefore: accountWord(sender),
      senderAfter: accountWord(paid),
      senderPath: accountPath(tree, from),
      receiverBefore: accountWord(receiver),
      receiverAfter: accountWord(received),
      receiverPath: accountPath(between, to),
    },
  });
}

/** Bytes of a transfer in a batch: two indices of 2, an amount of 8, a nonce of 4. */
export const VALIDITY_TRANSFER_BYTES = 16;

const encodeTransfer = ({ from, to, amount, nonce }: ValidityTransfer): Uint8Array =>
  concatBytes(
    bigintToFixedBytes(BigInt(from), 2),
    bigintToFixedBytes(BigInt(to), 2),
    bigintToFixedBytes(amount, 8),
    bigintToFixedBytes(BigInt(nonce), 4),
  );

/**
 * The transfers of a batch one after the other, 16 bytes each: what is posted, signed and proven. Throws RangeError
 * for numbers out of range.
 */
export function encodeValidityTransfers(transfers: readonly ValidityTransfer[]): Uint8Array {
  const bytes = new Uint8Array(VALIDITY_TRANSFER_BYTES * transfers.length);
  transfers.forEach((transfer, index) =>
    bytes.set(encodeTransfer(transfer), VALIDITY_TRANSFER_BYTES * index),
  );
  return bytes;
}

/** The transfers in these bytes. Refused: no whole number of them, or none (`malformed-transfer`). */
export const decodeValidityTransfers = (data: Uint8Array): Result<readonly ValidityTransfer[]> =>
  decoding(() => {
    if (data.length === 0 || data.length % VALIDITY_TRANSFER_BYTES !== 0)
      malformed('malformed-transfer', RULE, 'A transfer has 16 bytes.', data.length, 'a multiple of 16');
    const view = new DataView(data.buffer, data.byteOffset, data.length);
    return Array.from({ length: data.length / VALIDITY_TRANSFER_BYTES }, (_, index) => {
      const at = VALIDITY_TRANSFER_BYTES * index;
      return {
        from: view.getUint16(at),
        to: view.getUint16(at + 2),
        amount: view.getBigUint64(at + 4),
        nonce: view.getUint32(at + 12),
      };
    });
  });

/** Money on its way from the rollup to layer 1: an entry in a tree of withdrawals, and the proof that it stands there. */
import { concatBytes, hexToBytes } from '../../foundation/bytes.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import { encodeRlp, rlpInteger } from '../../foundation/rlp.ts';
import { verifyLeaf } from '../../foundation/sparse-merkle.ts';
import type { Address, Hash, Wei } from '../../foundation/units.ts';
import { indexPath } from './index-path.ts';

/** A withdrawal. Its number is never given twice: it is what a bridge crosses off. */
export interface RollupWithdrawal {
  /** Place among all withdrawals, from 0. */
  readonly index: number;
  /** Who is paid on layer 1. */
  readonly to: Address;
  readonly value: Wei;
}

/** The bytes that a withdrawal's leaf commits to: RLP of number, recipient and value. */
export const encodeWithdrawal = ({ index, to, value }: RollupWithdrawal): Uint8Array =>
  encodeRlp([rlpInteger(index), hexToBytes(to), rlpInteger(value)]);

/** What an output root is made of (OP Stack specification, "L2 output commitment construction"). */
export interface OutputPreimage {
  readonly stateRoot: Hash;
  readonly withdrawalsRoot: Hash;
  readonly blockHash: Hash;
}

/** The output root of a layer 2 block: what is proposed on layer 1. SHA-256 of the roots and the block's hash behind a version of 32 bytes, zero. */
export const l2OutputRoot = ({ stateRoot, withdrawalsRoot, blockHash }: OutputPreimage): Hash =>
  hashHex(
    sha256(
      concatBytes(
        new Uint8Array(32),
        hexToBytes(stateRoot),
        hexToBytes(withdrawalsRoot),
        hexToBytes(blockHash),
      ),
    ),
  );

/** What someone who withdraws shows to the bridge. */
export interface WithdrawalProof {
  /** What the output root is made of. */
  readonly output: OutputPreimage;
  /** Hashes beside the withdrawal's path, from the root down. */
  readonly siblings: readonly Hash[];
}

/** Whether `proof` shows that `withdrawal` stands in the tree that `root`, an output root, commits to. */
export function verifyWithdrawal(root: Hash, withdrawal: RollupWithdrawal, proof: WithdrawalProof): boolean {
  const { index } = withdrawal;
  if (!Number.isSafeInteger(index) || index < 0 || index >= 2 ** 32) return false;
  if (l2OutputRoot(proof.output) !== root) return false;
  const path = indexPath(index);
  const value = encodeWithdrawal(withdrawal);
  return verifyLeaf(hexToBytes(proof.output.withdrawalsRoot), path, value, {
    siblings: proof.siblings.map(hexToBytes),
    leaf: { path, valueHash: sha256(value) },
  });
}

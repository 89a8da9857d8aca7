/** How someone who withdraws gets the proof that the bridge asks for: anyone who has derived the chain can make it. */
import { hashHex } from '../../foundation/hash.ts';
import { getLeaf, proveLeaf } from '../../foundation/sparse-merkle.ts';
import { indexPath } from './index-path.ts';
import type { L2Block } from './rollup-config.ts';
import type { RollupWithdrawal, WithdrawalProof } from './withdrawal.ts';

/** A withdrawal with its proof under a block's output root. */
export interface ProvenWithdrawal {
  readonly withdrawal: RollupWithdrawal;
  readonly proof: WithdrawalProof;
}

/** Withdrawal `index` as it stands under the output root of `block`, or null when it is not there yet. */
export function proveWithdrawal(block: L2Block, index: number): ProvenWithdrawal | null {
  const { state, stateRoot, withdrawalsRoot, hash } = block;
  if (index >= state.withdrawalCount) return null;
  const path = indexPath(index);
  const withdrawal = getLeaf(state.withdrawals, path);
  if (withdrawal === null) return null;
  const siblings = proveLeaf(state.withdrawals, path).siblings.map(hashHex);
  return { withdrawal, proof: { output: { stateRoot, withdrawalsRoot, blockHash: hash }, siblings } };
}

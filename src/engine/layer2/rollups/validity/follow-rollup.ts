/**
 * What anyone can find out about a validity rollup from layer 1's blocks alone: its accounts, and so everyone's path
 * out.
 */
import { bytesToBigint, hexToBytes } from '../../../foundation/bytes.ts';
import { decoding, malformed } from '../../../foundation/errors.ts';
import type { Result } from '../../../foundation/result.ts';
import type { SealedBlock } from '../../../layer1/chain/contract-chain.ts';
import { contractAddress } from '../../../layer1/machine/contracts/contract.ts';
import type { Contract } from '../../../layer1/machine/contracts/contract.ts';
import { validityRoot } from './account-tree.ts';
import type { ValidityTree } from './account-tree.ts';
import { BATCH_EVENT } from './rollup-batch.ts';
import type { ValidityCall } from './rollup-contract.ts';
import { validityGenesis } from './rollup-storage.ts';
import { applyValidityTransfer, decodeValidityTransfers } from './validity-transfer.ts';

/**
 * The accounts after these blocks: the transfers of every batch that the contract took, applied in order. The
 * operator is not asked, which is what makes this a rollup: whoever has layer 1's blocks can prove what is theirs. In
 * a validium the transfers stay with the operator; the root moves just as safely, and nobody else can make a path.
 * Refused: a batch that does not lead to its root (`wrong-new-root`), of which sound proofs let none through.
 */
export const followValidityRollup = (
  blocks: readonly SealedBlock[],
  rollup: Contract<ValidityCall>,
  depth: number,
): Result<ValidityTree> =>
  decoding(() => {
    const address = contractAddress(rollup.id);
    let tree = validityGenesis(depth);
    const events = blocks.flatMap(({ receipts }) => receipts.flatMap(({ logs }) => logs));
    for (const { contract, name, data } of events) {
      if (contract !== address || name !== BATCH_EVENT) continue;
      const bytes = hexToBytes(data);
      const transfers = decodeValidityTransfers(bytes.subarray(32));
      for (const transfer of transfers.ok ? transfers.value : []) {
        const applied = applyValidityTransfer(tree, transfer);
        if (applied.ok) tree = applied.value.tree;
      }
      const [root, newRoot] = [validityRoot(tree), bytesToBigint(bytes.subarray(0, 32))];
      if (root !== newRoot)
        malformed('wrong-new-root', 'Strata validity rollup', 'The batch leads elsewhere.', newRoot, root);
    }
    return tree;
  });

/** What a chain with contracts lets out through the engine's door. */
export {
  applyContractTransaction,
  type ContractRules,
  type TransactionReceipt,
} from './apply-contract-transaction.ts';
export {
  buildContractBlock,
  contractTransactionsRoot,
  importContractBlock,
  MAX_BLOB_GAS_PER_BLOCK,
  type BuiltContractBlock,
  type ContractBlock,
  type ContractProposal,
  type ContractTip,
  type ImportedContractBlock,
} from './contract-block.ts';
export { ContractChain, type ContractChainSettings, type SealedBlock } from './contract-chain.ts';
export { ChainUser, type CallExtras } from './chain-user.ts';

/** What Ethereum's side of layer 1 lets out through the engine's door: old formats, the machine, contracts, shards, parallel execution. */

// ledger and chain
export {
  decodeLegacyTransaction,
  encodeLegacyTransaction,
  legacySigningHash,
  legacyTransactionHash,
  senderOfLegacyTransaction,
  signLegacyTransaction,
  type LegacyRules,
  type LegacySignature,
  type LegacyTransaction,
  type SignedLegacyTransaction,
} from './ledger/legacy-transaction.ts';
export {
  decodeEthereumHeader,
  encodeEthereumHeader,
  ethereumHeaderHash,
  headerOfEthereumBlock,
  type EthereumHeader,
} from './chain/ethereum-header.ts';

// machine
export * from './machine/index.ts';

// scaling
export * from './scaling/index.ts';

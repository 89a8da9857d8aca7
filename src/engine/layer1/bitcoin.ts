/** What Bitcoin's side of layer 1 lets out through the engine's door: script, SegWit, the UTXO ledger, MuSig2, compact blocks. */

// script
export { OP, opcodeName, opcodeNumber, type OpcodeName } from './ledger/script/opcodes.ts';
export {
  assembleScript,
  buildScript,
  decodeScript,
  scriptText,
  type Instruction,
  type ScriptPart,
} from './ledger/script/instructions.ts';
export { numberToScript } from './ledger/script/script-number.ts';
export { hash160 } from './ledger/script/hashing.ts';
export { LOCKTIME_THRESHOLD, SEQUENCE, SEQUENCE_FINAL } from './ledger/script/time-locks.ts';
export { RULES_OF_2009, RULES_OF_TODAY, type ScriptRules } from './ledger/script/machine.ts';
export {
  hashLockScript,
  hashTimeLockScript,
  multisigScript,
  payToPublicKeyHash,
  payToScriptHash,
  payToWitnessPublicKeyHash,
  payToWitnessScriptHash,
  relativeLockScript,
  timeLockScript,
  witnessProgramOf,
  type HashTimeLock,
  type Script,
  type WitnessProgram,
} from './ledger/script/templates.ts';
export { verifySpend } from './ledger/script/verify-spend.ts';

// signatures
export { decodeDer, encodeDer } from './ledger/der.ts';
export { signForScript, verifyBitcoinSignature } from './ledger/bitcoin-signature.ts';
export { legacyDigest, SIGHASH } from './ledger/sighash.ts';
export { witnessDigest, witnessPreimage, type WitnessSigning } from './ledger/segwit-sighash.ts';
export {
  signLegacyInput,
  signWitnessInput,
  spendPublicKeyHash,
  spendWitnessPublicKeyHash,
  spendWitnessScript,
  withInput,
  type InputKey,
  type Signer,
} from './ledger/sign-input.ts';

// ledger
export { checkTransaction, MAX_BLOCK_WEIGHT, MAX_MONEY } from './ledger/check-transaction.ts';
export { MAX_SIGNATURE_COST, signatureCost } from './ledger/signature-cost.ts';
export type { LedgerTime } from './ledger/lock-times.ts';
export {
  applyTransaction,
  COINBASE_MATURITY,
  coinsOf,
  coinsRoot,
  createCoins,
  getCoin,
  totalValue,
  type AppliedTransaction,
  type Coin,
  type CoinState,
} from './ledger/utxo.ts';
export {
  connectBitcoinBlock,
  subsidyAt,
  type BitcoinContext,
  type ConnectedBlock,
} from './chain/connect-bitcoin-block.ts';
export {
  CoinChain,
  INCREMENTAL_RELAY_FEE,
  type CoinBlock,
  type CoinChainSettings,
  type CoinEntry,
  type CoinSpending,
  type MiningChoice,
} from './chain/coin-chain.ts';

// MuSig2
export {
  aggregateKeys,
  aggregateTweakedKeys,
  keyCoefficients,
  sortPublicKeys,
  tweakKey,
  xOnlyKey,
  type AggregateKey,
  type KeyTweak,
} from './scaling/musig2-keys.ts';
export {
  aggregateNonces,
  generateNonces,
  type NoncePair,
  type NonceSource,
} from './scaling/musig2-nonces.ts';
export {
  aggregateShares,
  signPartially,
  verifyShare,
  type SignerView,
  type SigningSession,
} from './scaling/musig2-signing.ts';

// compact blocks
export {
  blocksPerCollision,
  compactBlock,
  completeBlock,
  reconstruct,
  shortId,
  shortIdKey,
  type CompactBlock,
  type PartialBlock,
  type PrefilledTransaction,
} from './scaling/compact-blocks.ts';
export {
  decodeCompactBlock,
  decodeTransactionAnswer,
  decodeTransactionRequest,
  encodeCompactBlock,
  encodeTransactionAnswer,
  encodeTransactionRequest,
  type TransactionAnswer,
  type TransactionRequest,
} from './scaling/compact-block-messages.ts';
export { answerRequest, relayCompactly, type CompactRelay } from './scaling/compact-relay.ts';

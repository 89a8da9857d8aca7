/** What assets let out through the engine's door. */
export {
  allowanceSlot,
  spendAllowance,
  TOKEN_SUPPLY_SLOT,
  tokenBalanceSlot,
  tokenContract,
  tokenEvent,
  type TokenCall,
  type TokenSettings,
} from './token.ts';
export { splitDividend, type SplitDividend } from './dividend.ts';
export {
  checkForcedTransfer,
  checkSecurityTransfer,
  holdersAfter,
  type CheckSecurityTransfer,
  type SecurityIdentity,
  type SecurityRules,
  type SecurityTransfer,
} from './security-rules.ts';
export {
  dividendSlot,
  SECURITY_HOLDERS_SLOT,
  SECURITY_SUPPLY_SLOT,
  securityAllowanceSlot,
  securityBalanceSlot,
  securityFrozenSlot,
  SecurityRegister,
  UNPAID_DIVIDENDS_SLOT,
  type SecurityHolding,
} from './security-register.ts';
export { securityTokenContract, type SecurityCall, type SecuritySettings } from './security-token.ts';
export { settlementContract, type SettlementCall, type SettlementSettings } from './settlement-contract.ts';
export {
  assetLegContract,
  cashLegContract,
  tradeSlot,
  type AssetLegCall,
  type AssetLegSettings,
  type CashLegCall,
  type TradeTerms,
} from './proof-settlement.ts';

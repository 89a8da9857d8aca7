/** The scenarios of bridges. */
export { runPacketTransfer, type PacketTransferRun, type PacketTransferSettings } from './packet-transfer.ts';
export {
  runBridgeTheft,
  type BridgeTheftRun,
  type BridgeTheftSettings,
  type TheftStep,
} from './bridge-theft.ts';
export {
  runCouncilUpgrade,
  type CouncilUpgradeRun,
  type CouncilUpgradeSettings,
  type Depositor,
} from './council-upgrade.ts';
export {
  runAtomicSwap,
  SWAP_STEPS,
  type AtomicSwapRun,
  type AtomicSwapSettings,
  type SwapStep,
} from './atomic-swap.ts';
export { runSharedSecurity, type SharedSecurityRun, type SharedSecuritySettings } from './shared-security.ts';
export {
  runSecurityToken,
  type SecurityStep,
  type SecurityTokenRun,
  type SecurityTokenRunSettings,
} from './security-token.ts';
export { DELIVERY_STEPS, type DeliveryRun, type DeliveryStep } from './delivery-world.ts';
export {
  runDeliveryVersusPayment,
  type DeliverySettings,
  type DeliveryWay,
} from './delivery-versus-payment.ts';

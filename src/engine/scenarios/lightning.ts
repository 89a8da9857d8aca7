/** The scenarios of lightning. */
export {
  LIGHTNING_ROUTE_CHANNELS,
  LIGHTNING_ROUTE_PAYMENTS,
  runLightningRoute,
  type AskedRoute,
  type LightningRouteRun,
  type LightningRouteSettings,
} from './lightning-route.ts';
export {
  runLightningNetwork,
  type LightningNetworkRun,
  type LightningNetworkRunSettings,
  type LockedLiquidity,
} from './lightning-network.ts';
export {
  runLightningOnChain,
  type LightningOnChainRun,
  type LightningOnChainSettings,
} from './lightning-on-chain.ts';
export { type OnChainEnding, type PaymentOutcome } from './three-parties.ts';
export {
  runChannelJamming,
  type ChannelJammingRun,
  type ChannelJammingSettings,
  type JammedPart,
} from './channel-jamming.ts';

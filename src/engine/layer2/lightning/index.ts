/** What Lightning let out through the engine's door. */
export {
  decodeBigSize,
  decodeTlvStream,
  decodeTruncated,
  encodeBigSize,
  encodeTlvStream,
  encodeTruncated,
  type ReadBigSize,
  type TlvRecord,
} from './tlv-stream.ts';
export {
  blindingFactor,
  hmacSha256,
  hopSecrets,
  onionKey,
  onionSharedSecret,
  type HopSecret,
  type OnionKeyType,
} from './onion-keys.ts';
export {
  buildOnion,
  HOP_PAYLOADS_BYTES,
  ONION_BYTES,
  peelOnion,
  routeBytes,
  sealOnion,
  type OnionHop,
  type PeeledOnion,
  type SealedOnion,
} from './onion-packet.ts';
export {
  decodeHopPayload,
  encodeHopPayload,
  sayShortChannelId,
  shortChannelId,
  type HopPayload,
  type ShortChannelId,
} from './hop-payload.ts';
export {
  blamesNode,
  decodeFailure,
  encodeFailure,
  failureCode,
  isPermanent,
  type FailureMessage,
  type FailureName,
} from './failure-message.ts';
export {
  FAILURE_BYTES,
  openFailure,
  sealFailure,
  wrapReturnPacket,
  type OpenedFailure,
} from './return-packet.ts';
export {
  createChannelGraph,
  edgeKey,
  forwardingFee,
  type ChannelEdge,
  type ChannelGraph,
  type ChannelPolicy,
} from './channel-graph.ts';
export {
  findRoute,
  MAX_HTLC_CLTV,
  MAX_ROUTE_HOPS,
  type FindRoute,
  type Route,
  type RouteHop,
  type RouteRequest,
} from './find-route.ts';
export { checkRoute } from './check-route.ts';
export { edgesOf, randomNetwork, type NetworkChannel, type RandomNetworkSettings } from './random-network.ts';
export {
  addHtlc,
  failHtlc,
  fulfilHtlc,
  htlcOf,
  lockedInHtlcs,
  MAX_ACCEPTED_HTLCS,
  openLightningChannel,
  opensHash,
  type ChannelSide,
  type LightningChannel,
  type LightningHtlc,
} from './lightning-channel.ts';
export {
  againOf,
  createLink,
  isWaiting,
  makeUpdate,
  takeMessage,
  type ChannelLink,
  type HtlcUpdate,
  type LinkMessage,
  type LinkStep,
  type NumberedUpdate,
} from './channel-link.ts';
export {
  checkFinalHtlc,
  checkForwarding,
  failureOf,
  type IncomingHtlc,
  type LightningInvoice,
  type OwnInvoice,
} from './forward-htlc.ts';
export { SettlementChain, type ChannelClosing, type HtlcEnd, type SettledHtlc } from './settlement-chain.ts';
export {
  chainDuties,
  chainOutcomes,
  closingFrom,
  safeCltvDelta,
  safeFinalCltvDelta,
  settledHtlcs,
  type ChainDuty,
  type ChainOutcome,
  type ChainTimes,
  type NodeConduct,
} from './chain-duties.ts';
export {
  copyStore,
  createStore,
  htlcKey,
  type HtlcReference,
  type IncomingRecord,
  type NodeStore,
  type OutgoingRecord,
  type PaymentRecord,
} from './node-store.ts';
export {
  attemptOver,
  avoidAfter,
  isSendable,
  readOnion,
  type PaymentAttempt,
  type ReadOnion,
} from './payment-attempt.ts';
export { PaymentOrigin, type OriginSurroundings } from './payment-origin.ts';
export { LightningNode, type LightningNodeSettings } from './lightning-node.ts';
export type { NodeEvent, NodeSurroundings } from './node-surroundings.ts';
export {
  FIRST_LIGHTNING_HEIGHT,
  LightningNetwork,
  type LightningNetworkSettings,
} from './lightning-network.ts';
export { recordNodeEvent, type RecordedEvents } from './record-node-event.ts';

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
  type OnionHop,
  type PeeledOnion,
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

/** The scenarios of channels. */
export {
  ChannelWorld,
  type ChannelWorldSettings,
  type ChannelHappening,
  type ReceiveMessage,
} from './channel-world.ts';
export {
  runPaymentChannel,
  runSilentCounterparty,
  type ChannelEnding,
  type PaymentChannelRun,
  type PaymentChannelSettings,
  type SilentCounterpartyRun,
  type SilentCounterpartySettings,
} from './payment-channel.ts';
export {
  runRevokedState,
  runWatchtower,
  type RevokedStateRun,
  type RevokedStateSettings,
  type WatchtowerRun,
  type WatchtowerSettings,
} from './revoked-state.ts';

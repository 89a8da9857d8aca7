/** What can happen with payment channels and Lightning, as a trace has it. */

/** An event of payment channels and Lightning. */
export type ChannelEvent = {
  readonly kind: 'channel-opened';
  /** The channel, by its funding output or contract. */
  readonly channel: string;
  readonly capacity: string;
};

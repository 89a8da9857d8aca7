/** What can happen with bridges and assets, as a trace has it. */

/** An event of bridges and assets. */
export type BridgeEvent = {
  readonly kind: 'packet-received';
  readonly packet: string;
  /** The chain that it comes from. */
  readonly from: string;
};

/** What can happen with Plasma, sidechains and nested chains, as a trace has it. */

/** An event of Plasma, sidechains and nested chains. */
export type SidechainEvent = {
  readonly kind: 'exit-started';
  readonly exit: string;
  readonly value: string;
};

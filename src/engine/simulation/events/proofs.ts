/** What can happen with signatures, zero knowledge and state channels, as a trace has it. */

/** An event of signatures, zero knowledge and state channels. */
export type ProofEvent = {
  readonly kind: 'proof-checked';
  /** What is proven, in a word or two. */
  readonly proof: string;
  readonly bytes: number;
  readonly holds: boolean;
};

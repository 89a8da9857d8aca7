/** The scenarios of proofs. */
export {};

/** The scenarios of sidechains. */
export {};

/** The scenarios of channels. */
export {};

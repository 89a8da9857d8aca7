/** The scenarios of lightning. */
export {};

/** The scenarios of validity. */
export {};

/** The scenarios of bridges. */
export {};

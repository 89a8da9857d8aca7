/** The scenarios of disputes. */
export {};

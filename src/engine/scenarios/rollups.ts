/** The scenarios of rollups. */
export {};

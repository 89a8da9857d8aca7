/** What validity rollups let out through the engine's door. */
export {};

/** What sidechains and nested chains let out through the engine's door. */
export {};

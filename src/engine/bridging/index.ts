/** What bridging let out through the engine's door. */
export {};

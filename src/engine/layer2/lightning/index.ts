/** What Lightning let out through the engine's door. */
export {};

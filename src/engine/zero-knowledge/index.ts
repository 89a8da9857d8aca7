/** What zero knowledge let out through the engine's door. */
export {};

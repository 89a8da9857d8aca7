/** What state channels let out through the engine's door. */
export {};

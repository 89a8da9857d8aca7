/** What Plasma let out through the engine's door. */
export {};

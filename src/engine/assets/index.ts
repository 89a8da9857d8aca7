/** What assets let out through the engine's door. */
export {};

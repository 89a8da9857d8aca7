/** What signatures after quantum computers let out through the engine's door. */
export {};

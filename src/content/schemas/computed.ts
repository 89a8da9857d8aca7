/** Values that the engine computes for a lesson's prose, predictions and questions. */

/** `src/content/computed/<lesson>.ts` exports `computed`: entry names (lower-case, hyphens) and how each value comes about. */
export type ComputedValues = Readonly<Record<string, () => number | string>>;

/** Closed forms of signatures: how soon a one-time key that signed more than once can be signed with by anyone. */

/**
 * The chance that a message can be signed with the secrets that `signatures` signatures of other messages have shown, each of
 * `bits` bits: a bit's secret is known with chance 1 − 2^−k, so (1 − 2^−k)^bits. Two signatures leave (3/4)^bits.
 */
export const lamportForgeryChance = (signatures: number, bits: number): number =>
  (1 - 2 ** -signatures) ** bits;

/** The binary logarithm of the tries that a forger needs in the mean: −bits · log₂(1 − 2^−k); two signatures of 256 bits leave 106. */
export const lamportForgeryBits = (signatures: number, bits: number): number =>
  -bits * Math.log2(1 - 2 ** -signatures);

/** How many transfers of `bytes` bytes fit a block of `blockBytes`, and how many that is in a second at one block every `intervalMs`. */
export const transfersPerSecond = (bytes: number, blockBytes: number, intervalMs: number): number =>
  (Math.floor(blockBytes / bytes) * 1000) / intervalMs;

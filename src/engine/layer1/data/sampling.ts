/**
 * Sampling: a node asks for a few shares drawn at random, and takes the data for available when all of them come
 * (M. Al-Bassam, A. Sonnino, V. Buterin, Fraud and Data Availability Proofs, 2018).
 */
import type { Random } from '../../foundation/random.ts';
import { ok, reject, type Result } from '../../foundation/result.ts';

/** Draws the places that one node asks for, out of `shares` of them: what a lab replaces. */
export type DrawSamples = (shares: number, samples: number, random: Random) => readonly number[];

/** `samples` different places out of `shares`, all choices equally likely. Throws RangeError when there are not as many. */
export const drawSamples: DrawSamples = (shares, samples, random) => {
  if (samples > shares) throw new RangeError(`There are no ${samples} different places among ${shares}.`);
  const drawn = new Set<number>();
  while (drawn.size < samples) drawn.add(random.int(0, shares - 1));
  return [...drawn];
};

/** As many places, each drawn from all of them, so that one may come twice: what (1/2)^samples reckons with. */
export const drawWithReplacement: DrawSamples = (shares, samples, random) =>
  Array.from({ length: samples }, () => random.int(0, shares - 1));

/**
 * Whether every place asked for is answered. Refused: `sample-missing`, with the places that stayed without an answer. That
 * is a reason to doubt the data, not a proof: shares may be late, and nobody can show that a share does not exist.
 */
export function checkSamples(places: readonly number[], answered: (place: number) => boolean): Result<void> {
  const missing = places.filter((place) => !answered(place));
  if (missing.length === 0) return ok(undefined);
  return reject({
    code: 'sample-missing',
    rule: 'Al-Bassam, Sonnino, Buterin 2018, section 5',
    message: `${missing.length} of ${places.length} samples did not come.`,
    received: missing,
    expected: 'an answer for every place',
  });
}

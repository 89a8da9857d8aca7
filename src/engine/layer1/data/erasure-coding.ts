/**
 * Reed–Solomon erasure coding: data becomes the values of a polynomial, and twice as many values than needed are
 * published, so that any half of them brings the rest back (I. Reed, G. Solomon, Polynomial Codes over Certain Finite
 * Fields, 1960).
 */
import { malformed, decoding } from '../../foundation/errors.ts';
import { BLS_SCALARS } from '../../foundation/field.ts';
import {
  coefficientsOf,
  domainPoints,
  isPowerOfTwo,
  valuesOnDomain,
  vanishingAt,
} from '../../foundation/polynomial.ts';
import type { Result } from '../../foundation/result.ts';

/**
 * Shares of a codeword where null stands for one that nobody has. A share's place in the list says at which point it is
 * a value: the first half of a codeword is the data itself.
 */
export type KnownShares = readonly (bigint | null)[];

/** Makes a codeword of twice the length from data: what a lab replaces. */
export type ExtendData = (data: readonly bigint[]) => readonly bigint[];

/** Brings a whole codeword back from known shares, or says why not: what a lab replaces. */
export type RecoverData = (shares: KnownShares) => Result<readonly bigint[]>;

const FIELD = BLS_SCALARS;
const RULE = 'consensus-specs, fulu/polynomial-commitments-sampling.md, recover_polynomialcoeff';

/**
 * `data`, which are scalars of BLS12-381, and behind it as many values of the same polynomial at other points
 * (consensus-specs, fulu/polynomial-commitments-sampling.md, `compute_cells`). Throws RangeError unless there is a power
 * of two of them.
 */
export const extendData: ExtendData = (data) => {
  const root = FIELD.rootOfUnity(2 * data.length);
  return [...data, ...valuesOnDomain(FIELD, coefficientsOf(FIELD, data), root)];
};

/**
 * The whole codeword from at least half of its shares, whichever they are. Refused: a length that no codeword has
 * (`codeword-length`), a share that is no scalar (`share-out-of-range`), fewer than half (`too-few-shares`), and shares of
 * no one codeword (`inconsistent-shares`; when exactly half are known there is always one).
 */
export const recoverData: RecoverData = (shares) =>
  decoding(() => {
    const size = shares.length;
    if (!isPowerOfTwo(size) || size < 2) {
      malformed('codeword-length', RULE, `${size} shares are no codeword.`, size, 'a power of two from 2 on');
    }
    shares.forEach((share, index) => {
      if (share !== null && (share < 0n || share >= FIELD.modulus)) {
        malformed('share-out-of-range', RULE, `Share ${index} is no scalar.`, share, 'below the modulus');
      }
    });
    const known = shares.filter((share) => share !== null).length;
    if (known < size / 2) {
      const message = `${known} of ${size} shares are known; any ${size / 2} would do.`;
      malformed('too-few-shares', RULE, message, known, size / 2);
    }
    const recovered = known === size ? (shares as readonly bigint[]) : codewordThrough(shares);
    const data = recovered.slice(0, size / 2);
    // A codeword is what extending its own data gives; more than half of the shares need not belong to one.
    const codeword = extendData(data);
    const wrong = shares.findIndex((share, index) => share !== null && share !== codeword[index]);
    if (wrong !== -1) {
      const message = `The shares belong to no one codeword; share ${wrong} is off the rest.`;
      malformed('inconsistent-shares', RULE, message, shares[wrong], codeword[wrong]);
    }
    return codeword;
  });

/**
 * The polynomial D through the known shares, as values. With Z zero exactly where shares are missing, D·Z is known
 * everywhere: it is zero there. Dividing by Z needs points at which Z is not zero, so it is done beside the domain.
 */
function codewordThrough(shares: KnownShares): readonly bigint[] {
  const size = shares.length;
  const missing = domainPoints(FIELD, size).filter((_, index) => shares[index] === null);
  const vanishing = Array.from(vanishingAt(FIELD, missing));
  while (vanishing.length < size) vanishing.push(0n);

  const zeros = valuesOnDomain(FIELD, vanishing);
  const products = zeros.map((zero, index) => FIELD.multiply(zero, shares[index] ?? 0n));
  const beside = FIELD.generator;
  const above = valuesOnDomain(FIELD, coefficientsOf(FIELD, products), beside);
  const below = FIELD.inverseAll(valuesOnDomain(FIELD, vanishing, beside));
  const quotients = above.map((value, index) => FIELD.multiply(value, below[index] as bigint));
  return valuesOnDomain(FIELD, coefficientsOf(FIELD, quotients, beside));
}

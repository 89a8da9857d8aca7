/** What everyone who commits or verifies has to share: powers of a number that nobody may know (A. Kate, G. Zaverucha, I. Goldberg, 2010). */
import {
  combineG1,
  G1_GENERATOR,
  G1_ZERO,
  G2_GENERATOR,
  g1FromBytes,
  g2FromBytes,
  multiplyG1,
  multiplyG2,
  pairingsCancel,
} from '../../foundation/bls12-381.ts';
import type { G1Point, G2Point } from '../../foundation/bls12-381.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import { BLS_SCALARS } from '../../foundation/field.ts';
import { domainPoints, geometric, isPowerOfTwo, reverseBits } from '../../foundation/polynomial.ts';
import { createRandom } from '../../foundation/random.ts';
import type { Result } from '../../foundation/result.ts';

/** Points made of the secret τ. */
export interface TrustedSetup {
  /** Scalars a blob; a power of two. */
  readonly scalars: number;
  /** Scalars a cell; a power of two below twice `scalars`. */
  readonly cellScalars: number;
  /** A point for each place of a blob: that Lagrange polynomial of the domain at τ; in a blob's bit-reversed order. */
  readonly lagrange: readonly G1Point[];
  /** τ^0 … τ^(cellScalars − 1) in the first group, or more. */
  readonly powers: readonly G1Point[];
  /** τ^0 … τ^cellScalars in the second. */
  readonly powers2: readonly G2Point[];
}

/** A setup as published: compressed points. */
export interface EncodedSetup {
  /** In natural order of the domain, as `KZG_SETUP_G1_LAGRANGE` is. */
  readonly lagrange: readonly Uint8Array[];
  readonly powers: readonly Uint8Array[];
  readonly powers2: readonly Uint8Array[];
}

const RULE = 'consensus-specs, deneb/polynomial-commitments.md, Trusted setup';

/**
 * A setup from its bytes. Refused: other sizes than powers of two, one power more than a cell has scalars in the second
 * group and at least as many in the first (`setup-size`); a point that is none (`invalid-point`, with its list and
 * place); and points that do not belong together (`setup-inconsistent`): powers have to start at the generators, the first
 * in both groups to agree, and the Lagrange points to sum to 1 and, each times its point of the domain, to τ, which another
 * order would not. That the other powers are right is not checked: compare with the published file.
 */
export const readTrustedSetup = (encoded: EncodedSetup): Result<TrustedSetup> =>
  decoding(() => {
    const [scalars, cellScalars] = [encoded.lagrange.length, encoded.powers2.length - 1];
    if (
      !isPowerOfTwo(scalars) ||
      !isPowerOfTwo(cellScalars) ||
      cellScalars >= 2 * scalars ||
      encoded.powers.length < Math.max(2, cellScalars)
    ) {
      const received = { lagrange: scalars, powers: encoded.powers.length, powers2: cellScalars + 1 };
      malformed('setup-size', RULE, 'The lists are not of sizes that fit.', received, 'powers of two');
    }
    const points = <P>(list: keyof EncodedSetup, read: (data: Uint8Array) => P | null): readonly P[] =>
      encoded[list].map((data, index) => {
        const message = `Point ${index} of ${list} is none.`;
        return (
          read(data) ?? malformed('invalid-point', RULE, message, { list, index, data }, 'a compressed point')
        );
      });
    const natural = points('lagrange', g1FromBytes);
    const setup: TrustedSetup = {
      scalars,
      cellScalars,
      lagrange: natural.map((_, index) => natural[reverseBits(index, scalars)] as G1Point),
      powers: points('powers', g1FromBytes),
      powers2: points('powers2', g2FromBytes),
    };
    const fault = inconsistency(setup);
    if (fault !== null) malformed('setup-inconsistent', RULE, fault, 'these points', 'powers of one number');
    return setup;
  });

function inconsistency({ scalars, lagrange, powers, powers2 }: TrustedSetup): string | null {
  const [one, tau] = powers as [G1Point, G1Point];
  const [one2, tau2] = powers2 as [G2Point, G2Point];
  if (!one.equals(G1_GENERATOR) || !one2.equals(G2_GENERATOR))
    return 'The powers do not start at the generators.';
  if (
    !pairingsCancel([
      [tau, G2_GENERATOR],
      [G1_GENERATOR.negate(), tau2],
    ]) ||
    tau.is0()
  )
    return 'The two groups hold powers of two numbers.';
  if (!lagrange.reduce((sum, point) => sum.add(point), G1_ZERO).equals(one))
    return 'The Lagrange points do not sum to 1.';
  if (!combineG1(lagrange, domainPoints(BLS_SCALARS, scalars)).equals(tau))
    return 'The Lagrange points are in another order, or of another number.';
  return null;
}

/** A setup whose secret is known, for tests and labs. */
export interface InsecureSetup {
  readonly setup: TrustedSetup;
  /** The secret τ: with it, anything can be proven of any commitment. */
  readonly secret: bigint;
}

/**
 * A setup from a seed. It is insecure, as its name says: whoever knows the seed knows τ and can forge. Ethereum's was made by more
 * than 140,000 people in turn (2023), and is safe if one of them forgot a number; it has 4,096 scalars, this one 64 and cells
 * of 4 unless told. Throws RangeError for sizes that are not powers of two.
 */
export function insecureSetup(seed: number, scalars = 64, cellScalars = 4): InsecureSetup {
  if (!isPowerOfTwo(scalars) || !isPowerOfTwo(cellScalars) || cellScalars >= 2 * scalars)
    throw new RangeError(`No setup has ${scalars} scalars in cells of ${cellScalars}.`);
  const field = BLS_SCALARS;
  const points = domainPoints(field, scalars);
  const random = createRandom(seed, 'insecure-setup');
  // A τ on the domain would make all Lagrange points but one nothing.
  let secret = 0n;
  do secret = random.bigint(field.modulus);
  while (secret === 0n || field.power(secret, BigInt(scalars)) === 1n);
  // Lagrange polynomial of the point w on roots of unity, at τ: w · (τ^n − 1) / (n · (τ − w)).
  const factor = field.multiply(
    field.subtract(field.power(secret, BigInt(scalars)), 1n),
    field.inverse(field.create(BigInt(scalars))),
  );
  const distances = field.inverseAll(points.map((point) => field.subtract(secret, point)));
  const powers = geometric(field, secret, Math.max(2, cellScalars + 1));
  return {
    secret,
    setup: {
      scalars,
      cellScalars,
      lagrange: points.map((point, index) =>
        multiplyG1(G1_GENERATOR, field.multiply(field.multiply(point, factor), distances[index] as bigint)),
      ),
      powers: powers.map((power) => multiplyG1(G1_GENERATOR, power)),
      powers2: powers.slice(0, cellScalars + 1).map((power) => multiplyG2(G2_GENERATOR, power)),
    },
  };
}

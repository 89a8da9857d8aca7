/** The prover: extends the trace, adds up the quotients of all equations, and proves that the sum is a polynomial. */
import { ok, reject } from '../../../foundation/result.ts';
import type { Result } from '../../../foundation/result.ts';
import type { Air, Statement } from './air.ts';
import { commitmentRoot, commitTo, openMany } from './commitment.ts';
import { Composer } from './composer.ts';
import { fromVector, LIMBS, toVector, vectorPart, writeElement } from './field-vector.ts';
import type { FieldVector } from './field-vector.ts';
import { proveFri } from './fri.ts';
import type { FriClaim } from './fri.ts';
import { STARK_FIELD } from './stark-field.ts';
import { compositionClaim, drawCoins, openTranscript, TEACHING_STARK, wholeStatement } from './stark.ts';
import type { StarkProof } from './stark.ts';
import type { VerifyOptions } from './verify-stark.ts';
import { interpolateVector, shiftPowers, valuesOnCoset } from './transform.ts';

/** How a prover may be set. */
export interface ProveOptions extends VerifyOptions {
  /** Go on with a trace that breaks an equation and give the proof that comes of it, for a verifier to refuse. */
  readonly despite?: boolean;
  /** What a cheat proves in place of the sum of quotients, place by place; the sum itself unless told. */
  readonly bend?: (sum: readonly bigint[], claim: FriClaim) => readonly bigint[];
}

/**
 * The trace's columns on one coset of the extended domain, each with its first value once more at the end: row i + 1
 * follows row i.
 */
type ExtendedTrace = readonly FieldVector[];

/**
 * A proof of `statement`, by someone who knows the `trace`, column by column, as bigints or vectors. Place j of the
 * extended domain is row j / blow-up of coset j mod blow-up, so the next row is found in the same coset, and cosets
 * are worked on one by one. Refused: a trace that breaks an equation (`trace-violates-constraints`); `checkTrace`
 * says which. Throws RangeError for a trace of another shape than the AIR's.
 */
export function proveStark(
  air: Air,
  statement: Statement,
  trace: readonly (FieldVector | readonly bigint[])[],
  {
    parameters = TEACHING_STARK,
    bind = wholeStatement,
    despite = false,
    bend = (sum) => sum,
  }: ProveOptions = {},
): Result<StarkProof> {
  const { rows } = statement;
  const { blowUp } = parameters;
  const columns = trace.map((column) => (column instanceof Float64Array ? column : toVector(column)));
  if (columns.length !== air.columns.length || columns.some(({ length }) => length !== LIMBS * rows))
    throw new RangeError(`The trace has to have ${air.columns.length} columns of ${rows} rows.`);
  const claim = compositionClaim(air, statement, parameters);
  const transcript = openTranscript(air, statement, parameters, bind);

  const root = STARK_FIELD.rootOfUnity(claim.size);
  const shifts = Array.from({ length: blowUp }, (_, coset) =>
    STARK_FIELD.multiply(claim.offset, STARK_FIELD.power(root, BigInt(coset))),
  );
  const coefficients = columns.map(interpolateVector);
  const extended = shifts.map((shift): ExtendedTrace => {
    const powers = shiftPowers(shift, rows);
    return coefficients.map((polynomial) => withFirstAgain(valuesOnCoset(polynomial, powers)));
  });
  const rowBytes = new Uint8Array(16 * columns.length);
  const view = new DataView(rowBytes.buffer);
  const tree = commitTo(claim.size, (place) => {
    const coset = extended[place % blowUp] as ExtendedTrace;
    const at = LIMBS * Math.floor(place / blowUp);
    coset.forEach((column, index) => writeElement(column, at, view, 16 * index));
    return rowBytes;
  });
  const traceRoot = commitmentRoot(tree);

  const coins = drawCoins(transcript, traceRoot, air, statement);
  const composer = new Composer(air, statement, coins, claim.terms);
  const sums = shifts.map((shift, coset) =>
    fromVector(composer.onCoset(shift, extended[coset] as ExtendedTrace)),
  );
  const codeword = Array.from(
    { length: claim.size },
    (_, place) => sums[place % blowUp]?.[Math.floor(place / blowUp)] as bigint,
  );
  const { proof: composition, positions, holds } = proveFri(bend(codeword, claim), claim, transcript);
  if (!holds && !despite)
    return reject({
      code: 'trace-violates-constraints',
      rule: air.name,
      message: 'Some equation does not hold in the trace: the quotients are no polynomial.',
      received: 'a sum of more terms',
      expected: `${claim.terms} terms`,
    });
  const asked = positions.flatMap((at) => [at, (at + blowUp) % claim.size]);
  const places = [...new Set(asked)].sort((a, b) => a - b);
  const traceRows = places.map((place) =>
    (extended[place % blowUp] as ExtendedTrace).map((column) => {
      const at = Math.floor(place / blowUp);
      return fromVector(vectorPart(column, at, at + 1))[0] as bigint;
    }),
  );
  return ok({ traceRoot, traceRows, traceSiblings: openMany(tree, places), composition });
}

function withFirstAgain(values: FieldVector): FieldVector {
  const longer = new Float64Array(values.length + LIMBS);
  longer.set(values);
  longer.set(values.subarray(0, LIMBS), values.length);
  return longer;
}

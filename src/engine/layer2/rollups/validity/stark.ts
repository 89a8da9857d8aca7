/**
 * What prover and verifier of a STARK agree on: its size, its parts, and the conversation that binds it to its
 * statement.
 */
import { bigintToFixedBytes, concatBytes, utf8 } from '../../../foundation/bytes.ts';
import { compositionTerms } from './air.ts';
import type { Air, Statement } from './air.ts';
import type { FriClaim, FriProof } from './fri.ts';
import { STARK_FIELD } from './stark-field.ts';
import { Transcript } from './transcript.ts';

/** How much a proof is made to withstand. */
export interface StarkParameters {
  /** Values committed to for each row of the trace. A power of two. */
  readonly blowUp: number;
  /** Places at which the verifier looks. */
  readonly queries: number;
}

/**
 * Blow-up 8 and 40 queries. A transfer's equations make a polynomial of up to 4 terms a row, so half of the 8 values
 * a row are free to a cheat and each query catches one with a chance of about 1/2: about 40 bits of conjectured
 * soundness, reduced from the 96 to 128 of production systems, which take more queries, quotients of fewer terms
 * (DEEP), and proof of work on the transcript (ethSTARK documentation, on soundness). It proves validity and
 * hides nothing: this is no zero-knowledge proof.
 */
export const TEACHING_STARK: StarkParameters = { blowUp: 8, queries: 40 };

/** A proof that somebody knows a table in which all equations of an AIR hold. */
export interface StarkProof {
  /** The root over all values of the trace's columns. */
  readonly traceRoot: Uint8Array;
  /** Rows of these values at the places asked for and one row on, ascending, one element a column. */
  readonly traceRows: readonly (readonly bigint[])[];
  readonly traceSiblings: readonly Uint8Array[];
  /** That the equations' quotients, added up, are a polynomial. */
  readonly composition: FriProof;
}

/** What a statement looks like to the transcript; a lesson's weak variant leaves something out. */
export type BindStatement = (air: Air, statement: Statement, parameters: StarkParameters) => Uint8Array;

const count = (value: number): Uint8Array => bigintToFixedBytes(BigInt(value), 4);
const list = (elements: readonly bigint[]): Uint8Array =>
  concatBytes(count(elements.length), ...elements.map(STARK_FIELD.encode));

/** All that is claimed and by which rules: the AIR's name and size, the parameters, and the whole statement. */
export const wholeStatement: BindStatement = (
  air,
  { rows, publicColumns, assertions, context },
  parameters,
) =>
  concatBytes(
    ...[air.columns.length, air.constraints.length, rows, parameters.blowUp, parameters.queries].map(count),
    ...[publicColumns.length, assertions.length, context.length].map(count),
    ...publicColumns.map(list),
    ...assertions.flatMap(({ column, first, values }) => [count(column), count(first), list(values)]),
    context,
    utf8(air.name),
  );

/** The claim that FRI is to prove: the sum of all quotients on the shifted domain of `blowUp` values a row. */
export function compositionClaim(
  air: Air,
  statement: Statement,
  { blowUp, queries }: StarkParameters,
): FriClaim {
  const terms = compositionTerms(air, statement);
  const size = statement.rows * blowUp;
  if (terms * 2 > size)
    throw new RangeError(`Equations with ${terms} terms for ${statement.rows} rows need a larger blow-up.`);
  // The generator is no root of unity, so the shifted domain has no point at which a quotient divides by zero.
  return { size, offset: STARK_FIELD.generator, terms, queries };
}

/**
 * Bits of soundness that are conjectured for a proof: each query finds a cheat unless it hits one of the places that any
 * polynomial of so many terms can be made to go through, terms of size (ethSTARK documentation, section 5.10.1, on the
 * conjecture; what is proven is about half of it).
 */
export function conjecturedSoundness(air: Air, statement: Statement, parameters: StarkParameters): number {
  const { queries, size, terms } = compositionClaim(air, statement, parameters);
  return queries * Math.log2(size / terms);
}

/** The start of the conversation: everything that the proof is to be bound to. */
export function openTranscript(
  air: Air,
  statement: Statement,
  parameters: StarkParameters,
  bind: BindStatement,
): Transcript {
  const transcript = new Transcript('strata STARK 1');
  transcript.absorb('statement', bind(air, statement, parameters));
  return transcript;
}

/** What the quotients are multiplied by before they are added up, so that none makes up for another. */
export interface CompositionCoins {
  readonly constraints: readonly bigint[];
  readonly assertions: readonly bigint[];
  /**
   * For each column, what it is multiplied by as it is, and raised to the composition's degree: it must not have more
   * terms than rows.
   */
  readonly columns: readonly (readonly [bigint, bigint])[];
}

/** Commits to the trace's root, then draws the coins. */
export function drawCoins(
  transcript: Transcript,
  traceRoot: Uint8Array,
  air: Air,
  { assertions }: Statement,
): CompositionCoins {
  transcript.absorb('trace', traceRoot);
  return {
    constraints: transcript.elements('constraint', air.constraints.length),
    assertions: transcript.elements('assertion', assertions.length),
    columns: air.columns.map(() => [transcript.element('column'), transcript.element('raised column')]),
  };
}

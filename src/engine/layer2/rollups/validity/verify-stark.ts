/** The verifier: holds the equations of an AIR against a proof at the places that its own coins choose. */
import { concatBytes } from '../../../foundation/bytes.ts';
import { decoding, malformed } from '../../../foundation/errors.ts';
import { coefficientsOf, reverseBits, valueAt } from '../../../foundation/polynomial.ts';
import { reject } from '../../../foundation/result.ts';
import type { Result } from '../../../foundation/result.ts';
import type { Air, RowSet, Statement } from './air.ts';
import { commitmentLeaf, verifyOpenings } from './commitment.ts';
import { evaluatorOf } from './expression.ts';
import { verifyFri } from './fri.ts';
import { STARK_FIELD } from './stark-field.ts';
import { compositionClaim, drawCoins, openTranscript, TEACHING_STARK, wholeStatement } from './stark.ts';
import type { BindStatement, CompositionCoins, StarkParameters, StarkProof } from './stark.ts';

const { add, subtract, multiply, power } = STARK_FIELD;
const RULE = 'Anatomy of a STARK, part 4';

/** Coefficients of the polynomial that takes these values at 1, ω, ω² and so on. */
const throughValues = (values: readonly bigint[]): readonly bigint[] =>
  coefficientsOf(
    STARK_FIELD,
    values.map((_, index) => values[reverseBits(index, values.length)] as bigint),
  );

/** What the verifier knows of a statement before it sees a proof. */
interface Known {
  readonly air: Air;
  readonly statement: Statement;
  readonly terms: number;
  /** ω of the trace: row i stands at ω^i. */
  readonly rowRoot: bigint;
  readonly periodic: readonly (readonly bigint[])[];
  readonly publics: readonly (readonly bigint[])[];
  readonly asserted: readonly (readonly bigint[])[];
  readonly sets: ReadonlyMap<RowSet, readonly bigint[]>;
}

function knowledgeOf(air: Air, statement: Statement, terms: number): Known {
  const rowRoot = STARK_FIELD.rootOfUnity(statement.rows);
  const setsOf = air.constraints.map(({ rows }): [RowSet, readonly bigint[]] => {
    const root = STARK_FIELD.rootOfUnity(rows.period);
    return [rows, rows.at.map((at) => power(root, BigInt(at)))];
  });
  return {
    air,
    statement,
    terms,
    rowRoot,
    periodic: air.periodic.map(throughValues),
    publics: statement.publicColumns.map(throughValues),
    asserted: statement.assertions.map(({ values }) => throughValues(values)),
    sets: new Map(setsOf),
  };
}

/**
 * The polynomial that is zero in the rows of a set and nowhere else, at x; but for the last row, which is given back
 * apart.
 */
function zerofierAt(known: Known, set: RowSet, x: bigint): bigint {
  const { rows } = known.statement;
  const y = power(x, BigInt(rows / set.period));
  return (known.sets.get(set) ?? []).reduce((product, root) => multiply(product, subtract(y, root)), 1n);
}

/** The sum of all quotients at x, from the values of the columns there and one row on. */
function compositionAt(
  known: Known,
  coins: CompositionCoins,
  x: bigint,
  here: readonly bigint[],
  there: readonly bigint[],
): bigint {
  const { air, statement, terms, rowRoot } = known;
  const { rows, assertions } = statement;
  const evaluate = evaluatorOf<bigint>(
    {
      cell: (column, next) => (next ? there : here)[column] as bigint,
      periodic(column) {
        const coefficients = known.periodic[column] as readonly bigint[];
        return valueAt(STARK_FIELD, coefficients, power(x, BigInt(rows / coefficients.length)));
      },
      public: (column) => valueAt(STARK_FIELD, known.publics[column] as readonly bigint[], x),
    },
    { add, subtract, multiply, constant: (value) => value },
  );
  const sets = [...known.sets.keys()];
  // An assertion's rows are first + k · rows / values, so its polynomials are those of rows 0, … looked at from
  // ω^first.
  const seen = assertions.map(({ first }) => multiply(x, power(rowRoot, BigInt((rows - first) % rows))));
  const divisors = STARK_FIELD.inverseAll([
    ...sets.map((set) => zerofierAt(known, set, x)),
    ...assertions.map(({ values }, index) =>
      subtract(power(seen[index] as bigint, BigInt(values.length)), 1n),
    ),
  ]);
  const last = subtract(x, power(rowRoot, BigInt(rows - 1)));
  let sum = 0n;
  air.constraints.forEach(({ rows: set, zero }, index) => {
    const divided = multiply(evaluate(zero), divisors[sets.indexOf(set)] as bigint);
    const quotient = set.exceptLast === true ? multiply(divided, last) : divided;
    sum = add(sum, multiply(coins.constraints[index] as bigint, quotient));
  });
  assertions.forEach(({ column }, index) => {
    const value = valueAt(STARK_FIELD, known.asserted[index] as readonly bigint[], seen[index] as bigint);
    const quotient = multiply(
      subtract(here[column] as bigint, value),
      divisors[sets.length + index] as bigint,
    );
    sum = add(sum, multiply(coins.assertions[index] as bigint, quotient));
  });
  const raised = power(x, BigInt(terms - rows));
  coins.columns.forEach(([plain, high], column) => {
    sum = add(sum, multiply(add(plain, multiply(high, raised)), here[column] as bigint));
  });
  return sum;
}

/** Whether all numbers of a proof are elements: any other would stand for one of them a second time. */
function hasElementsOnly({ traceRoot, traceRows, composition }: StarkProof): boolean {
  const { layers, coefficients } = composition;
  const all = [coefficients, ...traceRows, ...layers.flatMap(({ pairs }) => pairs)];
  return (
    [traceRoot, ...layers.map(({ root }) => root)].every(({ length }) => length === 32) &&
    all.every((list) => list.every((element) => element >= 0n && element < STARK_FIELD.modulus))
  );
}

/** How a verifier may be set. */
export interface VerifyOptions {
  /** {@link TEACHING_STARK} unless told; the prover's have to be the same. */
  readonly parameters?: StarkParameters;
  /** What the transcript begins with; the whole statement unless told. */
  readonly bind?: BindStatement;
}

/**
 * Whether `proof` shows `statement` of `air`. It asks at random places whether the sum of quotients, as FRI has it,
 * is what the equations make of the trace's values there. Refused: a proof of another shape (`wrong-shape`), rows
 * that the root of the trace does not hold (`wrong-opening`), a sum that is not what the equations make of them
 * (`wrong-composition`), and what FRI refuses.
 */
export function verifyStark(
  air: Air,
  statement: Statement,
  proof: StarkProof,
  { parameters = TEACHING_STARK, bind = wholeStatement }: VerifyOptions = {},
): Result<void> {
  if (!hasElementsOnly(proof)) {
    const message = 'A proof holds elements of the field and hashes of 32 bytes.';
    return reject({ code: 'wrong-shape', rule: RULE, message, received: 'others', expected: 'these' });
  }
  const claim = compositionClaim(air, statement, parameters);
  const transcript = openTranscript(air, statement, parameters, bind);
  const coins = drawCoins(transcript, proof.traceRoot, air, statement);
  const opened = verifyFri(proof.composition, claim, transcript);
  if (!opened.ok) return opened;
  const { size, offset, terms } = claim;
  const { blowUp } = parameters;
  return decoding(() => {
    const asked = [...opened.value.keys()].flatMap((at) => [at, (at + blowUp) % size]);
    const places = [...new Set(asked)].sort((a, b) => a - b);
    const { traceRows, traceSiblings, traceRoot } = proof;
    if (traceRows.length !== places.length || traceRows.some((row) => row.length !== air.columns.length))
      malformed('wrong-shape', RULE, 'The proof opens other rows.', traceRows.length, places.length);
    const hashes = traceRows.map((row) => commitmentLeaf(concatBytes(...row.map(STARK_FIELD.encode))));
    if (!verifyOpenings(traceRoot, size, places, hashes, traceSiblings))
      malformed('wrong-opening', RULE, 'A row shown is not what was committed to.', 'rows', 'their root');
    const rowAt = new Map(places.map((place, index) => [place, traceRows[index] as readonly bigint[]]));
    const known = knowledgeOf(air, statement, terms);
    const root = STARK_FIELD.rootOfUnity(size);
    for (const [at, value] of opened.value) {
      const x = multiply(offset, power(root, BigInt(at)));
      const [here, there] = [at, (at + blowUp) % size].map((place) => rowAt.get(place) as readonly bigint[]);
      const expected = compositionAt(known, coins, x, here ?? [], there ?? []);
      if (value !== expected)
        malformed('wrong-composition', RULE, `The equations do not hold at place ${at}.`, value, expected);
    }
  });
}

/**
 * What a proof is bound to: a transcript that leaves something out is broken here, and FRI alone is held to its
 * claim.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytesToHex,
  commitmentLeaf,
  commitmentRoot,
  commitTo,
  compositionClaim,
  concatBytes,
  drawCoins,
  openMany,
  openTranscript,
  proveFri,
  proveStark,
  STARK_FIELD,
  Transcript,
  valueAt,
  verifyFri,
  verifyStark,
  wholeStatement,
  type BindStatement,
  type FriClaim,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';
import { codeOf, FEW, fibonacciAir, fibonacciStatement, fibonacciTrace, must } from './stark-cases.ts';

const { modulus, multiply, subtract, inverse, power } = STARK_FIELD;

describe('a transcript that omits a public input', () => {
  /** All but the values of the assertions. */
  const weak: BindStatement = (air, statement, parameters) =>
    wholeStatement(air, { ...statement, assertions: [] }, parameters);
  const trace = fibonacciTrace(1n, 1n);
  const result = trace[0].at(-1) as bigint;
  const honest = fibonacciStatement(1n, 1n, result);

  /** The start is said to be 2 and a number that makes up for it, chosen after the verifier's coins. */
  function lieUnder(bind: BindStatement) {
    const options = { parameters: FEW, bind };
    const { traceRoot } = must(proveStark(fibonacciAir, honest, trace, options));
    const coins = drawCoins(openTranscript(fibonacciAir, honest, FEW, bind), traceRoot, fibonacciAir, honest);
    const [a, b] = coins.assertions as [bigint, bigint];
    // Both quotients divide by the same x − 1, so it is enough that a · (1 − 2) + b · (1 − second) is zero.
    const second = subtract(1n, multiply(a, inverse(b)));
    const lie = fibonacciStatement(2n, second, result);
    const proof = must(proveStark(fibonacciAir, lie, trace, { ...options, despite: true }));
    return codeOf(verifyStark(fibonacciAir, lie, proof, options));
  }

  test('lets a prover choose it afterwards: a false statement is proven', () => {
    const second = fibonacciTrace(2n, 5n)[0].at(-1);
    expect(second).not.toBe(result);
    expect(lieUnder(weak)).toBe('ok');
  });

  test('and the whole statement in the transcript ends that', () => {
    expect(lieUnder(wholeStatement)).not.toBe('ok');
  });

  test('tells every message from every other, however they are cut', () => {
    const after = (...messages: readonly (readonly [string, readonly number[]])[]): bigint => {
      const transcript = new Transcript('test');
      for (const [label, bytes] of messages) transcript.absorb(label, Uint8Array.from(bytes));
      return transcript.element('coin');
    };
    const coins = [
      after(['a', [1, 2]]),
      after(['a', [1]], ['a', [2]]),
      after(['a', [1]], ['', [2]]),
      after(['aa', [1]]),
      after(['', [1, 2]]),
      after(),
    ];
    expect(new Set(coins).size).toBe(coins.length);
    expect(new Transcript('test').element('coin')).not.toBe(new Transcript('test 2').element('coin'));
  });

  test('asks for as many different places as it says, all below the size', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.integer({ min: 0, max: 10 }), fc.string(), (amount, bits, domain) => {
        const size = 2 ** bits;
        const places = new Transcript(domain).positions('places', amount, size);
        expect(new Set(places).size).toBe(Math.min(amount, size));
        expect(places.every((place) => place >= 0 && place < size)).toBe(true);
        expect([...places].sort((a, b) => a - b)).toEqual(places);
      }),
      { numRuns: runs() },
    );
  });
});

describe('the whole statement', () => {
  test('is other bytes for whatever is claimed otherwise, and by another AIR', () => {
    const statement = { ...fibonacciStatement(1n, 1n, 5n), publicColumns: [[1n, 2n]] };
    const [assertion, ...others] = statement.assertions;
    if (assertion === undefined) throw new Error('an assertion');
    const bytes = (change: Partial<typeof statement>, air = fibonacciAir, queries = 8) =>
      bytesToHex(wholeStatement(air, { ...statement, ...change }, { blowUp: 8, queries }));
    const all = [
      bytes({}),
      bytes({ rows: 64 }),
      bytes({ publicColumns: [[1n, 3n]] }),
      bytes({ publicColumns: [[1n], [2n]] }),
      bytes({ assertions: others }),
      bytes({ assertions: [{ ...assertion, values: [2n] }, ...others] }),
      bytes({ assertions: [{ ...assertion, first: 1 }, ...others] }),
      bytes({ assertions: [{ ...assertion, column: 1 }, ...others] }),
      bytes({ context: Uint8Array.of(0) }),
      bytes({}, { ...fibonacciAir, name: 'another' }),
      bytes({}, fibonacciAir, 9),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  test('and the commitment to the trace come before the first coin', () => {
    const statement = fibonacciStatement(1n, 1n, 5n);
    const coins = (root: number, context: number) =>
      drawCoins(
        openTranscript(fibonacciAir, { ...statement, context: Uint8Array.of(context) }, FEW, wholeStatement),
        new Uint8Array(32).fill(root),
        fibonacciAir,
        statement,
      ).constraints[0];
    expect(new Set([coins(1, 1), coins(2, 1), coins(1, 2)]).size).toBe(3);
    expect(coins(1, 1)).toBe(coins(1, 1));
  });
});

test('a leaf is never taken for a node of the tree', () => {
  const [left, right] = [Uint8Array.of(1), Uint8Array.of(2)];
  const root = commitmentRoot(commitTo(2, (index) => (index === 0 ? left : right)));
  const both = concatBytes(commitmentLeaf(left), commitmentLeaf(right));
  expect(bytesToHex(commitmentLeaf(both))).not.toBe(bytesToHex(root));
});

describe('FRI', () => {
  const claim: FriClaim = { size: 512, offset: 3n, terms: 128, queries: 12 };
  const root = STARK_FIELD.rootOfUnity(claim.size);
  const valuesOf = (coefficients: readonly bigint[]) =>
    Array.from({ length: claim.size }, (_, at) =>
      valueAt(STARK_FIELD, coefficients, multiply(claim.offset, power(root, BigInt(at)))),
    );
  const element = fc.bigInt({ min: 0n, max: modulus - 1n });

  test('shows a polynomial of few terms, and gives its values at the places asked for', () => {
    const polynomials = fc.array(element, { minLength: 1, maxLength: claim.terms });
    fc.assert(
      fc.property(polynomials, (coefficients) => {
        const values = valuesOf(coefficients);
        const { proof, positions, holds } = proveFri(values, claim, new Transcript('fri'));
        const opened = must(verifyFri(proof, claim, new Transcript('fri')));
        expect(holds).toBe(true);
        expect([...opened]).toEqual(positions.map((at) => [at, values[at]]));
      }),
      { numRuns: runs(15) },
    );
  });

  test('shows nothing of one with a term too many, nor of values changed at every fourth place', () => {
    const long = valuesOf([...new Array<bigint>(claim.terms).fill(1n), 1n]);
    const near = valuesOf([1n, 2n, 3n]).map((value, at) => (at % 4 === 0 ? value + 1n : value));
    for (const values of [long, near]) {
      const { proof, holds } = proveFri(values, claim, new Transcript('fri'));
      expect(holds).toBe(false);
      expect(codeOf(verifyFri(proof, claim, new Transcript('fri')))).toBe('wrong-fold');
    }
  });

  test('refuses a layer that has nothing to do with the one before, however good the rest is', () => {
    const anything = Array.from({ length: claim.size }, (_, at) => BigInt(at * at + 1));
    const half: FriClaim = { size: claim.size / 2, offset: 9n, terms: claim.terms / 2, queries: 4 };
    const pairAt = (at: number) => [anything[at] as bigint, anything[at + half.size] as bigint] as const;
    const tree = commitTo(half.size, (at) => concatBytes(...pairAt(at).map(STARK_FIELD.encode)));
    const transcript = new Transcript('fri');
    transcript.absorb('fri layer', commitmentRoot(tree));
    transcript.element('fri beta');
    // From the second layer on it is an honest proof, of the polynomial 5.
    const rest = proveFri(new Array<bigint>(half.size).fill(5n), half, transcript);
    const first = {
      root: commitmentRoot(tree),
      pairs: rest.positions.map(pairAt),
      siblings: openMany(tree, rest.positions),
    };
    const { layers, coefficients } = rest.proof;
    const proof = { layers: [first, ...layers], coefficients };
    expect(codeOf(verifyFri(proof, { ...claim, queries: 4 }, new Transcript('fri')))).toBe('wrong-fold');
  });

  test('is bound to the conversation around it', () => {
    const { proof } = proveFri(valuesOf([1n, 2n]), claim, new Transcript('fri'));
    expect(codeOf(verifyFri(proof, claim, new Transcript('another')))).not.toBe('ok');
  });

  test('has no more than half of the places free, or the parameters are refused', () => {
    const statement = fibonacciStatement(1n, 1n, 1n);
    expect(() => compositionClaim(fibonacciAir, statement, { blowUp: 2, queries: 8 })).toThrow(RangeError);
  });
});

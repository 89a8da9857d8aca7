/**
 * What a proof is bound to: a transcript that leaves something out is broken here, and FRI alone is held to its
 * claim.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compositionClaim,
  drawCoins,
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

  test('is bound to the conversation around it', () => {
    const { proof } = proveFri(valuesOf([1n, 2n]), claim, new Transcript('fri'));
    expect(codeOf(verifyFri(proof, claim, new Transcript('another')))).not.toBe('ok');
  });

  test('has no more than half of the places free, or the parameters are refused', () => {
    const statement = fibonacciStatement(1n, 1n, 1n);
    expect(() => compositionClaim(fibonacciAir, statement, { blowUp: 2, queries: 8 })).toThrow(RangeError);
  });
});

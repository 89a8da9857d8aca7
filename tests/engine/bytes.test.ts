import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bigintToFixedBytes,
  bytesToBigint,
  bytesToHex,
  compareBytes,
  concatBytes,
  equalBytes,
  hexToBytes,
  isHex,
  utf8,
} from 'strata';
import { runs } from './runs.ts';

describe('bytes', () => {
  test('survive the way to hexadecimal and back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (data) => {
        expect(hexToBytes(bytesToHex(data))).toEqual(data);
      }),
      { numRuns: runs() },
    );
  });

  test('are not read from half a byte or from other characters', () => {
    expect(() => hexToBytes('0x123')).toThrow(RangeError);
    expect(() => hexToBytes('0x1g')).toThrow(RangeError);
    expect(() => hexToBytes('0x1é')).toThrow(RangeError);
    expect(hexToBytes('0xAB')).toEqual(Uint8Array.of(0xab));
  });

  test('in hexadecimal are lower case, prefixed and of the asked length', () => {
    expect(isHex('0xab', 1)).toBe(true);
    for (const wrong of ['ab', '0xAB', '0xa', '0xag', '0xabab', 17, null, undefined])
      expect(isHex(wrong, 1)).toBe(false);
  });

  test('of text are those of the platform', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(utf8(text)).toEqual(new TextEncoder().encode(text));
      }),
      { numRuns: runs() },
    );
    expect(utf8('\ud800')).toEqual(new TextEncoder().encode('\ud800'));
  });

  test('of a number are as many as asked, or none at all', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }), (value) => {
        expect(bytesToBigint(bigintToFixedBytes(value, 32))).toBe(value);
      }),
      { numRuns: runs() },
    );
    expect(() => bigintToFixedBytes(256n, 1)).toThrow(RangeError);
    expect(() => bigintToFixedBytes(-1n, 1)).toThrow(RangeError);
  });

  test('are equal and ordered byte by byte', () => {
    const [a, b] = [Uint8Array.of(1, 2), Uint8Array.of(1, 3)];
    expect(equalBytes(a, Uint8Array.of(1, 2))).toBe(true);
    expect(equalBytes(a, b)).toBe(false);
    expect(equalBytes(a, Uint8Array.of(1))).toBe(false);
    expect(compareBytes(a, b)).toBeLessThan(0);
    expect(compareBytes(concatBytes(a, a), a)).toBeGreaterThan(0);
  });
});

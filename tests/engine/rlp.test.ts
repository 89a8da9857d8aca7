import { RLP } from '@ethereumjs/rlp';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesToHex, decodeRlp, encodeRlp, hexToBytes, rlpInteger, type RlpItem } from 'strata';
import { runs } from './runs.ts';

const items = fc.letrec<{ item: RlpItem }>((tie) => ({
  item: fc.oneof({ maxDepth: 4 }, fc.uint8Array({ maxLength: 80 }), fc.array(tie('item'), { maxLength: 6 })),
})).item;

const codeOf = (hex: string): string => {
  const decoded = decodeRlp(hexToBytes(hex));
  return decoded.ok ? 'accepted' : decoded.rejection.code;
};

describe('RLP', () => {
  test('decodes what it encodes', () => {
    fc.assert(
      fc.property(items, (item) => {
        expect(decodeRlp(encodeRlp(item))).toEqual({ ok: true, value: item });
      }),
      { numRuns: runs() },
    );
  });

  test('encodes as an independent library does', () => {
    fc.assert(
      fc.property(items, (item) => {
        expect(bytesToHex(encodeRlp(item))).toBe(bytesToHex(RLP.encode(item as never)));
      }),
      { numRuns: runs() },
    );
  });

  test('accepts no bytes that it would not write itself', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (data) => {
        const decoded = decodeRlp(data);
        if (decoded.ok) expect(encodeRlp(decoded.value)).toEqual(data);
      }),
      { numRuns: runs(2000) },
    );
  });

  test('refuses every other way to say the same', () => {
    expect(codeOf('')).toBe('rlp-empty');
    expect(codeOf('8100')).toBe('rlp-not-shortest');
    expect(codeOf('817f')).toBe('rlp-not-shortest');
    expect(codeOf('8180')).toBe('accepted');
    expect(codeOf(`b837${'61'.repeat(55)}`)).toBe('rlp-not-shortest');
    expect(codeOf(`b838${'61'.repeat(56)}`)).toBe('accepted');
    expect(codeOf(`b90038${'61'.repeat(56)}`)).toBe('rlp-leading-zero');
    expect(codeOf('8361')).toBe('rlp-too-short');
    expect(codeOf('b8')).toBe('rlp-too-short');
    expect(codeOf('c201')).toBe('rlp-too-short');
    expect(codeOf('c18261')).toBe('rlp-too-short');
    expect(codeOf('bfffffffffffffffff')).toBe('rlp-too-short');
    expect(codeOf('0101')).toBe('rlp-trailing-bytes');
  });

  test('stops at nesting that no protocol uses, rather than exhaust the stack', () => {
    const nested = (depth: number): RlpItem => (depth === 0 ? [] : [nested(depth - 1)]);
    expect(decodeRlp(encodeRlp(nested(64))).ok).toBe(true);
    const decoded = decodeRlp(encodeRlp(nested(65)));
    expect(decoded.ok ? '' : decoded.rejection.code).toBe('rlp-too-deep');
  });

  test('writes quantities without leading zeros and refuses negative ones', () => {
    expect(
      [0, 1, 255, 256, 65536, 16777216, 2 ** 32, 2 ** 53 - 1].map((value) => bytesToHex(rlpInteger(value))),
    ).toEqual(['0x', '0x01', '0xff', '0x0100', '0x010000', '0x01000000', '0x0100000000', '0x1fffffffffffff']);
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 1n << 80n }), (value) => {
        const digits = rlpInteger(value);
        expect(digits[0]).not.toBe(0);
        expect(digits.length === 0 ? 0n : BigInt(bytesToHex(digits))).toBe(value);
      }),
      { numRuns: runs() },
    );
    expect(() => rlpInteger(-1)).toThrow(RangeError);
    expect(() => rlpInteger(-1n)).toThrow(RangeError);
    expect(() => rlpInteger(1.5)).toThrow(RangeError);
  });
});

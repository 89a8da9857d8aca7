import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bitsOf,
  bytesToHex,
  decodeHeader,
  encodeHeader,
  headerId,
  targetOf,
  verifyChain,
  workOf,
  type BitcoinHeader,
  type Hash,
} from 'strata';
import { runs } from './runs.ts';

const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((data) => bytesToHex(data) as Hash);
const headers: fc.Arbitrary<BitcoinHeader> = fc.record({
  version: fc.integer({ min: -0x80000000, max: 0x7fffffff }),
  prevId: hash,
  merkleRoot: hash,
  timestamp: uint32,
  bits: uint32,
  nonce: uint32,
});

const first: BitcoinHeader = {
  version: 1,
  prevId: `0x${'00'.repeat(32)}` as Hash,
  merkleRoot: `0x${'11'.repeat(32)}` as Hash,
  timestamp: 1_231_006_505,
  bits: 0x1d00ffff,
  nonce: 7,
};
const chainOf = (length: number): BitcoinHeader[] => {
  const chain = [first];
  while (chain.length < length)
    chain.push({ ...first, prevId: headerId(chain.at(-1) ?? first), nonce: chain.length });
  return chain;
};

describe('a Bitcoin header', () => {
  test('is 80 bytes and decodes to itself', () => {
    fc.assert(
      fc.property(headers, (header) => {
        const data = encodeHeader(header);
        expect(data.length).toBe(80);
        expect(decodeHeader(data)).toEqual({ ok: true, value: header });
      }),
      { numRuns: runs() },
    );
  });

  test.each([0, 79, 81])('is refused at %i bytes', (length) => {
    const decoded = decodeHeader(new Uint8Array(length));
    expect(decoded.ok ? '' : decoded.rejection.code).toBe('header-wrong-length');
  });

  test('cannot be encoded with a field that does not fit', () => {
    expect(() => encodeHeader({ ...first, nonce: 2 ** 32 })).toThrow(RangeError);
    expect(() => encodeHeader({ ...first, prevId: '0x00' as Hash })).toThrow(RangeError);
  });
});

describe('a target', () => {
  test('keeps its 23 highest bits through the compact form', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: (1n << 256n) - 1n }), (target) => {
        const kept = targetOf(bitsOf(target));
        expect(kept <= target).toBe(true);
        expect(target - kept < target / 32_768n + 1n).toBe(true);
        expect(bitsOf(kept)).toBe(bitsOf(target));
      }),
      { numRuns: runs() },
    );
  });

  test('is never met when its compact form is negative or too large', () => {
    expect(targetOf(0x04923456)).toBe(0n);
    expect(targetOf(0x04123456)).toBe(0x12345600n);
    expect(targetOf(0x01003456)).toBe(0n);
    expect(targetOf(0x2100ffff)).toBe(0xffffn << 240n);
    expect(targetOf(0x2200ffff)).toBe(0n);
    expect(targetOf(0xff7fffff)).toBe(0n);
  });

  test('does not set the sign bit of the compact form', () => {
    expect(bitsOf(0x80n)).toBe(0x02008000);
    expect(() => bitsOf(1n << 256n)).toThrow(RangeError);
    expect(() => bitsOf(-1n)).toThrow(RangeError);
  });

  test('half as high is twice the work', () => {
    expect(workOf((1n << 255n) - 1n)).toBe(2n);
    expect(workOf((1n << 254n) - 1n)).toBe(4n);
    expect(workOf(0n)).toBe(0n);
  });
});

describe('a chain of headers', () => {
  test('holds when each names the one before', () => {
    expect(verifyChain([]).ok).toBe(true);
    expect(verifyChain(chainOf(1)).ok).toBe(true);
    expect(verifyChain(chainOf(8)).ok).toBe(true);
  });

  test('breaks at the header after any that is changed', () => {
    const chain = chainOf(5);
    for (let changed = 0; changed < 4; changed += 1) {
      const edited = chain.map((header, index) => (index === changed ? { ...header, timestamp: 0 } : header));
      const verified = verifyChain(edited);
      expect(verified.ok ? '' : verified.rejection.message).toMatch(new RegExp(`^Header ${changed + 1} `));
    }
  });

  test('breaks when a header is left out or two are swapped', () => {
    const chain = chainOf(5);
    expect(verifyChain(chain.toSpliced(2, 1)).ok).toBe(false);
    expect(verifyChain([...chain].reverse()).ok).toBe(false);
  });
});

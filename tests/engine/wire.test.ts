import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compactSize, u32le, u64le } from 'strata';
import { decoding } from '../../src/engine/foundation/errors.ts';
import { createQueue } from '../../src/engine/foundation/priority-queue.ts';
import { WireReader } from '../../src/engine/foundation/wire.ts';
import { runs } from './runs.ts';

const read = <T>(data: Uint8Array, how: (reader: WireReader) => T): T | string => {
  const result = decoding(() => {
    const reader = new WireReader(data);
    const value = how(reader);
    reader.end();
    return value;
  });
  return result.ok ? result.value : result.rejection.code;
};
const sizeOf = (...data: readonly number[]): number | string =>
  read(Uint8Array.from(data), (reader) => reader.compactSize());

describe("Bitcoin's wire format", () => {
  test('reads the integers it writes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -0x80000000, max: 0xffffffff }),
        fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
        (a, b) => {
          expect(read(u32le(a), (reader) => reader.u32())).toBe(a >>> 0);
          expect(read(u32le(a), (reader) => reader.i32())).toBe(a | 0);
          expect(read(u64le(b), (reader) => reader.u64())).toBe(b);
        },
      ),
      { numRuns: runs() },
    );
  });

  test('reads the sizes it writes, up to what a message may hold', () => {
    for (const size of [0, 252, 253, 65_535, 65_536, 0x02000000]) {
      expect(read(compactSize(size), (reader) => reader.compactSize())).toBe(size);
    }
    expect([252, 253, 65_535, 65_536, 2 ** 32].map((size) => compactSize(size).length)).toEqual([
      1, 3, 3, 5, 9,
    ]);
    expect(read(compactSize(0x02000001), (reader) => reader.compactSize())).toBe('wire-too-large');
  });

  test('refuses a size that has a shorter form', () => {
    expect(sizeOf(0xfd, 0xfc, 0)).toBe('wire-not-shortest');
    expect(sizeOf(0xfd, 0xfd, 0)).toBe(0xfd);
    expect(sizeOf(0xfe, 0xff, 0xff, 0, 0)).toBe('wire-not-shortest');
    expect(sizeOf(0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0)).toBe('wire-not-shortest');
  });

  test('refuses what breaks off and what goes on', () => {
    expect(sizeOf()).toBe('wire-too-short');
    expect(sizeOf(0xfd, 0xfd)).toBe('wire-too-short');
    expect(sizeOf(1, 0)).toBe('wire-trailing-bytes');
    expect(read(Uint8Array.of(2, 7), (reader) => reader.sized())).toBe('wire-too-short');
  });

  test('writes nothing that does not fit', () => {
    expect(() => u32le(2 ** 32)).toThrow(RangeError);
    expect(() => u32le(-0x80000001)).toThrow(RangeError);
    expect(() => u64le(1n << 64n)).toThrow(RangeError);
    expect(() => u64le(-1n)).toThrow(RangeError);
    expect(() => compactSize(-1)).toThrow(RangeError);
    expect(() => compactSize(0.5)).toThrow(RangeError);
  });
});

describe('a priority queue', () => {
  test('gives everything back in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.array(fc.integer()), (first, second) => {
        const queue = createQueue<number>((a, b) => a < b);
        first.forEach(queue.push);
        const early = first.length > 0 ? [queue.pop()] : [];
        second.forEach(queue.push);
        const rest: (number | undefined)[] = [];
        while (queue.size > 0) rest.push(queue.pop());
        expect(early).toEqual(first.length > 0 ? [Math.min(...first)] : []);
        const left = [...first].sort((a, b) => a - b).slice(1);
        expect(rest).toEqual([...left, ...second].sort((a, b) => a - b));
        expect(queue.pop()).toBe(undefined);
      }),
      { numRuns: runs() },
    );
  });
});

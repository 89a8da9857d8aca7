/** Calls as the data of a transaction: one form for each, and every other refused. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callCodec, ok, type Address, type CallOf, type Hash } from '../../src/engine/index.ts';
import { runs } from './runs.ts';

const codec = callCodec({
  put: { key: 'count', amount: 'word' },
  refuse: {},
  many: {
    to: 'address',
    hash: 'hash',
    isLast: 'flag',
    data: 'bytes',
    words: 'words',
    addresses: 'addresses',
    hashes: 'hashes',
    parts: 'byteStrings',
  },
});
type Call = CallOf<typeof codec>;
const ana = `0x${'a1'.repeat(20)}` as Address;
const ben = `0x${'b2'.repeat(20)}` as Address;

describe('calls as data', () => {
  const call: Call = {
    kind: 'many',
    to: ana,
    hash: `0x${'ab'.repeat(32)}` as Hash,
    isLast: true,
    data: Uint8Array.of(1, 2),
    words: [0n, 5n, 2n ** 256n - 1n],
    addresses: [ben],
    hashes: [],
    parts: [new Uint8Array(0), Uint8Array.of(255)],
  };

  test('what is written is read again, for every kind of field', () => {
    expect(codec.decode(codec.encode(call))).toEqual(ok(call));
  });

  test('there is no other form: a changed byte is another call or refused', () => {
    const data = codec.encode(call);
    fc.assert(
      fc.property(fc.nat(data.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const other = data.slice();
        other[at] = (other[at] as number) ^ change;
        const decoded = codec.decode(other);
        if (decoded.ok) expect(codec.encode(decoded.value)).toEqual(other);
      }),
      { numRuns: runs(300) },
    );
  });

  test.each([
    ['nothing', new Uint8Array(0), 'unknown-call'],
    ['an unknown kind', Uint8Array.of(9, 0xc0), 'unknown-call'],
    ['a field too many', Uint8Array.of(1, 0xc1, 0x01), 'rlp-wrong-count'],
    ['trailing bytes', Uint8Array.of(1, 0xc0, 0), 'rlp-trailing-bytes'],
    ['a count with a leading zero', Uint8Array.of(0, 0xc2, 0, 1), 'rlp-leading-zero'],
  ])('%s is refused', (_what, data, code) => {
    const decoded = codec.decode(data);
    expect(decoded.ok ? 'ok' : decoded.rejection.code).toBe(code);
  });

  test('a field out of its range is the programmer’s mistake, named', () => {
    expect(() => codec.encode({ kind: 'put', key: -1, amount: 0n })).toThrow('key of put is a count');
    expect(() => codec.encode({ kind: 'put', key: 1, amount: 2n ** 256n })).toThrow(
      'amount of put is a word',
    );
  });
});

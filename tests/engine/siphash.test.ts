import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesToBigint, hexToBytes, reverseBytes, sipHash24 } from 'strata';
import { runs } from './runs.ts';

const KEY = hexToBytes('000102030405060708090a0b0c0d0e0f');
const MASK = (1n << 64n) - 1n;

/** The same hash on plain 64-bit integers, as the paper writes it: slow, and another way to the same number. */
function onBigints(key: Uint8Array, data: Uint8Array): bigint {
  const little = (part: Uint8Array): bigint => bytesToBigint(reverseBytes(part));
  const [k0, k1] = [little(key.subarray(0, 8)), little(key.subarray(8))];
  let [v0, v1] = [k0 ^ 0x736f6d6570736575n, k1 ^ 0x646f72616e646f6dn];
  let [v2, v3] = [k0 ^ 0x6c7967656e657261n, k1 ^ 0x7465646279746573n];
  const rotl = (value: bigint, by: bigint): bigint => ((value << by) | (value >> (64n - by))) & MASK;
  const round = (): void => {
    v0 = (v0 + v1) & MASK;
    v1 = rotl(v1, 13n) ^ v0;
    v0 = rotl(v0, 32n);
    v2 = (v2 + v3) & MASK;
    v3 = rotl(v3, 16n) ^ v2;
    v0 = (v0 + v3) & MASK;
    v3 = rotl(v3, 21n) ^ v0;
    v2 = (v2 + v1) & MASK;
    v1 = rotl(v1, 17n) ^ v2;
    v2 = rotl(v2, 32n);
  };
  const padded = new Uint8Array((Math.floor(data.length / 8) + 1) * 8);
  padded.set(data);
  padded[padded.length - 1] = data.length & 255;
  for (let at = 0; at < padded.length; at += 8) {
    const word = little(padded.subarray(at, at + 8));
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }
  v2 ^= 0xffn;
  for (let index = 0; index < 4; index += 1) round();
  return v0 ^ v1 ^ v2 ^ v3;
}

test('the example of the paper comes out: 15 bytes under the key 00 … 0f', () => {
  const message = Uint8Array.from({ length: 15 }, (_, index) => index);
  expect(sipHash24(KEY, message)).toBe(0xa129ca6149be45e5n);
  expect(sipHash24(KEY, new Uint8Array(0))).toBe(0x726fdb47dd0e0e31n);
});

test('halves of 32 bits give what integers of 64 bits give', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      fc.uint8Array({ maxLength: 300 }),
      (key, data) => sipHash24(key, data) === onBigints(key, data),
    ),
    { numRuns: runs() },
  );
});

test('a key has 16 bytes and no other number', () => {
  expect(() => sipHash24(KEY.subarray(1), KEY)).toThrow(RangeError);
  expect(() => sipHash24(new Uint8Array(17), KEY)).toThrow(RangeError);
});

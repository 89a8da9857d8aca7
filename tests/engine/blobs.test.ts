/** Blobs: what they may hold, what names them, and how their price follows the forks. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BLOB_SCHEDULE,
  BLS_SCALARS,
  blobBaseFee,
  blobFeeChange,
  blobForkAt,
  BYTES_PER_BLOB,
  contentBytes,
  decodeBlob,
  encodeBlob,
  gas,
  GAS_PER_BLOB,
  hexToBytes,
  nextExcessBlobGas,
  nextExcessWithReserve,
  packBlob,
  unpackBlob,
  utf8,
  versionedHash,
  wei,
  type BlobFork,
  type Result,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

const RUNS = { numRuns: runs() };
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.rejection.code);

describe('the bytes of a blob', () => {
  test('are 131,072 for Ethereum’s, and one more or less is refused', () => {
    expect(BYTES_PER_BLOB).toBe(131_072);
    expect(codeOf(decodeBlob(new Uint8Array(BYTES_PER_BLOB)))).toBe('ok');
    expect(codeOf(decodeBlob(new Uint8Array(BYTES_PER_BLOB - 1)))).toBe('blob-length');
    expect(codeOf(decodeBlob(new Uint8Array(BYTES_PER_BLOB + 1)))).toBe('blob-length');
  });

  test('hold numbers up to the modulus less one, and the modulus is refused with its place', () => {
    const bytes = new Uint8Array(64);
    bytes.set(BLS_SCALARS.encode(BLS_SCALARS.modulus - 1n), 32);
    expect(decodeBlob(bytes, 2)).toEqual({ ok: true, value: [0n, BLS_SCALARS.modulus - 1n] });
    bytes[63] = 1;
    expect(decodeBlob(bytes, 2)).toMatchObject({
      rejection: { code: 'invalid-scalar', received: { index: 1 } },
    });
    expect(() => encodeBlob([BLS_SCALARS.modulus])).toThrow(RangeError);
  });

  test('whatever bytes come, they are refused, or are those that the blob encodes to', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 5 }), (bytes, scalars) => {
        const decoded = decodeBlob(bytes, scalars);
        if (decoded.ok) expect(encodeBlob(decoded.value)).toEqual(bytes);
        else expect(['blob-length', 'invalid-scalar']).toContain(decoded.rejection.code);
      }),
      RUNS,
    );
  });
});

describe('packed content', () => {
  test('comes back as it went in, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: contentBytes(8) }), (content) => {
        const packed = packBlob(content, 8);
        expect(packed.ok && unpackBlob(packed.value)).toEqual({ ok: true, value: content });
      }),
      RUNS,
    );
  });

  test('fills a blob to the last byte, and one byte more is refused', () => {
    const full = new Uint8Array(contentBytes()).fill(255);
    const packed = packBlob(full);
    expect(packed.ok && unpackBlob(packed.value)).toEqual({ ok: true, value: full });
    expect(codeOf(packBlob(new Uint8Array(contentBytes() + 1)))).toBe('content-too-long');
    expect(() => packBlob(full, 3)).toThrow(RangeError);
  });

  test('a scalar of 32 bytes, a length that does not fit, and bytes behind the end are refused', () => {
    const packed = packBlob(utf8('abc'), 2);
    const [first = 0n, second = 0n] = packed.ok ? packed.value : [];
    expect(codeOf(unpackBlob([first, second]))).toBe('ok');
    expect(codeOf(unpackBlob([first + (1n << 248n), second]))).toBe('not-packed');
    expect(codeOf(unpackBlob([first, second + 1n]))).toBe('not-packed');
    // The length stands in the upper 4 of 31 bytes.
    expect(codeOf(unpackBlob([BigInt(contentBytes(2) + 1) << 216n, 0n]))).toBe('not-packed');
    expect(codeOf(unpackBlob([BigInt(contentBytes(2)) << 216n, 0n]))).toBe('ok');
    expect(codeOf(unpackBlob([]))).toBe('not-packed');
  });
});

test('a blob is named by version 1 and the hash of its commitment', () => {
  // The commitment to an empty blob, infinity; its versioned hash is known from many of mainnet's tests.
  const infinity = new Uint8Array(48);
  infinity[0] = 0xc0;
  expect(versionedHash(infinity)).toBe('0x010657f37554c781402a22917dee2f75def7ab966d7b770905398eba3c444014');
  expect(versionedHash(hexToBytes('00'.repeat(48)))).toMatch(/^0x01/);
});

describe('the forks', () => {
  test('begin with Dencun, and each holds until the next', () => {
    expect(blobForkAt(269_567)).toBeNull();
    expect(blobForkAt(269_568)?.name).toBe('Dencun');
    expect(blobForkAt(364_031)?.most).toBe(6);
    expect(blobForkAt(364_032)?.most).toBe(9);
    expect(blobForkAt(10_000_000)).toBe(BLOB_SCHEDULE.at(-1));
  });

  test('a full block raises the price by what the formula says, within the rounding of a wei', () => {
    for (const fork of BLOB_SCHEDULE) {
      const used = gas(BigInt(fork.most) * GAS_PER_BLOB);
      const excess = gas(fork.updateFraction * 20n);
      const [before, after] = [
        blobBaseFee(excess, fork),
        blobBaseFee(nextExcessBlobGas(excess, used, fork), fork),
      ];
      const expected = blobFeeChange(used, fork.targetBlobGas, fork.updateFraction);
      // At e^20 wei, each price is off by less than a wei and the ratio by less than 2 in e^20.
      expect(Math.abs(Number(after) / Number(before) - expected)).toBeLessThan(3 / Math.exp(20));
    }
  });

  test('under the reserve price an empty market no longer lets blobs become all but free', () => {
    const rules = BLOB_SCHEDULE.at(-1) as BlobFork;
    const used = gas(BigInt(rules.target) * GAS_PER_BLOB);
    // One wei a blob gas against 1 gwei a gas: 131,072 wei a blob, where 8,192 gas of work cost 8,192 gwei.
    const reserved = nextExcessWithReserve(gas(0n), used, wei(1_000_000_000n), rules);
    expect(reserved).toBe((used * 7n) / 21n);
    expect(nextExcessBlobGas(gas(0n), used, rules)).toBe(0n);
    // At the very price where both are equal, the old rule holds: 16 wei a gas against 1 wei a blob gas.
    expect(nextExcessWithReserve(gas(0n), used, wei(16n), rules)).toBe(0n);
    expect(nextExcessWithReserve(gas(0n), used, wei(17n), rules)).toBe((used * 7n) / 21n);
    expect(nextExcessWithReserve(gas(0n), gas(used - 1n), wei(17n), rules)).toBe(0n);
  });
});

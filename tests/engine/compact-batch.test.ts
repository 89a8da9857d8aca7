/** The rollup's compact batch: one encoding for each list, refusals, and the bytes that a transfer takes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  blobCeiling,
  BYTES_PER_BLOB,
  bytesToHex,
  calldataCeiling,
  compactTransferBytes,
  concatBytes,
  createRandom,
  decodeCompactBatch,
  encodeCompactBatch,
  equalBytes,
  forcedInclusionBound,
  hexToBytes,
  PUBLISHED_BYTES,
  PUBLISHED_GAS,
  rollupGain,
  wei,
  type Address,
  type CompactBatch,
  type CompactTransfer,
  type Hex,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

const check = (byte: string): Hex => `0x${byte.repeat(20)}`;
const batchOf = (transfers: readonly CompactTransfer[]): CompactBatch => ({
  originHeight: 18_000_000,
  originCheck: check('0a'),
  parentCheck: check('0b'),
  transfers,
  signature: new Uint8Array(transfers.length === 0 ? 0 : 96).fill(7),
});
const plain: CompactTransfer = {
  from: 3,
  to: { kind: 'account', index: 300 },
  value: wei(1_500n * 10n ** 15n),
  feeClass: 2,
};
const index = fc.oneof(fc.nat(300), fc.nat(0xffffffff));
const transfer: fc.Arbitrary<CompactTransfer> = fc.record({
  from: index,
  to: fc.oneof(
    fc.record({ kind: fc.constant('account' as const), index }),
    fc.record({
      kind: fc.constant('address' as const),
      address: fc.uint8Array({ minLength: 20, maxLength: 20 }).map((data) => bytesToHex(data) as Address),
    }),
    fc.constant({ kind: 'layer-1' as const }),
  ),
  value: fc
    .tuple(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), fc.nat(38))
    .map(([mantissa, tens]) => wei((mantissa * 10n ** BigInt(tens)) % (1n << 256n))),
  feeClass: fc.nat(3),
});
const batches = fc.array(transfer, { maxLength: 12 }).map(batchOf);
const codeOf = (data: Uint8Array): string => {
  const decoded = decodeCompactBatch(data);
  return decoded.ok ? 'ok' : decoded.rejection.code;
};

describe('each batch has one encoding', () => {
  test('what was written is read', () => {
    fc.assert(
      fc.property(batches, (batch) => {
        expect(decodeCompactBatch(encodeCompactBatch(batch))).toEqual({ ok: true, value: batch });
      }),
      { numRuns: runs(200) },
    );
  });

  test('what is read would be written in just those bytes, whatever was damaged', () => {
    fc.assert(
      fc.property(
        batches,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (batch, place, change, cut) => {
          const data = encodeCompactBatch(batch);
          const at = place % data.length;
          const damaged = cut
            ? data.slice(0, at)
            : data.map((byte, index) => (index === at ? byte ^ change : byte));
          const decoded = decodeCompactBatch(damaged);
          if (cut) expect(decoded.ok).toBe(false);
          if (decoded.ok) expect(equalBytes(encodeCompactBatch(decoded.value), damaged)).toBe(true);
        },
      ),
      { numRuns: runs(400) },
    );
  });

  test('noise is refused and never thrown', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        const decoded = decodeCompactBatch(concatBytes(Uint8Array.of(2), noise));
        if (decoded.ok)
          expect(encodeCompactBatch(decoded.value)).toEqual(concatBytes(Uint8Array.of(2), noise));
      }),
      { numRuns: runs(400) },
    );
  });
});

describe('a batch is refused', () => {
  const head = concatBytes(Uint8Array.of(2, 5), hexToBytes(check('0a')), hexToBytes(check('0b')));
  const withTransfer = (...bytes: number[]): Uint8Array =>
    concatBytes(head, Uint8Array.of(1, ...bytes), new Uint8Array(96));

  test.each([
    ['of another version', Uint8Array.of(1, 2, 3), 'batch-unknown-version'],
    ['with a count that cannot follow', concatBytes(head, Uint8Array.of(120)), 'batch-too-short'],
    ['with an unknown head', withTransfer(252, 1, 1, 1), 'batch-unknown-head'],
    ['with a number in a longer form', withTransfer(0, 0x81, 0x00, 1, 1), 'batch-not-shortest'],
    ['with tens left in the mantissa', withTransfer(0, 1, 1, 10), 'batch-not-shortest'],
    ['with tens of nothing', withTransfer(12, 1, 1, 0), 'batch-not-shortest'],
    [
      'with bytes behind its end',
      concatBytes(withTransfer(0, 1, 1, 1), Uint8Array.of(0)),
      'wire-trailing-bytes',
    ],
  ])('%s', (_what, data, code) => {
    expect(codeOf(data)).toBe(code);
  });

  test('with a value that exceeds 256 bits', () => {
    const mantissa = Array.from({ length: 36 }, () => 0xff);
    expect(codeOf(withTransfer(12 * 20, 1, 1, ...mantissa, 0x01))).toBe('batch-number-too-large');
  });

  test('without its signature', () => {
    const data = encodeCompactBatch(batchOf([plain]));
    expect(codeOf(data.slice(0, -1))).not.toBe('ok');
  });

  test.each([
    ['a number beyond the registry', { ...plain, from: 2 ** 32 }],
    ['a fee class that there is not', { ...plain, feeClass: 4 }],
    ['a negative value', { ...plain, value: wei(-1n) }],
  ])('and is not even written with %s', (_what, wrong) => {
    expect(() => encodeCompactBatch(batchOf([wrong]))).toThrow(RangeError);
  });
});

describe('a transfer takes', () => {
  const random = createRandom(7, 'sizes');
  /** 1,000 transfers between `accounts`, of amounts with so many digits that matter, in fees of all classes. */
  const bytesAmong = (accounts: number, digits: number): number => {
    const transfers = Array.from({ length: 1_000 }, (): CompactTransfer => ({
      from: random.int(0, accounts - 1),
      to: { kind: 'account', index: random.int(0, accounts - 1) },
      value: wei(BigInt(random.int(1, 10 ** digits - 1)) * 10n ** 13n),
      feeClass: random.int(0, 3),
    }));
    return encodeCompactBatch(batchOf(transfers)).length / 1_000;
  };

  test('at most 12 bytes in a batch of 1,000, the signature counted', () => {
    expect(bytesAmong(1_000, 6)).toBeLessThan(8.2);
    expect(bytesAmong(2 ** 21, 6)).toBeLessThan(10.2);
    // With a number of 4 bytes for each party, as the published count takes them, amounts of 4 digits fit.
    expect(bytesAmong(2 ** 28, 4)).toBeLessThanOrEqual(11.2);
  });

  test('as the closed form says for the dearest batch: within 12 up to 12 digits among 2^14 accounts, 8 among 2^21, 4 among 2^28', () => {
    const transfers = 1_000;
    const dearest = (accounts: number, digits: number): number => {
      const last: CompactTransfer = {
        from: accounts - 1,
        to: { kind: 'account', index: accounts - 1 },
        value: wei(10n ** BigInt(digits) - 1n),
        feeClass: 3,
      };
      return encodeCompactBatch(batchOf(Array.from({ length: transfers }, () => last))).length / transfers;
    };
    const { originHeight } = batchOf([]);
    for (const accounts of [2, 1_000, 2 ** 14, 2 ** 14 + 1, 2 ** 21, 2 ** 28, 2 ** 32])
      for (const digits of [1, 2, 4, 8, 12, 15])
        expect(compactTransferBytes({ accounts, digits, transfers, originHeight })).toBe(
          dearest(accounts, digits),
        );
    for (const [accounts, digits] of [
      [2 ** 14, 12],
      [2 ** 21, 8],
      [2 ** 28, 4],
    ] as const) {
      expect(dearest(accounts, digits)).toBeLessThanOrEqual(12);
      expect(dearest(accounts, digits + 1)).toBeGreaterThan(12);
      expect(dearest(accounts + 1, digits)).toBeGreaterThan(12);
    }
    expect(Math.floor(dearest(1_000_000, 18))).toBe(16);
  });

  test('a tenth of what it takes on layer 1', () => {
    expect(PUBLISHED_BYTES.layer1 / bytesAmong(1_000_000, 6)).toBeGreaterThan(
      PUBLISHED_BYTES.layer1 / PUBLISHED_BYTES.rollup,
    );
  });
});

describe('the closed forms', () => {
  test('give the published gains of 109 and 195', () => {
    expect(rollupGain(PUBLISHED_GAS.transfer, PUBLISHED_BYTES.rollup)).toBeCloseTo(109.375, 10);
    expect(rollupGain(PUBLISHED_GAS.tokenTransfer, PUBLISHED_BYTES.rollupToken)).toBeCloseTo(195.3125, 10);
    // As the source prints them, with the share of a block that was data's.
    expect(Math.round(rollupGain(21_000, 12) * (12 / 12.5))).toBe(105);
  });

  test('give the ceiling of blobs, now and when they began', () => {
    const space = { blobBytes: BYTES_PER_BLOB, bytesPerTransfer: 12, slotSeconds: 12 };
    expect(blobCeiling({ ...space, blobs: 3 })).toBeCloseTo((131_072 * 3) / 144, 9);
    expect(Math.floor(blobCeiling({ ...space, blobs: 21 }))).toBe(19_114);
  });

  test('give the ceiling of call data, and what the floor price of EIP-7623 makes of it', () => {
    expect(calldataCeiling(30_000_000, 12, 12)).toBeCloseTo(13_020.83, 2);
    expect(calldataCeiling(30_000_000, 12, 12, 40)).toBeCloseTo(5_208.33, 2);
  });

  test('give the longest wait for a forced transaction: half a day for 3,600 blocks', () => {
    expect(forcedInclusionBound(3_600, 12_000)).toBe(12 * 3_600_000);
  });
});

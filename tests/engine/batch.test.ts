import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  calldataFloorGas,
  calldataGas,
  createKey,
  decodeBatch,
  encodeBatch,
  gas,
  ready,
  wei,
  type Address,
  type SignedTransfer,
} from 'strata';
import { CHAIN_ID, transferBy } from './ledger-cases.ts';
import { runs } from './runs.ts';

const amount = fc.oneof(
  fc.bigInt({ min: 0n, max: (1n << 100n) - 1n }),
  fc
    .tuple(fc.bigInt({ min: 0n, max: 99n }), fc.nat(30))
    .map(([digits, tens]) => digits * 10n ** BigInt(tens)),
);
const transfers = fc
  .array(
    fc.record({
      from: fc.nat(4),
      to: fc.nat(7),
      nonce: fc.nat(1_000),
      value: amount.map(wei),
      gasLimit: fc.bigInt({ min: 0n, max: 1n << 40n }).map(gas),
      maxFeePerGas: amount.map(wei),
      maxPriorityFeePerGas: amount.map(wei),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((rows) => rows.map(({ from, to, ...changes }) => transferBy(createKey(from), createKey(to), changes)));

const codeOf = (data: Uint8Array): string => {
  const decoded = decodeBatch(data);
  return decoded.ok ? 'accepted' : decoded.rejection.code;
};

describe('a batch', () => {
  beforeAll(ready);

  test('decodes to the very transfers, signatures included', () => {
    fc.assert(
      fc.property(transfers, (list) => {
        expect(decodeBatch(encodeBatch(list))).toEqual({ ok: true, value: list });
      }),
      { numRuns: runs() },
    );
  });

  test('has one encoding: whatever bytes are accepted are those that the encoder writes', () => {
    fc.assert(
      fc.property(transfers, fc.nat(), fc.integer({ min: 1, max: 255 }), (list, at, change) => {
        const data = encodeBatch(list);
        const place = at % data.length;
        const damaged = data.with(place, (data[place] ?? 0) ^ change);
        const decoded = decodeBatch(damaged);
        if (decoded.ok) expect(encodeBatch(decoded.value)).toEqual(damaged);
      }),
      { numRuns: runs() },
    );
  });

  test('is refused when it breaks off anywhere or goes on', () => {
    const data = encodeBatch([
      transferBy(createKey(1), createKey(2)),
      transferBy(createKey(2), createKey(1)),
    ]);
    for (let length = 0; length < data.length; length += 1)
      expect(decodeBatch(data.subarray(0, length)).ok).toBe(false);
    expect(codeOf(Uint8Array.of(...data, 0))).toBe('wire-trailing-bytes');
  });

  test('costs less than a hundred bytes a transfer once its parties are listed', () => {
    const list = Array.from({ length: 100 }, (_, nonce) =>
      transferBy(createKey(nonce % 4), createKey((nonce + 1) % 4), { nonce }),
    );
    const perTransfer = encodeBatch(list).length / list.length;
    expect(perTransfer).toBeGreaterThan(64);
    expect(perTransfer).toBeLessThan(85);
  });

  test('is refused in another version, with no transfers, and with parties that are not listed or not used', () => {
    const [one, two] = [createKey(1), createKey(2)];
    const data = encodeBatch([transferBy(one, two)]);
    // version, chain id, number of keys, key, number of others, address, number of transfers, then the transfer
    expect([...data.subarray(0, 3)]).toEqual([1, CHAIN_ID, 1]);
    expect(codeOf(data.with(0, 2))).toBe('batch-unknown-version');
    const [others, count, sender, to] = [3 + 33, 3 + 33 + 1 + 20, 3 + 33 + 1 + 20 + 1, 3 + 33 + 1 + 20 + 3];
    expect([data[others], data[count], data[sender], data[to]]).toEqual([1, 1, 0, 1]);
    expect(codeOf(data.with(count, 0))).toBe('batch-empty');
    expect(codeOf(data.with(count, 2))).toBe('batch-too-short');
    expect(codeOf(data.with(sender, 1))).toBe('batch-unknown-party');
    expect(codeOf(data.with(to, 2))).toBe('batch-unknown-party');
    expect(codeOf(data.with(to, 0))).toBe('batch-parties-out-of-order');
    const noPoint = data.slice();
    noPoint.fill(0xff, 4, 36);
    expect(codeOf(noPoint)).toBe('bad-public-key');
  });

  test('is refused with a number not in its shortest form', () => {
    const data = encodeBatch([transferBy(createKey(1), createKey(2))]);
    const longer = Uint8Array.of(1, CHAIN_ID | 0x80, 0, ...data.subarray(2));
    expect(codeOf(longer)).toBe('batch-not-shortest');
    const endless = Uint8Array.of(1, ...new Array<number>(60).fill(0x80));
    expect(codeOf(endless)).toBe('batch-number-too-large');
  });

  test('is not made of nothing, of several chains or of what is malformed', () => {
    const transfer = transferBy(createKey(1), createKey(2));
    expect(() => encodeBatch([])).toThrow(RangeError);
    expect(() => encodeBatch([transfer, transferBy(createKey(1), createKey(2), { chainId: 8 })])).toThrow(
      RangeError,
    );
    expect(() => encodeBatch([{ ...transfer, to: '0x' as Address } satisfies SignedTransfer])).toThrow(
      RangeError,
    );
  });
});

describe('call data', () => {
  test('costs 4 gas for a zero byte and 16 for another, with a floor since Pectra', () => {
    const data = Uint8Array.of(0, 1, 255);
    expect(calldataGas(data)).toBe(36n);
    expect(calldataFloorGas(data)).toBe(21_090n);
  });
});

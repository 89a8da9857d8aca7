import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  applyTransaction,
  checkTransaction,
  coinsOf,
  coinsRoot,
  createCoins,
  decodeTransaction,
  encodeTransaction,
  getCoin,
  MAX_MONEY,
  NO_OUTPUT,
  NO_TRANSACTION,
  payToWitnessPublicKeyHash,
  ready,
  relativeLockScript,
  payToWitnessScriptHash,
  sat,
  SEQUENCE,
  signWitnessInput,
  spendWitnessPublicKeyHash,
  spendWitnessScript,
  totalValue,
  transactionId,
  virtualSize,
  weightOf,
  type Coin,
  type CoinState,
  type LedgerTime,
  type Transaction,
} from 'strata';
import { codeOf, coinOf, keyOf, spending, type ScriptKey } from './bitcoin-cases.ts';
import { runs } from './runs.ts';

const NOW: LedgerTime = { height: 500, medianTime: 1_600_000_000 };
let keys: ScriptKey[] = [];
beforeAll(async () => {
  await ready();
  keys = ['alice', 'bob', 'carol'].map(keyOf);
});
const key = (index: number): ScriptKey => keys[index] as ScriptKey;
const scriptOf = (index: number): Uint8Array => payToWitnessPublicKeyHash(key(index).publicBytes);

/** `coins`, all of them person `from`'s, spent to person `to`; what is not paid is the fee. */
function pay(
  coins: readonly Coin[],
  from: number,
  to: number,
  values: readonly bigint[],
  options = {},
): Transaction {
  const unsigned = spending(
    coins,
    values.map((value) => ({ script: scriptOf(to), value })),
    options,
  );
  return coins.reduce(
    (transaction, { value }, index) => spendWitnessPublicKeyHash(transaction, index, value, key(from)),
    unsigned,
  );
}

function need<T>(result: { ok: true; value: T } | { ok: false; rejection: { message: string } }): T {
  if (!result.ok) throw new Error(result.rejection.message);
  return result.value;
}

test('a coin goes from Alice to Bob and in two parts to Carol, and can be spent no second time', () => {
  const coin = coinOf(scriptOf(0), sat(100_000n));
  const start = createCoins([coin]);

  const first = pay([coin], 0, 1, [99_000n]);
  const afterFirst = need(applyTransaction(start, first, NOW));
  expect(afterFirst.fee).toBe(1000n);
  expect(getCoin(afterFirst.coins, coin.id, 0)).toBeNull();
  const bobs = getCoin(afterFirst.coins, transactionId(first), 0);
  expect(bobs).toMatchObject({ value: 99_000n, height: 500, coinbase: false });

  // Alice still has her signed transaction; the ledger has no such coin any more.
  expect(codeOf(applyTransaction(afterFirst.coins, first, NOW))).toBe('missing-coin');
  const second = pay([bobs as Coin], 1, 2, [60_000n, 38_000n]);
  const afterSecond = need(applyTransaction(afterFirst.coins, second, NOW));
  expect(
    coinsOf(afterSecond.coins)
      .map(({ value }) => value)
      .sort(),
  ).toEqual([38_000n, 60_000n]);
  // Fees are paid for weight: a witness counts a quarter of its bytes.
  expect(virtualSize(first)).toBe(Math.ceil(weightOf(first) / 4));
  expect(virtualSize(first)).toBeLessThan(encodeTransaction(first, { witness: true }).length);

  // Every version stays as it was: undoing a block is to take the version before it.
  expect(totalValue(start)).toBe(100_000n);
  expect(totalValue(afterFirst.coins)).toBe(99_000n);
  expect(totalValue(afterSecond.coins)).toBe(98_000n);
});

describe('a transaction is refused', () => {
  const coin = (): Coin => coinOf(scriptOf(0), sat(100_000n));
  const judge = (transaction: Transaction, coins: readonly Coin[] = [coin()], time = NOW): string =>
    codeOf(applyTransaction(createCoins(coins), transaction, time));
  const good = (): Transaction => pay([coin()], 0, 1, [100_000n]);

  test('when it spends more than there is, by a single satoshi', () => {
    expect(judge(good())).toBe('accepted');
    expect(judge(pay([coin()], 0, 1, [100_001n]))).toBe('outputs-exceed-inputs');
  });

  test('when the coin is another one, or twice the same', () => {
    expect(judge(good(), [])).toBe('missing-coin');
    expect(judge(pay([{ ...coin(), output: 1 }], 0, 1, [1n]))).toBe('missing-coin');
    expect(judge(pay([coin(), coin()], 0, 1, [200_000n]))).toBe('input-twice');
  });

  test("when the signature is somebody else's, or over another amount", () => {
    expect(judge(pay([coin()], 1, 1, [1n]))).toBe('script-verify-failed');
    expect(judge(pay([{ ...coin(), value: sat(100_001n) }], 0, 1, [1n]))).toBe('script-left-false');
    expect(judge({ ...good(), outputs: [{ script: scriptOf(2), value: sat(1n) }] })).toBe(
      'script-left-false',
    );
  });

  test('when a coinbase is spent before the hundredth block after it', () => {
    const fresh = { ...coin(), coinbase: true, height: 401 };
    expect(judge(pay([fresh], 0, 1, [1n]), [fresh])).toBe('immature-coinbase');
    expect(judge(pay([fresh], 0, 1, [1n]), [fresh], { ...NOW, height: 501 })).toBe('accepted');
  });

  test('before its lock time, unless every input switches it off', () => {
    const locked = (lockTime: number, sequence = 0xfffffffe): string =>
      judge(pay([coin()], 0, 1, [1n], { lockTime, sequence }));
    expect([locked(499), locked(500), locked(500, 0xffffffff)]).toEqual([
      'accepted',
      'not-final',
      'accepted',
    ]);
    expect([locked(1_599_999_999), locked(1_600_000_000)]).toEqual(['accepted', 'not-final']);
  });

  test('before the wait that its input asks for, in blocks or in steps of 512 seconds', () => {
    const old = { ...coin(), height: 400, medianTime: NOW.medianTime - 5120 };
    const waiting = (sequence: number, version = 2): string =>
      judge(pay([old], 0, 1, [1n], { sequence, version }), [old]);
    expect([waiting(100), waiting(101), waiting(101, 1)]).toEqual(['accepted', 'coin-too-young', 'accepted']);
    expect([waiting(SEQUENCE.SECONDS | 10), waiting(SEQUENCE.SECONDS | 11)]).toEqual([
      'accepted',
      'coin-too-young',
    ]);
    expect(waiting(0x80000000 + 101)).toBe('accepted');
  });

  test('when a relative lock in the script is met by the input and not by the coin', () => {
    const script = relativeLockScript(10, key(0).publicBytes);
    const young = { ...coinOf(payToWitnessScriptHash(script), sat(5000n)), height: 495 };
    const unsigned = spending([young], [{ script: scriptOf(1), value: 4000n }], { sequence: 10 });
    const signature = signWitnessInput(unsigned, 0, { scriptCode: script, amount: young.value }, key(0));
    const signed = spendWitnessScript(unsigned, 0, script, [signature]);
    expect(judge(signed, [young])).toBe('coin-too-young');
    expect(judge(signed, [young], { ...NOW, height: 505 })).toBe('accepted');
  });

  test('when its shape is wrong, whatever the ledger holds', () => {
    const transaction = good();
    const shape = (change: Partial<Transaction>): string =>
      codeOf(checkTransaction({ ...transaction, ...change }));
    const output = (value: bigint) => ({ script: new Uint8Array(0), value: sat(value) });
    const input = transaction.inputs[0] as Transaction['inputs'][0];
    const nothing = { ...input, id: NO_TRANSACTION, output: NO_OUTPUT };
    expect(shape({})).toBe('accepted');
    expect(shape({ inputs: [] })).toBe('no-inputs');
    expect(shape({ outputs: [] })).toBe('no-outputs');
    expect(shape({ outputs: [output(MAX_MONEY)] })).toBe('accepted');
    expect(shape({ outputs: [output(MAX_MONEY + 1n)] })).toBe('value-out-of-range');
    expect(shape({ outputs: [output(-1n)] })).toBe('value-out-of-range');
    expect(shape({ outputs: [output(MAX_MONEY), output(1n)] })).toBe('value-out-of-range');
    expect(shape({ inputs: [input, nothing] })).toBe('input-of-nothing');
    expect(shape({ inputs: [{ ...nothing, script: new Uint8Array(1) }] })).toBe('coinbase-script-length');
    expect(shape({ inputs: [{ ...nothing, script: new Uint8Array(2) }] })).toBe('accepted');
    expect(shape({ inputs: [{ ...nothing, script: new Uint8Array(100) }] })).toBe('accepted');
    expect(shape({ inputs: [{ ...nothing, script: new Uint8Array(101) }] })).toBe('coinbase-script-length');
    expect(judge({ ...transaction, inputs: [{ ...nothing, script: new Uint8Array(2) }] })).toBe(
      'stray-coinbase',
    );
    const padding = (length: number) => ({ outputs: [{ script: new Uint8Array(length), value: sat(1n) }] });
    const room =
      1_000_000 - encodeTransaction({ ...transaction, ...padding(0) }, { witness: false }).length - 4;
    expect(shape(padding(room))).toBe('accepted');
    expect(shape(padding(room + 1))).toBe('transaction-overweight');
  });
});

describe('the ledger', () => {
  interface Step {
    readonly pick: number;
    readonly to: number;
    readonly parts: number;
    readonly fee: number;
  }
  const steps = fc.array(
    fc.record({ pick: fc.nat(), to: fc.nat(2), parts: fc.integer({ min: 1, max: 3 }), fee: fc.nat(50) }),
    { minLength: 1, maxLength: 6 },
  );
  const genesis = (): Coin[] =>
    [0, 1, 2].map((owner) => coinOf(scriptOf(owner), sat(10_000n), `coin ${owner}`));

  /** Whose coin it is. */
  const ownerOf = ({ script }: Coin): number =>
    [0, 1, 2].find((index) => scriptOf(index).every((byte, at) => byte === script[at])) as number;

  function randomPayment(state: CoinState, { pick, to, parts, fee }: Step): Transaction {
    const coins = coinsOf(state);
    const coin = coins[pick % coins.length] as Coin;
    const left = coin.value - BigInt(fee) > 0n ? coin.value - BigInt(fee) : coin.value;
    const part = left / BigInt(parts);
    const values = Array.from({ length: parts }, (_, index) =>
      index === 0 ? left - part * BigInt(parts - 1) : part,
    );
    return pay([coin], ownerOf(coin), to, values);
  }

  test('conserves value: what is there at the end and the fees are what was there; and nothing is spent twice', () => {
    fc.assert(
      fc.property(steps, (list) => {
        let state = createCoins(genesis());
        let fees = 0n;
        const done: Transaction[] = [];
        for (const step of list) {
          const payment = randomPayment(state, step);
          const applied = need(applyTransaction(state, payment, NOW));
          state = applied.coins;
          fees += applied.fee;
          done.push(payment);
          expect(totalValue(state) + fees).toBe(30_000n);
        }
        for (const payment of done)
          expect(codeOf(applyTransaction(state, payment, NOW))).toBe('missing-coin');
      }),
      { numRuns: runs() },
    );
  });

  test('has one root for its content, in whatever order the coins came', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }), (order) => {
        const coins = order.map((index) =>
          coinOf(Uint8Array.of(index), sat(BigInt(index + 1)), `coin ${index}`),
        );
        const sorted = [...coins].sort((a, b) => Number(a.value - b.value));
        expect(coinsRoot(createCoins(coins))).toBe(coinsRoot(createCoins(sorted)));
      }),
      { numRuns: runs() },
    );
    const [first, ...rest] = genesis();
    expect(coinsRoot(createCoins([{ ...(first as Coin), height: 2 }, ...rest]))).not.toBe(
      coinsRoot(createCoins(genesis())),
    );
  });
});

describe('a transaction on the wire', () => {
  const bytes = (max: number) => fc.uint8Array({ maxLength: max });
  const whole = (): Uint8Array =>
    encodeTransaction(pay([coinOf(scriptOf(0))], 0, 1, [1n, 2n]), { witness: true });

  test('is refused or is exactly what it encodes to, for random, cut, lengthened and changed bytes', () => {
    const good = whole();
    const inputs = fc.oneof(
      bytes(400),
      fc.nat(good.length - 1).map((length) => good.subarray(0, length)),
      fc.uint8Array({ minLength: 1, maxLength: 20 }).map((tail) => Uint8Array.from([...good, ...tail])),
      fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, byte]) => good.with(at, byte)),
    );
    fc.assert(
      fc.property(inputs, (data) => {
        const decoded = decodeTransaction(data);
        if (decoded.ok) expect(encodeTransaction(decoded.value, { witness: true })).toEqual(data);
        else expect(decoded.rejection.code).toMatch(/^(wire|transaction)-/);
      }),
      { numRuns: runs(1000) },
    );
  });

  test('is refused at every length but its own', () => {
    const good = whole();
    for (let length = 0; length < good.length; length += 1)
      expect(codeOf(decodeTransaction(good.subarray(0, length)))).toMatch(/^(wire|transaction)-/);
    expect(codeOf(decodeTransaction(Uint8Array.from([...good, 0])))).toBe('wire-trailing-bytes');
    expect(codeOf(decodeTransaction(good))).toBe('accepted');
  });
});

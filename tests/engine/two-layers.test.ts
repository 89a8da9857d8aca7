/** Two layers as a story: where they part as load grows, and how the upper one can be rebuilt from the lower. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  applyTransfer,
  BASE_CHAIN,
  createState,
  getAccount,
  keyOf,
  pay,
  SmallRollup,
  decodeBatch,
  gas,
  ms,
  nextBaseFee,
  ready,
  ROLLUP_CHAIN,
  runTwoLayers,
  senderOf,
  stateRoot,
  TwoLayers,
  wei,
  type AccountState,
} from '../../src/engine/index.ts';

beforeAll(ready);

describe('two layers', () => {
  const calm = () => runTwoLayers({ seed: 1, load: 2, seconds: 72 });

  test('while there is room, both take what comes', () => {
    const { layer1, layer2 } = calm();
    expect(layer1.included + layer1.waiting).toBe(layer1.submitted);
    expect(layer1.waiting).toBeLessThan(5);
    expect(layer2.confirmed).toBe(layer2.submitted);
    // Arrivals are even over a slot of 12 s and a quarter of a second: medians near the middle.
    expect(layer1.medianWaitMs).toBeGreaterThan(3_000);
    expect(layer1.medianWaitMs).toBeLessThan(9_000);
    expect(layer2.medianSoftWaitMs).toBeLessThanOrEqual(250);
  });

  test('as load grows, waits and fees of layer 1 rise and those of layer 2 hardly move', () => {
    const [few, many] = [calm(), runTwoLayers({ seed: 1, load: 20, seconds: 72 })];
    expect(many.layer1.medianWaitMs).toBeGreaterThan((few.layer1.medianWaitMs ?? 0) * 1.5);
    expect(many.layer1.waiting).toBeGreaterThan(200);
    expect(many.layer2.medianSoftWaitMs).toBeLessThanOrEqual(250);
    expect(many.layer2.confirmed).toBe(many.layer2.submitted);
    expect(Number(many.layer1.medianFee) / Number(many.layer2.medianFee)).toBeGreaterThan(8);
  });

  test('full blocks move the base fee as EIP-1559 says', () => {
    const { series } = runTwoLayers({ seed: 1, load: 20, share: 0, seconds: 60 });
    for (const [index, { baseFee, gasUsed }] of series.entries()) {
      const next = series[index + 1];
      if (next) expect(next.baseFee).toBe(nextBaseFee({ baseFee, gasUsed, gasTarget: gas(630_000n) }));
    }
  });

  test("anyone can rebuild the rollup's accounts from what stands on layer 1", () => {
    const { posted } = runTwoLayers({ seed: 4, load: 6, seconds: 72 });
    expect(posted.length).toBeGreaterThanOrEqual(2);
    let state: AccountState | null = null;
    for (const { batch } of posted) {
      const decoded = decodeBatch(batch.data);
      if (!decoded.ok) throw new Error(decoded.rejection.message);
      expect(decoded.value).toEqual(batch.confirmed.map(({ transfer }) => transfer));
      // The first batch's own first state is the funded one; from the second on, the state is what the batch before left.
      if (state !== null) {
        for (const transfer of decoded.value) {
          const proposer = senderOf(batch.carrier);
          const context = { height: 1, timestamp: ms(0), baseFee: wei(0), proposer, chainId: ROLLUP_CHAIN };
          const applied = applyTransfer(state, transfer, context);
          if (!applied.ok) throw new Error(applied.rejection.message);
          state = applied.value;
        }
        expect(stateRoot(state)).toBe(stateRoot(batch.state));
      }
      state = batch.state;
    }
  });

  test('a batch ends at 400 transfers, and its state is that after its own last one', () => {
    const [payer, payee] = [keyOf('payer'), keyOf('payee')];
    const funds = { balance: wei(10n ** 24n), nonce: 0 };
    const rollup = new SmallRollup(createState([[payer.address, funds]]), keyOf('sequencer'));
    const offer = { key: payer, maxFeePerGas: wei(1), maxPriorityFeePerGas: wei(1) };
    for (let nonce = 0; nonce < 402; nonce++) {
      const transfer = pay(offer, { chainId: ROLLUP_CHAIN, nonce, to: payee.address, value: wei(1) });
      expect(rollup.confirm(transfer, ms(0), ms(1)).ok).toBe(true);
    }
    const batches = [rollup.nextBatch(), rollup.nextBatch()];
    expect(batches.map((batch) => batch?.confirmed.length)).toEqual([400, 2]);
    expect(batches.map((batch) => batch && getAccount(batch.state, payer.address).nonce)).toEqual([400, 402]);
    expect(rollup.nextBatch()).toBeNull();
  });

  test('a transfer of layer 1 is worth nothing on the rollup', () => {
    const payer = keyOf('payer');
    const rollup = new SmallRollup(
      createState([[payer.address, { balance: wei(10n ** 24n), nonce: 0 }]]),
      keyOf('sequencer'),
    );
    const offer = { key: payer, maxFeePerGas: wei(1), maxPriorityFeePerGas: wei(1) };
    const order = { nonce: 0, to: keyOf('payee').address, value: wei(1) };
    const refused = rollup.confirm(pay(offer, { ...order, chainId: BASE_CHAIN }), ms(0), ms(1));
    expect(refused).toMatchObject({ ok: false, rejection: { code: 'wrong-chain' } });
    expect(rollup.confirm(pay(offer, { ...order, chainId: ROLLUP_CHAIN }), ms(0), ms(1)).ok).toBe(true);
  });

  test('a transfer in a batch takes a tenth of the gas that it would take alone', () => {
    const { layer2 } = runTwoLayers({ seed: 1, load: 8, share: 100, seconds: 72 });
    expect(layer2.gasPerTransfer).not.toBeNull();
    expect(21_000 / Number(layer2.gasPerTransfer)).toBeGreaterThan(10);
    expect(layer2.bytesPerTransfer).toBeGreaterThan(64);
    expect(layer2.bytesPerTransfer).toBeLessThan(112);
  });

  test('a run in steps, with the load turned up on the way, is one run', () => {
    const live = new TwoLayers({ seed: 1, load: 2 });
    const first = live.run(ms(24_000));
    live.load = 10;
    const then = live.run(ms(48_000));
    expect(then.trace.events.slice(0, first.trace.events.length)).toEqual(first.trace.events);
    expect(then.layer2.submitted - first.layer2.submitted).toBeGreaterThan(2 * first.layer2.submitted);
  });

  test('a load or share that is no number of payments is a mistake', () => {
    expect(() => runTwoLayers({ seed: 1, load: 0 })).toThrow(RangeError);
    expect(() => runTwoLayers({ seed: 1, load: 1001 })).toThrow(RangeError);
    expect(() => runTwoLayers({ seed: 1, share: 101 })).toThrow(RangeError);
  });
});

/** The wallet and its scenario: orders carried out, balances foretold, and wallets that are refused. */
import { beforeAll, describe, expect, test } from 'vitest';
import { ready } from '../../src/engine/foundation/keys.ts';
import { wei } from '../../src/engine/foundation/units.ts';
import { signTransfer, TRANSFER_GAS } from '../../src/engine/layer1/ledger/transfer.ts';
import { afterPayment, payFor } from '../../src/engine/layer1/ledger/wallet.ts';
import { runFirstPayment } from '../../src/engine/scenarios/first-payment.ts';
import { traceHash } from '../../src/engine/simulation/trace-hash.ts';

beforeAll(() => ready());

describe('a payment', () => {
  test('stands in its block, and everybody holds what was foretold', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      for (const { order, before, after, refused } of runFirstPayment({ seed, payments: 4 }).steps) {
        expect(refused).toBeNull();
        expect(after).toEqual(afterPayment(before, order));
      }
    }
  });

  test('is still payable after five full blocks and no longer after six', () => {
    const [step] = runFirstPayment({ seed: 1 }).steps;
    const { order, transfer } = step ?? expect.fail('There is one step.');
    const after = (blocks: number): bigint => {
      let baseFee: bigint = order.baseFee;
      for (let block = 0; block < blocks; block += 1) baseFee += baseFee / 8n;
      return baseFee;
    };
    expect(transfer.maxFeePerGas - order.tip).toBeGreaterThanOrEqual(after(5));
    expect(transfer.maxFeePerGas - order.tip).toBeLessThan(after(6));
  });

  test('is the same run for the same seed, and another for another', () => {
    expect(traceHash(runFirstPayment({ seed: 7 }).trace)).toBe(traceHash(runFirstPayment({ seed: 7 }).trace));
    expect(traceHash(runFirstPayment({ seed: 7 }).trace)).not.toBe(
      traceHash(runFirstPayment({ seed: 8 }).trace),
    );
  });
});

describe('a wallet that signs something else', () => {
  const refusalOf = (change: (order: Parameters<typeof payFor>[0]) => Parameters<typeof payFor>[0]) =>
    runFirstPayment({ seed: 1, payFor: (order, key) => payFor(change(order), key) }).steps[0]?.refused?.code;

  test('is refused by the rule that it breaks', () => {
    expect(refusalOf((order) => ({ ...order, nonce: order.nonce + 1 }))).toBe('nonce-too-high');
    expect(refusalOf((order) => ({ ...order, chainId: order.chainId + 1 }))).toBe('wrong-chain');
    expect(refusalOf((order) => ({ ...order, value: wei(10n ** 19n) }))).toBe('balance-too-low');
  });

  test('leaves every balance as it was', () => {
    const [step] = runFirstPayment({
      seed: 1,
      payFor: (order, key) =>
        signTransfer(
          {
            ...payFor(order, key),
            gasLimit: TRANSFER_GAS,
            maxFeePerGas: wei(1),
            maxPriorityFeePerGas: wei(0),
          },
          key,
        ),
    }).steps;
    expect(step?.refused?.code).toBe('fee-below-base-fee');
    expect(step?.after).toEqual(step?.before);
  });
});

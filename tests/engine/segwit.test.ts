import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  applyTransaction,
  buildScript,
  bytesToHex,
  concatBytes,
  createCoins,
  decodeBitcoinBlock,
  decodeDer,
  decodeScript,
  encodeBitcoinBlock,
  encodeDer,
  getCoin,
  hexToBytes,
  multisigScript,
  NO_TRANSACTION,
  payToPublicKeyHash,
  payToScriptHash,
  payToWitnessPublicKeyHash,
  payToWitnessScriptHash,
  ready,
  sat,
  signatureCost,
  spendPublicKeyHash,
  spendWitnessPublicKeyHash,
  transactionId,
  virtualSize,
  weightOf,
  withInput,
  witnessId,
  type Coin,
  type Transaction,
} from 'strata';
import { codeOf, coinOf, keyOf, spending, type ScriptKey } from './bitcoin-cases.ts';
import { runs } from './runs.ts';

const NOW = { height: 500, medianTime: 1_600_000_000 };
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
let [alice, bob]: ScriptKey[] = [];
beforeAll(async () => {
  await ready();
  [alice, bob] = ['alice', 'bob'].map(keyOf);
});
const people = (): [ScriptKey, ScriptKey] => [alice, bob] as [ScriptKey, ScriptKey];

/** The other signature that anyone can make of one: s turned into n − s, with the same hash type. */
function flipped(signature: Uint8Array): Uint8Array {
  const decoded = decodeDer(signature.subarray(0, -1));
  if (!decoded.ok) throw new Error(decoded.rejection.message);
  const s = ORDER - BigInt(bytesToHex(decoded.value.subarray(32)));
  const other = concatBytes(decoded.value.subarray(0, 32), hexToBytes(s.toString(16).padStart(64, '0')));
  return concatBytes(encodeDer(other), signature.subarray(-1));
}

describe('a stranger on the way changes the signature of a payment, which stays valid', () => {
  const pay = (coin: Pick<Coin, 'id' | 'output'>, value: bigint, to: ScriptKey): Transaction =>
    spending([coin], [{ script: payToWitnessPublicKeyHash(to.publicBytes), value }]);

  test('before SegWit the id changes with it, and what builds on the payment is lost', () => {
    const [a, b] = people();
    const coin = coinOf(payToPublicKeyHash(a.publicBytes), sat(1000n));
    const payment = spendPublicKeyHash(pay(coin, 900n, b), 0, a);
    const child = spendWitnessPublicKeyHash(
      pay({ id: transactionId(payment), output: 0 }, 800n, a),
      0,
      sat(900n),
      b,
    );

    const script = payment.inputs[0]?.script ?? new Uint8Array(0);
    const pushes = decodeScript(script);
    if (!pushes.ok) throw new Error(pushes.rejection.message);
    const [signature, key] = pushes.value.map(({ data }) => data as Uint8Array) as [Uint8Array, Uint8Array];
    const changed = withInput(payment, 0, { script: buildScript(flipped(signature), key) });

    expect(transactionId(changed)).not.toBe(transactionId(payment));
    const applied = applyTransaction(createCoins([coin]), changed, NOW);
    if (!applied.ok) throw new Error(applied.rejection.message);
    expect(codeOf(applyTransaction(applied.value.coins, child, NOW))).toBe('missing-coin');
  });

  test('with SegWit the id stays, since the witness is no part of it, and the child finds its coin', () => {
    const [a, b] = people();
    const coin = coinOf(payToWitnessPublicKeyHash(a.publicBytes), sat(1000n));
    const payment = spendWitnessPublicKeyHash(pay(coin, 900n, b), 0, coin.value, a);
    const child = spendWitnessPublicKeyHash(
      pay({ id: transactionId(payment), output: 0 }, 800n, a),
      0,
      sat(900n),
      b,
    );

    const [signature, key] = payment.inputs[0]?.witness as [Uint8Array, Uint8Array];
    const changed = withInput(payment, 0, { witness: [flipped(signature), key] });

    expect(transactionId(changed)).toBe(transactionId(payment));
    expect(witnessId(changed)).not.toBe(witnessId(payment));
    const applied = applyTransaction(createCoins([coin]), changed, NOW);
    if (!applied.ok) throw new Error(applied.rejection.message);
    expect(codeOf(applyTransaction(applied.value.coins, child, NOW))).toBe('accepted');
    expect(getCoin(applied.value.coins, transactionId(payment), 0)).not.toBeNull();
  });
});

test('the same payment weighs less with its signature in the witness: 141 virtual bytes for some 226', () => {
  const [a, b] = people();
  const outputs = [1n, 2n].map((value) => ({ script: payToPublicKeyHash(b.publicBytes), value }));
  const witnessOutputs = [1n, 2n].map((value) => ({
    script: payToWitnessPublicKeyHash(b.publicBytes),
    value,
  }));
  const old = spendPublicKeyHash(spending([coinOf(new Uint8Array(0))], outputs), 0, a);
  const segwit = spendWitnessPublicKeyHash(
    spending([coinOf(new Uint8Array(0))], witnessOutputs),
    0,
    sat(1n),
    a,
  );
  // A signature of ECDSA has 70 to 72 bytes with its hash type, now and then fewer.
  expect(virtualSize(old)).toBeGreaterThanOrEqual(224);
  expect(virtualSize(old)).toBeLessThanOrEqual(226);
  expect(weightOf(old)).toBe(4 * virtualSize(old));
  expect([140, 141]).toContain(virtualSize(segwit));
});

describe('signature operations', () => {
  test('cost four outside of a witness and one inside, and a multisignature by its keys where they are shown', () => {
    const [a, b] = people();
    const multisig = multisigScript(1, [a.publicBytes, b.publicBytes]);
    const cost = (script: Uint8Array, change: Parameters<typeof withInput>[2] = {}): number =>
      signatureCost(
        withInput(spending([coinOf(script)], [{ script: new Uint8Array(0), value: 1n }]), 0, change),
        [{ script }],
      );
    expect(cost(payToWitnessPublicKeyHash(a.publicBytes))).toBe(1);
    expect(cost(payToWitnessScriptHash(multisig), { witness: [multisig] })).toBe(2);
    expect(cost(payToScriptHash(multisig), { script: buildScript(multisig) })).toBe(8);
    const program = payToWitnessScriptHash(multisig);
    expect(cost(payToScriptHash(program), { script: buildScript(program), witness: [multisig] })).toBe(2);
    expect(cost(payToScriptHash(multisig), { script: buildScript('OP_NOP', multisig) })).toBe(0);
    expect(signatureCost(spending([], [{ script: multisig, value: 1n }]), [])).toBe(80);
    expect(signatureCost(spending([], [{ script: payToPublicKeyHash(a.publicBytes), value: 1n }]), [])).toBe(
      4,
    );
    expect(signatureCost(spending([], [{ script: hexToBytes('ac4cffac'), value: 1n }]), [])).toBe(4);
  });
});

test('a block of any bytes is refused or is exactly what it encodes to: random, cut, lengthened and changed', () => {
  const payments = [1n, 2n].map((value) =>
    spending([coinOf(new Uint8Array(0))], [{ script: new Uint8Array(9), value }]),
  );
  const header = {
    version: 2,
    prevId: NO_TRANSACTION,
    merkleRoot: NO_TRANSACTION,
    timestamp: 1,
    bits: 2,
    nonce: 3,
  };
  const transactions = payments.map((one) =>
    withInput(one, 0, { witness: [new Uint8Array(3), new Uint8Array(0)] }),
  );
  const good = encodeBitcoinBlock({ header, transactions }, { witness: true });
  const inputs = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.uint8Array({ maxLength: 200 }).map((tail) => concatBytes(good.subarray(0, 80), tail)),
    fc.nat(good.length - 1).map((length) => good.subarray(0, length)),
    fc.uint8Array({ minLength: 1, maxLength: 9 }).map((tail) => concatBytes(good, tail)),
    fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, byte]) => good.with(at, byte)),
  );
  fc.assert(
    fc.property(inputs, (data) => {
      const decoded = decodeBitcoinBlock(data);
      if (decoded.ok) expect(encodeBitcoinBlock(decoded.value, { witness: true })).toEqual(data);
      else expect(decoded.rejection.code).toMatch(/^(wire|transaction)-/);
    }),
    { numRuns: runs(1000) },
  );
});

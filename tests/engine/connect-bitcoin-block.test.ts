import { beforeAll, describe, expect, test } from 'vitest';
import {
  bitcoinMerkleRoot,
  blockWeight,
  buildScript,
  coinsRoot,
  concatBytes,
  connectBitcoinBlock,
  createCoins,
  getCoin,
  NO_OUTPUT,
  NO_TRANSACTION,
  OP,
  payToWitnessPublicKeyHash,
  ready,
  sat,
  spendWitnessPublicKeyHash,
  subsidyAt,
  totalValue,
  transactionId,
  weight,
  type BitcoinBlock,
  type Coin,
  type CoinState,
  type Hash,
  type Transaction,
} from 'strata';
import { witnessCommitmentOf, witnessMerkleRoot } from '../../src/engine/layer1/chain/bitcoin-block.ts';
import { codeOf, coinOf, keyOf, spending, type ScriptKey } from './bitcoin-cases.ts';

let [alice, bob, miner]: ScriptKey[] = [];
beforeAll(async () => {
  await ready();
  [alice, bob, miner] = ['alice', 'bob', 'miner'].map(keyOf);
});
const people = (): [ScriptKey, ScriptKey, ScriptKey] =>
  [alice, bob, miner] as [ScriptKey, ScriptKey, ScriptKey];
const CONTEXT = { height: 500, medianTime: 1_600_000_000 };
const RESERVED = new Uint8Array(32);

/** The coinbase of height 500, with a commitment to come, which pays `value` to the miner. */
function coinbaseOf(value: bigint, height = CONTEXT.height): Transaction {
  const [, , owner] = people();
  const bare = spending(
    [{ id: NO_TRANSACTION, output: NO_OUTPUT }],
    [
      { script: payToWitnessPublicKeyHash(owner.publicBytes), value },
      {
        script: concatBytes(Uint8Array.of(0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed), new Uint8Array(32)),
        value: 0n,
      },
    ],
  );
  const inputs = bare.inputs.map((input) => ({
    ...input,
    script: buildScript(height, 0),
    witness: [RESERVED],
  }));
  return { ...bare, inputs };
}

/** A block of these transactions whose commitments hold: first the coinbase's to the witnesses, then the header's to all. */
function seal(transactions: readonly Transaction[]): BitcoinBlock {
  const header = {
    version: 2,
    prevId: NO_TRANSACTION,
    merkleRoot: NO_TRANSACTION,
    timestamp: 0,
    bits: 0,
    nonce: 0,
  };
  const [coinbase, ...rest] = transactions as readonly [Transaction, ...Transaction[]];
  const committed = witnessCommitmentOf(witnessMerkleRoot({ header, transactions }), RESERVED);
  const outputs = coinbase.outputs.map((output) =>
    output.script[0] === 0x6a
      ? { ...output, script: concatBytes(output.script.subarray(0, 6), committed) }
      : output,
  );
  const all = [{ ...coinbase, outputs }, ...rest];
  return { header: { ...header, merkleRoot: bitcoinMerkleRoot(all.map(transactionId)) }, transactions: all };
}

/** Alice pays Bob 90,000 of 100,000, and Bob passes 80,000 on within the same block. */
function payments(): { state: CoinState; first: Transaction; second: Transaction } {
  const [a, b] = people();
  const coin = coinOf(payToWitnessPublicKeyHash(a.publicBytes), sat(100_000n));
  const script = payToWitnessPublicKeyHash(b.publicBytes);
  const first = spendWitnessPublicKeyHash(spending([coin], [{ script, value: 90_000n }]), 0, coin.value, a);
  const bobs: Pick<Coin, 'id' | 'output'> = { id: transactionId(first), output: 0 };
  const second = spendWitnessPublicKeyHash(
    spending([bobs], [{ script, value: 80_000n }]),
    0,
    sat(90_000n),
    b,
  );
  return { state: createCoins([coin]), first, second };
}

test('a miner puts two payments that build on each other into a block, and takes the subsidy and both fees', () => {
  const { state, first, second } = payments();
  const block = seal([coinbaseOf(subsidyAt(500) + 20_000n), first, second]);
  const connected = connectBitcoinBlock(state, block, CONTEXT);
  if (!connected.ok) throw new Error(connected.rejection.message);
  expect(connected.value.fees).toBe(20_000n);
  // What was there, and the new coins: no fee is lost.
  expect(totalValue(connected.value.coins)).toBe(100_000n + subsidyAt(500));
  const reward = getCoin(connected.value.coins, transactionId(block.transactions[0] as Transaction), 0);
  expect(reward).toMatchObject({ coinbase: true, height: 500, value: subsidyAt(500) + 20_000n });
  // The ledger before the block is still there, unchanged.
  expect(totalValue(state)).toBe(100_000n);
  expect(coinsRoot(connected.value.coins)).not.toBe(coinsRoot(state));
});

describe('a block is refused', () => {
  const judge = (transactions: readonly Transaction[], context = {}): string =>
    codeOf(connectBitcoinBlock(payments().state, seal(transactions), { ...CONTEXT, ...context }));

  test('when the coinbase takes one satoshi too much', () => {
    const { first, second } = payments();
    expect(judge([coinbaseOf(subsidyAt(500) + 20_001n), first, second])).toBe('coinbase-too-high');
    expect(judge([coinbaseOf(20_000n), first, second], { subsidy: sat(0n) })).toBe('accepted');
  });

  test('when a payment stands before the one that it builds on, or twice', () => {
    const { first, second } = payments();
    expect(judge([coinbaseOf(1n), second, first])).toBe('missing-coin');
    expect(judge([coinbaseOf(1n), first, second, first])).toBe('missing-coin');
  });

  test('when it has no coinbase, a second one, or one without the height', () => {
    const { first } = payments();
    expect(
      codeOf(connectBitcoinBlock(payments().state, { ...seal([coinbaseOf(1n)]), transactions: [] }, CONTEXT)),
    ).toBe('no-coinbase');
    expect(judge([first])).toBe('no-coinbase');
    expect(judge([coinbaseOf(1n), coinbaseOf(2n)])).toBe('stray-coinbase');
    expect(judge([coinbaseOf(1n, 499)])).toBe('coinbase-height');
    expect(judge([coinbaseOf(1n, 5)], { height: 5 })).toBe('accepted');
    expect(judge([{ ...coinbaseOf(1n), lockTime: 499 }])).toBe('accepted');
    expect(judge([{ ...coinbaseOf(1n), lockTime: 500 }])).toBe('not-final');
  });

  test('when it weighs one unit more than the limit', () => {
    const { first, second } = payments();
    const all = [coinbaseOf(1n), first, second];
    const heavy = blockWeight(seal(all));
    expect(judge(all, { weightLimit: heavy })).toBe('accepted');
    expect(judge(all, { weightLimit: weight(heavy - 1) })).toBe('block-overweight');
  });

  test('when a witness is another than the one committed to', () => {
    const { state, first } = payments();
    const block = seal([coinbaseOf(1n), first]);
    const changed = block.transactions.map((one, index) =>
      index === 0 ? one : { ...one, inputs: one.inputs.map((input) => ({ ...input, witness: [RESERVED] })) },
    );
    // The witness is no part of the id, so the header's root still holds: the coinbase's commitment catches it.
    expect(changed.map(transactionId)).toEqual(block.transactions.map(transactionId));
    expect(codeOf(connectBitcoinBlock(state, { ...block, transactions: changed }, CONTEXT))).toBe(
      'wrong-witness-commitment',
    );
    const header = { ...block.header, merkleRoot: `0x${'11'.repeat(32)}` as Hash };
    expect(codeOf(connectBitcoinBlock(state, { ...block, header }, CONTEXT))).toBe('wrong-merkle-root');
  });

  test('when its scripts name one signature more than a block may have checked', () => {
    const { first } = payments();
    // Four for each opcode outside of a witness, and one for the key hash that the payment spends.
    const naming = (count: number, last: number): Transaction => ({
      ...coinbaseOf(1n),
      outputs: [
        ...coinbaseOf(1n).outputs,
        { script: new Uint8Array(count).fill(OP.OP_CHECKSIG), value: sat(0n) },
        { script: Uint8Array.of(last), value: sat(0n) },
      ],
    });
    expect(judge([naming(20_000, OP.OP_NOP)])).toBe('accepted');
    expect(judge([naming(20_000, OP.OP_CHECKSIG)])).toBe('too-many-signatures');
    expect(judge([naming(20_000, OP.OP_NOP), first])).toBe('too-many-signatures');
    expect(judge([naming(19_980, OP.OP_CHECKMULTISIG)])).toBe('accepted');
    expect(judge([naming(19_981, OP.OP_CHECKMULTISIG)])).toBe('too-many-signatures');
  });

  test('when one of its ids is still unspent', () => {
    const connected = connectBitcoinBlock(payments().state, seal([coinbaseOf(1n)]), CONTEXT);
    if (!connected.ok) throw new Error(connected.rejection.message);
    expect(codeOf(connectBitcoinBlock(connected.value.coins, seal([coinbaseOf(1n)]), CONTEXT))).toBe(
      'coin-exists',
    );
  });

  test('with the number of the transaction that is at fault', () => {
    const { state, first, second } = payments();
    const refused = connectBitcoinBlock(state, seal([coinbaseOf(1n), first, first, second]), CONTEXT);
    expect(refused).toMatchObject({ ok: false, rejection: { code: 'coin-exists' } });
    expect(refused.ok ? '' : refused.rejection.message).toMatch(/^Transaction 2 /);
  });
});

test('new coins halve every 210,000 blocks, until there are none: 20,999,999.9769 bitcoin in all', () => {
  expect([0, 209_999, 210_000, 840_000].map(subsidyAt)).toEqual([
    5_000_000_000n,
    5_000_000_000n,
    2_500_000_000n,
    312_500_000n,
  ]);
  expect(subsidyAt(210_000 * 64)).toBe(0n);
  const total = Array.from({ length: 64 }, (_, era) => 210_000n * subsidyAt(era * 210_000)).reduce(
    (a, b) => a + b,
    0n,
  );
  expect(total).toBe(2_099_999_997_690_000n);
});

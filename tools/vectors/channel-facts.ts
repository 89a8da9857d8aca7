// BOLT 3's weights, fees and dust limits, recomputed by the engine.
import { createKey } from '../../src/engine/foundation/keys.ts';
import { msat, sat } from '../../src/engine/foundation/units.ts';
import type { Hash } from '../../src/engine/foundation/units.ts';
import {
  CHANNEL_WEIGHTS,
  commitmentFee,
  commitmentWeight,
  DUST_SIZES,
  dustThreshold,
  htlcFee,
  PAY_TO_ANCHOR_DUST,
} from '../../src/engine/layer2/channels/channel-fees.ts';
import { commitmentOutputs } from '../../src/engine/layer2/channels/commitment-transaction.ts';
import { expectSame, integer, list, number, text } from './format.ts';
import type { VectorCase } from './format.ts';

const NAMED: Readonly<Record<string, number>> = {
  'commitment weight': CHANNEL_WEIGHTS.commitment.classic,
  'commitment weight, anchors': CHANNEL_WEIGHTS.commitment.anchors,
  'per untrimmed HTLC output': CHANNEL_WEIGHTS.htlcOutput,
  'HTLC-timeout weight': CHANNEL_WEIGHTS.htlcTimeout.classic,
  'HTLC-timeout weight, anchors': CHANNEL_WEIGHTS.htlcTimeout.anchors,
  'HTLC-success weight': CHANNEL_WEIGHTS.htlcSuccess.classic,
  'HTLC-success weight, anchors': CHANNEL_WEIGHTS.htlcSuccess.anchors,
};

/** A commitment with the HTLCs of the example, in a channel of a million satoshi that its owner opened. */
function runExample(row: VectorCase): void {
  const terms = { feerate: sat(integer(row, 'feeratePerKw')), anchors: false };
  expectSame('timeout fee', htlcFee(terms, 'htlcTimeout'), integer(row, 'htlcTimeoutFee'));
  expectSame('success fee', htlcFee(terms, 'htlcSuccess'), integer(row, 'htlcSuccessFee'));
  const key = createKey('closed forms').publicKey;
  const hash = `0x${'11'.repeat(32)}` as Hash;
  const open = (offered: boolean, amounts: readonly unknown[]) =>
    amounts.map((amount) => ({
      offered,
      amount: msat(Number(amount) * 1000),
      paymentHash: hash,
      expiry: 500,
    }));
  const htlcs = [...open(true, list(row, 'offeredSat')), ...open(false, list(row, 'receivedSat'))];
  const [capacity, half] = [1_000_000n, msat(500_000_000n)];
  const inHtlcs = htlcs.reduce((sum, { amount }) => sum + amount, 0n);
  const outputs = commitmentOutputs({
    ...terms,
    funding: { id: hash, output: 0, amount: sat(capacity) },
    number: 0n,
    obscuring: 0n,
    keys: { revocation: key, delayed: key, ownerHtlc: key, otherHtlc: key, otherPayment: key },
    ownerFunding: key,
    otherFunding: key,
    dustLimit: sat(integer(row, 'dustLimit')),
    toSelfDelay: 144,
    ownerPays: true,
    balances: { owner: msat(half - inHtlcs), other: half },
    htlcs,
  });
  const made = outputs.filter(({ htlc }) => htlc !== null).length;
  expectSame('commitment weight', commitmentWeight(made, false), number(row, 'commitmentWeight'));
  expectSame('base fee', commitmentFee(made, terms), integer(row, 'baseFee'));
  const paid = capacity - outputs.reduce((sum, { value }) => sum + value, 0n);
  expectSame('actual fee', paid, integer(row, 'actualFee'));
}

export const CHANNEL_TABLES: Readonly<Record<string, (rows: readonly VectorCase[]) => string | undefined>> = {
  'bolt3-weights-fees'(rows) {
    for (const row of rows) {
      const name = text(row, 'name');
      if (name === 'example') runExample(row);
      else if (Object.hasOwn(NAMED, name)) expectSame(name, NAMED[name], number(row, 'value'));
      else return `the engine has no weight called "${name}"`;
    }
    return undefined;
  },
  'bolt3-dust'(rows) {
    for (const row of rows) {
      const type = text(row, 'type');
      if (type === 'p2a') {
        expectSame(type, PAY_TO_ANCHOR_DUST, integer(row, 'dustSat'));
        continue;
      }
      if (!Object.hasOwn(DUST_SIZES, type)) return `the engine knows no output called "${type}"`;
      const kind = type as keyof typeof DUST_SIZES;
      expectSame(`output of ${type}`, DUST_SIZES[kind].output, number(row, 'outputBytes'));
      expectSame(`input of ${type}`, DUST_SIZES[kind].input, number(row, 'inputBytes'));
      expectSame(`dust of ${type}`, dustThreshold(kind), integer(row, 'dustSat'));
    }
    return undefined;
  },
};

/**
 * Payments as they come to a pool: at random times, of real shapes and weights, with fees that differ and
 * some that spend each other.
 */
import { utf8 } from '../foundation/bytes.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import type { Random } from '../foundation/random.ts';
import { ms, sat, weight, type Ms } from '../foundation/units.ts';
import type { Pending } from '../layer1/ledger/fee-market.ts';

/** A payment by its shape: what decides its weight. */
export interface PaymentShape {
  readonly inputs: number;
  readonly outputs: number;
  /** Fee offered, in satoshi per virtual byte (4 weight units). */
  readonly feeRate: number;
}

/** Shapes in the proportions in which they are drawn: mostly one coin in, payee and change out. */
const SHAPES: readonly (readonly [number, number])[] = [
  [1, 2],
  [1, 2],
  [1, 2],
  [1, 1],
  [2, 2],
  [2, 1],
  [4, 2],
  [1, 12],
];

/** One payment in this many spends an output of one that still waits. */
const CHILD_ONE_IN = 3;

/**
 * The weight of a payment between pay-to-witness-public-key-hash outputs: 10 bytes, 41 per input and 31 per
 * output at 4 units each, and 2 + 108 per input of witness at 1 (BIP-141, "Transaction size calculations";
 * BIP-143 for the shapes).
 */
export const paymentWeight = ({ inputs, outputs }: Pick<PaymentShape, 'inputs' | 'outputs'>): number =>
  4 * (10 + 41 * inputs + 31 * outputs) + 2 + 108 * inputs;

/** The mean weight of a payment of the stream. */
export const MEAN_PAYMENT_WEIGHT = Math.round(
  SHAPES.reduce((sum, [inputs, outputs]) => sum + paymentWeight({ inputs, outputs }), 0) / SHAPES.length,
);

/**
 * Draws the next payment. Fee rates are the product of two draws from 1 to 10, so that most are low and a few
 * near 100; a child draws its own, so a dear child may hang on a cheap parent. `waiting` is what it may spend
 * from.
 */
export function drawPayment(
  random: Random,
  number: number,
  arrivedAt: Ms,
  waiting: readonly Pending<PaymentShape>[],
): Pending<PaymentShape> {
  const [inputs, outputs] = random.pick(SHAPES);
  const feeRate = random.int(1, 10) * random.int(1, 10);
  const spendsWaiting = random.chance(1, CHILD_ONE_IN) && waiting.length > 0;
  const weighs = paymentWeight({ inputs, outputs });
  return {
    id: hashHex(sha256(utf8(`payment/${number}/${arrivedAt}/${feeRate}`))),
    transaction: { inputs, outputs, feeRate },
    fee: sat(Math.ceil(weighs / 4) * feeRate),
    weight: weight(weighs),
    parents: spendsWaiting ? [random.pick(waiting).id] : [],
    arrivedAt: ms(arrivedAt),
  };
}

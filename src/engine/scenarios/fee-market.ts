/**
 * Scenario: a pool of waiting payments, miners that choose by some rule, and what the rule earns and lets
 * wait.
 */
import { createRandom } from '../foundation/random.ts';
import { ok, reject, type Rejection, type Result } from '../foundation/result.ts';
import { ms, sat, weight, type Ms, type Sat, type Weight } from '../foundation/units.ts';
import { selectByFeeRate, type Pending, type SelectTransactions } from '../layer1/ledger/fee-market.ts';
import { percentile } from '../measures/latency.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';
import { drawPayment, MEAN_PAYMENT_WEIGHT, type PaymentShape } from './payment-stream.ts';

/** What a run of the fee market is made of. */
export interface FeeMarketSettings {
  readonly seed: number;
  /** 24 unless told. */
  readonly blocks?: number;
  /** Payments that arrive, in percent of what the blocks can hold; 150 unless told. */
  readonly load?: number;
  /** The part under test; `selectByFeeRate` unless told. */
  readonly select?: SelectTransactions;
}

/** What became of one class of payments. */
export interface FeeClass {
  /** Fee rates of the class in satoshi per virtual byte, both ends included. */
  readonly from: number;
  readonly to: number;
  readonly arrived: number;
  readonly included: number;
  /** Median wait of the included; null when none was. */
  readonly medianWaitMs: number | null;
}

/** One block of the run. */
export interface FeeMarketBlock {
  readonly height: number;
  readonly at: Ms;
  readonly weight: Weight;
  readonly fees: Sat;
  readonly transactions: number;
  /** The cheapest fee rate in the block, in satoshi per virtual byte; null in an empty one. */
  readonly lowestRate: number | null;
  readonly waiting: number;
}

/** What a run of the fee market gives back. */
export interface FeeMarketRun {
  readonly trace: Trace;
  readonly series: readonly FeeMarketBlock[];
  /** Fees that the miners collected. */
  readonly fees: Sat;
  readonly included: number;
  readonly waiting: number;
  /** Median wait of the included, and the longest that any had; null when none was. */
  readonly medianWaitMs: number | null;
  readonly longestWaitMs: number | null;
  readonly classes: readonly FeeClass[];
  /** How many blocks were refused: such a block earns nothing, and what it held waits on. */
  readonly refused: number;
  /** Why, one for each refused block. */
  readonly rejections: readonly Rejection[];
}

/** A hundredth of Bitcoin's 4,000,000 (BIP-141): about 55 payments a block. */
const BLOCK_WEIGHT = weight(40_000);
const INTERVAL_MS = 600_000;
const CLASSES: readonly (readonly [number, number])[] = [
  [1, 9],
  [10, 29],
  [30, 100],
];

/**
 * The order of arrival, cheap or dear: skips what no longer fits. What a miner without a fee market would do.
 */
export const selectByArrival: SelectTransactions = (pool, limit) => {
  let room: number = limit;
  const chosen = new Set<string>();
  const inPool = new Set<string>(pool.map(({ id }) => id));
  return pool.filter(({ id, parents, weight }) => {
    const fits = weight <= room && parents.every((parent) => chosen.has(parent) || !inPool.has(parent));
    if (!fits) return false;
    room -= weight;
    chosen.add(id);
    return true;
  });
};

/**
 * Whether a miner's choice makes a valid block. Refused: `unknown-transaction`, `duplicate`, `missing-parent`
 * (its parent waits in the pool and does not come before it in the block), `overweight`. Source: BIP-141,
 * "Block size"; Bitcoin Core, `src/consensus/tx_verify.cpp`.
 */
export function checkSelection<T>(
  pool: readonly Pending<T>[],
  chosen: readonly Pending<T>[],
  limit: Weight,
): Result<readonly Pending<T>[]> {
  const waiting = new Map(pool.map((pending) => [pending.id, pending]));
  const taken = new Map<string, Pending<T>>();
  let total = 0;
  for (const { id } of chosen) {
    const pending = waiting.get(id);
    if (!pending)
      return refuse(
        'unknown-transaction',
        `Payment ${id} does not wait in the pool.`,
        id,
        'a payment of the pool',
      );
    if (taken.has(id))
      return refuse('duplicate', `Payment ${id} stands in the block twice.`, id, 'each at most once');
    const missing = pending.parents.find((parent) => waiting.has(parent) && !taken.has(parent));
    if (missing)
      return refuse(
        'missing-parent',
        `Payment ${id} spends ${missing}, which must come before it.`,
        id,
        missing,
      );
    taken.set(id, pending);
    total += pending.weight;
  }
  if (total > limit)
    return refuse('overweight', `The block weighs ${total}, at most ${limit} is allowed.`, total, limit);
  return ok([...taken.values()]);
}

const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({ code, rule: 'BIP-141, "Block size"', message, received, expected });

/**
 * Payments arrive at random, wait, and go into blocks that come at random every 10 minutes on average;
 * `select` fills them. What a rule earns shows in `fees`, who pays for it in `classes`. Smaller than real:
 * blocks of 40,000 weight units stand for 4,000,000. Payments are shapes, weights and fees here, without
 * coins or signatures, and none is ever withdrawn.
 */
export function runFeeMarket(settings: FeeMarketSettings): FeeMarketRun {
  const { seed, blocks = 24, load = 150, select = selectByFeeRate } = settings;
  if (!Number.isSafeInteger(load) || load < 1)
    throw new RangeError(`The load is a whole percentage from 1, not ${load}.`);
  const arrivals = createRandom(seed, 'arrivals');
  const intervals = createRandom(seed, 'intervals');
  const meanGapMs = Math.max(
    1,
    Math.round((INTERVAL_MS * MEAN_PAYMENT_WEIGHT * 100) / (BLOCK_WEIGHT * load)),
  );
  const recorder = new Recorder(seed);

  let pool: readonly Pending<PaymentShape>[] = [];
  const all: Pending<PaymentShape>[] = [];
  const waits = new Map<string, number>();
  const series: FeeMarketBlock[] = [];
  const rejections: Rejection[] = [];
  let [now, nextArrival] = [ms(0), arrivals.exponentialMs(meanGapMs)];

  for (let height = 1; height <= blocks; height++) {
    now = ms(now + intervals.exponentialMs(INTERVAL_MS));
    const waiting = [...pool];
    for (; nextArrival <= now; nextArrival = ms(nextArrival + arrivals.exponentialMs(meanGapMs))) {
      const payment = drawPayment(arrivals, all.length, nextArrival, waiting);
      waiting.push(payment);
      all.push(payment);
      const event = { at: nextArrival, actor: 'payer', layer: 1, transaction: payment.id } as const;
      recorder.record({
        ...event,
        kind: 'transaction-submitted',
        fee: `${payment.fee}`,
        size: Math.ceil(payment.weight / 4),
      });
    }
    const block = `block-${height}`;
    const placed = { at: now, actor: 'miner', layer: 1 } as const;
    const checked = checkSelection(waiting, select(waiting, BLOCK_WEIGHT), BLOCK_WEIGHT);
    if (!checked.ok) {
      rejections.push(checked.rejection);
      recorder.record({
        ...placed,
        kind: 'block-rejected',
        block,
        code: checked.rejection.code,
        why: checked.rejection.message,
      });
    }
    const chosen = checked.ok ? checked.value : [];
    const used = chosen.reduce((sum, { weight }) => sum + weight, 0);
    const fees = sat(chosen.reduce((sum, { fee }) => sum + fee, 0n));
    recorder.record({
      ...placed,
      kind: 'block-proposed',
      block,
      parent: `block-${height - 1}`,
      height,
      transactions: chosen.map(({ id }) => id),
      used: `${used}`,
      limit: `${BLOCK_WEIGHT}`,
      fees: `${fees}`,
    });
    for (const { id, arrivedAt } of chosen) {
      waits.set(id, now - arrivedAt);
      recorder.record({
        ...placed,
        kind: 'transaction-included',
        transaction: id,
        block,
        waited: now - arrivedAt,
      });
    }
    pool = waiting.filter(({ id }) => !waits.has(id));
    series.push({
      height,
      at: now,
      weight: weight(used),
      fees,
      transactions: chosen.length,
      lowestRate:
        chosen.length === 0 ? null : Math.min(...chosen.map(({ transaction }) => transaction.feeRate)),
      waiting: pool.length,
    });
  }

  const ascending = [...waits.values()].sort((a, b) => a - b);
  return {
    trace: recorder.trace(),
    series,
    fees: sat(series.reduce((sum, { fees }) => sum + fees, 0n)),
    included: waits.size,
    waiting: pool.length,
    medianWaitMs: percentile(ascending, 50),
    longestWaitMs: ascending.at(-1) ?? null,
    classes: CLASSES.map((range) => classOf(range, all, waits)),
    refused: rejections.length,
    rejections,
  };
}

function classOf(
  [from, to]: readonly [number, number],
  all: readonly Pending<PaymentShape>[],
  waits: ReadonlyMap<string, number>,
): FeeClass {
  const members = all.filter(({ transaction: { feeRate } }) => feeRate >= from && feeRate <= to);
  const waited = members.flatMap(({ id }) => waits.get(id) ?? []).sort((a, b) => a - b);
  return { from, to, arrived: members.length, included: waited.length, medianWaitMs: percentile(waited, 50) };
}

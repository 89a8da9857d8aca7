/** Scenario: payments arrive, blocks have only so much room, and a queue grows as soon as more come than fit. */
import { createRandom } from '../foundation/random.ts';
import { bytes, ms, type Ms } from '../foundation/units.ts';
import { capacity, type BlockSizeRule, type Capacity } from '../layer1/scaling/block-size.ts';
import { meanOf } from '../measures/latency.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/** What a run of the queue is made of. */
export interface BlockSizeSettings {
  readonly seed: number;
  /** Bitcoin's of 2009 to 2017 unless told: 1 MB, 250 bytes a transaction, 600 s. */
  readonly rule?: BlockSizeRule;
  /** Transactions that arrive a second; 7 unless told. */
  readonly load?: number;
  /** How long transactions arrive; 6,000 s unless told. */
  readonly seconds?: number;
  /** The part under test, held against what the run measures; the reference unless told. */
  readonly capacity?: Capacity;
}

/** What a run of the queue gives back. */
export interface BlockSizeRun {
  readonly trace: Trace;
  /** Transactions a second by formula. */
  readonly predicted: number;
  /** Transactions a second that came into blocks. */
  readonly measured: number;
  readonly arrived: number;
  readonly confirmed: number;
  /** Still waiting when the run ended. */
  readonly waiting: number;
  /** Mean wait of the confirmed, in milliseconds; null when none was. */
  readonly meanWaitMs: number | null;
  /** How many waited after each block. */
  readonly queue: readonly { readonly at: Ms; readonly waiting: number }[];
}

const BITCOIN: BlockSizeRule = {
  blockBytes: bytes(1_000_000),
  transactionBytes: bytes(250),
  intervalMs: ms(600_000),
};

/**
 * Transactions of one size arrive at random (exponential gaps) and wait, first come first served, for blocks that come at equal
 * intervals; a real chain's blocks come at random too, which lengthens waits and leaves the long-run rate as it is. Real size: nothing
 * is reduced but the transactions, which are counted and not built. Throws RangeError for a load or time that is not above zero.
 */
export function runBlockSize(settings: BlockSizeSettings): BlockSizeRun {
  const { seed, rule = BITCOIN, load = 7, seconds = 6_000, capacity: predict = capacity } = settings;
  if (!(load > 0) || !(seconds > 0)) throw new RangeError('Load and time must be above zero.');
  const end = Math.floor(seconds * 1000);
  const arrivals = arrivalsUntil(end, load, seed);
  const room = Math.floor(rule.blockBytes / rule.transactionBytes);

  const recorder = new Recorder(seed);
  const queue: { at: Ms; waiting: number }[] = [];
  const waits: number[] = [];
  let confirmed = 0;
  let arrived = 0;
  for (let at: number = rule.intervalMs, height = 1; at <= end; at += rule.intervalMs, height++) {
    while ((arrivals[arrived] ?? Infinity) <= at) arrived++;
    const included = Math.min(room, arrived - confirmed);
    for (const arrival of arrivals.slice(confirmed, confirmed + included)) waits.push(at - arrival);
    confirmed += included;
    queue.push({ at: ms(at), waiting: arrived - confirmed });
    recorder.record({
      kind: 'block-proposed',
      at,
      actor: 'miner',
      layer: 1,
      block: `block-${height}`,
      parent: `block-${height - 1}`,
      height,
      transactions: Array.from({ length: included }, (_, i) => `t${confirmed - included + i}`),
      used: `${included * rule.transactionBytes}`,
      limit: `${rule.blockBytes}`,
      fees: '0',
    });
  }
  const { length } = arrivals;
  const meanWaitMs = meanOf(waits);
  const figures = { predicted: predict(rule), measured: confirmed / seconds, arrived: length, confirmed };
  return { trace: recorder.trace(), ...figures, waiting: length - confirmed, meanWaitMs, queue };
}

/** The times at which transactions arrive, ascending. */
function arrivalsUntil(end: number, load: number, seed: number): number[] {
  const random = createRandom(seed, 'arrivals');
  const count = Math.round((end / 1000) * load);
  return Array.from({ length: count }, () => random.int(0, end)).sort((a, b) => a - b);
}

/**
 * Scenario: mining with real hashes, a shock to the hash rate, and a retarget that brings the interval back.
 */
import { hashHex, sha256 } from '../foundation/hash.ts';
import { utf8 } from '../foundation/bytes.ts';
import { ms, type Hash, type Ms } from '../foundation/units.ts';
import { bitsOf, headerId, targetOf, workOf, type BitcoinHeader } from '../layer1/chain/header.ts';
import { meetsTarget, mine, type Mine } from '../layer1/consensus/proof-of-work.ts';
import { retarget, type Retarget } from '../layer1/consensus/retarget.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/** What a run of mining is made of. */
export interface MiningSettings {
  readonly seed: number;
  /** Windows of 64 blocks; 8 unless told. */
  readonly windows?: number;
  /**
   * What the hash rate is multiplied by when window `shockAt` begins; 4 unless told. Below 1, miners leave.
   */
  readonly shock?: number;
  /** The window before which the hash rate changes; 3 unless told. */
  readonly shockAt?: number;
  /** The parts under test; the references unless told. */
  readonly retarget?: Retarget;
  readonly mine?: Mine;
}

/** One window of blocks mined at one target. */
export interface MinedWindow {
  readonly window: number;
  readonly target: bigint;
  /** Hashes that a block takes on average at this target. */
  readonly difficulty: bigint;
  /** Hashes that its blocks really took. */
  readonly hashes: number;
  /** Hashes tried in a simulated second. */
  readonly hashRate: number;
  /** Mean time from block to block. */
  readonly meanIntervalMs: number;
}

/** What a run of mining gives back. */
export interface MiningRun {
  readonly trace: Trace;
  readonly windows: readonly MinedWindow[];
  readonly headers: readonly BitcoinHeader[];
  readonly intervalMs: Ms;
  /** Hashes tried in the whole run. */
  readonly hashes: number;
}

/** Bitcoin's 2016 blocks, 600 s and 10^23 hashes a block, made small enough to really hash. */
const WINDOW_BLOCKS = 64;
const INTERVAL_MS = ms(600_000);
const HASHES_PER_BLOCK = 16n;
/** The easiest target: 4 hashes a block, so that even a rule that always eases comes to an end. */
const MAX_TARGET = (1n << 256n) / 4n;
/** A block that takes more than this ends the run: the target has been made too small to hash in a lesson. */
const MOST_HASHES = 100_000;
/**
 * Hashes tried in a simulated second at first: 16 in 600 s. The rate is a fraction, kept whole as hashes in
 * 600 s.
 */
const FIRST_RATE = Number(HASHES_PER_BLOCK);
const DAY_ZERO = 1_231_006_505;

/**
 * Mines window after window of real headers: every nonce is hashed, and a block's time is the hashes it took
 * divided by the hash rate, so that luck shows as it does in life. After each window `retarget` sets the next
 * target, stored in the header's compact form. Smaller than real: 64 blocks a window and not 2016, so means
 * scatter by an eighth (1/√64) and the rule's own offset is 64/63. The rates in the trace's
 * `hash-rate-changed` are hashes in 600 s. Throws RangeError when the rule returns a target outside 1 to the
 * easiest, when a block takes over 100,000 hashes, and when `mine` returns a nonce that does not meet the
 * target.
 */
export function runMining(settings: MiningSettings): MiningRun {
  const { seed, windows = 8, shock = 4, shockAt = 3 } = settings;
  const { retarget: rule = retarget, mine: search = mine } = settings;
  if (!(shock > 0))
    throw new RangeError(`The hash rate is multiplied by something above zero, not by ${shock}.`);
  const recorder = new Recorder(seed);
  const series: MinedWindow[] = [];
  const headers: BitcoinHeader[] = [];
  let parent: Hash = hashHex(sha256(utf8(`genesis/${seed}`)));
  let target = targetOf(bitsOf((1n << 256n) / HASHES_PER_BLOCK));
  let now = ms(0);
  let rate = FIRST_RATE;

  for (let window = 0; window < windows; window++) {
    if (window === shockAt) {
      const before = rate;
      rate = Math.max(1, Math.round(rate * shock));
      recorder.record({
        kind: 'hash-rate-changed',
        at: now,
        actor: 'miners',
        layer: 1,
        from: before,
        to: rate,
      });
    }
    const startedAt = now;
    const times: Ms[] = [];
    let hashes = 0;
    for (let i = 0; i < WINDOW_BLOCKS; i++) {
      const mined = mineBlock(search, {
        parent,
        now,
        rate,
        bits: bitsOf(target),
        height: headers.length + 1,
      });
      now = mined.foundAt;
      parent = headerId(mined.header);
      headers.push(mined.header);
      hashes += mined.hashes;
      times.push(now);
      recorder.record({
        kind: 'block-proposed',
        at: now,
        actor: 'miners',
        layer: 1,
        block: parent,
        parent: mined.header.prevId,
        height: headers.length,
        transactions: [],
        used: '0',
        limit: '0',
        fees: '0',
        difficulty: `${workOf(target)}`,
        hashes: mined.hashes,
      });
    }
    const meanIntervalMs = Math.round((now - startedAt) / WINDOW_BLOCKS);
    series.push({
      window,
      target,
      difficulty: workOf(target),
      hashes,
      hashRate: rate / (INTERVAL_MS / 1000),
      meanIntervalMs,
    });
    const next = rule({
      target,
      firstTimestamp: times[0] ?? now,
      lastTimestamp: now,
      blocks: WINDOW_BLOCKS,
      intervalMs: INTERVAL_MS,
      maxTarget: MAX_TARGET,
    });
    const stored = compact(next);
    const event = { at: now, actor: 'miners', layer: 1, height: headers.length } as const;
    recorder.record({
      kind: 'difficulty-retargeted',
      ...event,
      from: `${workOf(target)}`,
      to: `${workOf(stored)}`,
      meanInterval: meanIntervalMs,
    });
    target = stored;
  }
  const total = series.reduce((sum, window) => sum + window.hashes, 0);
  return { trace: recorder.trace(), windows: series, headers, intervalMs: INTERVAL_MS, hashes: total };
}

/** The target as a header can hold it. */
function compact(target: unknown): bigint {
  if (typeof target !== 'bigint' || target < 1n || target > MAX_TARGET)
    throw new RangeError(
      `The rule gave ${String(target)}: a target is a bigint from 1 to the easiest, ${MAX_TARGET}.`,
    );
  return targetOf(bitsOf(target));
}

interface Attempt {
  readonly parent: Hash;
  readonly now: Ms;
  /** Hashes in 600 simulated seconds. */
  readonly rate: number;
  readonly bits: number;
  readonly height: number;
}

/**
 * Finds a block; its timestamp is when its miner began, since the hash must not depend on when it will be
 * found.
 */
function mineBlock(
  search: Mine,
  { parent, now, rate, bits, height }: Attempt,
): { readonly header: BitcoinHeader; readonly hashes: number; readonly foundAt: Ms } {
  const merkleRoot = hashHex(sha256(utf8(`coinbase/${height}`)));
  const timestamp = DAY_ZERO + Math.floor(now / 1000);
  const template: BitcoinHeader = { version: 1, prevId: parent, merkleRoot, timestamp, bits, nonce: 0 };
  const mined = search(template, { from: 0, tries: MOST_HASHES });
  if (!mined)
    throw new RangeError(
      `Block ${height} was not found in ${MOST_HASHES} hashes: the target is too small for a lesson.`,
    );
  const header = { ...template, nonce: mined.nonce };
  if (!meetsTarget(headerId(header), targetOf(bits)))
    throw new RangeError(`The nonce ${mined.nonce} of block ${height} does not meet its target.`);
  const foundAt = ms(now + Math.max(1, Math.round((mined.hashes * INTERVAL_MS) / rate)));
  return { header, hashes: mined.hashes, foundAt };
}

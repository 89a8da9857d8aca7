/** From when on a transaction may be in a block: its own lock time, and the wait that each input asks for (BIP-68). */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { LOCKTIME_THRESHOLD, SEQUENCE, SEQUENCE_FINAL } from './script/time-locks.ts';
import type { Transaction } from './transaction.ts';

/** Where and when a transaction is to be in the chain. */
export interface LedgerTime {
  /** Height of the block. */
  readonly height: number;
  /** Median of the timestamps of the 11 blocks before it, in seconds: the clock of lock times (BIP-113). */
  readonly medianTime: number;
}

/** What a wait is counted from: the block of the coin that is spent. */
export interface CoinAge {
  readonly height: number;
  /** Median time before the coin's own block, in seconds. */
  readonly medianTime: number;
}

/** A relative lock in time counts in steps of 512 seconds (BIP-68). */
const SECONDS_PER_STEP = 512;

/**
 * Accepts `transaction` from its lock time on: a height, or from 500,000,000 on a time. Refused before that, unless
 * every input says with its sequence number that the lock time is off (Bitcoin Core, `IsFinalTx`).
 */
export function checkLockTime(
  { lockTime, inputs }: Transaction,
  { height, medianTime }: LedgerTime,
): Result<void> {
  const reached = lockTime < LOCKTIME_THRESHOLD ? height : medianTime;
  // The last block that may not hold it has exactly the height or time named, hence "below" and not "at most".
  if (lockTime < reached || lockTime === 0) return ok(undefined);
  if (inputs.every(({ sequence }) => sequence === SEQUENCE_FINAL)) return ok(undefined);
  const message = `The transaction is locked through ${lockTime}; the block is at ${reached}.`;
  return reject({
    code: 'not-final',
    rule: 'BIP-113',
    message,
    received: reached,
    expected: `above ${lockTime}`,
  });
}

/**
 * Accepts `transaction` when each input's coin is as old as its sequence number asks for: `coins` in the order of the
 * inputs. Before version 2, and with bit 31 set, a sequence number asks for nothing (BIP-68).
 */
export function checkSequences(
  { version, inputs }: Transaction,
  coins: readonly CoinAge[],
  { height, medianTime }: LedgerTime,
): Result<void> {
  if (version >>> 0 < 2) return ok(undefined);
  for (const [index, { sequence }] of inputs.entries()) {
    const coin = coins[index];
    if (coin === undefined || sequence >= SEQUENCE.OFF) continue;
    const inTime = (sequence & SEQUENCE.SECONDS) !== 0;
    const steps = sequence & SEQUENCE.VALUE;
    const age = inTime ? medianTime - coin.medianTime : height - coin.height;
    const asked = inTime ? steps * SECONDS_PER_STEP : steps;
    if (age < asked) {
      const message = `Input ${index} waits for ${asked} ${inTime ? 'seconds' : 'blocks'}; the coin is ${age} old.`;
      return reject({ code: 'coin-too-young', rule: 'BIP-68', message, received: age, expected: asked });
    }
  }
  return ok(undefined);
}

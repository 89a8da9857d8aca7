/** A run of the fee market as frames: after each block, what went in, what still waits, and what it took to get in. */
import type { Trace } from 'strata';

/** A payment as the figure shows it. */
export interface Offer {
  readonly id: string;
  /** Virtual bytes. */
  readonly size: number;
  /** Satoshi per virtual byte. */
  readonly rate: number;
}

/** What stands after a block. */
export interface PoolFrame {
  readonly height: number;
  readonly at: number;
  /** In the order in which they were chosen. */
  readonly chosen: readonly Offer[];
  /** Dearest first. */
  readonly waiting: readonly Offer[];
  /** Virtual bytes used and allowed. */
  readonly used: number;
  readonly room: number;
  /** The rate below which only a tenth of the block's bytes paid; 0 for an empty block. */
  readonly entryRate: number;
  /** What waits, in whole blocks. */
  readonly backlog: number;
}

const totalSize = (offers: readonly Offer[]): number => offers.reduce((sum, { size }) => sum + size, 0);

/** The rate that separates the cheapest tenth of the bytes from the rest: a cheap parent alone does not set it. */
export function entryRateOf(offers: readonly Offer[]): number {
  const cheapestFirst = [...offers].sort((a, b) => a.rate - b.rate);
  let left = totalSize(offers) / 10;
  return cheapestFirst.find(({ size }) => (left -= size) < 0)?.rate ?? 0;
}

/** Reads the pool's state after each block out of a trace. */
export function poolFrames(trace: Trace): readonly PoolFrame[] {
  const pool = new Map<string, Offer>();
  const frames: PoolFrame[] = [];
  for (const event of trace.events) {
    if (event.kind === 'transaction-submitted') {
      const { transaction: id, size, fee } = event;
      pool.set(id, { id, size, rate: Math.round(Number(fee) / size) });
    }
    if (event.kind !== 'block-proposed') continue;
    const chosen = event.transactions.flatMap((id) => pool.get(id) ?? []);
    for (const { id } of chosen) pool.delete(id);
    const waiting = [...pool.values()].sort((a, b) => b.rate - a.rate);
    // The trace counts weight; four units make a virtual byte (BIP-141).
    const room = Number(event.limit) / 4;
    frames.push({
      height: event.height,
      at: event.at,
      chosen,
      waiting,
      used: totalSize(chosen),
      room,
      entryRate: entryRateOf(chosen),
      backlog: totalSize(waiting) / room,
    });
  }
  return frames;
}

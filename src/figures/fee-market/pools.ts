/** A run of the fee market as frames: after each block, what went in, what still waits, and what it took to get in. */
import type { Trace } from 'strata';

/** What each payment spends of payments that had not been confirmed when it came, by id. */
export type Parents = ReadonlyMap<string, readonly string[]>;

/** A payment as the figure shows it. */
export interface Offer {
  readonly id: string;
  /** Virtual bytes. */
  readonly size: number;
  /** Satoshi per virtual byte. */
  readonly rate: number;
  /** Whether it spends another payment of the same block, or one that waits with it: the two count as one. */
  readonly hangs: boolean;
}

/** What stands after a block. */
export interface PoolFrame {
  readonly height: number;
  readonly at: number;
  /** In the order in which they were chosen. */
  readonly chosen: readonly Offer[];
  /** By what they pay together with those they spend, dearest first. */
  readonly waiting: readonly Offer[];
  /** Virtual bytes used and allowed. */
  readonly used: number;
  readonly room: number;
  /** The rate below which only a tenth of the block's bytes paid; 0 for an empty block. */
  readonly entryRate: number;
  /** What waits, in whole blocks. */
  readonly backlog: number;
}

const totalSize = (offers: readonly { readonly size: number }[]): number =>
  offers.reduce((sum, { size }) => sum + size, 0);

/** The rate that separates the cheapest tenth of the bytes from the rest: a cheap parent alone does not set it. */
export function entryRateOf(offers: readonly Omit<Offer, 'hangs'>[]): number {
  const cheapestFirst = [...offers].sort((a, b) => a.rate - b.rate);
  let left = totalSize(offers) / 10;
  return cheapestFirst.find(({ size }) => (left -= size) < 0)?.rate ?? 0;
}

type Payment = Omit<Offer, 'hangs'>;

/** A payment and all those of `among` that it spends, directly or through others. */
function packageOf(id: string, among: ReadonlyMap<string, Payment>, parents: Parents): readonly Payment[] {
  const found = new Set<Payment>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const payment = among.get(next);
    if (payment === undefined || found.has(payment)) continue;
    found.add(payment);
    open.push(...(parents.get(next) ?? []));
  }
  return [...found];
}

/** What waits, in the order in which a miner would come to it. */
function queue(pool: ReadonlyMap<string, Payment>, parents: Parents): readonly Offer[] {
  return [...pool.values()]
    .map((payment) => {
      const together = packageOf(payment.id, pool, parents);
      const fee = together.reduce((sum, { size, rate }) => sum + size * rate, 0);
      return { offer: { ...payment, hangs: together.length > 1 }, rate: fee / totalSize(together) };
    })
    .sort((a, b) => b.rate - a.rate)
    .map(({ offer }) => offer);
}

/** Reads the pool's state after each block out of a trace, which does not say who spends whom: `parents` does. */
export function poolFrames(trace: Trace, parents: Parents = new Map()): readonly PoolFrame[] {
  const pool = new Map<string, Payment>();
  const frames: PoolFrame[] = [];
  for (const event of trace.events) {
    if (event.kind === 'transaction-submitted') {
      const { transaction: id, size, fee } = event;
      pool.set(id, { id, size, rate: Math.round(Number(fee) / size) });
    }
    if (event.kind !== 'block-proposed') continue;
    const inBlock = new Set(event.transactions);
    const chosen = event.transactions.flatMap((id): readonly Offer[] => {
      const payment = pool.get(id);
      const hangs = (parents.get(id) ?? []).some((parent) => inBlock.has(parent));
      return payment === undefined ? [] : [{ ...payment, hangs }];
    });
    for (const { id } of chosen) pool.delete(id);
    const waiting = queue(pool, parents);
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

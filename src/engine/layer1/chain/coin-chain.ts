/** A running chain of coins for whatever stands above it: a pool, blocks one after the other, and reorganisations at will. */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { sat } from '../../foundation/units.ts';
import type { Hash, Sat } from '../../foundation/units.ts';
import { outpointKey } from '../ledger/check-transaction.ts';
import type { LedgerTime } from '../ledger/lock-times.ts';
import { transactionId, virtualSize } from '../ledger/transaction.ts';
import type { Transaction, TransactionInput } from '../ledger/transaction.ts';
import { applyTransaction, createCoins } from '../ledger/utxo.ts';
import type { Coin, CoinState } from '../ledger/utxo.ts';

/** A transaction with its id and the fee that it pays. */
export interface CoinEntry {
  readonly id: Hash;
  readonly transaction: Transaction;
  readonly fee: Sat;
}

/** One block of a {@link CoinChain}. */
export interface CoinBlock {
  readonly height: number;
  /** When it was mined, in seconds. */
  readonly time: number;
  /** Median of the times of the 11 blocks before it: the clock of lock times in it (BIP-113). */
  readonly medianTime: number;
  readonly entries: readonly CoinEntry[];
  /** The unspent outputs after it. */
  readonly coins: CoinState;
}

/** What a {@link CoinChain} starts from. */
export interface CoinChainSettings {
  /** The unspent outputs at the start. */
  readonly coins: readonly Coin[];
  /** Seconds from block to block; 600 unless told. */
  readonly interval?: number;
  /** Time of the start in seconds; 1,600,000,000 unless told. */
  readonly start?: number;
  /** Height of the start: the first block mined has one more; 100 unless told. */
  readonly height?: number;
}

/** How {@link CoinChain.mine} differs from taking in everything at the usual pace. */
export interface MiningChoice {
  /** Seconds since the block before, for each block mined now. */
  readonly seconds?: number;
  /** Transactions that the miner leaves waiting; what builds on them waits with them. */
  readonly hold?: (id: Hash) => boolean;
}

/** Who spends an output: `height` is null while the spending waits for a block. */
export interface CoinSpending {
  readonly id: Hash;
  readonly transaction: Transaction;
  /** Which of its inputs spends it. */
  readonly input: number;
  readonly height: number | null;
}

/** Satoshi that a replacement pays for each of its own virtual bytes, above what it replaces (BIP-125, rule 4). */
export const INCREMENTAL_RELAY_FEE = 1n;

const refuse = (code: string, rule: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule, message, received, expected });

const medianOf = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[times.length >> 1] as number;

/**
 * A chain of coins with one honest miner and blocks without limit of size. What is submitted is judged as part of the
 * next block, on top of all that waits. Replacement: a transaction that spends what a waiting one spends takes the place
 * of it and of all that builds on it when it pays more than these together and its own relay besides (BIP-125, rules 3
 * and 4; rule 1's signal is not asked for, as Bitcoin Core has it since version 28); otherwise it is refused. Since
 * states are persistent, undoing costs nothing.
 */
export class CoinChain {
  readonly #start: CoinBlock;
  readonly #interval: number;
  #blocks: readonly CoinBlock[] = [];
  #waiting: readonly CoinEntry[] = [];
  /** The coins as they would be with all that waits. */
  #view: CoinState;
  /** Where each transaction and each spending stands on the canonical chain. */
  readonly #heights = new Map<Hash, number>();
  readonly #spenders = new Map<string, Omit<CoinSpending, 'height'>>();

  constructor({ coins, interval = 600, start = 1_600_000_000, height = 100 }: CoinChainSettings) {
    if (new Set(coins.map(outpointKey)).size !== coins.length)
      throw new RangeError('Two of the coins have the same outpoint.');
    this.#view = createCoins(coins);
    this.#start = { height, time: start, medianTime: start, entries: [], coins: this.#view };
    this.#interval = interval;
  }

  /** The block at the head; the start before any was mined. */
  get tip(): CoinBlock {
    return this.#blocks.at(-1) ?? this.#start;
  }

  /** Height of the head. */
  get height(): number {
    return this.tip.height;
  }

  /** Median time that holds for the next block, in seconds (BIP-113). */
  get medianTime(): number {
    return medianOf([this.#start, ...this.#blocks].slice(-11).map(({ time }) => time));
  }

  /** The confirmed unspent outputs. */
  get coins(): CoinState {
    return this.tip.coins;
  }

  /** The unspent outputs as they would be with all that waits. */
  get pendingCoins(): CoinState {
    return this.#view;
  }

  /** The canonical blocks, the oldest first, without the start. */
  get blocks(): readonly CoinBlock[] {
    return this.#blocks;
  }

  /** What waits for a block, parents before children. */
  get pending(): readonly CoinEntry[] {
    return this.#waiting;
  }

  /** What the miners of all canonical blocks took: confirmed coins and these are what there was at the start. */
  get fees(): Sat {
    return sat(this.#blocks.reduce((sum, { entries }) => entries.reduce((of, { fee }) => of + fee, sum), 0n));
  }

  /** How many blocks deep the transaction is: 1 at the head, 0 when it is not on the canonical chain. */
  confirmations(id: Hash): number {
    const height = this.#heights.get(id);
    return height === undefined ? 0 : this.height - height + 1;
  }

  /** The transaction with this id, on the canonical chain or waiting; null when there is none. */
  transaction(id: Hash): Transaction | null {
    const height = this.#heights.get(id);
    const entries =
      height === undefined ? this.#waiting : (this.#blocks[height - this.#start.height - 1]?.entries ?? []);
    return entries.find((entry) => entry.id === id)?.transaction ?? null;
  }

  /** Who spends an output, on the canonical chain or waiting; null when nobody does. */
  spenderOf(outpoint: Pick<TransactionInput, 'id' | 'output'>): CoinSpending | null {
    const key = outpointKey(outpoint);
    const confirmed = this.#spenders.get(key);
    if (confirmed !== undefined) return { ...confirmed, height: this.#heights.get(confirmed.id) ?? null };
    for (const { id, transaction } of this.#waiting) {
      const input = transaction.inputs.findIndex((one) => outpointKey(one) === key);
      if (input !== -1) return { id, transaction, input, height: null };
    }
    return null;
  }

  /**
   * Puts `transaction` into the pool; its id. Refused: one that is known, what `applyTransaction` refuses for the next
   * block (a lock time or a wait that is not over too), and a replacement that does not pay for what it replaces.
   * @throws TypeError before `ready()`
   */
  submit(transaction: Transaction): Result<Hash> {
    const id = transactionId(transaction);
    if (this.transaction(id) !== null)
      return refuse('transaction-known', 'Strata pool', 'The transaction is known.', id, 'a new one');
    const replaced = this.#replacedBy(transaction);
    const kept = this.#waiting.filter((entry) => !replaced.includes(entry));
    const view = replaced.length === 0 ? this.#view : this.#replay(kept).coins;
    const applied = applyTransaction(view, transaction, this.#next);
    if (!applied.ok) return applied;
    const { fee, coins } = applied.value;
    if (replaced.length > 0) {
      const asked =
        replaced.reduce((sum, one) => sum + one.fee, 0n) +
        INCREMENTAL_RELAY_FEE * BigInt(virtualSize(transaction));
      if (fee < asked) {
        const message = `It pays ${fee}, but replacing what waits takes ${asked}.`;
        return refuse('replacement-too-cheap', 'BIP-125, rules 3 and 4', message, fee, `at least ${asked}`);
      }
    }
    this.#waiting = [...kept, { id, transaction, fee }];
    this.#view = coins;
    return ok(id);
  }

  /** Mines `blocks` blocks (1 unless told): the first takes in all that waits. The last of them. */
  mine(blocks = 1, choice: MiningChoice = {}): CoinBlock {
    for (let mined = 0; mined < blocks; mined += 1) this.#mineOne(choice);
    return this.tip;
  }

  /**
   * Undoes the last `depth` blocks. Their transactions wait again, before all others, but for those that `drop` names:
   * nobody guarantees that a transaction comes back. What is no longer valid on the shorter chain leaves the pool, as
   * in Bitcoin Core. The undone blocks, the oldest first. @throws RangeError when there are not so many blocks
   */
  reorganise(depth: number, drop: (id: Hash) => boolean = () => false): readonly CoinBlock[] {
    if (!Number.isSafeInteger(depth) || depth < 0 || depth > this.#blocks.length)
      throw new RangeError(`Cannot undo ${depth} of ${this.#blocks.length} blocks.`);
    const kept = this.#blocks.length - depth;
    const undone = this.#blocks.slice(kept);
    this.#blocks = this.#blocks.slice(0, kept);
    const back = undone.flatMap(({ entries }) => entries);
    for (const { id, transaction } of back) {
      this.#heights.delete(id);
      for (const input of transaction.inputs) this.#spenders.delete(outpointKey(input));
    }
    const replayed = this.#replay([...back.filter(({ id }) => !drop(id)), ...this.#waiting]);
    this.#waiting = replayed.entries;
    this.#view = replayed.coins;
    return undone;
  }

  /** Height and time by which the next block's transactions are judged. */
  get #next(): LedgerTime {
    return { height: this.height + 1, medianTime: this.medianTime };
  }

  /** What waits and spends what `transaction` spends, with all that builds on it. */
  #replacedBy({ inputs }: Transaction): readonly CoinEntry[] {
    const spent = new Set(inputs.map(outpointKey));
    const ids = new Set<Hash>();
    // Parents stand before children, so one pass finds descendants too.
    return this.#waiting.filter((entry) => {
      const inTheWay = entry.transaction.inputs.some(
        (input) => spent.has(outpointKey(input)) || ids.has(input.id),
      );
      if (inTheWay) ids.add(entry.id);
      return inTheWay;
    });
  }

  /** Applies `entries` to the confirmed coins as the next block; those that are refused are left out. */
  #replay(entries: readonly CoinEntry[]): {
    readonly coins: CoinState;
    readonly entries: readonly CoinEntry[];
  } {
    let coins = this.coins;
    const kept = entries.filter(({ transaction }) => {
      const applied = applyTransaction(coins, transaction, this.#next);
      if (applied.ok) coins = applied.value.coins;
      return applied.ok;
    });
    return { coins, entries: kept };
  }

  #mineOne({ seconds = this.#interval, hold = () => false }: MiningChoice): void {
    const held = new Set<Hash>();
    const candidates = this.#waiting.filter(({ id, transaction }) => {
      if (hold(id) || transaction.inputs.some((input) => held.has(input.id))) held.add(id);
      return !held.has(id);
    });
    const { height, medianTime } = this.#next;
    const { coins, entries } = this.#replay(candidates);
    this.#blocks = [...this.#blocks, { height, time: this.tip.time + seconds, medianTime, entries, coins }];
    for (const { id, transaction } of entries) {
      this.#heights.set(id, height);
      for (const [input, spent] of transaction.inputs.entries())
        this.#spenders.set(outpointKey(spent), { id, transaction, input });
    }
    const left = this.#replay(this.#waiting.filter(({ id }) => held.has(id)));
    this.#waiting = left.entries;
    this.#view = left.coins;
  }
}

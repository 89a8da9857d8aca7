/** The chain as channels see it when a party does not answer: closings, and HTLCs that are claimed or taken back. */
import { msat } from '../../foundation/units.ts';
import type { Hash, Hex, Msat } from '../../foundation/units.ts';
import type { ShortChannelId } from './hop-payload.ts';
import { opensHash } from './lightning-channel.ts';

/** An HTLC as an output of a closing. */
export interface SettledHtlc {
  readonly offerer: string;
  readonly receiver: string;
  /** The offerer's count; with its name it is one HTLC of the channel. */
  readonly id: number;
  readonly amount: Msat;
  readonly paymentHash: Hash;
  readonly cltvExpiry: number;
}

/** A channel's state put on chain by one of its parties: what each has, and the HTLCs that are open. */
export interface ChannelClosing {
  readonly channel: ShortChannelId;
  readonly by: string;
  readonly balances: readonly (readonly [string, Msat])[];
  readonly htlcs: readonly SettledHtlc[];
}

/** How an HTLC ended on chain: by its preimage, which everybody can read there, or by its lock. */
export interface HtlcEnd {
  readonly by: string;
  readonly preimage: Hex | null;
  readonly height: number;
}

/** What is waiting for a block. */
type Waiting =
  | { readonly kind: 'close'; readonly due: number; readonly closing: ChannelClosing }
  | {
      readonly kind: 'spend';
      readonly due: number;
      readonly channel: ShortChannelId;
      readonly htlc: SettledHtlc;
      readonly by: string;
      readonly preimage: Hex | null;
    };

const keyOf = (channel: ShortChannelId, { offerer, id }: Pick<SettledHtlc, 'offerer' | 'id'>): string =>
  `${channel}/${offerer}/${id}`;

/**
 * A chain reduced to what decides between the parties of a channel: blocks, one closing for each channel, and for each
 * HTLC in it whichever valid spending comes first. A transaction stands in a block `inclusionBlocks` after it was
 * submitted. It keeps sums, not scripts: outputs, signatures and penalties are those of the payment channels' own
 * transactions on the coin ledger, which are too many bytes for hundreds of nodes.
 */
export class SettlementChain {
  /** Height of the last block. */
  height: number;
  readonly inclusionBlocks: number;
  /** What each party has got on chain. */
  readonly #paid = new Map<string, bigint>();
  readonly #closings = new Map<ShortChannelId, ChannelClosing>();
  readonly #ends = new Map<string, HtlcEnd>();
  #waiting: readonly Waiting[] = [];

  /** A chain at `height` on which a transaction waits for `inclusionBlocks` blocks, at least 1. */
  constructor(height: number, inclusionBlocks: number) {
    if (!Number.isSafeInteger(inclusionBlocks) || inclusionBlocks < 1)
      throw new RangeError(`A transaction waits for a block or more, not for ${inclusionBlocks}.`);
    this.height = height;
    this.inclusionBlocks = inclusionBlocks;
  }

  /** Submits a closing. Only the first of a channel has an effect: both spend the same output. */
  close(closing: ChannelClosing): void {
    this.#waiting = [...this.#waiting, { kind: 'close', due: this.height + this.inclusionBlocks, closing }];
  }

  /**
   * Submits the spending of an HTLC by `by`: with its preimage for the receiver, or with null for the offerer, which is
   * valid in blocks above its `cltvExpiry` only (BIP-65; BOLT 3, "HTLC-Timeout and HTLC-Success Transactions"). It may
   * come along with the closing that it spends from. A spending that is never valid is dropped when its turn comes.
   */
  spend(channel: ShortChannelId, htlc: SettledHtlc, by: string, preimage: Hex | null): void {
    const earliest = preimage === null ? htlc.cltvExpiry + 1 : 0;
    const due = Math.max(this.height + this.inclusionBlocks, earliest);
    this.#waiting = [...this.#waiting, { kind: 'spend', due, channel, htlc, by, preimage }];
  }

  /** Makes the next block; transactions that are due stand in it in the order in which they were submitted. */
  mine(): void {
    this.height += 1;
    const due = this.#waiting.filter((one) => one.due <= this.height);
    this.#waiting = this.#waiting.filter((one) => one.due > this.height);
    for (const one of due) {
      if (one.kind === 'close') this.#include(one.closing);
      else this.#spend(one.channel, one.htlc, one.by, one.preimage);
    }
  }

  #pay(to: string, amount: bigint): void {
    this.#paid.set(to, (this.#paid.get(to) ?? 0n) + amount);
  }

  #include(closing: ChannelClosing): void {
    if (this.#closings.has(closing.channel)) return;
    this.#closings.set(closing.channel, closing);
    for (const [party, amount] of closing.balances) this.#pay(party, amount);
  }

  #spend(channel: ShortChannelId, htlc: SettledHtlc, by: string, preimage: Hex | null): void {
    const key = keyOf(channel, htlc);
    const output = this.#closings.get(channel)?.htlcs.find((one) => keyOf(channel, one) === key);
    if (output === undefined || this.#ends.has(key)) return;
    const valid =
      preimage === null
        ? by === output.offerer && this.height > output.cltvExpiry
        : by === output.receiver && opensHash(preimage, output.paymentHash);
    if (!valid) return;
    this.#ends.set(key, { by, preimage, height: this.height });
    this.#pay(by, output.amount);
  }

  /** The closing of a channel, once it stands in a block. */
  closingOf(channel: ShortChannelId): ChannelClosing | null {
    return this.#closings.get(channel) ?? null;
  }

  /** How an HTLC of a closed channel ended, or null. */
  endOf(channel: ShortChannelId, htlc: Pick<SettledHtlc, 'offerer' | 'id'>): HtlcEnd | null {
    return this.#ends.get(keyOf(channel, htlc)) ?? null;
  }

  /** What `party` has got on chain so far. */
  paidTo(party: string): Msat {
    return msat(this.#paid.get(party) ?? 0n);
  }

  /** What lies in HTLCs of closed channels that nobody has spent yet. */
  get unspent(): Msat {
    let sum = 0n;
    for (const { channel, htlcs } of this.#closings.values())
      for (const htlc of htlcs) if (!this.#ends.has(keyOf(channel, htlc))) sum += htlc.amount;
    return msat(sum);
  }
}

/** The mempool of the account chain: transfers that wait, ordered by nonce within an account and by tip between them. */
import { createQueue } from '../../foundation/priority-queue.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import type { Address, Gas, Hash, Wei } from '../../foundation/units.ts';
import { getAccount } from './accounts.ts';
import type { AccountState } from './accounts.ts';
import { tipPerGas, upfrontCost } from './apply-transfer.ts';
import { checkTransfer } from './check-transfer.ts';
import { TRANSFER_GAS, transferHash } from './transfer.ts';
import type { SignedTransfer } from './transfer.ts';

/** How a pool is bounded. */
export interface MempoolSettings {
  readonly chainId: number;
  /** Transfers held at most, 4,096 unless told; a full pool drops what pays least. */
  readonly size?: number;
}

/** A replacement must raise both fees by a tenth, or it would cost nothing to send it around again and again (geth, core/txpool: `PriceBump`). */
const PRICE_BUMP_PERCENT = 10n;

/** The least fee that replaces `fee`: a tenth more, and never the same. */
const bumped = (fee: Wei): bigint => {
  const raised = (fee * (100n + PRICE_BUMP_PERCENT)) / 100n;
  return raised > fee ? raised : fee + 1n;
};

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: 'geth, core/txpool', message, received, expected });

/** An account's next transfer, as it competes for a place in a block. */
interface Candidate {
  readonly line: ReadonlyMap<number, SignedTransfer>;
  readonly transfer: SignedTransfer;
  readonly tip: Wei;
  readonly order: number;
}

/** A running pool. It holds at most one transfer for each sender and nonce; gaps are allowed and wait to be filled. */
export class Mempool {
  readonly #settings: MempoolSettings;
  readonly #bySender = new Map<Address, Map<number, SignedTransfer>>();
  #count = 0;

  constructor(settings: MempoolSettings) {
    this.#settings = settings;
  }

  /** How many transfers wait. */
  get size(): number {
    return this.#count;
  }

  /** Every waiting transfer, sender by sender in order of arrival, nonces ascending. */
  all(): readonly SignedTransfer[] {
    return [...this.#bySender.values()].flatMap((line) =>
      [...line.values()].sort((a, b) => a.nonce - b.nonce),
    );
  }

  /**
   * Takes `transfer` in and returns its id. Refused: whatever {@link checkTransfer} refuses, a nonce that was used, a
   * balance that cannot pay for this transfer alone, a replacement that raises a fee by less than a tenth, and the
   * cheapest when the pool is full.
   */
  add(transfer: SignedTransfer, state: AccountState): Result<Hash> {
    const checked = checkTransfer(transfer, this.#settings.chainId);
    if (!checked.ok) return checked;
    const sender = checked.value;
    const account = getAccount(state, sender);
    if (transfer.nonce < account.nonce) {
      return refuse(
        'nonce-too-low',
        'This nonce has been used.',
        transfer.nonce,
        `at least ${account.nonce}`,
      );
    }
    const cost = upfrontCost(transfer);
    if (account.balance < cost) {
      return refuse('balance-too-low', 'The sender cannot pay for it.', account.balance, `at least ${cost}`);
    }
    const line = this.#bySender.get(sender);
    const old = line?.get(transfer.nonce);
    if (old !== undefined) {
      const { maxFeePerGas: fee, maxPriorityFeePerGas: tip } = transfer;
      if (fee < bumped(old.maxFeePerGas) || tip < bumped(old.maxPriorityFeePerGas)) {
        const message = `A replacement raises both fees by ${PRICE_BUMP_PERCENT} per cent.`;
        return refuse(
          'replacement-underpriced',
          message,
          [fee, tip],
          [bumped(old.maxFeePerGas), bumped(old.maxPriorityFeePerGas)],
        );
      }
    } else if (this.#count >= (this.#settings.size ?? 4096) && !this.#makeRoom(transfer.maxFeePerGas)) {
      return refuse(
        'pool-full',
        'The pool is full of transfers that pay as much or more.',
        transfer.maxFeePerGas,
        'a higher fee',
      );
    }
    if (old === undefined) this.#count += 1;
    const into = this.#bySender.get(sender) ?? new Map<number, SignedTransfer>();
    this.#bySender.set(sender, into.set(transfer.nonce, transfer));
    return ok(transferHash(transfer));
  }

  /** Drops what can no longer be included: nonces below those of `state`. */
  forgetIncluded(state: AccountState): void {
    for (const [sender, line] of this.#bySender) {
      const next = getAccount(state, sender).nonce;
      for (const nonce of line.keys()) if (nonce < next) this.#drop(sender, nonce);
    }
  }

  /**
   * The transfers for a block of `gasLimit` gas at `baseFee`, best tip first. From each account only the next nonces
   * without a gap, up to the first that the base fee prices out; ties go to the account that came first.
   */
  select(state: AccountState, baseFee: Wei, gasLimit: Gas): readonly SignedTransfer[] {
    const queue = createQueue<Candidate>((a, b) => (a.tip === b.tip ? a.order < b.order : a.tip > b.tip));
    const offer = (line: ReadonlyMap<number, SignedTransfer>, nonce: number, order: number): void => {
      const transfer = line.get(nonce);
      if (transfer === undefined) return;
      const tip = tipPerGas(transfer, baseFee);
      if (tip >= 0n) queue.push({ line, transfer, tip, order });
    };
    for (const [order, [sender, line]] of [...this.#bySender].entries()) {
      offer(line, getAccount(state, sender).nonce, order);
    }
    const chosen: SignedTransfer[] = [];
    for (let left = gasLimit / TRANSFER_GAS; left > 0n; left -= 1n) {
      const best = queue.pop();
      if (best === undefined) break;
      chosen.push(best.transfer);
      offer(best.line, best.transfer.nonce + 1, best.order);
    }
    return chosen;
  }

  #drop(sender: Address, nonce: number): void {
    const line = this.#bySender.get(sender);
    if (line?.delete(nonce) !== true) return;
    this.#count -= 1;
    if (line.size === 0) this.#bySender.delete(sender);
  }

  /** Drops the cheapest last transfer of any account, so that no gap is torn, if it offers less than `fee`. */
  #makeRoom(fee: Wei): boolean {
    let worst: { sender: Address; transfer: SignedTransfer } | undefined;
    for (const [sender, line] of this.#bySender) {
      const transfer = line.get(Math.max(...line.keys())) as SignedTransfer;
      if (worst === undefined || transfer.maxFeePerGas < worst.transfer.maxFeePerGas)
        worst = { sender, transfer };
    }
    if (worst === undefined || worst.transfer.maxFeePerGas >= fee) return false;
    this.#drop(worst.sender, worst.transfer.nonce);
    return true;
  }
}

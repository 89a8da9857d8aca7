/** The censoring sequencer: takes no orders of its victims, and keeps what they force through layer 1 out for as long as it can. */
import { reject } from '../foundation/result.ts';
import type { Result } from '../foundation/result.ts';
import type { Address } from '../foundation/units.ts';
import { RollupSequencer } from '../layer2/rollups/sequencer.ts';
import type { SequencedBatch, RollupSequencerSettings, SequencerNews } from '../layer2/rollups/sequencer.ts';
import { rollupOrderSender } from '../layer2/rollups/sequencer-order.ts';
import type { SignedRollupOrder, SoftConfirmation } from '../layer2/rollups/sequencer-order.ts';

/**
 * How it censors. `refuse`: it takes no orders of its victims. `delay`: besides, it reads layer 1 as late as the sequencing window lets it, so that
 * forced transactions come in late. `silence`: it takes no orders and posts nothing at all.
 */
export type CensorshipBySequencer = 'refuse' | 'delay' | 'silence';

/** All of them. */
export const SEQUENCER_CENSORSHIPS: readonly CensorshipBySequencer[] = ['refuse', 'delay', 'silence'];

/** A censor at work: a sequencer by its surface. What it cannot do is written in the derivation, not here. */
export class CensoringSequencer {
  readonly #sequencer: RollupSequencer;
  readonly #victims: ReadonlySet<Address>;
  readonly #how: CensorshipBySequencer;

  constructor(settings: RollupSequencerSettings, victims: readonly Address[], how: CensorshipBySequencer) {
    const { sequencingWindow } = settings.config;
    const confirmations = how === 'delay' ? sequencingWindow - 1 : (settings.confirmations ?? 0);
    this.#sequencer = new RollupSequencer({ ...settings, confirmations });
    this.#victims = new Set(victims);
    this.#how = how;
  }

  /** Its view of the chain. */
  get node(): RollupSequencer['node'] {
    return this.#sequencer.node;
  }

  /** Refused: every order of a victim, or of anyone when it is silent, besides what an honest sequencer refuses. */
  accept(order: SignedRollupOrder): Result<SoftConfirmation> {
    const sender = rollupOrderSender(order);
    if (this.#how === 'silence' || (sender.ok && this.#victims.has(sender.value)))
      return reject({
        code: 'order-censored',
        rule: 'the sequencer’s own',
        message: 'The sequencer does not take this order.',
        received: sender.ok ? sender.value : order.publicKey,
        expected: 'an order of someone else',
      });
    return this.#sequencer.accept(order);
  }

  /** Posts as an honest sequencer does, or nothing. */
  post(): Result<SequencedBatch | null> {
    return this.#how === 'silence' ? { ok: true, value: null } : this.#sequencer.post();
  }

  /** Follows layer 1. */
  follow(): SequencerNews {
    return this.#sequencer.follow();
  }
}

/**
 * Scenario: one stream of payments, half of it on a chain with little room, half on a rollup above it; as
 * load grows, the two part.
 */
import { hashHex, keccak256 } from '../foundation/hash.ts';
import { createRandom, type Random } from '../foundation/random.ts';
import { gas, ms, wei, type Hash, type Ms, type Wei } from '../foundation/units.ts';
import { createState } from '../layer1/ledger/accounts.ts';
import { INITIAL_BASE_FEE } from '../layer1/ledger/base-fee.ts';
import type { ApplyTransfer } from '../layer1/ledger/apply-transfer.ts';
import {
  encodeTransfer,
  TRANSFER_GAS,
  transferHash,
  type SignedTransfer,
} from '../layer1/ledger/transfer.ts';
import { Clock } from '../simulation/clock.ts';
import { Recorder } from '../simulation/recorder.ts';
import { BASE_CHAIN, BaseLayer } from './base-layer.ts';
import { drawPayers, keyOf, pay, payeeOf, type Payer } from './payers.ts';
import { ROLLUP_CHAIN, SmallRollup, type Batch } from './small-rollup.ts';
import {
  pointOf,
  summarise,
  type PostedBatch,
  type TwoLayersPoint,
  type TwoLayersRun,
  type Waited,
} from './two-layers-figures.ts';

/** What two layers are made of. */
export interface TwoLayersSettings {
  readonly seed: number;
  /** Payments a second, on both layers together; 8 unless told. Whole, from 1 to 1,000. */
  readonly load?: number;
  /** How many in a hundred go to layer 2; 50 unless told. */
  readonly share?: number;
  /** The part under test, on both layers; the reference unless told. */
  readonly apply?: ApplyTransfer;
}

/** Layer 1's slot (consensus-specs, SECONDS_PER_SLOT). */
const SLOT_MS = ms(12_000);
/** How often the sequencer executes what came in: Arbitrum's quarter of a second. */
const SEQUENCER_MS = ms(250);
/** The sequencer posts every second slot. */
const BATCH_MS = ms(24_000);
/** Room for 60 transfers, 5 a second: mainnet's 36 million gas of 2025, made 29 times smaller. */
const GAS_LIMIT = gas(60n * TRANSFER_GAS);
const PAYERS = 80;
const FUNDS = wei(10n ** 24n);
const VALUE = wei(10n ** 15n);

/**
 * Two running layers. Every payment is signed, checked and executed on its own ledger; every batch is
 * encoded, paid for by the byte and carried by a signed transfer on layer 1. Smaller than real: layer 1 has
 * room for 5 transfers a second instead of about 140, one proposer, one sequencer, batches every 24 s instead
 * of every few minutes, and data at 16 gas a byte as before EIP-7623 and without blobs. Each payment costs a
 * few tenths of a millisecond to sign, check and execute. Needs `ready()`.
 */
export class TwoLayers {
  /** Payments a second from now on. */
  load: number;
  readonly #share: number;
  readonly #clock = new Clock();
  readonly #recorder: Recorder;
  readonly #random: Random;
  readonly #payers: readonly Payer[];
  readonly #base: BaseLayer;
  readonly #rollup: SmallRollup;
  /** Next nonce of each payer on each layer. */
  readonly #nonces = new Map<string, number>();
  readonly #points: TwoLayersPoint[] = [];
  readonly #batches = new Map<Hash, Batch>();
  readonly #posted: PostedBatch[] = [];
  /** What ended waiting since the last block, and in all. */
  #recent = { base: [] as Waited[], rollup: [] as Waited[] };
  readonly #all = { base: [] as Waited[], rollup: [] as Waited[], posted: [] as number[] };
  readonly #submitted = { base: 0, rollup: 0 };
  #slot = 0;

  /** Two layers with the same payers, all with money. Throws RangeError for a load or share out of range. */
  constructor({ seed, load = 8, share = 50, apply }: TwoLayersSettings) {
    checkLoad(load);
    if (!Number.isSafeInteger(share) || share < 0 || share > 100)
      throw new RangeError(`A share is a whole percentage, not ${share}.`);
    this.load = load;
    this.#share = share;
    this.#recorder = new Recorder(seed);
    this.#random = createRandom(seed, 'two-layers');
    this.#payers = drawPayers(PAYERS, this.#random.fork('payers'));
    const sequencer = keyOf('sequencer');
    const funded = createState(
      [...this.#payers.map(({ key }) => key), sequencer].map(({ address }) => [
        address,
        { balance: FUNDS, nonce: 0 },
      ]),
    );
    this.#base = new BaseLayer(funded, INITIAL_BASE_FEE, GAS_LIMIT, apply);
    this.#rollup = new SmallRollup(funded, sequencer, apply);
    this.#every(SLOT_MS, () => this.#buildBlock());
    this.#every(BATCH_MS, () => this.#postBatch());
    this.#nextPayment();
  }

  /**
   * Lets everything happen up to this time and returns what there is; may be called again with a later time.
   */
  run(until: Ms): TwoLayersRun {
    this.#clock.runUntil(until);
    return summarise({
      trace: this.#recorder.trace(),
      points: this.#points,
      waited: this.#all,
      submitted: this.#submitted,
      posted: this.#posted,
      base: this.#base,
      now: this.#clock.now,
    });
  }

  #every(step: Ms, action: () => void): void {
    this.#clock.schedule(ms(this.#clock.now + step), () => {
      action();
      this.#every(step, action);
    });
  }

  #nextPayment(): void {
    checkLoad(this.load);
    const gap = this.#random.exponentialMs(Math.round(1000 / this.load));
    this.#clock.schedule(ms(this.#clock.now + gap), () => {
      this.#pay();
      this.#nextPayment();
    });
  }

  #pay(): void {
    const { now } = this.#clock;
    const payer = this.#random.pick(this.#payers);
    const to = payeeOf(this.#payers, payer, this.#random);
    if (this.#random.chance(this.#share, 100)) {
      const price = this.#rollup.price(this.#base.baseFee);
      const offer = { key: payer.key, maxFeePerGas: price, maxPriorityFeePerGas: price };
      const transfer = pay(offer, {
        chainId: ROLLUP_CHAIN,
        nonce: this.#nonce(ROLLUP_CHAIN, payer),
        to,
        value: VALUE,
      });
      this.#submitted.rollup += 1;
      const done = ms((Math.floor(now / SEQUENCER_MS) + 1) * SEQUENCER_MS);
      this.#clock.schedule(done, () => this.#confirm(transfer, now));
    } else {
      const transfer = pay(payer, {
        chainId: BASE_CHAIN,
        nonce: this.#nonce(BASE_CHAIN, payer),
        to,
        value: VALUE,
      });
      this.#submitted.base += 1;
      const transaction = this.#base.submit(transfer, now);
      const fee = `${TRANSFER_GAS * transfer.maxFeePerGas}`;
      this.#recorder.record({
        kind: 'transaction-submitted',
        at: now,
        actor: 'payer',
        layer: 1,
        transaction,
        fee,
        size: encodeTransfer(transfer).length,
      });
    }
  }

  #confirm(transfer: SignedTransfer, arrivedAt: Ms): void {
    const { now } = this.#clock;
    const confirmed = this.#rollup.confirm(transfer, arrivedAt, now);
    const event = { at: now, actor: 'sequencer', layer: 2 } as const;
    if (!confirmed.ok) {
      const { code, message } = confirmed.rejection;
      const transaction = transferHash(transfer);
      this.#recorder.record({ ...event, kind: 'transaction-rejected', transaction, code, why: message });
      return;
    }
    const { id, fee } = confirmed.value;
    const waited = now - arrivedAt;
    this.#recorder.record({ ...event, kind: 'soft-confirmed', transaction: id, waited });
    this.#recent.rollup.push({ waited, fee });
    this.#all.rollup.push({ waited, fee });
  }

  #postBatch(): void {
    const { now } = this.#clock;
    for (let batch = this.#rollup.nextBatch(); batch !== null; batch = this.#rollup.nextBatch()) {
      const transaction = this.#base.submit(batch.carrier, now, batch.dataGas);
      this.#batches.set(transaction, batch);
      this.#recorder.record({
        kind: 'batch-posted',
        at: now,
        actor: 'sequencer',
        layer: 2,
        batch: hashHex(keccak256(batch.data)),
        transaction,
        transactions: batch.confirmed.map(({ id }) => id),
        bytes: batch.data.length,
      });
    }
  }

  #buildBlock(): void {
    const { now } = this.#clock;
    this.#slot += 1;
    const block = this.#base.build(now, this.#slot);
    const event = { at: now, actor: 'proposer', layer: 1 } as const;
    const fees = block.included.reduce((sum, { fee }) => sum + fee, 0n);
    this.#recorder.record({
      ...event,
      kind: 'block-proposed',
      block: block.hash,
      parent: block.parent,
      height: block.height,
      transactions: block.included.map(({ id }) => id),
      used: `${block.gasUsed}`,
      limit: `${GAS_LIMIT}`,
      fees: `${fees}`,
      baseFee: `${block.baseFee}`,
    });
    for (const { id, arrivedAt, fee } of block.included) {
      const waited = now - arrivedAt;
      this.#recorder.record({
        ...event,
        kind: 'transaction-included',
        transaction: id,
        block: block.hash,
        waited,
      });
      const batch = this.#batches.get(id);
      if (batch) this.#land(batch, fee, block.hash);
      else {
        this.#recent.base.push({ waited, fee });
        this.#all.base.push({ waited, fee });
      }
    }
    for (const { id, rejection } of block.refused)
      this.#recorder.record({
        ...event,
        kind: 'transaction-rejected',
        transaction: id,
        code: rejection.code,
        why: rejection.message,
      });
    this.#points.push(pointOf(block, this.#base.waiting, this.#recent, now));
    this.#recent = { base: [], rollup: [] };
  }

  /** A batch is in a block: what it holds is now as final as the block. */
  #land(batch: Batch, fee: Wei, block: Hash): void {
    const { now } = this.#clock;
    this.#posted.push({ batch, fee });
    for (const { id, arrivedAt } of batch.confirmed) {
      const waited = now - arrivedAt;
      this.#all.posted.push(waited);
      this.#recorder.record({
        kind: 'transaction-included',
        at: now,
        actor: 'rollup',
        layer: 2,
        transaction: id,
        block,
        waited,
      });
    }
  }

  #nonce(chain: number, { key }: Payer): number {
    const name = `${chain}/${key.address}`;
    const nonce = this.#nonces.get(name) ?? 0;
    this.#nonces.set(name, nonce + 1);
    return nonce;
  }
}

/**
 * Runs two layers for so many seconds, 96 unless told: {@link TwoLayers} from the beginning to the end at one
 * load. Needs `ready()`.
 */
export function runTwoLayers({
  seconds = 96,
  ...settings
}: TwoLayersSettings & { readonly seconds?: number }): TwoLayersRun {
  return new TwoLayers(settings).run(ms(Math.floor(seconds * 1000)));
}

function checkLoad(load: number): void {
  if (!Number.isSafeInteger(load) || load < 1 || load > 1000)
    throw new RangeError(`The load is a whole number of payments a second from 1 to 1,000, not ${load}.`);
}

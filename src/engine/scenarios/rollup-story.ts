/** Scenario: a rollup from the first deposit to the last withdrawal, with garbage in the inbox and a reorganisation below. */
import { insecureSetup } from '../layer1/data/kzg-setup.ts';
import { ms, wei } from '../foundation/units.ts';
import type { Hash, Wei } from '../foundation/units.ts';
import { finaliseCall, proveCall } from '../layer2/rollups/bridge.ts';
import type { BridgeChecks } from '../layer2/rollups/bridge-checks.ts';
import type { DecodeBatch, EncodeBatch } from '../layer2/rollups/compact-batch.ts';
import { deriveChain } from '../layer2/rollups/derive.ts';
import type { DeriveChain } from '../layer2/rollups/derive.ts';
import { proveWithdrawal } from '../layer2/rollups/prove-withdrawal.ts';
import { rollupBalanceOf, rollupSupply } from '../layer2/rollups/rollup-state.ts';
import { cosignersOf } from '../layer2/rollups/rollup-wallet.ts';
import type { RollupWallet } from '../layer2/rollups/rollup-wallet.ts';
import { RollupSequencer } from '../layer2/rollups/sequencer.ts';
import type { Trace } from '../simulation/trace.ts';
import { ETHER, RollupWorld } from './rollup-world.ts';

/** What a run is made of. */
export interface RollupSettings {
  readonly seed: number;
  /** Batches that the sequencer posts; 6 unless told. */
  readonly batches?: number;
  /** Orders in each; 5 unless told. */
  readonly ordersPerBatch?: number;
  /** Where batches go; `calldata` unless told. */
  readonly dataOn?: 'calldata' | 'blobs';
  /** Blocks that layer 1 loses in the middle, the batches in them for good; 2 unless told. */
  readonly reorganise?: number;
  /** How a second node derives layer 2; as the reference unless told. */
  readonly derive?: DeriveChain;
  /** How batches are written and read; in our compact form unless told. */
  readonly encode?: EncodeBatch;
  readonly decode?: DecodeBatch;
  /** The bridge's checks, where not the reference's. */
  readonly checks?: Partial<BridgeChecks>;
}

/** What a run gives back. */
export interface RollupRun {
  readonly trace: Trace;
  /** Blocks of layer 2, genesis included. */
  readonly blocks: number;
  readonly root: Hash;
  /** Heights of layer 1 after which the second node had another head than the honest one; none is right. */
  readonly disagreements: readonly number[];
  /** Transfers that came through batches, and the bytes of all batches that hold some. */
  readonly transfers: number;
  readonly bytes: number;
  readonly skipped: number;
  /** Orders that were confirmed softly and did not stand where that was promised. */
  readonly broken: number;
  /** At the end: what the bridge holds, what accounts on layer 2 hold, and what has been paid out. */
  readonly locked: Wei;
  readonly supply: Wei;
  readonly paid: Wei;
  /** What each of the people has on layer 2 and on layer 1. */
  readonly balances: Readonly<Record<string, { readonly layer1: Wei; readonly layer2: Wei }>>;
}

/** Amounts are whole hundredths of an ether. */
const UNIT = ETHER / 100n;

const NAMES = ['Ana', 'Ben', 'Cem', 'Dee'] as const;

/** A run under way. */
class Story {
  readonly world: RollupWorld;
  readonly sequencer: RollupSequencer;
  readonly disagreements: number[] = [];
  readonly posted: { readonly transaction: Hash; readonly bytes: number; readonly transfers: number }[] = [];
  broken = 0;
  paid = 0n;
  readonly #derive: DeriveChain;

  constructor(settings: RollupSettings) {
    const { seed, derive = deriveChain, encode, decode, checks, dataOn = 'calldata' } = settings;
    const setup = dataOn === 'blobs' ? insecureSetup(seed, 64).setup : undefined;
    this.#derive = derive;
    const blobs = setup === undefined ? {} : { kzgSetup: setup };
    const parts = {
      ...(encode === undefined ? {} : { encode }),
      ...(decode === undefined ? {} : { decode }),
    };
    const world = new RollupWorld(seed, NAMES, {
      parts,
      ...blobs,
      ...(checks === undefined ? {} : { checks }),
    });
    this.world = world;
    const { config, inbox } = world.rollup;
    this.sequencer = new RollupSequencer({
      ...{ config, inbox, key: world.sequencerKey, account: world.rollup.user(world.sequencerKey.address) },
      ask: cosignersOf(world.wallets),
      ...(setup === undefined ? {} : { blobSetup: setup }),
    });
  }

  /** A block of layer 1, after which all read it. */
  seal(): void {
    this.world.seal();
    this.follow();
  }

  follow(): void {
    const { broken } = this.sequencer.follow();
    this.broken += broken.length;
    for (const transaction of broken)
      this.world.record({ kind: 'promise-broken', actor: 'sequencer', layer: 2, transaction });
    const { chain, config } = this.world.rollup;
    const other = this.#derive(chain.blocks, config).at(-1);
    if (other?.hash !== this.world.node.head.hash) this.disagreements.push(chain.height);
  }

  /** Someone sends someone something, or every fifth time takes it home. */
  order(): void {
    const { world, sequencer } = this;
    const [from, to] = world.random.shuffle(world.wallets) as [RollupWallet, RollupWallet];
    const { state } = sequencer.draft;
    const units = rollupBalanceOf(state, from.address) / (4n * UNIT);
    if (units === 0n) return;
    const value = wei((1n + world.random.bigint(units)) * UNIT);
    const target = world.random.chance(1, 5) ? 'layer-1' : to.address;
    const accepted = sequencer.accept(world.order(from, state, { to: target, value, feeClass: 1 }));
    if (accepted.ok)
      world.record({
        ...{ kind: 'soft-confirmed', actor: 'sequencer', layer: 2, transaction: accepted.value.order },
        waited: 0,
      });
  }

  post(): void {
    const posted = this.sequencer.post();
    if (!posted.ok || posted.value === null) return;
    const { transaction, data, block } = posted.value;
    this.posted.push({ transaction, bytes: data.length, transfers: block.transfers.length });
    this.world.record({
      ...{ kind: 'batch-posted', actor: 'sequencer', layer: 1, batch: block.hash, transaction },
      transactions: block.transfers.map((_, at) => `${block.hash.slice(0, 18)}/${at}`),
      bytes: data.length,
    });
  }

  /** All withdrawals are proven against the head's output, and paid when the time has come. */
  settle(): void {
    const { world } = this;
    const { outputs, bridge, chain } = world.rollup;
    const { head } = world.node;
    const asked = chain.now;
    world.send(world.sequencerKey.address, outputs, {
      kind: 'propose',
      root: head.outputRoot,
      height: head.number,
    });
    const proposed = { kind: 'output-proposed', root: head.outputRoot, number: head.number } as const;
    world.record({ ...proposed, actor: 'sequencer', layer: 1 });
    this.seal();
    const proven = Array.from({ length: head.state.withdrawalCount }, (_, index) =>
      proveWithdrawal(head, index),
    );
    const mine = proven.flatMap((one) => (one === null ? [] : [one]));
    for (const { withdrawal, proof } of mine) {
      world.send(withdrawal.to, bridge, proveCall(0, withdrawal, proof));
      this.seal();
      const told = { withdrawal: `withdrawal-${withdrawal.index}`, value: String(withdrawal.value) };
      world.record({ kind: 'withdrawal-proven', actor: world.nameOf(withdrawal.to), layer: 1, ...told });
    }
    while (chain.now < asked + ms(180_000 + 24_000)) this.seal();
    for (const { withdrawal } of mine) {
      const { to, value, index } = withdrawal;
      const id = world.send(to, bridge, finaliseCall(withdrawal));
      this.seal();
      if (chain.receipt(id)?.ok !== true) continue;
      this.paid += value;
      const told = { withdrawal: `withdrawal-${index}`, value: String(value), waited: chain.now - asked };
      world.record({ kind: 'withdrawal-claimed', actor: world.nameOf(to), layer: 1, ...told });
    }
  }
}

/**
 * Four people deposit, the sequencer takes their orders and posts batches; in the middle it posts garbage, and layer 1 loses blocks with batches in
 * them. At the end whoever has withdrawn is paid. A second node derives layer 2 by `derive` after every block of layer 1 and is compared with the honest one.
 */
export function runRollup(settings: RollupSettings): RollupRun {
  const { batches = 6, ordersPerBatch = 5, reorganise = 2 } = settings;
  const story = new Story(settings);
  const { world, sequencer } = story;
  const { chain, inbox, config } = world.rollup;
  for (const wallet of world.wallets)
    story.world.deposit(wallet, wei(BigInt(world.random.int(5, 20)) * ETHER));
  story.seal();
  for (let batch = 1; batch <= batches; batch += 1) {
    for (let order = 0; order < ordersPerBatch; order += 1) story.order();
    story.post();
    if (batch === Math.ceil(batches / 2))
      world.send(config.sequencer, inbox, {
        kind: 'post',
        batch: Uint8Array.of(2, 255, world.random.int(0, 255)),
      });
    story.seal();
    if (batch === Math.ceil(batches / 2) && reorganise > 0) {
      const lost = new Set(story.posted.map(({ transaction }) => transaction));
      world.reorganise(Math.min(reorganise, chain.height - 1), (transaction) => lost.has(transaction));
      story.follow();
    }
  }
  story.post();
  story.seal();
  story.settle();
  const { head, blocks, skipped } = world.node;
  const withTransfers = blocks.filter(({ transfers }) => transfers.length > 0);
  const bytes = story.posted
    .filter(({ transaction, transfers }) => transfers > 0 && chain.receipt(transaction)?.ok === true)
    .reduce((sum, one) => sum + one.bytes, 0);
  return {
    trace: world.recorder.trace(),
    blocks: blocks.length,
    root: head.stateRoot,
    disagreements: story.disagreements,
    transfers: withTransfers.reduce((sum, { transfers }) => sum + transfers.length, 0),
    bytes,
    skipped: skipped.length,
    broken: story.broken,
    locked: world.locked,
    supply: rollupSupply(sequencer.node.head.state),
    paid: wei(story.paid),
    balances: Object.fromEntries(
      world.wallets.map(({ name, address }) => [
        name,
        { layer1: world.rollup.user(address).balance, layer2: rollupBalanceOf(head.state, address) },
      ]),
    ),
  };
}

/** A network of Lightning nodes on one clock, over lines that lose, double and delay messages, above one chain. */
import { bigintToFixedBytes, bytesToHex, hexToBytes } from '../../foundation/bytes.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import { createKey } from '../../foundation/keys.ts';
import type { KeyPair } from '../../foundation/keys.ts';
import type { Random } from '../../foundation/random.ts';
import { bytes, ms, msat } from '../../foundation/units.ts';
import type { Hash, Ms, Msat } from '../../foundation/units.ts';
import type { NetworkSettings } from '../../simulation/network.ts';
import type { Trace } from '../../simulation/trace.ts';
import { World } from '../../simulation/world.ts';
import type { ChainTimes, NodeConduct } from './chain-duties.ts';
import { createChannelGraph } from './channel-graph.ts';
import type { ChannelGraph } from './channel-graph.ts';
import { createLink } from './channel-link.ts';
import type { LinkMessage } from './channel-link.ts';
import { findRoute } from './find-route.ts';
import type { FindRoute } from './find-route.ts';
import type { LightningInvoice, OwnInvoice } from './forward-htlc.ts';
import { lockedInHtlcs, openLightningChannel } from './lightning-channel.ts';
import { LightningNode } from './lightning-node.ts';
import { recordNodeEvent } from './record-node-event.ts';
import type { RecordedEvents } from './record-node-event.ts';
import { copyStore, createStore } from './node-store.ts';
import type { NodeStore, PaymentRecord } from './node-store.ts';
import type { NodeSurroundings } from './node-surroundings.ts';
import { edgesOf } from './random-network.ts';
import type { NetworkChannel } from './random-network.ts';
import { SettlementChain } from './settlement-chain.ts';

/** What a network is made of. */
export interface LightningNetworkSettings {
  readonly seed: number;
  readonly channels: readonly NetworkChannel[];
  /** How messages travel: 20 to 100 ms and none lost unless told. */
  readonly lines?: Omit<NetworkSettings, 'nodes' | 'extraLinks'>;
  /** How payers find their routes. */
  readonly findRoute?: FindRoute;
  /** Nodes that do not follow the protocol, by name. */
  readonly conducts?: ReadonlyMap<string, NodeConduct>;
  /** G and S: 2 and 3 blocks unless told. */
  readonly times?: ChainTimes;
  /** Time between blocks; 10 minutes unless told. */
  readonly blockMs?: Ms;
  /** Attempts at a payment, the first one included; 5 unless told. */
  readonly maxAttempts?: number;
  /** What stands in the trace: every HTLC, or payments and what happens on chain; every HTLC unless told. */
  readonly record?: RecordedEvents;
}

/** The height at which networks begin. */
export const FIRST_LIGHTNING_HEIGHT = 800_000;

/** Bytes of a message: an addition carries its onion, and signatures and a revocation come along (BOLT 2). */
const sizeOf = (message: LinkMessage): number =>
  message.kind === 'update' ? (message.update.kind === 'add' ? 1_550 : 400) : 200;

/** A running network. Everything follows from its settings and from the calls made before and between the runs. */
export class LightningNetwork {
  readonly world: World<LinkMessage>;
  readonly chain: SettlementChain;
  readonly graph: ChannelGraph;
  /** The nodes' names, in the order in which the channels name them. */
  readonly names: readonly string[];
  readonly #settings: LightningNetworkSettings;
  readonly #nodes: LightningNode[] = [];
  readonly #keys: ReadonlyMap<string, KeyPair>;
  readonly #places: ReadonlyMap<string, number>;
  readonly #around: Omit<NodeSurroundings, 'repeatLater' | 'send' | 'tell'>;
  readonly #repeatMs: number;

  /** A network whose channels are open and funded. @throws RangeError for channels that a graph cannot have */
  constructor(settings: LightningNetworkSettings) {
    this.#settings = settings;
    const { seed, channels, times = { grace: 2, inclusion: 3 }, blockMs = ms(600_000) } = settings;
    this.names = [...new Set(channels.flatMap(({ nodes }) => nodes))];
    this.#places = new Map(this.names.map((name, index) => [name, index]));
    this.#keys = new Map(this.names.map((name) => [name, createKey(`lightning ${seed} ${name}`)]));
    this.graph = createChannelGraph(edgesOf(channels));
    this.chain = new SettlementChain(FIRST_LIGHTNING_HEIGHT, times.inclusion);
    const lines = settings.lines ?? { latency: { minMs: ms(20), maxMs: ms(100) } };
    this.world = new World({ seed, network: { ...lines, nodes: this.names.length, extraLinks: 0 } });
    this.#repeatMs = 10 * lines.latency.maxMs + 100;
    this.#around = {
      graph: this.graph,
      chain: this.chain,
      times,
      findRoute: settings.findRoute ?? findRoute,
      maxAttempts: settings.maxAttempts ?? 5,
      keyOf: (node) => this.#keys.get(node)?.publicKey,
      now: () => this.world.clock.now,
    };
    for (const name of this.names) {
      const node = this.#start(name, this.#fundedStore(name));
      this.#nodes.push(node);
      this.world.actors.push({ receive: (_from, message) => this.nodeOf(name).receive(message) });
    }
    this.world.every(blockMs, blockMs, () => {
      this.#mine();
      return true;
    });
  }

  #fundedStore(name: string): NodeStore {
    const store = createStore();
    for (const { channel, nodes, capacity, firstHas } of this.#settings.channels) {
      const side = nodes.indexOf(name);
      if (side === -1) continue;
      const ours = side === 0 ? firstHas : msat(capacity - firstHas);
      const peer = nodes[1 - side] as string;
      store.links.set(channel, createLink(openLightningChannel(channel, capacity, ours), peer));
    }
    return store;
  }

  /** A node on `store`, in this network. */
  #start(name: string, store: NodeStore): LightningNode {
    const place = this.#places.get(name) as number;
    const { conducts, channels, record = 'htlcs' } = this.#settings;
    const policies = new Map(
      channels.flatMap(({ channel, nodes, policies: [first, second] }) =>
        nodes[0] === name
          ? [[channel, first] as const]
          : nodes[1] === name
            ? [[channel, second] as const]
            : [],
      ),
    );
    const key = this.#keys.get(name) as KeyPair;
    const random: Random = this.world.random.fork(`${name}/${this.world.clock.now}`);
    const conduct = conducts?.get(name) ?? 'honest';
    const node: LightningNode = new LightningNode(
      { name, key, policies, random, store, conduct },
      {
        ...this.#around,
        send: (to, message) => {
          const there = this.#places.get(to);
          if (there !== undefined)
            this.world.send(place, there, message, bytes(sizeOf(message)), message.kind);
        },
        repeatLater: (channel) => {
          this.world.clock.schedule(ms(this.world.clock.now + this.#repeatMs), () => {
            // A process that was replaced meanwhile, or is down, does nothing; the one after it begins by itself.
            if (this.#nodes[place] === node && !this.world.isDown(place)) node.repeat(channel);
          });
        },
        tell: (event) =>
          recordNodeEvent(this.world.recorder, this.world.clock.now, this.chain.height, name, event, record),
      },
    );
    return node;
  }

  /** The node called `name`. @throws RangeError when there is none */
  nodeOf(name: string): LightningNode {
    const node = this.#nodes[this.#places.get(name) ?? -1];
    if (node === undefined) throw new RangeError(`There is no node called ${name}.`);
    return node;
  }

  /** A block, and what the nodes do about it. Those who attack are quicker than the others. */
  #mine(): void {
    this.chain.mine();
    const isHonest = ({ conduct }: LightningNode): boolean => conduct === 'honest';
    const order = [...this.#nodes.filter((node) => !isHonest(node)), ...this.#nodes.filter(isHonest)];
    for (const node of order) if (!this.world.isDown(this.#places.get(node.name) as number)) node.onBlock();
  }

  /** An invoice of `payee`, with a preimage drawn for it. The lock that it asks for is 18 blocks unless told (BOLT 11). */
  invoice(payee: string, amount: Msat, finalCltvDelta = 18): LightningInvoice {
    const { invoices } = this.nodeOf(payee).store;
    const random = this.world.random.fork(`invoice ${invoices.size} of ${payee}`);
    const draw = (): Hash => hashHex(bigintToFixedBytes(random.bigint(1n << 256n), 32));
    const preimage = draw();
    const paymentHash = bytesToHex(sha256(hexToBytes(preimage))) as Hash;
    const invoice: OwnInvoice = {
      payee,
      amount,
      paymentHash,
      paymentSecret: draw(),
      finalCltvDelta,
      preimage,
    };
    invoices.set(paymentHash, invoice);
    return { payee, amount, paymentHash, paymentSecret: invoice.paymentSecret, finalCltvDelta };
  }

  /** Lets `payer` pay `invoice` at the time `at`, or when it is up again. */
  payAt(at: Ms, payer: string, invoice: LightningInvoice): void {
    this.world.clock.schedule(at, () => {
      if (!this.world.isDown(this.#places.get(payer) ?? -1)) this.nodeOf(payer).pay(invoice);
      else this.payAt(ms(at + 1_000), payer, invoice);
    });
  }

  /** Takes a node down at `at` for `forMs`. Afterwards another process goes on with what it has stored, and nothing else. */
  crashAt(at: Ms, name: string, forMs: Ms): void {
    const place = this.#places.get(name) as number;
    this.world.clock.schedule(at, () => this.world.crash(place, ms(at + forMs)));
    this.world.clock.schedule(ms(at + forMs), () => {
      if (this.world.isDown(place)) return;
      this.#nodes[place] = this.#start(name, copyStore(this.nodeOf(name).store));
    });
  }

  /** Runs up to the time `until`; the trace so far. */
  run(until: Ms): Trace {
    return this.world.run(until);
  }

  /** Every payment that a node of the network has begun, by payer. */
  get payments(): readonly PaymentRecord[] {
    return this.#nodes.flatMap(({ store }) => [...store.payments.values()]);
  }

  /** What a node owns: its balances in open channels and what it has got on chain. HTLCs that are open belong to nobody yet. */
  wealthOf(name: string): Msat {
    let sum: bigint = this.chain.paidTo(name);
    for (const [channel, link] of this.nodeOf(name).store.links)
      if (this.chain.closingOf(channel) === null) sum += link.channel.ours;
    return msat(sum);
  }

  /** What lies in open HTLCs at the moment, off chain (as those who offered them see it) and on chain. */
  get locked(): Msat {
    let sum: bigint = this.chain.unspent;
    for (const { store } of this.#nodes)
      for (const [id, { channel }] of store.links)
        if (this.chain.closingOf(id) === null)
          sum += lockedInHtlcs({
            ...channel,
            htlcs: channel.htlcs.filter(({ offeredBy }) => offeredBy === 'ours'),
          });
    return msat(sum);
  }
}

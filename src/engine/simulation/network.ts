/** A network of links that delay, queue, lose and cut off messages, all from a seed. */
import { ms, type Bytes, type Ms } from '../foundation/units.ts';
import type { Random } from '../foundation/random.ts';

/**
 * How long a link takes to carry the first bit, drawn for each message evenly between the two, ends included.
 */
export interface Latency {
  readonly minMs: Ms;
  readonly maxMs: Ms;
}

/** A time in which some nodes cannot reach the others: a message sent across the cut is lost. */
export interface Partition {
  readonly from: Ms;
  readonly until: Ms;
  /** The nodes, by index, on one side; all others are on the other side. */
  readonly side: readonly number[];
}

/** What a network is made of. */
export interface NetworkSettings {
  readonly nodes: number;
  readonly latency: Latency;
  /**
   * What each node can send, in bytes a second; its messages queue for it. Without it, sending takes no time.
   */
  readonly bytesPerSecond?: number;
  /**
   * Links each node opens besides the ring that keeps the network whole; 2 unless told, so about 6 peers a
   * node.
   */
  readonly extraLinks?: number;
  /** A message is lost with the chance `lost` in `of`; none unless told. */
  readonly drop?: { readonly lost: number; readonly of: number };
  /** A message arrives a second time with the chance `repeated` in `of`; never unless told. */
  readonly repeat?: { readonly repeated: number; readonly of: number };
  /** A message takes `byMs` longer with the chance `late` in `of`; never unless told. */
  readonly late?: { readonly late: number; readonly of: number; readonly byMs: Ms };
  readonly partitions?: readonly Partition[];
}

/** A running network: who is linked to whom, and when a message arrives. */
export class Network {
  /** The peers of each node, by index, in ascending order. Links go both ways. */
  readonly peers: readonly (readonly number[])[];
  readonly #settings: NetworkSettings;
  readonly #random: Random;
  /** When each node's line is free to send again. */
  readonly #freeAt: number[];

  /**
   * A network drawn from `random`. Throws RangeError without nodes or with a latency that is below 0 or
   * upside down.
   */
  constructor(settings: NetworkSettings, random: Random) {
    const { nodes, latency } = settings;
    if (!Number.isSafeInteger(nodes) || nodes < 1)
      throw new RangeError(`A network needs nodes, not ${nodes}.`);
    if (latency.minMs < 0 || latency.maxMs < latency.minMs)
      throw new RangeError(
        `Latency must run from 0 or more upwards, not from ${latency.minMs} to ${latency.maxMs}.`,
      );
    this.#settings = settings;
    this.#random = random.fork('messages');
    this.#freeAt = Array.from({ length: nodes }, () => 0);
    this.peers = drawLinks(nodes, settings.extraLinks ?? 2, random.fork('links'));
  }

  /** Whether a message may get lost: then an answer may never come. */
  get losesMessages(): boolean {
    return this.#settings.drop !== undefined || this.#settings.partitions !== undefined;
  }

  /**
   * When a message of this size, handed over now, arrives whole; null when it is lost. It leaves when the
   * sender's line is free, takes size / bandwidth to send, then the link's latency. Two messages on one link
   * may overtake each other.
   */
  send(from: number, to: number, size: Bytes, now: Ms): Ms | null {
    const { latency, bytesPerSecond, drop, late } = this.#settings;
    const drawn = this.#random.int(latency.minMs, latency.maxMs);
    const delay = drawn + (late && this.#random.chance(late.late, late.of) ? late.byMs : 0);
    if (drop && this.#random.chance(drop.lost, drop.of)) return null;
    if (this.#isCut(from, to, now)) return null;
    if (!bytesPerSecond) return ms(now + delay);
    const sent = Math.max(now, this.#freeAt[from] ?? 0) + Math.ceil((size * 1000) / bytesPerSecond);
    this.#freeAt[from] = sent;
    return ms(sent + delay);
  }

  /** Whether a message is sent once more without anybody's doing; each call draws anew. */
  repeats(): boolean {
    const { repeat } = this.#settings;
    return repeat !== undefined && this.#random.chance(repeat.repeated, repeat.of);
  }

  #isCut(from: number, to: number, now: Ms): boolean {
    return (this.#settings.partitions ?? []).some(
      (cut) => now >= cut.from && now < cut.until && cut.side.includes(from) !== cut.side.includes(to),
    );
  }
}

/** A ring, so that every node can be reached, and random chords across it. */
function drawLinks(nodes: number, extra: number, random: Random): readonly (readonly number[])[] {
  const links = Array.from({ length: nodes }, () => new Set<number>());
  const link = (a: number, b: number): void => {
    if (a === b) return;
    links[a]?.add(b);
    links[b]?.add(a);
  };
  for (let node = 0; node < nodes; node++) {
    link(node, (node + 1) % nodes);
    for (let i = 0; i < extra; i++) link(node, random.int(0, nodes - 1));
  }
  return links.map((peers) => [...peers].sort((a, b) => a - b));
}

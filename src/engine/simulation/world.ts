/** A world: actors that hear from each other over a network, on one clock, from one seed, into one trace. */
import { createRandom, type Random } from '../foundation/random.ts';
import { ms, type Bytes, type Ms } from '../foundation/units.ts';
import { Clock } from './clock.ts';
import { Network, type NetworkSettings } from './network.ts';
import { Recorder } from './recorder.ts';
import type { Trace } from './trace.ts';

/** An actor of a world: it hears messages of type `M`. */
export interface Actor<M> {
  /** Called when a message has arrived whole; `from` is the sender's index. */
  receive(from: number, message: M): void;
}

/** What a world is made of. */
export interface WorldSettings {
  readonly seed: number;
  readonly network: NetworkSettings;
  /**
   * Whether every message on its way stands in the trace (`message-sent`); false unless told, to keep long
   * runs small.
   */
  readonly messages?: boolean;
}

/** A running world. It knows time, links and messages, and nothing of what the messages mean. */
export class World<M> {
  readonly clock = new Clock();
  readonly network: Network;
  readonly recorder: Recorder;
  /** The world's own stream of chance; an actor takes one of its own with `random.fork(name)`. */
  readonly random: Random;
  /** The actors by index; put there before the first `run`. */
  readonly actors: Actor<M>[] = [];
  readonly #messages: boolean;
  /** Until when each crashed node is down. */
  readonly #downUntil = new Map<number, Ms>();

  /** An empty world: add one actor for each of the network's nodes. */
  constructor({ seed, network, messages = false }: WorldSettings) {
    this.random = createRandom(seed, 'world');
    this.network = new Network(network, this.random.fork('network'));
    this.recorder = new Recorder(seed);
    this.#messages = messages;
  }

  /** Hands a message to the network; it arrives later or never. `what` names it in the trace. */
  send(from: number, to: number, message: M, size: Bytes, what: string): void {
    this.#post(from, to, message, size, what);
    if (this.network.repeats()) this.#post(from, to, message, size, what);
  }

  /**
   * Takes a node down until the time `until`: what arrives for it meanwhile is lost. What it remembers of the time before
   * is the actor's affair: it restarts from what it has stored.
   */
  crash(node: number, until: Ms): void {
    this.#downUntil.set(node, until);
  }

  /** Whether a node is down now. */
  isDown(node: number): boolean {
    return this.clock.now < (this.#downUntil.get(node) ?? 0);
  }

  #post(from: number, to: number, message: M, size: Bytes, what: string): void {
    const { now } = this.clock;
    if (this.isDown(from)) return;
    const arrives = this.network.send(from, to, size, now);
    if (arrives === null) return;
    if (this.#messages) {
      const who = { actor: `node-${from}`, layer: 1 as const, to: `node-${to}` };
      this.recorder.record({ kind: 'message-sent', at: now, ...who, what, arrives });
    }
    this.clock.schedule(arrives, () => {
      if (!this.isDown(to)) this.actors[to]?.receive(from, message);
    });
  }

  /**
   * Calls `action` at `first` and then every `step`, until the world stops running or `action` returns false.
   */
  every(step: Ms, first: Ms, action: (now: Ms) => boolean): void {
    this.clock.schedule(first, () => {
      if (action(first)) this.every(step, ms(first + step), action);
    });
  }

  /**
   * Lets everything happen up to the time `until` and returns the trace so far; may be called again with a
   * later time.
   */
  run(until: Ms): Trace {
    this.clock.runUntil(until);
    return this.recorder.trace();
  }
}

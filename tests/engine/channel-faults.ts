/** A channel over a network that loses, repeats, delays and reorders, between two sides that crash: each goes on from what it stored. */
import {
  commitChanges,
  msat,
  proposeFailure,
  proposeFulfilment,
  proposeHtlc,
  receiveChannelMessage,
  reconnectChannel,
  totalShares,
  type ChannelHtlc,
  type ChannelMessage,
  type ChannelRole,
  type ChannelState,
  type ChannelStep,
  type Result,
} from 'strata';
import fc from 'fast-check';
import { expect } from 'vitest';
import { CAPACITY, hashOf, openPair, preimageOf } from './channel-cases.ts';

export const ROLES = ['opener', 'acceptor'] as const;
export const across = (role: ChannelRole): ChannelRole => (role === 'opener' ? 'acceptor' : 'opener');

/** What can happen next. `where` picks among the messages on the way. */
export type Happening =
  | { readonly kind: 'offer'; readonly role: ChannelRole; readonly satoshi: number }
  | { readonly kind: 'commit' | 'fulfil' | 'fail' | 'reconnect'; readonly role: ChannelRole }
  | { readonly kind: 'deliver' | 'lose' | 'repeat'; readonly role: ChannelRole; readonly where: number }
  /** So many messages each way arrive, in order. */
  | { readonly kind: 'flow'; readonly role: ChannelRole; readonly where: number }
  /** A message of an earlier connection comes after all; BOLT 8 keeps it out by new keys, so that this is more than a network can do. */
  | { readonly kind: 'late'; readonly role: ChannelRole; readonly where: number }
  | { readonly kind: 'crash'; readonly role: ChannelRole; readonly stored: boolean };

const role = fc.constantFrom(...ROLES);
const inOrder = fc.constant(0);
/** Messages are carried in their order most of the time, so that histories come far enough for a fault to matter. */
export const happenings = (faults: boolean): fc.Arbitrary<Happening[]> => {
  const of = <K extends string>(...kinds: readonly K[]) => fc.constantFrom(...kinds);
  const satoshi = fc.integer({ min: 2_000, max: 60_000 });
  const where = fc.nat(3);
  const usual: fc.WeightedArbitrary<Happening>[] = [
    { weight: 5, arbitrary: fc.record({ kind: of('offer'), role, satoshi }) },
    { weight: 5, arbitrary: fc.record({ kind: of('commit'), role }) },
    { weight: 2, arbitrary: fc.record({ kind: of('fulfil', 'fail'), role }) },
    { weight: 4, arbitrary: fc.record({ kind: of('deliver'), role, where: inOrder }) },
    { weight: 6, arbitrary: fc.record({ kind: of('flow'), role, where: fc.nat(8) }) },
  ];
  const rare: fc.WeightedArbitrary<Happening>[] = [
    { weight: 2, arbitrary: fc.record({ kind: of('deliver', 'lose', 'repeat'), role, where }) },
    { weight: 1, arbitrary: fc.record({ kind: of('reconnect'), role }) },
    { weight: 1, arbitrary: fc.record({ kind: of('late'), role, where: fc.nat(30) }) },
    { weight: 2, arbitrary: fc.record({ kind: of('crash'), role, stored: fc.boolean() }) },
  ];
  return fc.array(fc.oneof(...usual, ...(faults ? rare : [])), { minLength: 5, maxLength: 60 });
};

/** Preimages that end in an even number are known to whoever is paid; the others to nobody. */
export const isKnown = (name: number): boolean => name % 2 === 0;

export class LossyPair {
  readonly states: Record<ChannelRole, ChannelState>;
  /** Every state that each side ever stored: what a cheat can choose from. */
  readonly archive: Record<ChannelRole, ChannelState[]>;
  readonly wires: Record<ChannelRole, ChannelMessage[]> = { opener: [], acceptor: [] };
  /** Everything that was ever sent to each side. */
  readonly sent: Record<ChannelRole, ChannelMessage[]> = { opener: [], acceptor: [] };
  readonly open: ReturnType<typeof openPair>;
  /** Preimages by payment hash, of all HTLCs that were ever offered. */
  readonly names = new Map<string, number>();
  #offered = 0;

  constructor(anchors = false, delay = 6) {
    this.open = openPair({ anchors, toSelfDelay: delay }, { toSelfDelay: delay });
    const { opener, acceptor } = this.open.pair;
    this.states = { opener, acceptor };
    this.archive = { opener: [opener], acceptor: [acceptor] };
  }

  /** Stores a step; its messages go out unless the side stops between the two. */
  #take(at: ChannelRole, step: Result<ChannelStep>, sends = true): void {
    if (!step.ok) {
      // A warning closes the connection: both sides start a new one.
      this.reconnect();
      return;
    }
    this.states[at] = step.value.state;
    this.archive[at].push(step.value.state);
    if (!sends) return;
    this.wires[across(at)].push(...step.value.messages);
    this.sent[across(at)].push(...step.value.messages);
  }

  /** A new connection: what was on the way is lost, and each side says what it expects. */
  reconnect(): void {
    for (const at of ROLES) this.wires[at] = [];
    for (const at of ROLES) {
      const { state, messages } = reconnectChannel(this.states[at]);
      this.states[at] = state;
      this.wires[across(at)].push(...messages);
    }
  }

  #incoming(at: ChannelRole): ChannelHtlc | undefined {
    return this.states[at].own.shares.htlcs.find(({ from }) => from !== at);
  }

  /** Proposes something: what is out of place is not done. */
  #propose(at: ChannelRole, step: Result<ChannelStep>): void {
    if (step.ok) this.#take(at, step);
  }

  preimage(htlc: ChannelHtlc): `0x${string}` {
    return preimageOf(`htlc ${this.names.get(htlc.paymentHash) ?? 'unknown'}`);
  }

  run(happening: Happening): void {
    const at = happening.role;
    const state = this.states[at];
    switch (happening.kind) {
      case 'offer': {
        const name = this.#offered;
        this.#offered += 1;
        const paymentHash = hashOf(preimageOf(`htlc ${name}`));
        this.names.set(paymentHash, name);
        const offer = {
          amount: msat(BigInt(happening.satoshi) * 1000n),
          paymentHash,
          expiry: 125 + (name % 5),
        };
        return this.#propose(at, proposeHtlc(state, offer));
      }
      case 'commit':
        return this.#propose(at, commitChanges(state));
      case 'fulfil': {
        const htlc = this.#incoming(at);
        if (htlc !== undefined) this.#propose(at, proposeFulfilment(state, htlc.id, this.preimage(htlc)));
        return;
      }
      case 'fail': {
        const htlc = this.#incoming(at);
        if (htlc !== undefined) this.#propose(at, proposeFailure(state, htlc.id, '0x'));
        return;
      }
      case 'reconnect':
        return this.reconnect();
      case 'flow': {
        for (let carried = 0; carried <= happening.where; carried += 1)
          for (const to of [at, across(at)]) this.#carry(to, 'deliver', 0);
        return;
      }
      case 'late': {
        const late = this.sent[at][happening.where % Math.max(1, this.sent[at].length)];
        // A late channel_reestablish may close the channel, by what each side has: tests/engine/channel-attacks.test.ts.
        if (late !== undefined && late.type !== 'channel_reestablish')
          this.#take(at, receiveChannelMessage(state, late));
        return;
      }
      case 'crash': {
        // It stops while it handles a message: before or after it stored what that leads to.
        const message = this.wires[at].shift();
        if (message !== undefined && happening.stored) {
          const step = receiveChannelMessage(state, message);
          if (step.ok) this.#take(at, step, false);
        }
        return this.reconnect();
      }
      default:
        this.#carry(at, happening.kind, happening.where);
    }
  }

  #carry(at: ChannelRole, kind: 'deliver' | 'lose' | 'repeat', where: number): void {
    const wire = this.wires[at];
    const index = Math.min(where, wire.length - 1);
    // BOLT 8 numbers the messages of a connection by their nonces: after a lost one, or before its turn, none can be read,
    // and the connection is closed. Without that, a revocation that overtakes a signature would leave both sides sending
    // again what the other cannot take, for ever.
    if (kind === 'lose' || (kind === 'deliver' && index > 0)) return this.reconnect();
    const [message] = wire.splice(index, 1);
    if (message === undefined) return;
    if (kind === 'repeat') wire.splice(where, 0, message, message);
    if (kind === 'deliver') this.#take(at, receiveChannelMessage(this.states[at], message));
  }

  /** A network that works from here on: everything arrives, and all that is open comes to an end. */
  heal(): void {
    this.reconnect();
    const settle = (): void => {
      for (let at = 0; this.wires.opener.length + this.wires.acceptor.length > 0; at += 1) {
        if (at > 500) throw new Error('the two go on for ever');
        for (const to of ROLES) this.#carry(to, 'deliver', 0);
      }
    };
    settle();
    for (let round = 0; round < 60; round += 1) {
      for (const at of ROLES) this.run({ kind: 'fail', role: at });
      for (const at of ROLES) this.run({ kind: 'commit', role: at });
      settle();
    }
  }

  /** What holds after every step: nothing is lost, and each side's commitment is one that the other knows and can still answer. */
  check(): void {
    for (const at of ROLES) {
      const mine = this.states[at];
      const theirs = this.states[across(at)];
      expect(totalShares(mine.own.shares)).toBe(CAPACITY * 1000n);
      expect(totalShares(mine.other.shares)).toBe(CAPACITY * 1000n);
      const known = [theirs.other, theirs.next].find((one) => one?.number === mine.own.number);
      expect(known?.shares).toEqual(mine.own.shares);
    }
  }
}

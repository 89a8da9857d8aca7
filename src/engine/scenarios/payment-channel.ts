/** Scenario: a channel's whole life: opened, used for many payments, and closed together, alone, or with an old state that is punished. */
import { createRandom } from '../foundation/random.ts';
import { sat } from '../foundation/units.ts';
import type { Sat } from '../foundation/units.ts';
import { chooseRevokedState, RevokedStateCheat } from '../adversaries/revoked-state.ts';
import { SilentCounterparty } from '../adversaries/silent-counterparty.ts';
import { homeScript, failChannel } from '../layer2/channels/channel-machine.ts';
import { shutdownChannel } from '../layer2/channels/channel-closing.ts';
import { wholeSat } from '../layer2/channels/channel-fees.ts';
import { punishRevoked } from '../layer2/channels/punish-revoked.ts';
import type { PunishRevoked } from '../layer2/channels/punish-revoked.ts';
import type { ChannelRole } from '../layer2/channels/channel-state.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';
import { ChannelWorld } from './channel-world.ts';

/** How a channel's life ends. `cheat`: Alice publishes the old state that gave her most, and Bob is awake. */
export type ChannelEnding = 'together' | 'alone' | 'cheat';

/** What a channel's life is made of. */
export interface PaymentChannelSettings {
  readonly seed: number;
  /** Payments, each from a side drawn by chance; 12 unless told. */
  readonly payments?: number;
  /** Satoshi in the channel; a million unless told. */
  readonly capacity?: Sat;
  /** Blocks that each side's own coins wait; 6 unless told. */
  readonly delay?: number;
  /** `cheat` unless told. */
  readonly end?: ChannelEnding;
  readonly anchors?: boolean;
  /** How Bob punishes; the engine's own unless told. */
  readonly punish?: PunishRevoked;
}

/** What a channel's life gives back; amounts in satoshi. */
export interface PaymentChannelRun {
  readonly trace: Trace;
  readonly capacity: Sat;
  /** Payments that were made. */
  readonly paid: number;
  /** What each side had in the channel before it ended, before fees. */
  readonly agreed: Readonly<Record<ChannelRole, Sat>>;
  /** What each side has on the chain in the end. */
  readonly got: Readonly<Record<ChannelRole, Sat>>;
  /** Transactions on the chain, the funding among them: what all the payments took there. */
  readonly transactions: number;
  /** Blocks from the end's first transaction until the last. */
  readonly blocks: number;
}

const start = (settings: PaymentChannelSettings) => {
  const { seed, capacity = sat(1_000_000n), delay = 6, anchors = false } = settings;
  const random = createRandom(seed, 'payment-channel');
  const recorder = new Recorder(seed);
  const world = new ChannelWorld({ seed, recorder, capacity, push: sat(capacity / 4n), delay, anchors });
  return { capacity, delay, random, recorder, world };
};

/**
 * Alice opens a channel to Bob and both pay each other. Then it is closed together, or Alice goes alone and waits, or
 * she publishes an old state, which costs her everything as long as Bob acts within the wait.
 */
export function runPaymentChannel(settings: PaymentChannelSettings): PaymentChannelRun {
  const { payments = 12, end = 'cheat', punish = punishRevoked } = settings;
  const { capacity, delay, random, recorder, world } = start(settings);
  let paid = 0;
  for (let made = 0; made < payments; made += 1) {
    const from = random.chance(2, 3) ? 'opener' : 'acceptor';
    if (world.pay(from, sat(BigInt(random.int(1_000, Number(capacity / 12n)))))) paid += 1;
  }
  const { shares } = world.states.opener.own;
  const agreed = { opener: wholeSat(shares.opener), acceptor: wholeSat(shares.acceptor) };
  const before = world.chain.height;

  const old = chooseRevokedState(world.archive.opener, world.states.opener, random);
  const cheat = end === 'cheat' && old !== null ? new RevokedStateCheat(old) : null;
  if (cheat !== null) world.publish('opener', cheat.state);
  else if (end === 'together')
    world.attempt('opener', shutdownChannel(world.states.opener, homeScript(world.states.opener)));
  else world.states.opener = failChannel(world.states.opener, 'I leave.').state;
  for (let block = 0; block < delay + 6; block += 1) {
    world.act('opener', {}, cheat?.state ?? world.states.opener);
    world.mine();
    world.act('acceptor', { punish });
  }
  const got = world.settle();
  const { blocks } = world.chain;
  const last = blocks.findLast(({ entries }) => entries.length > 0)?.height ?? before;
  const transactions = blocks.reduce((sum, { entries }) => sum + entries.length, 0);
  return { trace: recorder.trace(), capacity, paid, agreed, got, transactions, blocks: last - before };
}

/** What a silence is made of. */
export interface SilentCounterpartySettings extends Omit<PaymentChannelSettings, 'end' | 'punish'> {
  /** Messages that Bob answers at most before he falls silent; how many is drawn. 30 unless told. */
  readonly atMost?: number;
}

/** What a silence gives back. */
export interface SilentCounterpartyRun extends Omit<PaymentChannelRun, 'paid' | 'transactions'> {
  /** The least that Alice could count on, fees aside: what she had in the poorer of the commitments that could be published. */
  readonly least: Sat;
}

/**
 * Bob stops answering at some message. Alice waits one block, goes to the chain with her newest commitment and has, after
 * the wait and once every payment on the way is over its time, what she was sure of.
 */
export function runSilentCounterparty(settings: SilentCounterpartySettings): SilentCounterpartyRun {
  const { payments = 12, atMost = 30 } = settings;
  const { capacity, delay, random, recorder, world } = start(settings);
  const silent = new SilentCounterparty({ random, atMost });
  world.handleBy('acceptor', (state, message) => {
    const was = silent.isSilent;
    const step = silent.receive(state, message);
    if (!was && silent.isSilent) world.note('bob', { kind: 'party-silent', channel: world.channel });
    return step;
  });
  for (let made = 0; made < payments && !silent.isSilent; made += 1) {
    const from = random.chance(2, 3) ? 'opener' : 'acceptor';
    world.pay(from, sat(BigInt(random.int(1_000, Number(capacity / 12n)))));
  }
  if (!silent.isSilent) world.note('bob', { kind: 'party-silent', channel: world.channel });
  world.mine();
  const { own, other, next } = world.states.opener;
  const possible = [own, other, ...(next === null ? [] : [next])];
  // Bob knows no preimage that he did not show: what Alice has on the way comes back to her.
  const least = possible
    .map(({ shares }) =>
      shares.htlcs.reduce(
        (sum, { from, amount }) => sum + (from === 'opener' ? amount : 0n),
        shares.opener as bigint,
      ),
    )
    .reduce((a, b) => (a < b ? a : b));
  const agreed = { opener: wholeSat(own.shares.opener), acceptor: wholeSat(own.shares.acceptor) };
  const before = world.chain.height;
  world.states.opener = failChannel(world.states.opener, 'No answer.').state;
  for (let block = 0; block < delay + 50; block += 1) {
    world.act('opener');
    world.mine();
  }
  const got = world.settle();
  const last = world.chain.blocks.findLast(({ entries }) => entries.length > 0)?.height ?? before;
  return { trace: recorder.trace(), capacity, agreed, got, least: sat(least / 1000n), blocks: last - before };
}

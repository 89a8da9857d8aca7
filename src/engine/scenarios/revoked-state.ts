/** Scenarios: Alice publishes an old state while Bob sleeps; he wakes in time or not, and a watchtower may stand in for him. */
import { createRandom } from '../foundation/random.ts';
import { sat } from '../foundation/units.ts';
import type { Sat } from '../foundation/units.ts';
import { chooseRevokedState, RevokedStateCheat } from '../adversaries/revoked-state.ts';
import { homeScript } from '../layer2/channels/channel-machine.ts';
import { wholeSat } from '../layer2/channels/channel-fees.ts';
import { punishRevoked } from '../layer2/channels/punish-revoked.ts';
import type { PunishRevoked } from '../layer2/channels/punish-revoked.ts';
import { justiceHint, LOCATOR_BYTES, watchBlock, Watchtower } from '../layer2/channels/watchtower.ts';
import type { WatchBlock } from '../layer2/channels/watchtower.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';
import { ChannelWorld } from './channel-world.ts';

/** What a cheat with an old state is made of. */
export interface RevokedStateSettings {
  readonly seed: number;
  /** Blocks that the cheat's coins wait; 10 unless told. */
  readonly delay?: number;
  /** Blocks that Bob sleeps through, the one with the old state first; none unless told. */
  readonly asleep?: number;
  /** Payments before; 8 unless told. */
  readonly payments?: number;
  readonly anchors?: boolean;
  /** How Bob punishes; the engine's own unless told. */
  readonly punish?: PunishRevoked;
}

/** What a cheat with an old state gives back; amounts in satoshi. */
export interface RevokedStateRun {
  readonly trace: Trace;
  readonly delay: number;
  readonly asleep: number;
  /** What each had before, fees aside. */
  readonly agreed: { readonly cheat: Sat; readonly honest: Sat };
  /** What the old state gave each. */
  readonly claimed: { readonly cheat: Sat; readonly honest: Sat };
  /** What each has on the chain in the end. */
  readonly got: { readonly cheat: Sat; readonly honest: Sat };
  /** Whether the cheat was left with nothing. */
  readonly punished: boolean;
}

const CAPACITY = sat(1_000_000n);

/** A channel in which Alice has paid Bob more than he paid her, and a payment was on its way in one of her old states. */
function channelWithAPast(
  { seed, delay = 10, payments = 8, anchors = false }: RevokedStateSettings,
  told: ConstructorParameters<typeof ChannelWorld>[1],
) {
  const random = createRandom(seed, 'revoked-state');
  const recorder = new Recorder(seed);
  const world = new ChannelWorld(
    { seed, recorder, capacity: CAPACITY, push: sat(100_000n), delay, anchors },
    told,
  );
  for (let made = 0; made < payments; made += 1) {
    const from = random.chance(3, 4) ? 'opener' : 'acceptor';
    world.pay(from, sat(BigInt(random.int(5_000, 60_000))));
  }
  // At the end Alice pays once more, whatever the draw: her old states are then worth more than her newest.
  world.pay('opener', sat(100_000n));
  const old = chooseRevokedState(world.archive.opener, world.states.opener, random);
  if (old === null) throw new RangeError('Alice has nothing to cheat with.');
  return { world, recorder, delay, cheat: new RevokedStateCheat(old) };
}

const sides = ({ own }: RevokedStateCheat['state']) => ({
  cheat: wholeSat(own.shares.opener),
  honest: wholeSat(own.shares.acceptor),
});

/**
 * Alice publishes the old state that gave her most, and Bob sleeps through `asleep` blocks. Fewer than `delay` of them,
 * and he takes everything. From `delay` on he loses what she took back: his wait is over with hers, and her transaction
 * is the first in the pool. This is theory's one exception (BOLT 3, "`to_local` Output": the penalty needs no wait, the
 * owner's coins need `to_self_delay` blocks).
 */
export function runRevokedState(settings: RevokedStateSettings): RevokedStateRun {
  const { asleep = 0, punish = punishRevoked } = settings;
  const { world, recorder, delay, cheat } = channelWithAPast(settings, undefined);
  const agreed = sides(world.states.opener);
  world.publish('opener', cheat.state);
  for (let block = 0; block < asleep + delay + 4; block += 1) {
    world.act('opener', {}, cheat.state);
    if (block >= asleep) world.act('acceptor', { punish });
    world.mine();
  }
  const { opener, acceptor } = world.settle();
  return {
    trace: recorder.trace(),
    delay,
    asleep,
    agreed,
    claimed: sides(cheat.state),
    got: { cheat: opener, honest: acceptor },
    punished: opener === 0n,
  };
}

/** What a watched channel is made of. */
export interface WatchtowerSettings extends Omit<RevokedStateSettings, 'asleep' | 'punish'> {
  /** Blocks that the tower itself is down for, the one with the old state first; none unless told. */
  readonly towerDown?: number;
  /** What the tower does with a block; the engine's own unless told. */
  readonly watch?: WatchBlock;
}

/** What a watched channel gives back. */
export interface WatchtowerRun extends Omit<RevokedStateRun, 'asleep'> {
  /** Hints that the tower keeps: one for each state that Alice revoked. */
  readonly hints: number;
  /** Bytes of all of them. */
  readonly bytes: number;
}

/**
 * Bob leaves a sealed penalty at a tower for every state that Alice revokes, and falls asleep for good. Alice publishes
 * an old state; the tower finds its locator in the block, opens the hint with the rest of the id, and publishes what Bob
 * signed long ago. Until then it knows nothing of the channel, and it never has a key.
 */
export function runWatchtower(settings: WatchtowerSettings): WatchtowerRun {
  const { towerDown = 0, watch = watchBlock } = settings;
  const waiting: number[] = [];
  const { world, recorder, delay, cheat } = channelWithAPast(settings, (role, notice) => {
    if (role === 'acceptor' && notice.kind === 'commitment-revoked') waiting.push(notice.number);
  });
  const tower = new Watchtower(world.chain, watch);
  const bob = world.states.acceptor;
  for (const number of waiting) {
    const hint = justiceHint(bob, number, homeScript(bob), bob.terms.feerate);
    if (hint === null) continue;
    tower.add(hint);
    const bytes = LOCATOR_BYTES + hint.sealed.length / 2 - 1;
    world.note('bob', { kind: 'hint-left', to: 'tower', locator: hint.locator, bytes });
  }
  const agreed = sides(world.states.opener);
  world.note('bob', { kind: 'party-silent', channel: world.channel });
  world.publish('opener', cheat.state);
  for (let block = 0; block < towerDown + delay + 4; block += 1) {
    world.act('opener', {}, cheat.state);
    if (block >= towerDown) {
      for (const id of tower.look()) {
        const penalty = world.chain.transaction(id);
        if (penalty !== null) world.penalty('tower', penalty);
      }
    }
    world.mine();
  }
  const { opener, acceptor } = world.settle();
  return {
    trace: recorder.trace(),
    delay,
    agreed,
    claimed: sides(cheat.state),
    got: { cheat: opener, honest: acceptor },
    punished: opener === 0n,
    hints: tower.hints,
    bytes: tower.bytes,
  };
}

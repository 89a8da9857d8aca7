/** A bridge whose coins hang on a dispute: a proposer who would take them all, and one honest challenger, or nobody, in the way. */
import type { ProposerLie } from '../adversaries/lying-proposer.ts';
import { ms, wei } from '../foundation/units.ts';
import type { Ms, Wei } from '../foundation/units.ts';
import type { DisputeStatus } from '../layer2/rollups/optimistic/dispute-claims.ts';
import { longestGame, TEACHING_DISPUTE } from '../layer2/rollups/optimistic/dispute-parameters.ts';
import type { DisputeParameters } from '../layer2/rollups/optimistic/dispute-parameters.ts';
import { chooseMove } from '../layer2/rollups/optimistic/honest-challenger.ts';
import type { ChooseMove } from '../layer2/rollups/optimistic/honest-challenger.ts';
import { transferAccount, transferExit } from '../layer2/rollups/optimistic/transfer-accounts.ts';
import type { Trace } from '../simulation/trace.ts';
import { DisputeRecord } from './dispute-record.ts';
import { DISPUTE_INTERVAL, DISPUTE_PURSE, LONGEST_ABSENCE } from './dispute-world.ts';
import type { DisputeFaults } from './dispute-world.ts';
import { bridgeLiar, bridgePeople, honestKeeper } from './optimistic-players.ts';
import { OptimisticWorld } from './optimistic-world.ts';

/** What such a run is made of. */
export interface OptimisticBridgeSettings {
  readonly seed: number;
  /** Whether the honest challenger is awake; it is unless told. */
  readonly isAwake?: boolean;
  /** How the proposer lies (`forged-step` unless told), and in how many proposals (1 unless told). */
  readonly lie?: ProposerLie;
  readonly proposals?: number;
  /** Whether people go on depositing, paying and leaving while the games are played; they do not unless told. */
  readonly isBusy?: boolean;
  /** How the challenger answers a claim; the engine's own choice unless told. */
  readonly choose?: ChooseMove;
  readonly parameters?: DisputeParameters;
  readonly faults?: DisputeFaults;
}

/** One proposal and how it ended. */
export interface OptimisticGame {
  readonly proposer: string;
  readonly height: number;
  readonly isTrue: boolean;
  readonly status: DisputeStatus;
}

/** What such a run gives back. */
export interface OptimisticBridgeRun {
  readonly trace: Trace;
  readonly games: readonly OptimisticGame[];
  /** What was locked in all, what the bridge has paid to each, and what it holds at the end. */
  readonly deposited: Wei;
  readonly paid: Readonly<Record<string, Wei>>;
  readonly left: Wei;
  /** What the bridge owes each by the true state at the end, paid or not. */
  readonly owed: Readonly<Record<string, Wei>>;
  /** The most by which anyone had, after any block, been paid more than the true state owed; zero when nothing is ever stolen. */
  readonly mostStolen: Wei;
  /** What each has more, on layer 1, than at the beginning. */
  readonly gains: Readonly<Record<string, bigint>>;
  /** From the first true proposal until its root could be relied on; null if it never could, and the bound. */
  readonly waited: Ms | null;
  readonly bound: Ms;
}

const ETHER = 10n ** 18n;
const PEOPLE = ['alice', 'bob'] as const;
const NAMES = ['honest', 'liar', ...PEOPLE] as const;

/** Alice locks 10 ether and Bob 5, Alice pays Bob 3 on layer 2, and Bob sends 4 on their way out, a block each. */
function settle(world: OptimisticWorld, record: DisputeRecord): void {
  const { chain } = world;
  for (const [name, ether] of [['alice', 10n] as const, ['bob', 5n] as const]) {
    world.deposit(name, wei(ether * ETHER));
    chain.seal();
    const value = (ether * ETHER).toString();
    record.note({ kind: 'rollup-deposit', at: chain.now, actor: name, layer: 1, to: name, value });
  }
  world.move('alice', transferAccount(world.addressOf('bob')), wei(3n * ETHER));
  chain.seal();
  world.move('bob', transferExit(world.addressOf('bob')), wei(4n * ETHER));
  chain.seal();
}

/** Pays out all bonds, once their delay is over. */
function takeBonds(world: OptimisticWorld, record: DisputeRecord): void {
  const { base, chain, games, parameters } = world;
  chain.sealMany(Math.ceil(parameters.withdrawalDelay / DISPUTE_INTERVAL) + 1);
  for (const name of ['honest', 'liar']) {
    const before = base.user(name).balance;
    for (const { game } of world.seen)
      base.send(name, games, { kind: 'withdraw', game, owner: world.addressOf(name) });
    chain.seal();
    const paid = base.user(name).balance - before;
    if (paid > 0n) record.pay(chain.now, name, wei(paid));
  }
}

/**
 * People lock coins in the bridge and move them on layer 2; then a proposer claims a state in which all that the bridge holds is on
 * its way out to the proposer. In each half-hour block everyone acts on what the chain shows, until no game is open, all roots
 * that have won are relied on, and everyone has asked for what they can prove.
 */
export function runOptimisticBridge(settings: OptimisticBridgeSettings): OptimisticBridgeRun {
  const { seed, isAwake = true, lie = 'forged-step', proposals = 1, isBusy = false } = settings;
  const { choose = chooseMove, parameters = TEACHING_DISPUTE, faults = {} } = settings;
  const world = new OptimisticWorld(seed, NAMES, parameters);
  const { base, chain } = world;
  const record = new DisputeRecord(seed, (owner) => base.nameOf(owner));
  const random = base.random.fork('optimistic-bridge');
  settle(world, record);
  const actHonestly = honestKeeper(world, choose);
  const actFalsely = bridgeLiar(world, { random: random.fork('liar'), lie, proposals, isAlone: !isAwake });
  const actOnWhim = bridgePeople(world, PEOPLE, { random: random.fork('people'), isBusy });

  const delays = (LONGEST_ABSENCE + 3) * DISPUTE_INTERVAL;
  const bound = ms(longestGame(parameters) + parameters.finalityDelay + delays);
  const start = chain.now;
  const paidBefore = new Map<string, Wei>();
  let [mostStolen, waited, calm]: [bigint, Ms | null, number] = [0n, null, 0];
  // Two games one after the other at most are of interest: one that covers the first blocks, and one for those that came later.
  for (let block = 0; chain.now < start + 2 * bound && calm < 24; block += 1) {
    const awake = base.isAwake(faults);
    if (isAwake && awake) actHonestly(block);
    actFalsely(block);
    actOnWhim(block);
    const undone = base.seal(faults, awake);
    const { seen } = world;
    for (const [at, game] of seen.entries()) record.see(chain.now, game, at === 0 ? undone : 0);
    for (const name of NAMES) {
      const [paid, owed, before] = [world.paidTo(name), world.owedTo(name), paidBefore.get(name) ?? 0n];
      if (paid - owed > mostStolen) mostStolen = paid - owed;
      if (paid > before)
        record.note({
          ...{ kind: 'withdrawal-claimed', at: chain.now, actor: name, layer: 1, withdrawal: name },
          ...{ value: (paid - before).toString(), waited: chain.now - start },
        });
      paidBefore.set(name, paid);
    }
    const first = seen.find((game) => world.isTrue(game) && world.isFinal(game));
    if (first !== undefined) waited ??= ms(chain.now - first.createdAt);
    const isQuiet = seen.every((game) => game.status === 'challenger-wins' || world.isFinal(game));
    calm = seen.length > 0 && isQuiet ? calm + 1 : 0;
  }
  for (const game of world.seen) record.end(chain.now, game);
  takeBonds(world, record);
  const ofAll = <T>(figure: (name: string) => T): Readonly<Record<string, T>> =>
    Object.fromEntries(NAMES.map((name) => [name, figure(name)]));
  return {
    trace: record.trace(),
    games: world.seen.map((game) => ({
      proposer: base.nameOf(game.claims[0]?.claimant ?? ''),
      ...{ height: game.height, isTrue: world.isTrue(game), status: game.status },
    })),
    ...{ deposited: world.deposited, left: world.locked, mostStolen: wei(mostStolen), waited, bound },
    paid: ofAll((name) => world.paidTo(name)),
    owed: ofAll((name) => world.owedTo(name)),
    gains: ofAll((name) => base.user(name).balance - DISPUTE_PURSE),
  };
}

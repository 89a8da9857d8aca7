/** Scenario: holders elect producers, one of them stops coming, and the next in line takes its seat. */
import { utf8 } from '../foundation/bytes.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import { createRandom } from '../foundation/random.ts';
import { ms, slot as toSlot, type Ms } from '../foundation/units.ts';
import { createWorld } from '../layer1/consensus/chain-world.ts';
import {
  roundOf,
  type Ballot,
  type ElectProducers,
  type FindAbsent,
  type RotateProducers,
} from '../layer1/consensus/delegated-proof-of-stake.ts';
import { builtUponBy } from '../layer1/consensus/finality-rules.ts';
import { longestChain } from '../layer1/consensus/fork-choice.ts';
import { delegatedProofOfStake } from '../layer1/consensus/sealed-by-delegates.ts';
import type { NewTraceEvent } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';
import { annotateTrace } from './annotate-trace.ts';
import { figuresOfChain, headersOf, nodeOf, type ChainFigures } from './chain-figures.ts';

/** What a run of delegates is made of. */
export interface DelegatesSettings {
  readonly seed: number;
  /** Who stands for election, each on a node of its own; 8 unless told. */
  readonly candidates?: number;
  /** Seats; 5 unless told (21 on EOS, 20 and one on Steem). */
  readonly seats?: number;
  /** Rounds of one turn a seat; 12 unless told. */
  readonly rounds?: number;
  /** The node that goes away at the beginning of round `awayFrom`: the most approved candidate unless told. */
  readonly away?: number;
  /** 3 unless told. */
  readonly awayFrom?: number;
  /** Slots without a block after which a seat is lost; two rounds unless told. */
  readonly patience?: number;
  /** The parts under test; the references unless told. */
  readonly elect?: ElectProducers;
  readonly rotate?: RotateProducers;
  readonly absent?: FindAbsent;
}

/** One round of the chain. */
export interface DelegateRound {
  readonly round: number;
  /** Whose turns they were, in order. */
  readonly turns: readonly number[];
  /** Producers of the blocks that are in the chain. */
  readonly produced: readonly number[];
}

/** What a run of delegates gives back. */
export interface DelegatesRun extends ChainFigures {
  readonly trace: Trace;
  readonly ballots: readonly Ballot[];
  readonly rounds: readonly DelegateRound[];
  readonly away: number;
  /** The round from which the one that went away has no seat; null when it kept it. */
  readonly replacedIn: number | null;
}

/** A turn of BitShares and Steem. */
const SLOT_MS = ms(3_000);
const HOLDERS = 30;
const LATENCY = { minMs: ms(50), maxMs: ms(150) };

/**
 * Runs a delegated chain of candidates and holders drawn from the seed: each of 30 holders approves of some
 * candidates, and the most approved take the seats. One node then goes away; its turns stay empty until a new
 * election leaves it out. Throws RangeError when a part under test elects or turns to nobody.
 */
export function runDelegates(settings: DelegatesSettings): DelegatesRun {
  const { seed, candidates = 8, seats = 5, rounds = 12, awayFrom = 3, patience = 2 * seats } = settings;
  const { elect, rotate, absent } = settings;
  const ballots = drawBallots(seed, candidates);
  const away = settings.away ?? mostApproved(ballots);
  const roundMs = seats * SLOT_MS;
  const consensus = delegatedProofOfStake({
    ballots: () => ballots,
    seats,
    patience,
    beacon: hashHex(sha256(utf8(`beacon/${seed}`))),
    slotMs: SLOT_MS,
    nodeOf: (producer) => `node-${producer}`,
    ...(elect && { elect }),
    ...(rotate && { rotate }),
    ...(absent && { absent }),
  });
  const world = createWorld({
    seed,
    nodes: candidates,
    latency: LATENCY,
    consensus,
    forkChoice: longestChain,
    stepMs: SLOT_MS,
    finality: builtUponBy(Math.floor((2 * seats) / 3) + 1),
    isAway: (node, now) => node === away && now >= awayFrom * roundMs,
    quietFrom: ms(rounds * roundMs),
  });
  const trace = world.run(ms(rounds * roundMs + SLOT_MS));
  const watcher = nodeOf(world, away === 0 ? 1 : 0);
  const produced = headersOf(watcher);
  const list = Array.from({ length: rounds }, (_, round): DelegateRound => {
    const first = toSlot(Math.max(1, round * seats));
    const before = produced.findLast(({ slot }) => slot < first);
    const head = before ? consensus.identify(before) : watcher.tree.root;
    return {
      round,
      turns: consensus.scheduleAt({ ...viewOf(watcher), head }, first).turns,
      produced: produced.flatMap(({ slot, seal }) =>
        roundOf(slot, seats) === round && seal.kind === 'delegate' ? [seal.producer] : [],
      ),
    };
  });
  return {
    ...figuresOfChain(world, away === 0 ? 1 : 0),
    trace: annotateTrace(trace, elections(list, ms(roundMs))),
    ballots,
    rounds: list,
    away,
    replacedIn: list.find(({ round, turns }) => round >= awayFrom && !turns.includes(away))?.round ?? null,
  };
}

const viewOf = ({ tree, headers, votes }: ReturnType<typeof nodeOf>) => ({ tree, headers, votes });

function drawBallots(seed: number, candidates: number): readonly Ballot[] {
  const random = createRandom(seed, 'holders');
  const ids = Array.from({ length: candidates }, (_, id) => id);
  return Array.from({ length: HOLDERS }, (_, voter) => ({
    voter,
    stake: BigInt(random.int(1, 100)),
    approves: random.shuffle(ids).slice(0, random.int(1, candidates)),
  }));
}

function mostApproved(ballots: readonly Ballot[]): number {
  const stakes = new Map<number, bigint>();
  for (const { stake, approves } of ballots)
    for (const producer of approves) stakes.set(producer, (stakes.get(producer) ?? 0n) + stake);
  return [...stakes].reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}

/** An event for each round whose producers are not those of the last. */
function elections(rounds: readonly DelegateRound[], roundMs: Ms): readonly NewTraceEvent[] {
  return rounds.flatMap(({ round, turns }, index): NewTraceEvent[] => {
    const before = rounds[index - 1]?.turns ?? [];
    if (before.length === turns.length && turns.every((producer) => before.includes(producer))) return [];
    const at = round * roundMs;
    return [
      {
        kind: 'producers-elected',
        at,
        actor: 'holders',
        layer: 1,
        round,
        producers: turns.map((id) => `${id}`),
      },
    ];
  });
}

/** Scenario: signers by authority let a newcomer in and vote a silent one out. */
import { ms, type Ms } from '../foundation/units.ts';
import { createWorld } from '../layer1/consensus/chain-world.ts';
import type { NodeId } from '../layer1/consensus/consensus.ts';
import { builtUponBy } from '../layer1/consensus/finality-rules.ts';
import { heaviestChain } from '../layer1/consensus/fork-choice.ts';
import {
  IN_TURN_DIFFICULTY,
  type AuthorityVote,
  type TallyVote,
} from '../layer1/consensus/proof-of-authority.ts';
import { proofOfAuthority } from '../layer1/consensus/sealed-by-authority.ts';
import type { NewTraceEvent } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';
import { annotateTrace } from './annotate-trace.ts';
import { figuresOfChain, headersOf, nodeOf, type ChainFigures } from './chain-figures.ts';

/** What a run of authorities is made of. */
export interface AuthorityRunSettings {
  readonly seed: number;
  /** Signers at the beginning; 5 unless told. The next node is the newcomer. */
  readonly signers?: number;
  /** About how many blocks; 40 unless told. */
  readonly blocks?: number;
  /** The part under test; the reference unless told. */
  readonly tally?: TallyVote;
}

/** The list of signers after a block that changed it. */
export interface SignersAt {
  readonly height: number;
  readonly signers: readonly string[];
}

/** What a run of authorities gives back. */
export interface AuthorityRun extends ChainFigures {
  readonly trace: Trace;
  readonly inTurn: number;
  readonly outOfTurn: number;
  /** The list at the beginning, and each change of it. */
  readonly lists: readonly SignersAt[];
}

const PERIOD_MS = ms(15_000);

/**
 * Runs a chain of authorities: from the fifth block's time on all of them wish to let the newcomer sign, and
 * from the fifteenth's on, when the last of them falls silent, to drop that one. The votes stand in their
 * blocks; more than half change the list at once. The newcomer signs as soon as it may.
 */
export function runAuthority(settings: AuthorityRunSettings): AuthorityRun {
  const { seed, signers: count = 5, blocks = 40, tally } = settings;
  const signers = Array.from({ length: count }, (_, index): NodeId => `node-${index}`);
  const [newcomer, silent]: NodeId[] = [`node-${count}`, `node-${count - 1}`];
  const [letsIn, drops] = [5 * PERIOD_MS, 15 * PERIOD_MS];
  const wishesOf = (_signer: NodeId, now: Ms): readonly AuthorityVote[] => [
    ...(now >= letsIn && newcomer ? [{ target: newcomer, authorise: true }] : []),
    ...(now >= drops && silent ? [{ target: silent, authorise: false }] : []),
  ];
  const consensus = proofOfAuthority({ signers, periodMs: PERIOD_MS, wishesOf, ...(tally && { tally }) });
  const ends = ms(blocks * PERIOD_MS);
  const world = createWorld({
    seed,
    nodes: count + 1,
    latency: { minMs: ms(50), maxMs: ms(150) },
    consensus,
    forkChoice: heaviestChain,
    stepMs: ms(100),
    finality: builtUponBy(Math.floor(count / 2) + 1),
    isAway: (node, now) => node === count - 1 && now >= drops,
    quietFrom: ends,
  });
  const trace = world.run(ms(ends + PERIOD_MS));
  const watcher = nodeOf(world, 0);
  const seals = headersOf(watcher).flatMap((header) =>
    header.seal.kind === 'authority' ? [header.seal] : [],
  );
  const inTurn = seals.filter(({ difficulty }) => difficulty === IN_TURN_DIFFICULTY).length;

  const lists: SignersAt[] = [{ height: 0, signers }];
  const changes: NewTraceEvent[] = [];
  for (const header of headersOf(watcher)) {
    const head = consensus.identify(header);
    const after = consensus.signersAt({ ...watcherView(watcher), head }).signers;
    const before = lists.at(-1)?.signers ?? [];
    if (after.join() === before.join()) continue;
    lists.push({ height: header.height, signers: after });
    const { timestamp: at, proposer: actor } = header;
    for (const signer of new Set([...before, ...after]))
      if (before.includes(signer) !== after.includes(signer))
        changes.push({
          kind: 'signer-changed',
          at,
          actor,
          layer: 1,
          signer,
          authorised: after.includes(signer),
          signers: after.length,
        });
  }
  return {
    ...figuresOfChain(world),
    trace: annotateTrace(trace, changes),
    inTurn,
    outOfTurn: seals.length - inTurn,
    lists,
  };
}

const watcherView = ({ tree, headers, votes }: ReturnType<typeof nodeOf>) => ({ tree, headers, votes });

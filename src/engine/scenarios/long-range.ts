/** Scenario: keys of validators that have left write another past, and who is deceived by it. */
import { writeHistory, type History } from '../adversaries/long-range.ts';
import { utf8 } from '../foundation/bytes.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import { createRandom } from '../foundation/random.ts';
import { slot, type Hash } from '../foundation/units.ts';
import type { Result } from '../foundation/result.ts';
import { createTree, type BlockTree } from '../layer1/consensus/block-tree.ts';
import { GENESIS } from '../layer1/consensus/chain-world.ts';
import { longestChain, type ForkChoice } from '../layer1/consensus/fork-choice.ts';
import type { DrawProposer, Validator } from '../layer1/consensus/proof-of-stake.ts';
import { checkAgainstCheckpoint, startingFrom } from '../layer1/consensus/weak-subjectivity.ts';
import type { NewTraceEvent } from '../simulation/recorder.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/** What a long-range attack is made of. */
export interface LongRangeSettings {
  readonly seed: number;
  /** Part of the first stake whose keys the attacker bought after they left, in percent, whole; 90 unless told. */
  readonly sold?: number;
  /** Part of the validators' turns that were really used, in percent, whole; 65 unless told. */
  readonly participation?: number;
  /** Slots of the true history; 96 unless told, three epochs of Ethereum. */
  readonly slots?: number;
  /** The slot whose block the watchful hold for a checkpoint; a third of the way unless told. */
  readonly checkpointSlot?: number;
  /** How a newcomer without a checkpoint chooses; `longestChain` unless told. */
  readonly forkChoice?: ForkChoice;
  readonly draw?: DrawProposer;
}

/** What a long-range attack gives back. */
export interface LongRangeRun {
  readonly trace: Trace;
  readonly tree: BlockTree;
  readonly honest: Hash;
  readonly forged: Hash;
  readonly honestBlocks: number;
  readonly forgedBlocks: number;
  readonly checkpoint: Hash;
  /** What a newcomer without a checkpoint follows, and one that has it. */
  readonly newcomer: Hash;
  readonly watchful: Hash;
  /** What the checkpoint says of the forged head. */
  readonly verdict: Result<void>;
}

const VALIDATORS: readonly Validator[] = Array.from({ length: 20 }, (_, id) => ({ id, stake: 32n }));
const SLOT_MS = 12_000;

/**
 * Writes the true chain, slot by slot with whoever was present, and then, in no time, a second one from the
 * first block on with the keys of those who have left. Nobody can be slashed for it any more: their stake is
 * gone. A newcomer sees two valid chains and takes the longer; one that was told a block of the true one, not
 * older than the weak subjectivity period, cannot be deceived. Throws RangeError for parts outside 0 to 100.
 */
export function runLongRange(settings: LongRangeSettings): LongRangeRun {
  const { seed, sold = 90, participation = 65, slots = 96, forkChoice = longestChain, draw } = settings;
  const { checkpointSlot = Math.floor(slots / 3) } = settings;
  for (const percent of [sold, participation])
    if (!(percent >= 0 && percent <= 100))
      throw new RangeError(`A part lies between 0 and 100 percent, not at ${percent}.`);
  const present = createRandom(seed, 'present');
  const seats = Array.from({ length: slots + 1 }, () => present.chance(participation, 100));
  const sellers = Math.floor((VALIDATORS.length * sold) / 100);
  const shared = {
    from: GENESIS.hash,
    until: slot(slots),
    validators: VALIDATORS,
    beacon: hashHex(sha256(utf8(`beacon/${seed}`))),
    ...(draw && { draw }),
  };
  const truth = writeHistory({
    ...shared,
    tree: createTree(GENESIS),
    signs: (_validator, at) => seats[at] ?? false,
    name: 'true',
  });
  const forgery = writeHistory({
    ...shared,
    tree: truth.tree,
    signs: (validator) => validator < sellers,
    name: 'forged',
  });
  const { tree } = forgery;
  const checkpoint =
    truth.blocks.findLast(({ block }) => block.slot <= checkpointSlot)?.block.hash ?? tree.root;
  const recorder = new Recorder(seed);
  for (const event of eventsOf(truth, 'proposers', (at) => at * SLOT_MS)) recorder.record(event);
  // The second history is written in the last instant: nothing in it takes time.
  for (const event of eventsOf(forgery, 'attacker', () => slots * SLOT_MS)) recorder.record(event);
  const newcomer = forkChoice(tree, []);
  const height = tree.blocks.get(newcomer)?.height ?? 0;
  recorder.record({
    kind: 'head-changed',
    at: slots * SLOT_MS,
    actor: 'newcomer',
    layer: 1,
    from: tree.root,
    to: newcomer,
    height,
  });
  const verdict = checkAgainstCheckpoint(tree, forgery.head, checkpoint);
  if (!verdict.ok)
    recorder.record({
      kind: 'block-rejected',
      at: slots * SLOT_MS,
      actor: 'watchful node',
      layer: 1,
      block: forgery.head,
      code: verdict.rejection.code,
      why: verdict.rejection.message,
    });
  return {
    trace: recorder.trace(),
    tree,
    honest: truth.head,
    forged: forgery.head,
    honestBlocks: truth.blocks.length,
    forgedBlocks: forgery.blocks.length,
    checkpoint,
    newcomer,
    watchful: startingFrom(checkpoint, forkChoice)(tree, []),
    verdict,
  };
}

const eventsOf = (
  { blocks }: History,
  actor: string,
  at: (slot: number) => number,
): readonly NewTraceEvent[] =>
  blocks.map(({ block }) => ({
    kind: 'block-proposed',
    at: at(block.slot),
    actor,
    layer: 1,
    block: block.hash,
    parent: block.parent,
    height: block.height,
    transactions: [],
    used: '0',
    limit: '0',
    fees: '0',
  }));

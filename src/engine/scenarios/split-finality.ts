/** Scenario: Casper's validators in two halves that do not hear each other, some of them voting in both. */
import { utf8 } from '../foundation/bytes.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import { slot, type Hash } from '../foundation/units.ts';
import { addBlock, createTree, type BlockTree } from '../layer1/consensus/block-tree.ts';
import { GENESIS } from '../layer1/consensus/chain-world.ts';
import {
  areConflicting,
  findSlashable,
  settleFinality,
  type Finality,
  type FinalityVote,
  type FindSlashable,
  type Offence,
  type SettleFinality,
} from '../layer1/consensus/finality.ts';
import type { Checkpoint } from '../layer1/consensus/fork-choice-store.ts';
import type { Validator } from '../layer1/consensus/proof-of-stake.ts';
import { correlationPenalty, slashingPenalty, type Gwei } from '../layer1/consensus/stake-ledger.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/** What a split is made of. */
export interface SplitFinalitySettings {
  readonly seed: number;
  /** 12 unless told, each with 32 ether. */
  readonly validators?: number;
  /** How many vote on both branches; 4 unless told, a third. */
  readonly faulty?: number;
  /** 4 unless told. */
  readonly epochs?: number;
  /** The parts under test; the references unless told. */
  readonly settle?: SettleFinality;
  readonly slashable?: FindSlashable;
}

/** What a split gives back. */
export interface SplitFinalityRun {
  readonly trace: Trace;
  readonly tree: BlockTree;
  readonly votes: readonly FinalityVote[];
  readonly validators: readonly Validator[];
  /** What each half settles with the votes that it hears. */
  readonly halves: readonly [Finality, Finality];
  /** Whether the halves made checkpoints final that cannot both be. */
  readonly conflicting: boolean;
  readonly offences: readonly Offence[];
  /** Stake of the offenders, and all stake, in gwei. */
  readonly slashable: Gwei;
  readonly total: Gwei;
  /** What each offender loses: at once and by correlation. */
  readonly lossEach: Gwei;
}

const STAKE: Gwei = 32_000_000_000n;
const EPOCH_MS = 384_000;

/**
 * Lets two halves of the honest build and vote on a branch each, one checkpoint an epoch, while the faulty vote
 * on both. Below a third of faulty stake at most one half finalises; from a third on both can, and when the
 * halves meet, the votes themselves convict at least a third of all stake, which then loses all of it.
 * Source: arXiv:1710.09437, section 3, accountable safety.
 */
export function runSplitFinality(settings: SplitFinalitySettings): SplitFinalityRun {
  const { seed, validators: count = 12, faulty = 4, epochs = 4 } = settings;
  const { settle = settleFinality, slashable: convict = findSlashable } = settings;
  const validators = Array.from({ length: count }, (_, id) => ({ id, stake: STAKE }));
  const isFaulty = (id: number): boolean => id < faulty;
  const halfOf = (id: number): 0 | 1 => ((id - faulty) % 2) as 0 | 1;
  const recorder = new Recorder(seed);
  const heard: [FinalityVote[], FinalityVote[]] = [[], []];
  let tree = createTree(GENESIS);
  const tips: [Hash, Hash] = [tree.root, tree.root];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const at = epoch * EPOCH_MS;
    for (const half of [0, 1] as const) {
      const parent = tips[half];
      const hash = hashHex(sha256(utf8(`${seed}/${half}/${epoch}`)));
      const grown = addBlock(tree, { hash, parent, height: epoch, work: 1n, slot: slot(epoch) });
      if (!grown.ok) throw new RangeError(grown.rejection.message);
      tree = grown.value;
      tips[half] = hash;
      const block = { at, layer: 1, block: hash } as const;
      const empty = { transactions: [], used: '0', limit: '0', fees: '0' };
      recorder.record({
        ...block,
        kind: 'block-proposed',
        actor: `half ${half + 1}`,
        parent,
        height: epoch,
        ...empty,
      });
      const source = settle(heard[half], validators, tree).justified.at(-1) ?? { epoch: 0, root: tree.root };
      for (const { id, stake } of validators) {
        if (!isFaulty(id) && halfOf(id) !== half) continue;
        heard[half].push({ validator: id, source, target: { epoch, root: hash } });
        recorder.record({
          ...block,
          kind: 'vote-cast',
          actor: `validator ${id}`,
          slot: epoch,
          weight: `${stake}`,
        });
      }
    }
    for (const half of [0, 1] as const)
      tellFinal(recorder, at, half, settle(heard[half], validators, tree), epoch);
  }
  const votes = [...heard[0], ...heard[1]];
  const halves = [settle(heard[0], validators, tree), settle(heard[1], validators, tree)] as const;
  const offences = convict(votes);
  const total = STAKE * BigInt(count);
  const slashable = STAKE * BigInt(offences.length);
  const lossEach =
    offences.length === 0
      ? 0n
      : least(STAKE, slashingPenalty(STAKE) + correlationPenalty(STAKE, slashable, total));
  for (const { validator, rule } of offences)
    recorder.record({
      kind: 'offence-proven',
      at: (epochs + 1) * EPOCH_MS,
      actor: 'whistleblower',
      layer: 1,
      offender: `validator ${validator}`,
      offence: rule,
      stake: `${STAKE}`,
    });
  const [a, b] = [halves[0].finalised.at(-1), halves[1].finalised.at(-1)];
  const conflicting = a !== undefined && b !== undefined && areConflicting(tree, a, b);
  return {
    trace: recorder.trace(),
    tree,
    votes,
    validators,
    halves,
    conflicting,
    offences,
    slashable,
    total,
    lossEach,
  };
}

/** A half records the checkpoint before this epoch's, when this epoch's votes made it final. */
function tellFinal(
  recorder: Recorder,
  at: number,
  half: 0 | 1,
  { finalised }: Finality,
  epoch: number,
): void {
  const last: Checkpoint | undefined = finalised.at(-1);
  if (last?.epoch !== epoch - 1 || last.epoch === 0) return;
  const event = { at, actor: `half ${half + 1}`, layer: 1, block: last.root } as const;
  recorder.record({ ...event, kind: 'finalised', height: last.epoch, waited: EPOCH_MS });
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

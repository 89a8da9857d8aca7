/**
 * Weak subjectivity: how old a checkpoint a node may start from, so that nobody who has left with their stake
 * can show it another past.
 */
import { ok, reject, type Result } from '../../foundation/result.ts';
import type { Hash } from '../../foundation/units.ts';
import { ancestorOf, type BlockTree } from './block-tree.ts';
import type { ForkChoice } from './fork-choice.ts';

/** Who is active when the checkpoint is made. Balances in whole ether, as the specification counts here. */
export interface ActiveStake {
  readonly validators: bigint;
  readonly averageEther: bigint;
  /** Percent of the safety margin of a third that may be lost; 10 in the specification. */
  readonly safetyDecay?: bigint;
}

/** consensus-specs, phase0, mainnet presets. */
const WITHDRAWABILITY_DELAY = 256n;
const MOST_ETHER = 32n;
const LEAST_CHURN = 4n;
const CHURN_QUOTIENT = 65_536n;
const TOP_UPS_AN_EPOCH = 16n * 32n;

/**
 * Epochs for which a checkpoint is safe in phase 0: the delay of withdrawals, and what it takes for the validator
 * set to change or be topped up so far that a third of the old can lose too little. Source: consensus-specs,
 * phase0/weak-subjectivity.md, `compute_weak_subjectivity_period`. Throws RangeError without validators.
 */
export function weakSubjectivityPeriod({ validators, averageEther, safetyDecay = 10n }: ActiveStake): bigint {
  if (validators <= 0n || averageEther <= 0n) throw new RangeError('There is no stake to be safe with.');
  const [n, t, max, decay] = [validators, averageEther, MOST_ETHER, safetyDecay];
  const churn = larger(LEAST_CHURN, n / CHURN_QUOTIENT);
  const [low, high] = [200n + 3n * decay, 200n + 12n * decay];
  if (max * low >= t * high)
    return WITHDRAWABILITY_DELAY + (3n * n * decay * t) / (200n * TOP_UPS_AN_EPOCH * (max - t));
  const byChurn = (n * (t * high - max * low)) / (600n * churn * (2n * t + max));
  const byTopUps = (n * low) / (600n * TOP_UPS_AN_EPOCH);
  return WITHDRAWABILITY_DELAY + larger(byChurn, byTopUps);
}

/**
 * The same since Electra, where stake moves by balance and not by validator: delay + decay × t/(2 × churn × 100),
 * with a churn of 128 ether or a 65,536th of all stake. In whole ether. Source: electra/weak-subjectivity.md.
 */
export function weakSubjectivityPeriodElectra(activeEther: bigint, safetyDecay = 10n): bigint {
  if (activeEther <= 0n) throw new RangeError('There is no stake to be safe with.');
  const churn = larger(128n, activeEther / CHURN_QUOTIENT);
  return WITHDRAWABILITY_DELAY + (safetyDecay * activeEther) / (2n * churn * 100n);
}

/**
 * Whether a head can follow from a checkpoint that the node holds for true. Refused: `checkpoint-unknown` (not
 * in the tree) and `other-history` (the head does not descend from it): then the node stops and asks its owner.
 * Source: phase0/weak-subjectivity.md, "Weak Subjectivity Sync Procedure".
 */
export function checkAgainstCheckpoint(tree: BlockTree, head: Hash, checkpoint: Hash): Result<void> {
  const rule = 'consensus-specs, phase0/weak-subjectivity.md, Weak Subjectivity Sync Procedure';
  if (!tree.blocks.has(checkpoint))
    return reject({
      code: 'checkpoint-unknown',
      rule,
      message: 'The checkpoint is in none of the chains that were shown.',
      received: [...tree.blocks.keys()].at(-1),
      expected: checkpoint,
    });
  const shared = ancestorOf(tree, checkpoint, head);
  return shared === checkpoint
    ? ok(undefined)
    : reject({
        code: 'other-history',
        rule,
        message: 'The chain does not go through the checkpoint.',
        received: shared,
        expected: checkpoint,
      });
}

/**
 * A fork choice that looks only at chains through the checkpoint; the checkpoint itself while there is none
 * further. Throws RangeError when the tree does not hold it.
 */
export const startingFrom =
  (checkpoint: Hash, forkChoice: ForkChoice): ForkChoice =>
  (tree, votes) => {
    const blocks = [...tree.blocks].filter(([hash]) => ancestorOf(tree, checkpoint, hash) === checkpoint);
    return forkChoice({ root: checkpoint, blocks: new Map(blocks), children: tree.children }, votes);
  };

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Censorship: proposers that leave a transaction out, and miners that even refuse to build on whoever takes it. */
import type { Random } from '../foundation/random.ts';
import type { HashShare } from './double-spend.ts';

/** Whether a proposer takes the transaction, builds on blocks that hold it, and for how long. */
export interface CensorPolicy {
  /** Refuses to build on a block that holds the transaction, until it lies this deep; 0: leaves it out, no more. */
  readonly fightsUntilDepth: number;
}

/** One attempt to get a transaction in. */
export interface CensorshipSettings {
  readonly random: Random;
  readonly censors: HashShare;
  readonly policy: CensorPolicy;
  /** Blocks after which the watching ends. */
  readonly blocks: number;
}

/** What a block of the watch was. */
export interface CensoredBlock {
  readonly by: 'censor' | 'honest';
  /** The branch it stands on: with the transaction or without. */
  readonly branch: 'with' | 'without';
}

/** How an attempt ended. */
export interface CensorshipRun {
  readonly sequence: readonly CensoredBlock[];
  /** Blocks found until the transaction first was in a block of the chain; null if never. */
  readonly firstIn: number | null;
  /** Blocks found until it was in to stay: at the end, six blocks or more ahead of the branch without it; else null. */
  readonly inForGood: number | null;
  /** Honest blocks that were thrown away. */
  readonly orphaned: number;
}

/** The merchants' six confirmations. */
const SETTLED_LEAD = 6;

/**
 * Runs the fight block by block. Honest proposers take the transaction and follow the longer branch, the first
 * seen in a tie; censors leave it out, and when they fight, build on the branch without it until the other is
 * `fightsUntilDepth` deep and longer, then give up. With more than half they win in the end whatever comes; with
 * less, a fight delays and wastes work, which may be enough to frighten miners who lose their reward (A. Miller,
 * Feather-forks, 2013). Throws RangeError for a share outside 0 to 1.
 */
export function runCensored({ random, censors, policy, blocks }: CensorshipSettings): CensorshipRun {
  const { numerator, denominator } = censors;
  if (!(numerator >= 0 && numerator <= denominator && denominator > 0))
    throw new RangeError(`A share lies between 0 and 1, not at ${numerator}/${denominator}.`);
  const { fightsUntilDepth } = policy;
  const sequence: CensoredBlock[] = [];
  // Lengths of both branches since the last block that all agree on; the transaction is in `with`'s first block.
  let [withIt, without, orphaned] = [0, 0, 0];
  let firstIn: number | null = null;
  let entered: number | null = null;
  let settled = false;
  for (let found = 1; found <= blocks; found++) {
    const by = random.chance(numerator, denominator) ? 'censor' : 'honest';
    const censorBuildsWith =
      settled || (withIt > 0 && (fightsUntilDepth === 0 || withIt >= fightsUntilDepth));
    if (by === 'censor' && censorBuildsWith && withIt > without) settled = true;
    const onWith = settled || by === 'honest';
    sequence.push({ by, branch: onWith ? 'with' : 'without' });
    if (onWith) {
      if (withIt === 0) {
        entered = found;
        firstIn ??= found;
      }
      withIt += 1;
    } else if (withIt > 0) {
      without += 1;
      if (without > withIt) {
        // The honest follow the longer branch: what held the transaction is gone, and it waits again.
        orphaned += withIt;
        [withIt, without, entered] = [0, 0, null];
      }
    }
  }
  return { sequence, firstIn, inForGood: withIt - without >= SETTLED_LEAD ? entered : null, orphaned };
}

/** Selfish mining: a pool keeps its blocks secret and shows them when that wastes the most work of others. */

/** How the pool's branch and the others' stand since the last block that all agree on. */
export interface SelfishState {
  /** All blocks of the pool's branch, the secret ones and the shown ones. */
  readonly own: number;
  /** How many of them the others have seen. */
  readonly shown: number;
  /** Blocks of the others' branch. */
  readonly others: number;
}

/** Who found the last block. */
export type BlockFinder = 'pool' | 'others';

/**
 * What the pool does after a block was found, the state with that block already counted: keep everything
 * secret, show as many blocks as the others have, show all, or give its branch up and follow the others.
 */
export type SelfishMove = 'keep' | 'match' | 'show-all' | 'give-up';

/** A pool's strategy; the part that a lab replaces. */
export type SelfishStrategy = (state: SelfishState, finder: BlockFinder) => SelfishMove;

/** No strategy at all: every block is shown at once, every longer branch followed. */
export const honestMining: SelfishStrategy = ({ own, others }, finder) =>
  finder === 'pool' ? 'show-all' : own < others ? 'give-up' : 'keep';

/**
 * Eyal's and Sirer's strategy. Own block found: keep it, but when it breaks a tie, show it and win. Others'
 * block found: follow them if the pool has less; show all in a tie, for a race; show all when one ahead, and
 * win; further ahead, show just as much as they have. Source: Majority is not Enough, FC 2014, algorithm 1.
 */
export const selfishMining: SelfishStrategy = ({ own, shown, others }, finder) => {
  if (finder === 'pool') return shown > 0 && shown === others && own === others + 1 ? 'show-all' : 'keep';
  const lead = own - others;
  if (lead < 0) return 'give-up';
  return lead <= 1 ? 'show-all' : 'match';
};

/** What one block changed. */
export interface SelfishStep {
  readonly state: SelfishState;
  readonly move: SelfishMove;
  /** Blocks that are in everyone's chain from now on, and those that nobody will build on. */
  readonly poolWon: number;
  readonly othersWon: number;
  readonly wasted: number;
}

/** Nothing is secret and all agree. */
export const AGREED: SelfishState = { own: 0, shown: 0, others: 0 };

/**
 * One block more. `onPools` says where the others' block stands when both branches are equally long and shown:
 * true, on the pool's (the share γ of the others hears it first). Then the pool's move, then the rule that all
 * follow: the longer of what is shown. Throws RangeError for a move that is none.
 */
export function afterFound(
  state: SelfishState,
  finder: BlockFinder,
  onPools: boolean,
  strategy: SelfishStrategy,
): SelfishStep {
  const isTie = state.shown > 0 && state.shown === state.others;
  let [poolWon, othersWon, wasted] = [0, 0, 0];
  let { own, shown, others } = state;
  if (finder === 'pool') own += 1;
  else if (isTie && onPools) {
    // The pool's shown blocks are now under everyone; only what it still hides competes with the new block.
    poolWon += shown;
    wasted += others;
    own -= shown;
    [shown, others] = [0, 1];
  } else others += 1;

  const move = strategy({ own, shown, others }, finder);
  if (move === 'show-all') shown = own;
  else if (move === 'match') shown = Math.max(shown, Math.min(own, others));
  else if (move === 'give-up') {
    othersWon += others;
    wasted += own;
    [own, shown, others] = [0, 0, 0];
  } else if (move !== 'keep') throw new RangeError(`A pool cannot do ${String(move)}.`);

  if (shown > others) {
    poolWon += shown;
    wasted += others;
    own -= shown;
    [shown, others] = [0, 0];
  }
  return { state: { own, shown, others }, move, poolWon, othersWon, wasted };
}

/**
 * What is decided when the run ends: the pool shows everything, and the longer branch is the chain; in a tie the
 * others'.
 */
export const settleAtEnd = ({ own, others }: SelfishState): Omit<SelfishStep, 'state' | 'move'> =>
  own > others
    ? { poolWon: own, othersWon: 0, wasted: others }
    : { poolWon: 0, othersWon: others, wasted: own };

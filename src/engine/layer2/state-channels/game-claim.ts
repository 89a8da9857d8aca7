/** Which of two claims about a game counts: the rule by which a stale one is replaced and a move cannot be taken back. */
import { ms } from '../../foundation/units.ts';
import type { Ms } from '../../foundation/units.ts';
import type { GameBoard } from './game-rules.ts';

/** What the adjudicator holds about a disputed game. */
export interface GameClaim {
  /** Version of the last position in it that both players signed. */
  readonly signedVersion: number;
  /** Version of the position: the same, or more where moves were made on chain. */
  readonly version: number;
  readonly board: GameBoard;
}

/** Whether `claim` takes the place of `standing`; a lab writes its own. */
export type Supersedes = (claim: GameClaim, standing: GameClaim) => boolean;

/**
 * A claim counts if more moves are in it, or as many and all of them signed by both, the last one too: that undoes a move
 * that was made on chain over an older position after another move had been agreed. Moves made on chain are not undone by
 * anything else, or whoever kept a co-signed position back could take its own move back once the answer is in sight.
 */
export const supersedes: Supersedes = (claim, standing) =>
  claim.version > standing.version ||
  (claim.version === standing.version &&
    claim.signedVersion === claim.version &&
    claim.signedVersion > standing.signedVersion);

/** What the length of a dispute depends on. */
export interface GameDisputeTerms {
  /** Moves that the game may still have after the last co-signed position. */
  readonly movesLeft: number;
  readonly period: Ms;
  /** Time from block to block. */
  readonly interval: Ms;
}

/**
 * The longest that a dispute can take from the first claim to the payout, if one player answers in the next block: every
 * clock runs its period out, once for each move that is left and three times besides: for a stale claim, for the answer to it, of
 * which the other may show a version with both signatures, and for the end of the game. A call needs up to two blocks.
 */
export const longestGameDispute = ({ movesLeft, period, interval }: GameDisputeTerms): Ms =>
  ms((movesLeft + 3) * (period + 2 * interval));

/** The rules of a game for two, as both players, the contract and a lab use them: pure functions over a board. */
import type { Result } from '../../foundation/result.ts';

/** A position: up to 31 small numbers from 0 to 255, whose meaning is the game's own. It fits one word of a contract's storage. */
export type GameBoard = readonly number[];

/** One of the two players: 0 moves first. */
export type PlayerIndex = 0 | 1;

/** How a game ended: the winner, or nobody. */
export type GameOutcome = PlayerIndex | 'draw';

/**
 * A game with perfect information in which moves alternate. All functions depend on their arguments alone, so that a
 * contract comes to the same board as the players (T. Close and A. Stewart, ForceMove, 2018: `validTransition`).
 */
export interface GameRules {
  readonly name: string;
  /** The position before the first move. */
  readonly start: GameBoard;
  /** The most moves that a game can have. */
  readonly longest: number;
  /** Whose turn it is; of no meaning when the game is over. */
  turnOf(board: GameBoard): PlayerIndex;
  /** The board after `move` by the player whose turn it is. Refused: a move that the rules forbid, or any after the end. */
  play(board: GameBoard, move: number): Result<GameBoard>;
  /** How the game ended, or null while it goes on. */
  outcomeOf(board: GameBoard): GameOutcome | null;
  /** The moves that {@link GameRules.play} lets in, in ascending order. */
  movesOn(board: GameBoard): readonly number[];
}

/** How a player picks a move; the board has at least one. */
export type ChooseGameMove = (rules: GameRules, board: GameBoard) => number;

/** The other of the two. */
export const otherPlayer = (player: PlayerIndex): PlayerIndex => (player === 0 ? 1 : 0);

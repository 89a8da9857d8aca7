/** Noughts and crosses: nine cells, three in a row win. */
import { ok, reject } from '../../foundation/result.ts';
import type { GameBoard, GameRules, PlayerIndex } from './game-rules.ts';

const LINES: readonly (readonly [number, number, number])[] = [
  [0, 1, 2],
  [3, 4, 5],
  [6, 7, 8],
  [0, 3, 6],
  [1, 4, 7],
  [2, 5, 8],
  [0, 4, 8],
  [2, 4, 6],
];

/** The player who holds a line, or null. A cell is 0 when empty, 1 for player 0, 2 for player 1. */
function winnerOn(board: GameBoard): PlayerIndex | null {
  for (const [a, b, c] of LINES) {
    const mark = board[a];
    if (mark !== undefined && mark !== 0 && mark === board[b] && mark === board[c]) return mark === 1 ? 0 : 1;
  }
  return null;
}

const refuse = (message: string, received: unknown, expected: unknown) =>
  reject({ code: 'illegal-move', rule: 'Rules of tic-tac-toe', message, received, expected });

/** The game: a board is nine cells row by row, a move the number of a cell from 0. Both play well: a draw. */
export const TIC_TAC_TOE: GameRules = {
  name: 'tic-tac-toe',
  start: [0, 0, 0, 0, 0, 0, 0, 0, 0],
  longest: 9,
  turnOf: (board) => (board.filter((mark) => mark !== 0).length % 2 === 0 ? 0 : 1),
  outcomeOf: (board) => winnerOn(board) ?? (board.includes(0) ? null : 'draw'),
  movesOn: (board) =>
    TIC_TAC_TOE.outcomeOf(board) === null ? board.flatMap((mark, cell) => (mark === 0 ? [cell] : [])) : [],
  play(board, move) {
    if (TIC_TAC_TOE.outcomeOf(board) !== null) return refuse('The game is over.', move, 'no move');
    const mark = board[move];
    if (mark === undefined) return refuse(`There is no cell ${move}.`, move, 'a cell from 0 to 8');
    if (mark !== 0) return refuse(`Cell ${move} is taken.`, move, 'an empty cell');
    const own = TIC_TAC_TOE.turnOf(board) + 1;
    return ok(board.map((was, cell) => (cell === move ? own : was)));
  },
};

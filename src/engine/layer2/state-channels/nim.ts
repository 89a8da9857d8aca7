/** Nim: take any number of counters from one heap; whoever takes the last wins (C. Bouton, 1901). */
import { ok, reject } from '../../foundation/result.ts';
import type { GameBoard, GameRules } from './game-rules.ts';

const START: GameBoard = [3, 4, 5];
/** What fits beside the heap in a move. */
const MOST_TAKEN = 15;

/** A board is whose turn it is, then the heaps; a move is heap · 16 + how many are taken. */
const heapsOf = (board: GameBoard): readonly number[] => board.slice(1);

/** The game with heaps of 3, 4 and 5. The first player wins who always leaves heaps whose exclusive or is zero. */
export const NIM: GameRules = {
  name: 'nim',
  start: [0, ...START],
  longest: START.reduce((sum, heap) => sum + heap, 0),
  turnOf: (board) => (board[0] === 0 ? 0 : 1),
  outcomeOf: (board) => {
    if (heapsOf(board).some((heap) => heap > 0)) return null;
    return NIM.turnOf(board) === 0 ? 1 : 0;
  },
  movesOn: (board) =>
    heapsOf(board).flatMap((counters, heap) =>
      Array.from({ length: Math.min(counters, MOST_TAKEN) }, (_, index) => 16 * heap + index + 1),
    ),
  play(board, move) {
    if (!NIM.movesOn(board).includes(move))
      return reject({
        code: 'illegal-move',
        rule: 'Rules of nim',
        message: 'A move takes one or more counters from one heap.',
        received: move,
        expected: NIM.movesOn(board),
      });
    const heap = Math.floor(move / 16);
    const left = heapsOf(board).map((counters, index) =>
      index === heap ? counters - (move % 16) : counters,
    );
    return ok([NIM.turnOf(board) === 0 ? 1 : 0, ...left]);
  },
};

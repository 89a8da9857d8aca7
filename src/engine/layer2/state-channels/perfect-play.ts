/** Perfect play of any small game, by looking at all of it: what an honest player loses then, it lost to the protocol. */
import { otherPlayer } from './game-rules.ts';
import type { ChooseGameMove, GameBoard, GameRules } from './game-rules.ts';

/** What the player whose turn it is gets from a board on which both play perfectly: 1 wins, 0 draws, −1 loses. */
type Values = Map<string, -1 | 0 | 1>;

/** Values worked out so far, for each game; they depend on its rules alone. */
const known = new WeakMap<GameRules, Values>();

function valueFor(rules: GameRules, board: GameBoard, values: Values): -1 | 0 | 1 {
  const key = board.join();
  const found = values.get(key);
  if (found !== undefined) return found;
  const turn = rules.turnOf(board);
  let best: -1 | 0 | 1 = -1;
  for (const move of rules.movesOn(board)) {
    const value = valueAfter(rules, board, move, values);
    if (value > best) best = value;
  }
  const outcome = rules.outcomeOf(board);
  const value = outcome === null ? best : outcome === 'draw' ? 0 : outcome === turn ? 1 : -1;
  values.set(key, value);
  return value;
}

/** What the player who makes `move` gets from it. */
function valueAfter(rules: GameRules, board: GameBoard, move: number, values: Values): -1 | 0 | 1 {
  const played = rules.play(board, move);
  if (!played.ok) return -1;
  const outcome = rules.outcomeOf(played.value);
  if (outcome !== null) return outcome === 'draw' ? 0 : outcome === rules.turnOf(board) ? 1 : -1;
  const value = valueFor(rules, played.value, values);
  // The next turn is the other's in every game of ours; a game that lets one move twice keeps its sign.
  const isOther = rules.turnOf(played.value) === otherPlayer(rules.turnOf(board));
  return (isOther ? -value : value) as -1 | 0 | 1;
}

/** The first of the best moves (E. Zermelo, 1913). @throws RangeError when there is no move to make */
export const perfectMove: ChooseGameMove = (rules, board) => {
  let values = known.get(rules);
  if (values === undefined) known.set(rules, (values = new Map()));
  let best: { readonly move: number; readonly value: number } | null = null;
  for (const move of rules.movesOn(board)) {
    const value = valueAfter(rules, board, move, values);
    if (best === null || value > best.value) best = { move, value };
  }
  if (best === null) throw new RangeError('There is no move to make.');
  return best.move;
};

/** The first move that the rules let in. @throws RangeError when there is none */
export const firstMove: ChooseGameMove = (rules, board) => {
  const [move] = rules.movesOn(board);
  if (move === undefined) throw new RangeError('There is no move to make.');
  return move;
};

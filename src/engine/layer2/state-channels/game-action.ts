/** What a player does on chain, given what it has stored and what the chain says. */
import { hexToBytes } from '../../foundation/bytes.ts';
import type { Ms } from '../../foundation/units.ts';
import { postCall, termsFields } from './adjudicator-calls.ts';
import type { GameAdjudication, GameCall } from './adjudicator-calls.ts';
import { gameChannelId, gameStateHash, sameBoard } from './game-channel-terms.ts';
import { supersedes } from './game-claim.ts';
import type { GameClaim } from './game-claim.ts';
import type { GamePlayerState } from './game-player.ts';
import type { ChooseGameMove, GameRules } from './game-rules.ts';

/** What a player knows when it decides. */
export interface GameSituation {
  readonly rules: GameRules;
  readonly player: GamePlayerState;
  /** What the chain says, at the head. */
  readonly adjudication: GameAdjudication;
  /** The time of the last block. */
  readonly now: Ms;
  /** Whether the other has been silent for as long as the player is ready to wait off chain. */
  readonly impatient: boolean;
  /** Picks a move; asked only when there is one to make. */
  readonly chooseMove: ChooseGameMove;
}

/** The call to make, or null to wait; what a lab writes. */
export type ChooseGameAction = (situation: GameSituation) => GameCall | null;

/**
 * The player's best claim: the last co-signed position with its own move on top, the one it has signed already, or a new
 * one if it is its turn.
 */
function bestClaim({
  rules,
  player,
  chooseMove,
}: GameSituation): GameClaim & { readonly move: number | null } {
  const { signed, proposed, me } = player;
  const base = { signedVersion: signed.version, version: signed.version, board: signed.board };
  // What it has signed once is its move for good: a second one of the same version could be held against it.
  const mine = rules.outcomeOf(signed.board) === null && rules.turnOf(signed.board) === me;
  const move = proposed?.move ?? (mine ? chooseMove(rules, signed.board) : null);
  const played = move === null ? null : rules.play(signed.board, move);
  if (played === null || !played.ok) return { ...base, move: null };
  return { ...base, version: base.version + 1, board: played.value, move };
}

/**
 * The reference: take the stake back if the other never joined; end by agreement if both signed that; begin a dispute when
 * the other has been silent for too long; replace what is stale; move when it is one's turn; settle after the deadline. Asked after
 * every block, it never loses by the other's silence, as long as a call gets into a block, for good, within the period.
 */
export const chooseGameAction: ChooseGameAction = (situation) => {
  const { rules, player, adjudication, now, impatient, chooseMove } = situation;
  const { terms, me, signed, closing } = player;
  const { stage, deadline, version, board } = adjudication;
  if (stage === 'opened' && me === 0 && impatient) return { kind: 'cancel', ...termsFields(terms) };
  if (stage !== 'joined' && stage !== 'disputed') return null;
  // One call is enough; the second player makes it only if the first does not.
  if (closing !== null && (me === 0 || impatient || stage === 'disputed'))
    return {
      kind: 'conclude',
      ...termsFields(terms),
      payouts: closing.payouts,
      signatures: closing.signatures.map(hexToBytes),
    };
  if (stage === 'joined') {
    if (!impatient && !player.onChain) return null;
    const { move } = bestClaim(situation);
    return postCall(terms, signed, move);
  }
  if (now > deadline) return { kind: 'settle', ...termsFields(terms) };
  const claim = bestClaim(situation);
  const isMine = rules.outcomeOf(board) === null && rules.turnOf(board) === me;
  const play = (move: number): GameCall => ({
    kind: 'play',
    ...termsFields(terms),
    on: gameStateHash(gameChannelId(terms), adjudication),
    move,
  });
  // The chain stands where both signed last: a move alone costs less than showing it again.
  if (isMine && claim.move !== null && version === signed.version && sameBoard(board, signed.board))
    return play(claim.move);
  const isKnown = version === claim.version && sameBoard(board, claim.board);
  if (!isKnown && supersedes(claim, adjudication)) return postCall(terms, signed, claim.move);
  return isMine ? play(chooseMove(rules, board)) : null;
};

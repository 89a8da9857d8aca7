/** One player's side of a game channel off chain: all that has to be stored, and what each message does to it. */
import { sign, verify } from '../../foundation/keys.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import type { Hex } from '../../foundation/units.ts';
import {
  gameChannelId,
  gameClosingHash,
  holdsGameState,
  payoutsFor,
  signGameState,
} from './game-channel-terms.ts';
import type { CoSignedState, GameChannelTerms, GamePayouts, GameState } from './game-channel-terms.ts';
import type { GameStage } from './adjudicator-calls.ts';
import { otherPlayer } from './game-rules.ts';
import type { GameRules, PlayerIndex } from './game-rules.ts';

/** A move of one's own that the other has not agreed to yet. There is never a second one of the same version. */
export interface ProposedMove extends GameState {
  readonly move: number;
  readonly signature: Hex;
}

/** All that a player has to keep: plain data, to be stored before any message leaves. */
export interface GamePlayerState {
  readonly terms: GameChannelTerms;
  readonly me: PlayerIndex;
  /** The last position that both signed. */
  readonly signed: CoSignedState;
  /** One's own move on top of it, once it is signed. */
  readonly proposed: ProposedMove | null;
  /** Whether the game has gone on chain; from then on nothing more is signed off chain. */
  readonly onChain: boolean;
  /** Height of the chain at the last progress, on or off it: patience has to outlive a crash. */
  readonly progressAt: number;
  /** Where the channel stood on chain when the player last looked. */
  readonly stage: GameStage;
  /** What both agreed to end with, with both signatures. */
  readonly closing: { readonly payouts: GamePayouts; readonly signatures: readonly [Hex, Hex] } | null;
}

/** What players send each other. */
export type GameMessage =
  /** A move, signed as the position after it, with the agreement to the move before. */
  | {
      readonly kind: 'move';
      readonly version: number;
      readonly move: number;
      readonly signature: Hex;
      readonly agreed: Hex | null;
    }
  /** Agreement to the other's move. */
  | { readonly kind: 'agree'; readonly version: number; readonly signature: Hex }
  /** The signature of the end that the last position gives. */
  | { readonly kind: 'close'; readonly signature: Hex };

/** A player's new state and what to send, if anything: store the one, then send the other. */
export interface PlayerStep {
  readonly player: GamePlayerState;
  readonly reply: GameMessage | null;
}

const RULE = 'Strata state channel, off chain';
const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: RULE, message, received, expected });

/** Player `me` at the start of the game. */
export const createGamePlayer = (
  rules: GameRules,
  terms: GameChannelTerms,
  me: PlayerIndex,
): GamePlayerState => ({
  terms,
  me,
  signed: { version: 0, board: rules.start, signatures: null },
  proposed: null,
  onChain: false,
  progressAt: 0,
  stage: 'unknown',
  closing: null,
});

/** Whether `player` may move now: it is their turn, the game goes on, and no own move waits for agreement. */
export const mayMove = (rules: GameRules, { signed, proposed, me, onChain }: GamePlayerState): boolean =>
  !onChain &&
  proposed === null &&
  rules.outcomeOf(signed.board) === null &&
  rules.turnOf(signed.board) === me;

/** The player's own signature of the last position, which goes along with a move so that a lost agreement costs nothing. */
const agreementTo = ({ signed, me }: GamePlayerState): Hex | null => signed.signatures?.[me] ?? null;

/** The message that a proposed move is sent in, the first time and every other. */
export const moveMessage = (player: GamePlayerState): GameMessage | null => {
  const { proposed } = player;
  if (proposed === null) return null;
  const { version, move, signature } = proposed;
  return { kind: 'move', version, move, signature, agreed: agreementTo(player) };
};

/** Makes `move` and signs the position after it. Refused: when it is not the player's turn, and an illegal move. */
export function proposeMove(
  rules: GameRules,
  player: GamePlayerState,
  move: number,
  secretKey: Hex,
): Result<PlayerStep> {
  if (!mayMove(rules, player))
    return refuse('not-your-turn', 'There is no move to make now.', move, 'a turn of one’s own');
  const played = rules.play(player.signed.board, move);
  if (!played.ok) return played;
  const state = { version: player.signed.version + 1, board: played.value };
  const signature = signGameState(gameChannelId(player.terms), state, secretKey);
  const next = { ...player, proposed: { ...state, move, signature } };
  return ok({ player: next, reply: moveMessage(next) });
}

const pair = (me: PlayerIndex, mine: Hex, other: Hex): readonly [Hex, Hex] =>
  me === 0 ? [mine, other] : [other, mine];

/** Takes the other's agreement to one's own move in. */
function agreed(player: GamePlayerState, version: number, signature: Hex): GamePlayerState | null {
  const { proposed, terms, me } = player;
  if (proposed === null || proposed.version !== version) return null;
  if (!holdsGameState(terms, proposed, otherPlayer(me), signature)) return null;
  const { board } = proposed;
  const signatures = pair(me, proposed.signature, signature);
  return { ...player, signed: { version, board, signatures }, proposed: null };
}

/** How a learner's player takes a message in; the reference is {@link receiveGameMessage}. */
export type ReceiveGameMessage = (
  rules: GameRules,
  player: GamePlayerState,
  message: GameMessage,
  secretKey: Hex,
) => Result<PlayerStep>;

/**
 * Takes a message in. Doubled messages change nothing and are answered again; late and early ones, illegal moves, wrong
 * signatures and everything after the game has gone on chain are refused, and nothing is signed.
 */
export const receiveGameMessage: ReceiveGameMessage = (rules, player, message, secretKey) => {
  if (player.onChain && message.kind !== 'close')
    return refuse('gone-on-chain', 'The game goes on on chain.', message.kind, 'nothing');
  if (message.kind === 'close') return receiveClosing(rules, player, message.signature, secretKey);
  if (message.kind === 'agree') {
    if (message.version <= player.signed.version) return ok({ player, reply: null });
    const next = agreed(player, message.version, message.signature);
    if (next === null)
      return refuse(
        'no-such-move',
        'This agrees to no move of mine.',
        message.version,
        player.proposed?.version,
      );
    return ok({ player: next, reply: null });
  }
  return receiveMove(rules, player, message, secretKey);
};

function receiveMove(
  rules: GameRules,
  player: GamePlayerState,
  message: GameMessage & { readonly kind: 'move' },
  secretKey: Hex,
): Result<PlayerStep> {
  const { terms, me } = player;
  // The move may be the first to tell that the one before was agreed to.
  const before =
    message.agreed === null ? player : (agreed(player, message.version - 1, message.agreed) ?? player);
  const { signed } = before;
  if (message.version === signed.version && signed.signatures !== null) {
    // Sent again because the answer was lost; another move of the same version is never agreed to.
    const same = signed.signatures[otherPlayer(me)] === message.signature;
    if (!same)
      return refuse(
        'already-agreed',
        'Another move of this version is agreed.',
        message.version,
        signed.version + 1,
      );
    return ok({
      player: before,
      reply: { kind: 'agree', version: signed.version, signature: signed.signatures[me] },
    });
  }
  if (message.version !== signed.version + 1)
    return refuse('wrong-version', 'The move is not the next.', message.version, signed.version + 1);
  if (rules.outcomeOf(signed.board) === null && rules.turnOf(signed.board) === me)
    return refuse('not-your-turn', 'It is not the other’s turn.', message.version, 'my own move');
  const played = rules.play(signed.board, message.move);
  if (!played.ok) return played;
  const state: GameState = { version: message.version, board: played.value };
  if (!holdsGameState(terms, state, otherPlayer(me), message.signature))
    return refuse(
      'bad-signature',
      'The move is not signed by the other player.',
      message.signature,
      'a signature',
    );
  const mine = signGameState(gameChannelId(terms), state, secretKey);
  const next = { ...before, signed: { ...state, signatures: pair(me, mine, message.signature) } };
  return ok({ player: next, reply: { kind: 'agree', version: state.version, signature: mine } });
}

/** What the last co-signed position pays, if the game is over in it. */
export function payoutsNow(rules: GameRules, { terms, signed }: GamePlayerState): GamePayouts | null {
  const outcome = rules.outcomeOf(signed.board);
  return outcome === null ? null : payoutsFor(terms, outcome);
}

/** The player's signature of the end, once the game is over; null before. */
export function closingMessage(
  rules: GameRules,
  player: GamePlayerState,
  secretKey: Hex,
): GameMessage | null {
  const payouts = payoutsNow(rules, player);
  if (payouts === null) return null;
  return { kind: 'close', signature: sign(gameClosingHash(gameChannelId(player.terms), payouts), secretKey) };
}

function receiveClosing(
  rules: GameRules,
  player: GamePlayerState,
  signature: Hex,
  secretKey: Hex,
): Result<PlayerStep> {
  const payouts = payoutsNow(rules, player);
  if (payouts === null) return refuse('game-not-over', 'The game goes on.', 'close', 'a move');
  const { terms, me } = player;
  const hash = gameClosingHash(gameChannelId(terms), payouts);
  if (!verify(signature, hash, terms.publicKeys[otherPlayer(me)]))
    return refuse('bad-signature', 'The end is not signed by the other player.', signature, 'a signature');
  const closing = { payouts, signatures: pair(me, sign(hash, secretKey), signature) };
  const reply = player.closing === null ? closingMessage(rules, player, secretKey) : null;
  return ok({ player: { ...player, closing }, reply });
}

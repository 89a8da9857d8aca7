/** The contract under a game channel: it holds the stakes, and plays the game on only when the players cannot agree off chain. */
import { bytesToHex, hexToBytes } from '../../foundation/bytes.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { gas, ms, wei } from '../../foundation/units.ts';
import type { Hash, Hex } from '../../foundation/units.ts';
import { verify } from '../../foundation/keys.ts';
import { contractAddress } from '../../layer1/machine/contracts/contract.ts';
import type { CallContext, Contract } from '../../layer1/machine/contracts/contract.ts';
import { boardWord, GAME_CALLS, GAME_STAGES, gameSlot, termsOf, wordBoard } from './adjudicator-calls.ts';
import type { GameAdjudication, GameCall, GAME_SLOTS, GameStage } from './adjudicator-calls.ts';
import {
  areGameChannelTerms,
  gameChannelId,
  gameClosingHash,
  gameStateHash,
  isGameBoard,
  payoutsFor,
  playerAddresses,
  sameBoard,
} from './game-channel-terms.ts';
import type { GameChannelTerms, GamePayouts, GameState } from './game-channel-terms.ts';
import { supersedes as supersedesByMoves } from './game-claim.ts';
import type { GameClaim, Supersedes } from './game-claim.ts';
import { otherPlayer } from './game-rules.ts';
import type { GameBoard, GameRules, PlayerIndex } from './game-rules.ts';

/** What an adjudicator is made of. */
export interface AdjudicatorSettings {
  readonly rules: GameRules;
  /** The chain it stands on; part of its name, so that no signature is worth anything on another chain (EIP-155). */
  readonly chainId?: number;
  /** Which claim counts; by number of moves unless told. */
  readonly supersedes?: Supersedes;
}

/** The adjudicator as a contract; its address belongs in the terms. */
export type Adjudicator = Contract<GameCall>;

const NOTHING = new Uint8Array(0);
const RULE = 'Strata state channel, adjudicator';
/** Checking a signature on chain (Yellow Paper, appendix E.1: ECREC, 3,000). */
const SIGNATURE_GAS = gas(3_000);

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: RULE, message, received, expected });

/** What all calls are about. */
interface Case {
  readonly context: CallContext;
  readonly terms: GameChannelTerms;
  readonly channel: Hash;
  readonly stage: GameStage;
  /** The caller's place among the players, or null. */
  readonly caller: PlayerIndex | null;
  load(place: keyof typeof GAME_SLOTS): bigint;
  store(place: keyof typeof GAME_SLOTS, value: bigint): void;
}

function caseOf(context: CallContext, call: GameCall): Result<Case> {
  const terms = termsOf(call, context.self);
  const players = terms !== null && areGameChannelTerms(terms) ? playerAddresses(terms) : null;
  if (terms === null || players === null)
    return refuse(
      'malformed-terms',
      'These are no terms of a channel.',
      call.stakes,
      'two keys, two stakes, a period',
    );
  const channel = gameChannelId(terms);
  const load = (place: keyof typeof GAME_SLOTS): bigint => context.load(gameSlot(place, channel));
  return ok({
    context,
    terms,
    channel,
    stage: GAME_STAGES[Number(load('stage'))] ?? 'unknown',
    caller: context.caller === players[0] ? 0 : context.caller === players[1] ? 1 : null,
    load,
    store: (place, value) => context.store(gameSlot(place, channel), value),
  });
}

const setStage = ({ store }: Case, stage: GameStage): void =>
  store('stage', BigInt(GAME_STAGES.indexOf(stage)));

const tell = ({ context, channel }: Case, name: string): Result<Uint8Array> => {
  context.log(name, hexToBytes(channel));
  return ok(NOTHING);
};

const needStage = ({ stage }: Case, ...stages: readonly GameStage[]): Result<void> =>
  stages.includes(stage)
    ? ok(undefined)
    : refuse('wrong-stage', `The channel is ${stage}.`, stage, stages.join(' or '));

/** Whether both players signed `hash`. */
function bothSigned({ context, terms }: Case, hash: Hash, signatures: readonly Uint8Array[]): boolean {
  if (signatures.length !== 2) return false;
  return terms.publicKeys.every((key, index) => {
    context.charge(SIGNATURE_GAS);
    return verify(bytesToHex(signatures[index] ?? NOTHING) as Hex, hash, key);
  });
}

function standing({ load }: Case): Omit<GameAdjudication, 'stage'> {
  return {
    signedVersion: Number(load('signedVersion')),
    version: Number(load('version')),
    board: wordBoard(load('board')),
    deadline: ms(Number(load('deadline'))),
  };
}

/** Writes a claim down and starts the clock of whoever has to answer. */
function stand(one: Case, claim: GameClaim, name: string): Result<Uint8Array> {
  one.store('signedVersion', BigInt(claim.signedVersion));
  one.store('version', BigInt(claim.version));
  one.store('board', boardWord(claim.board));
  one.store('deadline', BigInt(one.context.block.timestamp + one.terms.period));
  if (one.stage !== 'disputed') setStage(one, 'disputed');
  return tell(one, name);
}

/** Pays out and closes for good. The stage is written before coins leave. */
function pay(one: Case, payouts: GamePayouts): Result<Uint8Array> {
  setStage(one, 'settled');
  const players = playerAddresses(one.terms) ?? [];
  for (const [index, address] of players.entries()) {
    const amount = payouts[index as PlayerIndex];
    if (amount === 0n) continue;
    const paid = one.context.send(address, amount);
    if (!paid.ok) return paid;
  }
  return tell(one, 'settled');
}

/** Locks the stake of player `player`, who has to be the caller. */
function lock(one: Case, player: PlayerIndex, from: GameStage, to: GameStage): Result<Uint8Array> {
  const staged = needStage(one, from);
  if (!staged.ok) return staged;
  if (one.caller !== player)
    return refuse(
      'wrong-player',
      `Player ${player} locks this stake.`,
      one.context.caller,
      `player ${player}`,
    );
  const stake = one.terms.stakes[player];
  if (one.context.value !== stake)
    return refuse('wrong-stake', 'The coins that came are not the stake.', one.context.value, stake);
  setStage(one, to);
  return tell(one, to);
}

/** A move by the rules. What both signed may be no position of the game, and what the rules make of it no board. */
function playOn(rules: GameRules, board: GameBoard, move: number): Result<GameBoard> {
  const played = rules.play(board, move);
  if (!played.ok || isGameBoard(played.value)) return played;
  return refuse('malformed-board', 'The move leads to no board.', played.value, 'up to 31 cells of a byte');
}

/** The claim that a `post` makes, once its signatures and its move hold. */
function claimOf(one: Case, call: GameCall & { readonly kind: 'post' }, rules: GameRules): Result<GameClaim> {
  const signed: GameState = { version: call.version, board: [...call.board] };
  if (!isGameBoard(signed.board))
    return refuse('malformed-board', 'A board has up to 31 cells.', signed.board.length, 'up to 31');
  if (signed.version === 0) {
    // Version 0 is what both locked coins for: no signatures, and no other board than the start.
    if (!sameBoard(signed.board, rules.start))
      return refuse('wrong-start', 'Version 0 is the start.', signed.board, rules.start);
  } else if (!bothSigned(one, gameStateHash(one.channel, signed), call.signatures))
    return refuse(
      'bad-signature',
      'Both players have to have signed this position.',
      call.version,
      'two signatures',
    );
  if (!call.moves) return ok({ ...signed, signedVersion: signed.version });
  if (rules.outcomeOf(signed.board) === null && rules.turnOf(signed.board) !== one.caller)
    return refuse('not-your-turn', 'Only whose turn it is moves.', one.caller, rules.turnOf(signed.board));
  const played = playOn(rules, signed.board, call.move);
  if (!played.ok) return played;
  return ok({ signedVersion: signed.version, version: signed.version + 1, board: played.value });
}

/**
 * The adjudicator for games by `rules`. Coins are locked by `open` and `join`. Play goes on off chain. A player whom the other does
 * not answer posts the last co-signed position, with a move if it is their turn; then whoever has to move answers on
 * chain, by a move or by a position with more moves in it, within the period, or forfeits. When the game is over, the
 * winner is paid after one more period, in which an older position can still be replaced. `conclude` pays at once
 * what both signed. Every claim restarts the clock, and there are few more claims than moves: see {@link longestGameDispute}. The form is ForceMove's (T. Close and A. Stewart, ForceMove: an n-party state channel protocol, 2018).
 */
export function createAdjudicator(settings: AdjudicatorSettings): Adjudicator {
  const { rules, chainId = 1, supersedes = supersedesByMoves } = settings;

  const post = (one: Case, call: GameCall & { readonly kind: 'post' }): Result<Uint8Array> => {
    const staged = needStage(one, 'joined', 'disputed');
    if (!staged.ok) return staged;
    if (one.caller === null)
      return refuse('not-a-player', 'Only players post.', one.context.caller, 'a player');
    const claim = claimOf(one, call, rules);
    if (!claim.ok) return claim;
    if (one.stage === 'disputed') {
      const now = standing(one);
      if (one.context.block.timestamp > now.deadline)
        return refuse('too-late', 'The deadline has passed.', one.context.block.timestamp, now.deadline);
      if (!supersedes(claim.value, now))
        return refuse(
          'stale-state',
          'What stands has as many moves in it.',
          claim.value.version,
          now.version,
        );
    }
    return stand(one, claim.value, 'posted');
  };

  const play = (one: Case, call: GameCall & { readonly kind: 'play' }): Result<Uint8Array> => {
    const staged = needStage(one, 'disputed');
    if (!staged.ok) return staged;
    const now = standing(one);
    if (one.context.block.timestamp > now.deadline)
      return refuse('too-late', 'The deadline has passed.', one.context.block.timestamp, now.deadline);
    const on = gameStateHash(one.channel, now);
    // A move names the position it is for: after a reorganisation it may meet another one.
    if (call.on !== on) return refuse('wrong-position', 'The move is for another position.', call.on, on);
    if (rules.outcomeOf(now.board) === null && one.caller !== rules.turnOf(now.board))
      return refuse('not-your-turn', 'Only whose turn it is moves.', one.caller, rules.turnOf(now.board));
    const played = playOn(rules, now.board, call.move);
    if (!played.ok) return played;
    return stand(
      one,
      { signedVersion: now.signedVersion, version: now.version + 1, board: played.value },
      'played',
    );
  };

  const settle = (one: Case): Result<Uint8Array> => {
    const staged = needStage(one, 'disputed');
    if (!staged.ok) return staged;
    const now = standing(one);
    if (one.context.block.timestamp <= now.deadline)
      return refuse('too-early', 'An answer may still come.', one.context.block.timestamp, now.deadline);
    // Whose turn it was stayed silent, and forfeits.
    const outcome = rules.outcomeOf(now.board) ?? otherPlayer(rules.turnOf(now.board));
    return pay(one, payoutsFor(one.terms, outcome));
  };

  const conclude = (one: Case, call: GameCall & { readonly kind: 'conclude' }): Result<Uint8Array> => {
    const staged = needStage(one, 'joined', 'disputed');
    if (!staged.ok) return staged;
    const [first, second] = call.payouts.map(wei);
    const total = one.terms.stakes[0] + one.terms.stakes[1];
    if (first === undefined || second === undefined || call.payouts.length !== 2 || first + second !== total)
      return refuse('wrong-payouts', 'Payouts make up the stakes.', call.payouts, total);
    if (!bothSigned(one, gameClosingHash(one.channel, [first, second]), call.signatures))
      return refuse(
        'bad-signature',
        'Both players have to have signed the end.',
        call.payouts,
        'two signatures',
      );
    return pay(one, [first, second]);
  };

  const cancel = (one: Case): Result<Uint8Array> => {
    const staged = needStage(one, 'opened');
    if (!staged.ok) return staged;
    if (one.caller !== 0)
      return refuse('wrong-player', 'Only who opened cancels.', one.context.caller, 'player 0');
    return pay(one, [one.terms.stakes[0], wei(0n)]);
  };

  return {
    id: `adjudicator of ${rules.name} on chain ${chainId}`,
    codec: GAME_CALLS,
    call(context, call) {
      const found = caseOf(context, call);
      if (!found.ok) return found;
      const one = found.value;
      if (call.kind !== 'open' && call.kind !== 'join' && context.value !== 0n)
        return refuse('not-payable', 'This call takes no coins.', context.value, 0n);
      if (call.kind === 'open') return lock(one, 0, 'unknown', 'opened');
      if (call.kind === 'join') return lock(one, 1, 'opened', 'joined');
      if (call.kind === 'cancel') return cancel(one);
      if (call.kind === 'post') return post(one, call);
      if (call.kind === 'play') return play(one, call);
      if (call.kind === 'settle') return settle(one);
      return conclude(one, call);
    },
  };
}

/** The address of the adjudicator, for terms. */
export const adjudicatorAddress = ({ id }: Adjudicator) => contractAddress(id);

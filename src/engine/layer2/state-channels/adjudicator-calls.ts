/** How the adjudicator is called, and how what it stores is read. */
import { bytesToHex, hexToBytes } from '../../foundation/bytes.ts';
import { ms, wei } from '../../foundation/units.ts';
import type { Address, Hash, Ms } from '../../foundation/units.ts';
import { storedWord } from '../../layer1/machine/contracts/contract-state.ts';
import type { ContractState } from '../../layer1/machine/contracts/contract-state.ts';
import { callCodec } from '../../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../../layer1/machine/contracts/call-codec.ts';
import { slotOf } from '../../layer1/machine/contracts/slots.ts';
import type { Word } from '../../layer1/machine/word.ts';
import { gameChannelId } from './game-channel-terms.ts';
import type { CoSignedState, GameChannelTerms } from './game-channel-terms.ts';
import type { GameClaim } from './game-claim.ts';
import type { GameBoard } from './game-rules.ts';

/** The terms travel with every call, so that the contract stores a channel's id and little more. */
const TERMS = { first: 'bytes', second: 'bytes', stakes: 'words', period: 'count', salt: 'hash' } as const;

/** The calls of the adjudicator. */
export const GAME_CALLS = callCodec({
  /** The first player locks a stake. */
  open: { ...TERMS },
  /** The second locks theirs, and the game is on. */
  join: { ...TERMS },
  /** The first takes the stake back while nobody has joined. */
  cancel: { ...TERMS },
  /** Anyone of the two shows a co-signed position, with a move of their own on top if `moves`. */
  post: {
    ...TERMS,
    version: 'count',
    board: 'bytes',
    signatures: 'byteStrings',
    moves: 'flag',
    move: 'count',
  },
  /** Whoever's turn it is moves on chain, on the position whose hash is `on`. */
  play: { ...TERMS, on: 'hash', move: 'count' },
  /** Anyone ends a dispute after its deadline. */
  settle: { ...TERMS },
  /** Both agreed on what each gets. */
  conclude: { ...TERMS, payouts: 'words', signatures: 'byteStrings' },
});

/** A call of the adjudicator. */
export type GameCall = CallOf<typeof GAME_CALLS>;

/** The terms as fields of a call. */
export const termsFields = ({ publicKeys, stakes, period, salt }: GameChannelTerms) => ({
  first: hexToBytes(publicKeys[0]),
  second: hexToBytes(publicKeys[1]),
  stakes,
  period,
  salt,
});

/** The terms that a call is about, for the contract at `adjudicator`; null when the fields are no terms. */
export function termsOf(call: GameCall, adjudicator: Address): GameChannelTerms | null {
  const [first, second] = call.stakes;
  if (first === undefined || second === undefined || call.stakes.length !== 2) return null;
  return {
    adjudicator,
    publicKeys: [bytesToHex(call.first), bytesToHex(call.second)],
    stakes: [wei(first), wei(second)],
    period: ms(call.period),
    salt: call.salt,
  };
}

/** The call that shows `state`, with `move` on top of it unless that is null. */
export const postCall = (terms: GameChannelTerms, state: CoSignedState, move: number | null): GameCall => ({
  kind: 'post',
  ...termsFields(terms),
  version: state.version,
  board: Uint8Array.from(state.board),
  signatures: (state.signatures ?? []).map(hexToBytes),
  moves: move !== null,
  move: move ?? 0,
});

/** Where the adjudicator keeps what, for each channel by its id. */
export const GAME_SLOTS = { stage: 0n, signedVersion: 1n, version: 2n, board: 3n, deadline: 4n } as const;

/** The slot of one of them. */
export const gameSlot = (place: keyof typeof GAME_SLOTS, channel: Hash): Word =>
  slotOf(GAME_SLOTS[place], BigInt(channel));

/** The stages of a channel, by the number that is stored. */
export const GAME_STAGES = ['unknown', 'opened', 'joined', 'disputed', 'settled'] as const;

/** Where a channel stands on chain. */
export type GameStage = (typeof GAME_STAGES)[number];

/** What the chain says about a channel. */
export interface GameAdjudication extends GameClaim {
  readonly stage: GameStage;
  /** Until when, in block time, whoever has to may answer; 0 unless disputed. */
  readonly deadline: Ms;
}

/** A board as a word: its length, then its cells, the first highest. */
export const boardWord = (board: GameBoard): Word =>
  board.reduce(
    (sum, cell, index) => sum | (BigInt(cell) << BigInt(8 * (30 - index))),
    BigInt(board.length) << 248n,
  );

/** The board in a word of storage. */
export const wordBoard = (word: Word): GameBoard =>
  Array.from({ length: Number(word >> 248n) }, (_, index) =>
    Number((word >> BigInt(8 * (30 - index))) & 255n),
  );

/** What the chain at `state` says about the channel with these terms. */
export function readAdjudication(state: ContractState, terms: GameChannelTerms): GameAdjudication {
  const channel = gameChannelId(terms);
  const read = (place: keyof typeof GAME_SLOTS): Word =>
    storedWord(state, terms.adjudicator, gameSlot(place, channel));
  return {
    stage: GAME_STAGES[Number(read('stage'))] ?? 'unknown',
    signedVersion: Number(read('signedVersion')),
    version: Number(read('version')),
    board: wordBoard(read('board')),
    deadline: ms(Number(read('deadline'))),
  };
}

/** What two players agree on before they lock anything, and what they sign afterwards. */
import { bigintToFixedBytes, concatBytes, hexToBytes, isHex, utf8 } from '../../foundation/bytes.ts';
import { hashHex, keccak256 } from '../../foundation/hash.ts';
import { addressOf, sign, verify } from '../../foundation/keys.ts';
import { wei } from '../../foundation/units.ts';
import type { Address, Hash, Hex, Ms, Wei } from '../../foundation/units.ts';
import type { GameBoard, PlayerIndex } from './game-rules.ts';

/** Who plays, for how much, and how long an answer on chain may take. */
export interface GameChannelTerms {
  /** The adjudicator's address: a state signed for one contract says nothing to another. */
  readonly adjudicator: Address;
  /** The players' public keys, 33 bytes each; the first moves first. */
  readonly publicKeys: readonly [Hex, Hex];
  /** What each locks. The winner takes both. */
  readonly stakes: readonly [Wei, Wei];
  /** How long whoever has to answer on chain may take, in milliseconds of block time. */
  readonly period: Ms;
  /** Tells this channel from all others of the same players. */
  readonly salt: Hash;
}

/** A position of a channel: number `version` counts the moves made. */
export interface GameState {
  readonly version: number;
  readonly board: GameBoard;
}

/** A position with the signatures of both players; version 0 needs none, since both locked coins for it. */
export interface CoSignedState extends GameState {
  readonly signatures: readonly [Hex, Hex] | null;
}

/** What a cooperative end pays to each player. */
export type GamePayouts = readonly [Wei, Wei];

const tagged = (tag: string, ...parts: readonly Uint8Array[]): Hash =>
  hashHex(keccak256(concatBytes(utf8(`strata game channel ${tag}`), ...parts)));
const word = (value: bigint | number): Uint8Array => bigintToFixedBytes(BigInt(value), 32);

/** The channel's id: the hash of its terms, each of fixed length. Two channels with the same terms are the same. */
export const gameChannelId = (terms: GameChannelTerms): Hash =>
  tagged(
    'terms',
    hexToBytes(terms.adjudicator),
    ...terms.publicKeys.map(hexToBytes),
    ...terms.stakes.map(word),
    word(terms.period),
    hexToBytes(terms.salt),
  );

/** The hash that players sign for a position: channel, version, board. */
export const gameStateHash = (channel: Hash, { version, board }: GameState): Hash =>
  tagged('state', hexToBytes(channel), word(version), Uint8Array.from(board));

/** The hash that players sign to end a channel by agreement. */
export const gameClosingHash = (channel: Hash, payouts: GamePayouts): Hash =>
  tagged('closing', hexToBytes(channel), ...payouts.map(word));

/** `secretKey`'s signature of a position. Needs `ready()`. */
export const signGameState = (channel: Hash, state: GameState, secretKey: Hex): Hex =>
  sign(gameStateHash(channel, state), secretKey);

/** Whether `signature` is player `player`'s for this position. */
export const holdsGameState = (
  terms: GameChannelTerms,
  state: GameState,
  player: PlayerIndex,
  signature: Hex,
): boolean => verify(signature, gameStateHash(gameChannelId(terms), state), terms.publicKeys[player]);

/** The addresses of both players, or null when a key is no point of the curve. */
export function playerAddresses({ publicKeys }: GameChannelTerms): readonly [Address, Address] | null {
  const [first, second] = [addressOf(publicKeys[0]), addressOf(publicKeys[1])];
  return first === null || second === null || first === second ? null : [first, second];
}

/** Whether `board` fits one word of storage: up to 31 numbers of a byte. */
export const isGameBoard = (board: GameBoard): boolean =>
  board.length <= 31 && board.every((cell) => Number.isInteger(cell) && cell >= 0 && cell <= 255);

/** Whether two boards are the same. */
export const sameBoard = (a: GameBoard, b: GameBoard): boolean =>
  a.length === b.length && a.every((cell, index) => cell === b[index]);

/** What the game's outcome pays: the winner takes both stakes, a draw gives each its own back. */
export function payoutsFor(terms: GameChannelTerms, outcome: PlayerIndex | 'draw'): GamePayouts {
  const [first, second] = terms.stakes;
  if (outcome === 'draw') return [first, second];
  const all = wei(first + second);
  const none = wei(0n);
  return outcome === 0 ? [all, none] : [none, all];
}

/** Whether the terms can be played by: two different keys, amounts from 0, a period from 1 ms. */
export const areGameChannelTerms = (terms: GameChannelTerms): boolean =>
  terms.publicKeys.every((key) => isHex(key, 33)) &&
  playerAddresses(terms) !== null &&
  terms.stakes.every((stake) => stake >= 0n && stake >> 255n === 0n) &&
  Number.isSafeInteger(terms.period) &&
  terms.period >= 1;

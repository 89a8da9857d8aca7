/** Where the dispute contract keeps its games: words in slots, packed, and read the same way from inside and outside. */
import { hashHex } from '../../../foundation/hash.ts';
import { bytesToHex, bigintToFixedBytes } from '../../../foundation/bytes.ts';
import { ms, wei } from '../../../foundation/units.ts';
import type { Address, Hash, Wei } from '../../../foundation/units.ts';
import { storedWord } from '../../../layer1/machine/contracts/contract-state.ts';
import type { ContractState } from '../../../layer1/machine/contracts/contract-state.ts';
import { slotOf } from '../../../layer1/machine/contracts/slots.ts';
import { wordBytes, wrapWord } from '../../../layer1/machine/word.ts';
import type { Word } from '../../../layer1/machine/word.ts';
import { claimId } from './dispute-claims.ts';
import type { DisputeClaim, DisputeGame, DisputeStatus, DisputeSubject } from './dispute-claims.ts';
import { gamePosition } from './position.ts';

/** Reads one slot of the contract. */
export type LoadSlot = (slot: Word) => Word;
/** Writes one slot of the contract. */
export type StoreSlot = (slot: Word, word: Word) => void;

/** Places of single words and of mappings. */
const GAMES = 0n;
const ANCHOR_ROOT = 1n;
const ANCHOR_HEIGHT = 2n;
const GAME = 3n;
const CLAIM = 4n;
const INDEX = 5n;
const CHILD = 6n;
const CREDIT = 7n;

const COUNT_BITS = 48n;
const STATUSES: readonly DisputeStatus[] = ['in-progress', 'challenger-wins', 'defender-wins'];

/** `fields` in one word, the first in the lowest bits. @throws RangeError when one does not fit */
function pack(...fields: readonly (readonly [value: bigint, bits: bigint])[]): Word {
  let [word, at] = [0n, 0n];
  for (const [value, bits] of fields) {
    if (value < 0n || value >> bits !== 0n) throw new RangeError(`${value} does not fit into ${bits} bits.`);
    word |= value << at;
    at += bits;
  }
  return word;
}

/** The next fields of a packed word, in order. */
const unpack = (word: Word, ...bits: readonly bigint[]): bigint[] => {
  let at = 0n;
  return bits.map((width) => {
    const value = BigInt.asUintN(Number(width), word >> at);
    at += width;
    return value;
  });
};

const hashOf = (word: Word): Hash => hashHex(wordBytes(word));
const addressOfWord = (word: bigint): Address => bytesToHex(bigintToFixedBytes(word, 20)) as Address;
const slotAt = (base: Word, field: bigint): Word => wrapWord(base + field);
const gameSlot = (game: number, field: bigint): Word => slotAt(slotOf(GAME, BigInt(game)), field);
const claimSlot = (game: number, index: number, field: bigint): Word =>
  slotAt(slotOf(slotOf(CLAIM, BigInt(game)), BigInt(index)), field);
const childSlot = (game: number, index: number, child: number): Word =>
  slotOf(slotOf(slotOf(CHILD, BigInt(game)), BigInt(index)), BigInt(child));
const creditSlot = (game: number, owner: Address): Word =>
  slotOf(slotOf(CREDIT, BigInt(game)), BigInt(owner));

/** How far the resolution of a claim has come: the next counter to look at, and the leftmost that stands so far. */
export interface ResolutionProgress {
  readonly next: number;
  /** Null while none stands. */
  readonly leftmost: number | null;
}

/** What the contract's code reads and writes, on whatever gives it slots. */
export class DisputeStorage {
  readonly #load: LoadSlot;
  readonly #store: StoreSlot;

  constructor(load: LoadSlot, store: StoreSlot) {
    this.#load = load;
    this.#store = store;
  }

  /** How many games there are. */
  get games(): number {
    return Number(this.#load(GAMES));
  }

  /** The newest output that has won a game, or the one at genesis; null before the first game. */
  get anchor(): { readonly root: Hash; readonly height: number } | null {
    const height = Number(this.#load(ANCHOR_HEIGHT));
    return height === 0 ? null : { root: hashOf(this.#load(ANCHOR_ROOT)), height };
  }

  setAnchor(root: Hash, height: number): void {
    this.#store(ANCHOR_ROOT, BigInt(root));
    this.#store(ANCHOR_HEIGHT, BigInt(height));
  }

  /** What game `game` is about, how many claims it has, and its root claim's id. @throws RangeError where there is no such game */
  subject(game: number): DisputeSubject & { readonly claims: number; readonly rootId: Hash } {
    const shape = this.#load(gameSlot(game, 1n));
    const [startHeight = 0n, height = 0n, claims = 0n, status = 0n] = unpack(
      shape,
      COUNT_BITS,
      COUNT_BITS,
      COUNT_BITS,
      8n,
    );
    if (claims === 0n) throw new RangeError(`There is no game ${game}.`);
    const [createdAt = 0n, resolvedAt = 0n] = unpack(this.#load(gameSlot(game, 2n)), 64n, 64n);
    return {
      game,
      status: STATUSES[Number(status)] as DisputeStatus,
      start: { root: hashOf(this.#load(gameSlot(game, 0n))), height: Number(startHeight) },
      height: Number(height),
      createdAt: ms(Number(createdAt)),
      resolvedAt: ms(Number(resolvedAt)),
      claims: Number(claims),
      rootId: hashOf(this.#load(gameSlot(game, 3n))),
    };
  }

  /** Writes what a game is about. */
  setSubject(subject: DisputeSubject, claims: number): void {
    const { game, start, height, status, createdAt, resolvedAt } = subject;
    this.#store(gameSlot(game, 0n), BigInt(start.root));
    this.#store(
      gameSlot(game, 1n),
      pack(
        [BigInt(start.height), COUNT_BITS],
        [BigInt(height), COUNT_BITS],
        [BigInt(claims), COUNT_BITS],
        [BigInt(STATUSES.indexOf(status)), 8n],
      ),
    );
    this.#store(gameSlot(game, 2n), pack([BigInt(createdAt), 64n], [BigInt(resolvedAt), 64n]));
  }

  /** Begins a game. */
  addGame(subject: DisputeSubject, rootId: Hash): void {
    this.#store(GAMES, BigInt(subject.game + 1));
    this.setSubject(subject, 0);
    this.#store(gameSlot(subject.game, 3n), BigInt(rootId));
  }

  /** Where the claim with this id stands, or null. */
  find(id: Hash): { readonly game: number; readonly index: number } | null {
    const [game = 0n, index = 0n] = unpack(this.#load(slotOf(INDEX, BigInt(id))), COUNT_BITS, COUNT_BITS);
    return index === 0n ? null : { game: Number(game), index: Number(index) - 1 };
  }

  /** A claim but for its id, which is not stored with it. */
  claim(game: number, index: number): Omit<DisputeClaim, 'id'> & { readonly children: number } {
    const field = (at: bigint): Word => this.#load(claimSlot(game, index, at));
    const [position = 0n, parent = 0n] = unpack(field(1n), 128n, COUNT_BITS);
    const [claimant = 0n, bond = 0n] = unpack(field(2n), 160n, 96n);
    const [duration = 0n, timestamp = 0n, children = 0n] = unpack(field(3n), 64n, 64n, COUNT_BITS);
    const [counteredBy = 0n, isResolved = 0n] = unpack(field(4n), 160n, 1n);
    return {
      index,
      parent: parent === 0n ? null : Number(parent) - 1,
      position: gamePosition(position),
      value: hashOf(field(0n)),
      claimant: addressOfWord(claimant),
      bond: wei(bond),
      clock: { duration: ms(Number(duration)), timestamp: ms(Number(timestamp)) },
      counteredBy: counteredBy === 0n ? null : addressOfWord(counteredBy),
      isResolved: isResolved === 1n,
      children: Number(children),
    };
  }

  /** Adds a claim at the end of a game, and to the counters of its parent. */
  addClaim(game: number, claim: DisputeClaim): void {
    const { index, parent, position, value, claimant, bond, clock, id } = claim;
    const set = (at: bigint, word: Word): void => this.#store(claimSlot(game, index, at), word);
    set(0n, BigInt(value));
    set(1n, pack([position, 128n], [BigInt(parent === null ? 0 : parent + 1), COUNT_BITS]));
    set(2n, pack([BigInt(claimant), 160n], [bond, 96n]));
    set(3n, pack([BigInt(clock.duration), 64n], [BigInt(clock.timestamp), 64n]));
    this.#store(slotOf(INDEX, BigInt(id)), pack([BigInt(game), COUNT_BITS], [BigInt(index + 1), COUNT_BITS]));
    const shape = gameSlot(game, 1n);
    this.#store(shape, this.#load(shape) + (1n << (2n * COUNT_BITS)));
    if (parent === null) return;
    const above = claimSlot(game, parent, 3n);
    const children = Number(unpack(this.#load(above), 64n, 64n, COUNT_BITS)[2]);
    this.#store(childSlot(game, parent, children), BigInt(index));
    this.#store(above, this.#load(above) + (1n << 128n));
  }

  /** The index of counter number `child` of a claim. */
  child(game: number, index: number, child: number): number {
    return Number(this.#load(childSlot(game, index, child)));
  }

  /** Writes who countered a claim and whether it is resolved. */
  setOutcome(game: number, index: number, counteredBy: Address | null, isResolved: boolean): void {
    const by = counteredBy === null ? 0n : BigInt(counteredBy);
    this.#store(claimSlot(game, index, 4n), pack([by, 160n], [isResolved ? 1n : 0n, 1n]));
  }

  progress(game: number, index: number): ResolutionProgress {
    const [next = 0n, leftmost = 0n] = unpack(this.#load(claimSlot(game, index, 5n)), COUNT_BITS, COUNT_BITS);
    return { next: Number(next), leftmost: leftmost === 0n ? null : Number(leftmost) - 1 };
  }

  setProgress(game: number, index: number, { next, leftmost }: ResolutionProgress): void {
    const claim = BigInt(leftmost === null ? 0 : leftmost + 1);
    this.#store(claimSlot(game, index, 5n), pack([BigInt(next), COUNT_BITS], [claim, COUNT_BITS]));
  }

  /** What `owner` has won back or won in a game and not taken yet. */
  credit(game: number, owner: Address): Wei {
    return wei(this.#load(creditSlot(game, owner)));
  }

  setCredit(game: number, owner: Address, credit: Wei): void {
    this.#store(creditSlot(game, owner), credit);
  }
}

const readOnly = (): never => {
  throw new TypeError('A state on the chain is changed by transactions only.');
};

/** The storage of the contract at `contract` as `state` has it, to be read. */
export const disputeStorageIn = (state: ContractState, contract: Address): DisputeStorage =>
  new DisputeStorage((slot) => storedWord(state, contract, slot), readOnly);

/** Game number `game` as `state` has it: all that a player needs who remembers nothing. @throws RangeError where there is no such game */
export function readDisputeGame(state: ContractState, contract: Address, game: number): DisputeGame {
  const storage = disputeStorageIn(state, contract);
  const { claims: count, rootId, ...subject } = storage.subject(game);
  const claims: DisputeClaim[] = [];
  for (let index = 0; index < count; index += 1) {
    const { children: _, ...claim } = storage.claim(game, index);
    const parent = claim.parent === null ? undefined : claims[claim.parent];
    const id = parent === undefined ? rootId : claimId(parent.id, claim.position, claim.value);
    claims.push({ ...claim, id });
  }
  return { ...subject, claims };
}

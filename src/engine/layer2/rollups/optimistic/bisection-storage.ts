/** Where the bisection contract keeps its assertions and challenges. */
import { bigintToFixedBytes, bytesToHex } from '../../../foundation/bytes.ts';
import { hashHex } from '../../../foundation/hash.ts';
import { ms } from '../../../foundation/units.ts';
import type { Address, Hash, Ms } from '../../../foundation/units.ts';
import { storedWord } from '../../../layer1/machine/contracts/contract-state.ts';
import type { ContractState } from '../../../layer1/machine/contracts/contract-state.ts';
import { slotOf } from '../../../layer1/machine/contracts/slots.ts';
import { wordBytes, wrapWord } from '../../../layer1/machine/word.ts';
import type { Word } from '../../../layer1/machine/word.ts';
import type { DisputedSegment } from './bisection-rules.ts';

/** How an assertion stands. */
export type AssertionStatus = 'pending' | 'confirmed' | 'rejected';
/** Whose turn it is in a challenge, or how it ended. */
export type ChallengeTurn = 'asserter' | 'challenger' | 'asserter-won' | 'challenger-won';

const STATUSES: readonly AssertionStatus[] = ['pending', 'confirmed', 'rejected'];
const TURNS: readonly ChallengeTurn[] = ['asserter', 'challenger', 'asserter-won', 'challenger-won'];

/** An assertion: the block at `height` takes the confirmed output to `output`, in `steps` steps, at whose end the machine has `end` for its root. */
export interface BisectedAssertion {
  readonly asserter: Address;
  readonly height: number;
  readonly steps: number;
  readonly output: Hash;
  readonly start: Hash;
  readonly end: Hash;
  readonly madeAt: Ms;
  readonly settledAt: Ms;
  readonly status: AssertionStatus;
  /** Challenges that are not decided. */
  readonly open: number;
}

/** A challenge of an assertion by one party, with the clocks of both. */
export interface BisectionChallenge {
  readonly assertion: number;
  readonly challenger: Address;
  readonly segment: DisputedSegment;
  /** The asserter's root in the middle of the segment; null while it has not said it. */
  readonly middleRoot: Hash | null;
  readonly turn: ChallengeTurn;
  /** What each party has left for all its moves, and when the turn began. */
  readonly asserterLeft: Ms;
  readonly challengerLeft: Ms;
  readonly since: Ms;
  readonly round: number;
}

const ASSERTION = 10n;
const CHALLENGE = 11n;
const CONFIRMED_AT = 12n;
const COUNTS = { assertions: 0n, challenges: 1n } as const;
const CONFIRMED = { root: 2n, height: 3n } as const;

/** Reads and writes by slots that are given. */
export class BisectionStorage {
  readonly #load: (slot: Word) => Word;
  readonly #store: (slot: Word, word: Word) => void;

  constructor(load: (slot: Word) => Word, store: (slot: Word, word: Word) => void) {
    this.#load = load;
    this.#store = store;
  }

  get assertions(): number {
    return Number(this.#load(COUNTS.assertions));
  }

  get challenges(): number {
    return Number(this.#load(COUNTS.challenges));
  }

  /** The newest confirmed output; null while there is none but genesis. */
  get confirmed(): { readonly root: Hash; readonly height: number } | null {
    const height = Number(this.#load(CONFIRMED.height));
    return height === 0 ? null : { root: this.#hash(CONFIRMED.root), height };
  }

  setConfirmed(root: Hash, height: number): void {
    this.#store(CONFIRMED.root, BigInt(root));
    this.#store(CONFIRMED.height, BigInt(height));
    this.#store(slotOf(CONFIRMED_AT, BigInt(height)), BigInt(root));
  }

  /** The confirmed output of the block at `height`; zeros where none is. */
  confirmedAt(height: number): Hash {
    return this.#hash(slotOf(CONFIRMED_AT, BigInt(height)));
  }

  /** Assertion number `index`. @throws RangeError where there is none */
  assertion(index: number): BisectedAssertion {
    if (index >= this.assertions) throw new RangeError(`There is no assertion ${index}.`);
    const base = slotOf(ASSERTION, BigInt(index));
    const [numbers, times] = [this.#at(base, 1n), this.#at(base, 2n)];
    return {
      asserter: this.#address(this.#at(base, 0n)),
      height: this.#part(numbers, 0, 48),
      steps: this.#part(numbers, 48, 53),
      status: STATUSES[this.#part(numbers, 101, 8)] as AssertionStatus,
      open: this.#part(numbers, 109, 48),
      madeAt: ms(this.#part(times, 0, 64)),
      settledAt: ms(this.#part(times, 64, 64)),
      output: this.#hash(wrapWord(base + 3n)),
      start: this.#hash(wrapWord(base + 4n)),
      end: this.#hash(wrapWord(base + 5n)),
    };
  }

  /** Writes an assertion, a new one at the end. */
  setAssertion(index: number, assertion: BisectedAssertion): void {
    const base = slotOf(ASSERTION, BigInt(index));
    const { asserter, height, steps, status, open, madeAt, settledAt, output, start, end } = assertion;
    this.#put(base, 0n, BigInt(asserter));
    const state = (BigInt(STATUSES.indexOf(status)) << 101n) | (BigInt(open) << 109n);
    this.#put(base, 1n, BigInt(height) | (BigInt(steps) << 48n) | state);
    this.#put(base, 2n, BigInt(madeAt) | (BigInt(settledAt) << 64n));
    this.#put(base, 3n, BigInt(output));
    this.#put(base, 4n, BigInt(start));
    this.#put(base, 5n, BigInt(end));
    if (index >= this.assertions) this.#store(COUNTS.assertions, BigInt(index + 1));
  }

  /** Challenge number `index`. @throws RangeError where there is none */
  challenge(index: number): BisectionChallenge {
    if (index >= this.challenges) throw new RangeError(`There is no challenge ${index}.`);
    const base = slotOf(CHALLENGE, BigInt(index));
    const [numbers, clocks] = [this.#at(base, 1n), this.#at(base, 2n)];
    const middle = this.#at(base, 5n);
    return {
      challenger: this.#address(this.#at(base, 0n)),
      assertion: this.#part(numbers, 0, 48),
      turn: TURNS[this.#part(numbers, 48, 8)] as ChallengeTurn,
      round: this.#part(numbers, 56, 8),
      segment: {
        from: this.#part(numbers, 64, 53),
        to: this.#part(numbers, 117, 54),
        agreed: this.#hash(wrapWord(base + 3n)),
        asserted: this.#hash(wrapWord(base + 4n)),
      },
      middleRoot: middle === 0n ? null : hashHex(wordBytes(middle)),
      asserterLeft: ms(this.#part(clocks, 0, 64)),
      challengerLeft: ms(this.#part(clocks, 64, 64)),
      since: ms(this.#part(clocks, 128, 64)),
    };
  }

  /** Writes a challenge, a new one at the end. */
  setChallenge(index: number, challenge: BisectionChallenge): void {
    const base = slotOf(CHALLENGE, BigInt(index));
    const { assertion, challenger, segment, middleRoot, turn, asserterLeft, challengerLeft, since, round } =
      challenge;
    this.#put(base, 0n, BigInt(challenger));
    const state = (BigInt(TURNS.indexOf(turn)) << 48n) | (BigInt(round) << 56n);
    this.#put(
      base,
      1n,
      BigInt(assertion) | state | (BigInt(segment.from) << 64n) | (BigInt(segment.to) << 117n),
    );
    this.#put(base, 2n, BigInt(asserterLeft) | (BigInt(challengerLeft) << 64n) | (BigInt(since) << 128n));
    this.#put(base, 3n, BigInt(segment.agreed));
    this.#put(base, 4n, BigInt(segment.asserted));
    this.#put(base, 5n, middleRoot === null ? 0n : BigInt(middleRoot));
    if (index >= this.challenges) this.#store(COUNTS.challenges, BigInt(index + 1));
  }

  #at(base: Word, field: bigint): Word {
    return this.#load(wrapWord(base + field));
  }

  #put(base: Word, field: bigint, word: Word): void {
    const slot = wrapWord(base + field);
    if (this.#load(slot) !== word) this.#store(slot, word);
  }

  #hash(slot: Word): Hash {
    return hashHex(wordBytes(this.#load(slot)));
  }

  #address(word: Word): Address {
    return bytesToHex(bigintToFixedBytes(word, 20)) as Address;
  }

  #part(word: Word, from: number, bits: number): number {
    return Number(BigInt.asUintN(bits, word >> BigInt(from)));
  }
}

const readOnly = (): never => {
  throw new TypeError('A state on the chain is changed by transactions only.');
};

/** The storage of the bisection contract at `contract` as `state` has it, to be read. */
export const bisectionStorageIn = (state: ContractState, contract: Address): BisectionStorage =>
  new BisectionStorage((slot) => storedWord(state, contract, slot), readOnly);

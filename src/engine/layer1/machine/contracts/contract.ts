/** What a contract is: code that others call, with coins and storage of its own, which nobody changes but it. */
import { bytesToHex, utf8 } from '../../../foundation/bytes.ts';
import { keccak256 } from '../../../foundation/hash.ts';
import type { Result } from '../../../foundation/result.ts';
import type { Address, Gas, Hash, Hex, Ms, Wei } from '../../../foundation/units.ts';
import type { Program } from '../program.ts';
import type { Word } from '../word.ts';

/** The block in which a call happens, as far as contracts can see it. */
export interface CallBlock {
  readonly height: number;
  readonly timestamp: Ms;
}

/** What goes along with a call from contract to contract. */
export interface CallOptions {
  /** Coins that move to the callee before it runs; none unless told. */
  readonly value?: Wei;
  /** The most gas that the callee may use; all but a 64th of what is left unless told (EIP-150). */
  readonly gas?: Gas;
}

/**
 * What a contract sees while it runs, and all that it can do. Each access is metered; when the gas is used up the access
 * stops the contract where it is, and everything that it did is undone.
 */
export interface CallContext {
  /** The contract's own address. */
  readonly self: Address;
  /** Who called: an account or another contract. */
  readonly caller: Address;
  /** Coins that came with the call; they are in the contract's balance already. */
  readonly value: Wei;
  readonly block: CallBlock;
  /** The word in one of the contract's own slots. */
  load(slot: Word): Word;
  /** Writes a word into one of the contract's own slots. */
  store(slot: Word, word: Word): void;
  /** What an address holds. */
  balanceOf(address: Address): Wei;
  /**
   * Pays `value` to `to`. If that is a contract, its `receive` runs now, before this call returns, and may call back.
   * A refusal comes back as a value, and the payment is then undone; what the caller does about it is its own affair.
   */
  send(to: Address, value: Wei, options?: Omit<CallOptions, 'value'>): Result<Uint8Array>;
  /** Calls another contract, which may call back. A refusal comes back as a value and undoes what the callee did. */
  call<Call>(to: Contract<Call>, call: Call, options?: CallOptions): Result<Uint8Array>;
  /** Pays for work that the machine does not see, such as a loop. */
  charge(gas: Gas): void;
  /**
   * Writes an event into the transaction's receipt, for those who watch the chain; no contract can read it. It is undone
   * with the call. 375 gas, and 8 a byte (Yellow Paper, appendix G: G_log, G_logdata).
   */
  log(name: string, data: Uint8Array): void;
  /** The versioned hash of the transaction's blob number `index`, or null when it has no such blob (EIP-4844, BLOBHASH). */
  blobHash(index: number): Hash | null;
  /** Gas that is left to this call. */
  gasLeft(): Gas;
}

/** A codec of calls, as a contract carries it (see {@link CallCodec}). */
export interface ContractCodec<Call> {
  encode(call: Call): Uint8Array;
  decode(data: Uint8Array): Result<unknown>;
}

/** An event that a contract wrote. */
export interface ContractLog {
  /** The contract that wrote it. */
  readonly contract: Address;
  readonly name: string;
  readonly data: Hex;
}

/**
 * A contract as native code. Its state is its storage and nothing else: it keeps no variables of its own between calls.
 * A `Rejection` undoes all that the call did, calls of others included.
 */
export interface Contract<Call> {
  /** Names the contract and, through its hash, its address. */
  readonly id: string;
  /** How its calls stand in a transaction's data; without it, only other contracts and messages can call it. */
  readonly codec?: ContractCodec<Call>;
  /** Answers a call with bytes, or refuses. */
  call(context: CallContext, call: Call): Result<Uint8Array>;
  /** Runs when coins come without a call; a contract without it refuses them. */
  receive?(context: CallContext): Result<Uint8Array>;
}

/** A contract as a program of the stack machine, called with words; its answer is the word that it returns. */
export interface ProgramContract {
  readonly id: string;
  readonly program: Program;
}

/** A contract of whatever calls. */
export type AnyContract = Contract<never> | ProgramContract;

/** The address of the contract called `id`: the last 20 bytes of a Keccak-256 hash, so that no key belongs to it. */
export const contractAddress = (id: string): Address =>
  bytesToHex(keccak256(utf8(`strata contract ${id}`)).subarray(12)) as Address;

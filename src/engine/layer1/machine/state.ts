/** A machine between two steps: what it holds and how it begins. */
import type { Gas } from '../../foundation/units.ts';
import { SHALLOW } from './program.ts';
import type { Program } from './program.ts';
import { EMPTY_STACK } from './stack.ts';
import type { Stack } from './stack.ts';
import { wordBytes } from './word.ts';
import type { Word } from './word.ts';
import { emptyWords, wordsFrom } from './word-tree.ts';
import type { WordTree } from './word-tree.ts';

/** How a machine stands; its place in this list is its byte in the commitment. All but the first have halted for good. */
export const STATUSES = [
  'running',
  'stopped',
  'returned',
  'reverted',
  'out-of-gas',
  'stack-underflow',
  'stack-overflow',
  'bad-jump',
  'no-instruction',
] as const;

/** One of `STATUSES`. */
export type MachineStatus = (typeof STATUSES)[number];

/** What a step changes; `Store` is a tree for whoever runs the machine and a root for whoever checks a step. */
export interface MachineState<Store> {
  readonly status: MachineStatus;
  /** Number of the next instruction. */
  readonly pc: number;
  /** Gas left. */
  readonly gas: Gas;
  readonly stack: Stack;
  readonly storage: Store;
  /** Storage when the run began: what a run that fails or reverts goes back to. */
  readonly before: Store;
  /** The word that RETURN or REVERT gave; zero otherwise. */
  readonly result: Word;
}

/** A machine with its program and what it was called with. */
export interface Machine extends MachineState<WordTree> {
  readonly program: Program;
  /** The call's words; zero beyond the last. */
  readonly input: WordTree;
  readonly caller: Word;
}

/** How a run begins. */
export interface MachineSettings {
  readonly program: Program;
  readonly gas: Gas;
  /** Words of the call's data; none unless told. */
  readonly input?: readonly Word[];
  /** Who calls, as a word; zero unless told. */
  readonly caller?: Word;
  /** What is stored; nothing unless told. */
  readonly storage?: WordTree;
}

/** A machine before its first step. @throws RangeError for a quantity out of range */
export function createMachine({
  program,
  gas: limit,
  input = [],
  caller = 0n,
  storage = emptyWords(256),
}: MachineSettings): Machine {
  if (typeof limit !== 'bigint' || limit < 0n || limit >> 64n !== 0n)
    throw new RangeError(`Gas is a bigint from 0 to 2^64 − 1; got ${String(limit)}.`);
  wordBytes(caller);
  if (storage.depth !== 256) throw new RangeError('Storage is a tree of depth 256.');
  return {
    program,
    input: wordsFrom(SHALLOW, input),
    caller,
    status: 'running',
    pc: 0,
    gas: limit,
    stack: EMPTY_STACK,
    storage,
    before: storage,
    result: 0n,
  };
}

/** A machine between two steps: what it holds, and the one hash that commits to all of it. */
import { bigintToFixedBytes, concatBytes, hexToBytes, isHex } from '../../foundation/bytes.ts';
import { malformed } from '../../foundation/errors.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import { gas } from '../../foundation/units.ts';
import type { Gas, Hash } from '../../foundation/units.ts';
import { MOST_INSTRUCTIONS, programHash, SHALLOW } from './program.ts';
import type { Program } from './program.ts';
import { EMPTY_STACK, MOST_WORDS, stackHash } from './stack.ts';
import type { Stack } from './stack.ts';
import { isWord, wordBytes } from './word.ts';
import type { Word } from './word.ts';
import { emptyWords, wordRoot, wordsFrom } from './word-tree.ts';
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

/** One of {@link STATUSES}. */
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

/** All that a machine's root commits to, in fixed lengths. */
export interface MachineHeader {
  readonly status: MachineStatus;
  readonly pc: number;
  readonly gas: Gas;
  readonly stackDepth: number;
  readonly result: Word;
  readonly caller: Word;
  /** Roots of program, input, stack, storage, and storage at the start. */
  readonly code: Hash;
  readonly input: Hash;
  readonly stack: Hash;
  readonly storage: Hash;
  readonly before: Hash;
}

/** What a machine's root commits to. */
export const headerOf = (machine: Machine): MachineHeader => ({
  status: machine.status,
  pc: machine.pc,
  gas: machine.gas,
  stackDepth: machine.stack.depth,
  result: machine.result,
  caller: machine.caller,
  code: programHash(machine.program),
  input: hashHex(wordRoot(machine.input)),
  stack: hashHex(stackHash(machine.stack)),
  storage: hashHex(wordRoot(machine.storage)),
  before: hashHex(wordRoot(machine.before)),
});

const RULE = 'Strata machine, commitment';

/** Length of an encoded header: status, pc, gas, depth of the stack, and seven times 32 bytes. */
export const HEADER_BYTES = 1 + 4 + 8 + 4 + 7 * 32;

/** The 241 bytes that a root is the SHA-256 of. Stops a decoder at a field out of range. */
export function encodeMachineHeader(header: MachineHeader): Uint8Array {
  const { status, pc, gas: left, stackDepth, result, caller, code, input, stack, storage, before } = header;
  const wrong = (what: string, received: unknown, expected: string): never =>
    malformed('malformed-machine', RULE, `${what} is ${expected}.`, received, expected);
  const at = STATUSES.indexOf(status);
  if (at < 0) wrong('A status', status, STATUSES.join(', '));
  if (!Number.isInteger(pc) || pc < 0 || pc > MOST_INSTRUCTIONS)
    wrong('The next instruction', pc, '0 to 2^16');
  if (typeof left !== 'bigint' || left < 0n || left >> 64n !== 0n) wrong('Gas', left, 'below 2^64');
  if (!Number.isInteger(stackDepth) || stackDepth < 0 || stackDepth > MOST_WORDS)
    wrong('The depth of the stack', stackDepth, `0 to ${MOST_WORDS}`);
  if (!isWord(result)) wrong('The result', result, 'a word');
  if (!isWord(caller)) wrong('The caller', caller, 'a word');
  for (const root of [code, input, stack, storage, before])
    if (!isHex(root, 32)) wrong('A root', root, '32 bytes in hexadecimal');
  return concatBytes(
    Uint8Array.of(at),
    bigintToFixedBytes(BigInt(pc), 4),
    bigintToFixedBytes(left, 8),
    bigintToFixedBytes(BigInt(stackDepth), 4),
    wordBytes(result),
    wordBytes(caller),
    ...[code, input, stack, storage, before].map(hexToBytes),
  );
}

/** The header that 241 bytes encode; stops a decoder at another length or a field out of range. */
export function readMachineHeader(data: Uint8Array): MachineHeader {
  if (data.length !== HEADER_BYTES)
    malformed('malformed-machine', RULE, 'A header has a fixed length.', data.length, HEADER_BYTES);
  const number = (from: number, length: number): bigint =>
    data.subarray(from, from + length).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const status = STATUSES[data[0] as number];
  if (status === undefined)
    malformed('malformed-machine', RULE, 'No such status.', data[0], STATUSES.length - 1);
  const root = (index: number): Hash => hashHex(data.slice(81 + 32 * index, 113 + 32 * index));
  const header: MachineHeader = {
    status,
    pc: Number(number(1, 4)),
    gas: gas(number(5, 8)),
    stackDepth: Number(number(13, 4)),
    result: number(17, 32),
    caller: number(49, 32),
    code: root(0),
    input: root(1),
    stack: root(2),
    storage: root(3),
    before: root(4),
  };
  encodeMachineHeader(header);
  return header;
}

/** The root that stands for a machine's header. */
export const rootOfHeader = (header: MachineHeader): Hash => hashHex(sha256(encodeMachineHeader(header)));

/** The one hash that commits to a machine: program, input, stack, storage, gas and where it stands. Equal roots, equal futures. */
export const machineRoot = (machine: Machine): Hash => rootOfHeader(headerOf(machine));

/** The machine's instructions: what each takes from the stack, gives back and costs, and how it is written in bytes. */
import { bigintToBytes, bytesToBigint, bytesToHex, concatBytes } from '../../foundation/bytes.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import type { Result } from '../../foundation/result.ts';
import type { Gas } from '../../foundation/units.ts';
import {
  GAS_BASE,
  GAS_HASH,
  GAS_HIGH,
  GAS_LOAD,
  GAS_LOW,
  GAS_MID,
  GAS_VERY_LOW,
  GAS_ZERO,
} from './metering.ts';
import { isWord } from './word.ts';
import type { Word } from './word.ts';

/** What is known of an operation without running it. */
export interface OperationFacts {
  /** Its byte; the same as Ethereum's where the operation is Ethereum's. */
  readonly code: number;
  /** What stands after it: nothing, a word, or how far down the stack it reaches (1 … 16). */
  readonly argument: 'none' | 'word' | 'reach';
  /** Words that it takes from the stack, top first, and gives back; DUP and SWAP depend on their reach. */
  readonly takes: number;
  readonly gives: number;
  /** Cost, but for STORE, whose cost depends on the slot. */
  readonly gas: Gas;
}

const plain = (code: number, takes: number, gives: number, gas: Gas): OperationFacts => ({
  code,
  argument: 'none',
  takes,
  gives,
  gas,
});

/**
 * All operations. They mean what Ethereum's of the same byte mean (Yellow Paper, appendix H.2), with three differences:
 * LOAD and STORE are SLOAD and SSTORE, INPUT reads the n-th word of the call's data, and HASH takes two words instead of
 * a stretch of memory, which this machine does not have.
 */
export const OPERATIONS = {
  STOP: plain(0x00, 0, 0, GAS_ZERO),
  ADD: plain(0x01, 2, 1, GAS_VERY_LOW),
  MUL: plain(0x02, 2, 1, GAS_LOW),
  SUB: plain(0x03, 2, 1, GAS_VERY_LOW),
  DIV: plain(0x04, 2, 1, GAS_LOW),
  MOD: plain(0x06, 2, 1, GAS_LOW),
  LT: plain(0x10, 2, 1, GAS_VERY_LOW),
  EQ: plain(0x14, 2, 1, GAS_VERY_LOW),
  ISZERO: plain(0x15, 1, 1, GAS_VERY_LOW),
  HASH: plain(0x20, 2, 1, GAS_HASH),
  CALLER: plain(0x33, 0, 1, GAS_BASE),
  INPUT: plain(0x35, 1, 1, GAS_VERY_LOW),
  POP: plain(0x50, 1, 0, GAS_BASE),
  LOAD: plain(0x54, 1, 1, GAS_LOAD),
  STORE: plain(0x55, 2, 0, GAS_ZERO),
  JUMP: plain(0x56, 1, 0, GAS_MID),
  JUMPI: plain(0x57, 2, 0, GAS_HIGH),
  PUSH: { code: 0x60, argument: 'word', takes: 0, gives: 1, gas: GAS_VERY_LOW },
  DUP: { code: 0x80, argument: 'reach', takes: 0, gives: 1, gas: GAS_VERY_LOW },
  SWAP: { code: 0x90, argument: 'reach', takes: 1, gives: 1, gas: GAS_VERY_LOW },
  RETURN: plain(0xf3, 1, 0, GAS_ZERO),
  REVERT: plain(0xfd, 1, 0, GAS_ZERO),
} as const satisfies Readonly<Record<string, OperationFacts>>;

/** The name of an operation. */
export type Operation = keyof typeof OPERATIONS;

/** One instruction; `argument` is a word after PUSH, 1 … 16 after DUP and SWAP, null after all others. */
export interface MachineInstruction {
  readonly operation: Operation;
  readonly argument: Word | null;
}

const RULE = 'Strata machine, encoding of instructions';
const DEEPEST_REACH = 16n;
const OPERATION_OF = new Map<number, Operation>(
  Object.entries(OPERATIONS).map(([name, { code }]) => [code, name as Operation]),
);

/** Whether `name` is an operation. */
export const isOperation = (name: string): name is Operation => Object.hasOwn(OPERATIONS, name);

/** What is known of `operation`. */
export const factsOf = (operation: Operation): OperationFacts => OPERATIONS[operation];

/** How many words `instruction` must find on the stack, and how many are there afterwards in their place. */
export function stackUse({ operation, argument }: MachineInstruction): { takes: number; gives: number } {
  const { argument: kind, takes, gives } = factsOf(operation);
  const reach = kind === 'reach' ? Number(argument) : 0;
  return { takes: takes + reach, gives: gives + reach };
}

/** Whether `argument` may stand after `operation`. */
export function isArgument(operation: Operation, argument: Word | null): boolean {
  const { argument: kind } = factsOf(operation);
  if (kind === 'none') return argument === null;
  if (!isWord(argument)) return false;
  return kind === 'word' || (argument >= 1n && argument <= DEEPEST_REACH);
}

/** The bytes of `instruction`: its code, then for PUSH a length and that many bytes without leading zeros, for DUP and SWAP the reach. @throws RangeError for an argument that may not stand there */
export function encodeInstruction({ operation, argument }: MachineInstruction): Uint8Array {
  if (!isArgument(operation, argument))
    throw new RangeError(`${String(argument)} may not stand after ${operation}.`);
  const { code, argument: kind } = factsOf(operation);
  if (kind === 'none' || argument === null) return Uint8Array.of(code);
  if (kind === 'reach') return Uint8Array.of(code, Number(argument));
  const word = bigintToBytes(argument);
  return concatBytes(Uint8Array.of(code, word.length), word);
}

/** Reads the instruction at `at`; stops the decoder at an unknown code, a missing byte or a needless one. */
export function readInstruction(
  data: Uint8Array,
  at: number,
): { instruction: MachineInstruction; end: number } {
  const code = data[at];
  const operation = code === undefined ? undefined : OPERATION_OF.get(code);
  if (operation === undefined)
    malformed('unknown-instruction', RULE, 'No operation has this code.', code, [...OPERATION_OF.keys()]);
  const { argument: kind } = factsOf(operation);
  if (kind === 'none') return { instruction: { operation, argument: null }, end: at + 1 };
  const first = data[at + 1];
  if (first === undefined) malformed('instruction-too-short', RULE, `${operation} has an argument.`, 0, 1);
  if (kind === 'reach') {
    if (!isArgument(operation, BigInt(first)))
      malformed('bad-argument', RULE, `${operation} reaches 1 to 16 words down.`, first, '1 to 16');
    return { instruction: { operation, argument: BigInt(first) }, end: at + 2 };
  }
  const end = at + 2 + first;
  const word = data.subarray(at + 2, end);
  if (first > 32) malformed('bad-argument', RULE, 'A word has 32 bytes at most.', first, 'at most 32');
  if (word.length < first)
    malformed('instruction-too-short', RULE, 'The argument ends early.', word.length, first);
  if (word[0] === 0)
    malformed('instruction-leading-zero', RULE, 'A word has no leading zero.', bytesToHex(word), 'no zero');
  return { instruction: { operation, argument: bytesToBigint(word) }, end };
}

/** The one instruction that `data` encodes. Refused: whatever {@link encodeInstruction} would not write, bytes after it included. */
export const decodeInstruction = (data: Uint8Array): Result<MachineInstruction> =>
  decoding(() => {
    const { instruction, end } = readInstruction(data, 0);
    if (end !== data.length)
      malformed('instruction-trailing-bytes', RULE, 'Bytes follow the instruction.', data.length, end);
    return instruction;
  });

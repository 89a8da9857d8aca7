/** The one hash that commits to a machine, and the header of fixed length behind it. */
import { bigintToFixedBytes, bytesToBigint, concatBytes, hexToBytes, isHex } from '../../foundation/bytes.ts';
import { malformed } from '../../foundation/errors.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import { gas } from '../../foundation/units.ts';
import type { Gas, Hash } from '../../foundation/units.ts';
import { MOST_INSTRUCTIONS, programHash } from './program.ts';
import { MOST_WORDS, stackHash } from './stack.ts';
import { STATUSES } from './state.ts';
import type { Machine, MachineStatus } from './state.ts';
import { isWord, wordBytes } from './word.ts';
import type { Word } from './word.ts';
import { wordRoot } from './word-tree.ts';

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
  const number = (from: number, length: number): bigint => bytesToBigint(data.subarray(from, from + length));
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

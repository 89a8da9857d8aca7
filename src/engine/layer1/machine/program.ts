/** A program: its instructions, and the tree of their hashes by which a single one can be shown. */
import { concatBytes } from '../../foundation/bytes.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import type { Result } from '../../foundation/result.ts';
import type { Hash } from '../../foundation/units.ts';
import { encodeInstruction, readInstruction } from './instructions.ts';
import type { MachineInstruction } from './instructions.ts';
import { bytesWord } from './word.ts';
import type { Word } from './word.ts';
import { wordRoot, wordsFrom } from './word-tree.ts';
import type { WordTree } from './word-tree.ts';

/** Depth of the trees of instructions and of input words. */
export const SHALLOW = 16;
/** Most instructions of a program: 2^16. */
export const MOST_INSTRUCTIONS = 1 << SHALLOW;

/** Instructions in order; jumps name them by their number, from 0. */
export interface Program {
  readonly instructions: readonly MachineInstruction[];
  /** Leaf n is the hash of instruction n; beyond the end all leaves are zero. */
  readonly code: WordTree;
}

/** What the code tree holds of an instruction: SHA-256 of its bytes, as a word. */
export const instructionLeaf = (encoded: Uint8Array): Word => bytesWord(sha256(encoded));

/** The program of `instructions`. @throws RangeError for more than 2^16 of them or an argument that may not stand */
export function createProgram(instructions: readonly MachineInstruction[]): Program {
  if (instructions.length > MOST_INSTRUCTIONS)
    throw new RangeError(`A program has ${MOST_INSTRUCTIONS} instructions at most.`);
  const leaves = instructions.map((instruction) => instructionLeaf(encodeInstruction(instruction)));
  return { instructions, code: wordsFrom(SHALLOW, leaves) };
}

/** The bytes of all instructions, one after the other. */
export const encodeProgram = ({ instructions }: Program): Uint8Array =>
  concatBytes(...instructions.map(encodeInstruction));

/** The program that `data` encodes. Refused: an unknown code, an argument out of range or not in its shortest form, too many instructions. */
export const decodeProgram = (data: Uint8Array): Result<Program> =>
  decoding(() => {
    const instructions: MachineInstruction[] = [];
    let at = 0;
    while (at < data.length) {
      if (instructions.length === MOST_INSTRUCTIONS) {
        const rule = 'Strata machine, size of a program';
        malformed('program-too-long', rule, 'The program is too long.', data.length, MOST_INSTRUCTIONS);
      }
      const { instruction, end } = readInstruction(data, at);
      instructions.push(instruction);
      at = end;
    }
    return createProgram(instructions);
  });

/** The commitment to a program: the root of its code tree. */
export const programHash = ({ code }: Program): Hash => hashHex(wordRoot(code));

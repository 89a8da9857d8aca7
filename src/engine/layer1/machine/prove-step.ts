/** The prover's half of a one-step proof: what a verifier must be shown of a machine, and no more. */
import { hashHex } from '../../foundation/hash.ts';
import type { Hash } from '../../foundation/units.ts';
import { execute } from './execute.ts';
import { encodeInstruction, stackUse } from './instructions.ts';
import type { MachineInstruction } from './instructions.ts';
import { headerOf } from './machine-header.ts';
import type { MachineHeader } from './machine-header.ts';
import { MOST_INSTRUCTIONS } from './program.ts';
import { surroundingsOf } from './run-machine.ts';
import { MOST_WORDS, stackHash, takeWords } from './stack.ts';
import type { Machine } from './state.ts';
import type { Word } from './word.ts';
import { proveWord } from './word-proof.ts';
import type { WordProof } from './word-proof.ts';
import type { WordTree } from './word-tree.ts';

/** A word with the hashes that put it in its tree. */
export interface ProvenWord {
  readonly word: Word;
  readonly proof: WordProof;
}

/** All that a verifier must be shown of a machine to take one step of it. */
export interface StepWitness {
  /** What the root before the step commits to. */
  readonly header: MachineHeader;
  /** The next instruction's bytes (none where the program has ended) and its place in the code tree. */
  readonly instruction: { readonly encoded: Uint8Array; readonly proof: WordProof } | null;
  /** The words that the instruction takes, top first. */
  readonly words: readonly Word[];
  /** The hash of the stack below them. */
  readonly below: Hash;
  /** The input word that the instruction reads, where it reads one. */
  readonly input: ProvenWord | null;
  /** The storage word that it reads or overwrites, where it does. */
  readonly storage: ProvenWord | null;
}

const NO_BYTES = new Uint8Array(0);

/** How many words an instruction is handed: all that it takes, or none when they are not there. */
export function wordsTaken(instruction: MachineInstruction | null, depth: number): number {
  if (instruction === null) return 0;
  const { takes, gives } = stackUse(instruction);
  return depth < takes || depth - takes + gives > MOST_WORDS ? 0 : takes;
}

/** The witness of the next step of `machine`. A machine that has halted needs nothing but its header. */
export function proveStep(machine: Machine): StepWitness {
  const header = headerOf(machine);
  const nothing = { header, instruction: null, words: [], below: header.stack, input: null, storage: null };
  if (machine.status !== 'running') return nothing;
  const { program, stack, pc } = machine;
  const own = surroundingsOf(machine);
  const instruction = own.instructionAt(pc);
  const { words, below } = takeWords(stack, wordsTaken(instruction, stack.depth));
  let input: ProvenWord | null = null;
  let storage: ProvenWord | null = null;
  const shown = (tree: WordTree, key: Word, word: Word): ProvenWord => ({
    word,
    proof: proveWord(tree, key),
  });
  execute(machine, {
    ...own,
    inputAt(index) {
      const word = own.inputAt(index);
      if (index < BigInt(MOST_INSTRUCTIONS)) input = shown(machine.input, index, word);
      return word;
    },
    load(tree, slot) {
      const word = own.load(tree, slot);
      storage ??= shown(tree, slot, word);
      return word;
    },
  });
  return {
    header,
    instruction:
      pc < MOST_INSTRUCTIONS
        ? {
            encoded: instruction === null ? NO_BYTES : encodeInstruction(instruction),
            proof: proveWord(program.code, BigInt(pc)),
          }
        : null,
    words,
    below: hashHex(stackHash(below)),
    input,
    storage,
  };
}

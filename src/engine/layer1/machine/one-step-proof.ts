/**
 * The one-step proof: with a few words and hashes anyone can work out the root after the next instruction from the root
 * before it, without running what came earlier.
 *
 * H. Kalodner et al., Arbitrum: Scalable, Private Smart Contracts, USENIX Security 2018, on bisection and the one-step
 * proof that ends it; OP Stack specification, Cannon Fault Proof Virtual Machine, "Overview" (a step takes a pre-state to
 * a post-state) and "State Hash".
 */
import { hexToBytes, isHex } from '../../foundation/bytes.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import { hashHex } from '../../foundation/hash.ts';
import type { Result } from '../../foundation/result.ts';
import type { Hash } from '../../foundation/units.ts';
import { execute } from './execute.ts';
import type { Surroundings } from './execute.ts';
import { decodeInstruction, encodeInstruction, stackUse } from './instructions.ts';
import type { MachineInstruction } from './instructions.ts';
import { instructionLeaf, MOST_INSTRUCTIONS, SHALLOW } from './program.ts';
import { surroundingsOf } from './run-machine.ts';
import { hiddenStack, MOST_WORDS, pushWords, stackHash, takeWords } from './stack.ts';
import { headerOf, rootOfHeader } from './state.ts';
import type { Machine, MachineHeader, MachineState } from './state.ts';
import { isWord } from './word.ts';
import type { Word } from './word.ts';
import { proveWord, rootWith } from './word-tree.ts';
import type { TreeDepth, WordProof, WordTree } from './word-tree.ts';

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

const RULE = 'Strata machine, one-step proof';
const NO_BYTES = new Uint8Array(0);

/** How many words an instruction is handed: all that it takes, or none when they are not there. */
function wordsTaken(instruction: MachineInstruction | null, depth: number): number {
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

/** The root of a tree with `shown` at `key`, which must be `root`; or the root after `changed` is put in its place. */
function checkedRoot(depth: TreeDepth, root: Hash, key: Word, shown: ProvenWord, changed = shown.word): Hash {
  const { word, proof } = shown;
  if (!isWord(word)) malformed('witness-malformed', RULE, 'A word has 256 bits.', word, 'a word');
  const before = rootWith(depth, key, word, proof);
  const actual = before === null ? 'a malformed proof' : hashHex(before);
  if (actual !== root)
    malformed('witness-wrong-word', RULE, 'The word does not stand there under this root.', actual, root);
  return hashHex(rootWith(depth, key, changed, proof) as Uint8Array);
}

/** The instruction that `witness` shows, held against the code's root. */
function instructionOf({ header, instruction }: StepWitness): MachineInstruction | null {
  const { pc, code } = header;
  if (pc >= MOST_INSTRUCTIONS) {
    if (instruction !== null) unused('instruction');
    return null;
  }
  if (instruction === null) return missing('instruction');
  const { encoded, proof } = instruction;
  const word = encoded.length === 0 ? 0n : instructionLeaf(encoded);
  checkedRoot(SHALLOW, code, BigInt(pc), { word, proof });
  if (encoded.length === 0) return null;
  const decoded = decodeInstruction(encoded);
  if (decoded.ok) return decoded.value;
  const { code: why, rule, message, received, expected } = decoded.rejection;
  return malformed(why, rule, message, received, expected);
}

const missing = (what: string): never =>
  malformed('witness-incomplete', RULE, `The step needs the ${what}.`, 'nothing', what);
const unused = (what: string): never =>
  malformed('witness-needless', RULE, `The step does not need the ${what}.`, what, 'nothing');

/** The state that `witness` describes, its trees by their roots and its stack as far as it is shown. */
function stateShown(witness: StepWitness, instruction: MachineInstruction | null): MachineState<Hash> {
  const { header, words, below } = witness;
  const { status, pc, gas, stackDepth, result, storage, before } = header;
  const taken = wordsTaken(instruction, stackDepth);
  if (!isHex(below, 32))
    malformed('witness-malformed', RULE, 'The stack below is a hash.', below, '32 bytes');
  if (words.length !== taken || !words.every(isWord))
    malformed('witness-words', RULE, `The instruction takes ${taken} words.`, words.length, taken);
  const stack = pushWords(hiddenStack(stackDepth - taken, hexToBytes(below)), words);
  const hash = hashHex(stackHash(stack));
  if (hash !== header.stack)
    malformed('witness-wrong-stack', RULE, 'These words are not on top of the stack.', hash, header.stack);
  return { status, pc, gas, stack, storage, before, result };
}

function surroundingsShown(
  witness: StepWitness,
  instruction: MachineInstruction | null,
  used: Set<string>,
): Surroundings<Hash> {
  const { header } = witness;
  const shown = (what: 'input' | 'storage'): ProvenWord => {
    used.add(what);
    return witness[what] ?? missing(`word of ${what}`);
  };
  return {
    caller: header.caller,
    instructionAt: () => instruction,
    inputAt(index) {
      if (index >= BigInt(MOST_INSTRUCTIONS)) return 0n;
      checkedRoot(SHALLOW, header.input, index, shown('input'));
      return shown('input').word;
    },
    load(root, slot) {
      checkedRoot(256, root, slot, shown('storage'));
      return shown('storage').word;
    },
    save: (root, slot, word) => checkedRoot(256, root, slot, shown('storage'), word),
  };
}

/**
 * The root after the next step of the machine whose root is `pre`, by `witness` alone. Refused: a header that is not
 * the one behind `pre`, an instruction, stack, input or storage word that is not where it is said to be, and whatever
 * the step does not need: there is one witness for a step and no other.
 */
export const verifyStep = (pre: Hash, witness: StepWitness): Result<Hash> =>
  decoding(() => {
    const { header } = witness;
    const root = rootOfHeader(header);
    if (root !== pre)
      malformed('witness-wrong-state', RULE, 'The header is not behind this root.', root, pre);
    const used = new Set<string>();
    let after: MachineState<Hash>;
    if (header.status === 'running') {
      const instruction = instructionOf(witness);
      after = execute(stateShown(witness, instruction), surroundingsShown(witness, instruction, used));
    } else {
      if (witness.instruction !== null) unused('instruction');
      after = stateShown(witness, null);
    }
    for (const what of ['input', 'storage'] as const)
      if (witness[what] !== null && !used.has(what)) unused(`word of ${what}`);
    const { status, pc, gas, stack, storage, before, result } = after;
    return rootOfHeader({
      ...header,
      status,
      pc,
      gas,
      stackDepth: stack.depth,
      stack: hashHex(stackHash(stack)),
      storage,
      before,
      result,
    });
  });

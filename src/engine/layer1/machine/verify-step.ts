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
import { decodeInstruction } from './instructions.ts';
import type { MachineInstruction } from './instructions.ts';
import { rootOfHeader } from './machine-header.ts';
import { instructionLeaf, MOST_INSTRUCTIONS, SHALLOW } from './program.ts';
import { wordsTaken } from './prove-step.ts';
import type { ProvenWord, StepWitness } from './prove-step.ts';
import { hiddenStack, pushWords, stackHash } from './stack.ts';
import type { MachineState } from './state.ts';
import { isWord } from './word.ts';
import type { Word } from './word.ts';
import { rootWith } from './word-proof.ts';
import type { TreeDepth } from './word-tree.ts';

const RULE = 'Strata machine, one-step proof';

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

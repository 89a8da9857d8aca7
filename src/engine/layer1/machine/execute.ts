/** What one instruction does, written once: whoever runs a machine and whoever checks a single step run this same text. */
import { concatBytes } from '../../foundation/bytes.ts';
import { keccak256 } from '../../foundation/hash.ts';
import { gas } from '../../foundation/units.ts';
import type { Gas } from '../../foundation/units.ts';
import { factsOf, stackUse } from './instructions.ts';
import type { MachineInstruction, Operation } from './instructions.ts';
import { storeGas } from './metering.ts';
import { MOST_INSTRUCTIONS } from './program.ts';
import { EMPTY_STACK, MOST_WORDS, pushWord, pushWords, takeWords } from './stack.ts';
import type { Stack } from './stack.ts';
import type { MachineState, MachineStatus } from './state.ts';
import { bytesWord, wordBytes, wrapWord } from './word.ts';
import type { Word } from './word.ts';

/** Where a step gets what it reads: from the whole machine, or from a witness. */
export interface Surroundings<Store> {
  readonly caller: Word;
  /** Null where the program has ended. */
  instructionAt(pc: number): MachineInstruction | null;
  inputAt(index: Word): Word;
  load(store: Store, slot: Word): Word;
  save(store: Store, slot: Word, word: Word): Store;
}

const truth = (holds: boolean): Word => (holds ? 1n : 0n);

/** Operations that make one word of those they take (Yellow Paper, appendix H.2, groups 0, 10 and 20). */
const PURE: Partial<Record<Operation, (a: Word, b: Word) => Word>> = {
  ADD: (a, b) => wrapWord(a + b),
  SUB: (a, b) => wrapWord(a - b),
  MUL: (a, b) => wrapWord(a * b),
  // Division by zero gives zero: the machine has no way to stop for it.
  DIV: (a, b) => (b === 0n ? 0n : a / b),
  MOD: (a, b) => (b === 0n ? 0n : a % b),
  LT: (a, b) => truth(a < b),
  EQ: (a, b) => truth(a === b),
  ISZERO: (a) => truth(a === 0n),
  HASH: (a, b) => bytesWord(keccak256(concatBytes(wordBytes(a), wordBytes(b)))),
};

/** Stops `state` for good; what it did to storage is undone and, unless it reverted, all its gas is gone (Yellow Paper, 9.4.2). */
function fail<Store>(state: MachineState<Store>, status: MachineStatus): MachineState<Store> {
  return { ...state, status, gas: gas(0), stack: EMPTY_STACK, storage: state.before, result: 0n };
}

/** An instruction with the words it took, about to be applied. */
interface Taken<Store> {
  readonly state: MachineState<Store>;
  readonly instruction: MachineInstruction;
  readonly words: readonly Word[];
  /** The stack without them. */
  readonly below: Stack;
  readonly left: Gas;
}

/**
 * The state after one instruction; a halted state stays as it is. CHECK that there is an instruction and room on the
 * stack, CHARGE for it, APPLY it, RECORD the rest; whatever fails on the way halts the machine.
 */
export function execute<Store>(state: MachineState<Store>, around: Surroundings<Store>): MachineState<Store> {
  if (state.status !== 'running') return state;
  const instruction = around.instructionAt(state.pc);
  if (instruction === null) return fail(state, 'no-instruction');
  const { takes, gives } = stackUse(instruction);
  const { depth } = state.stack;
  if (depth < takes) return fail(state, 'stack-underflow');
  if (depth - takes + gives > MOST_WORDS) return fail(state, 'stack-overflow');

  const { words, below } = takeWords(state.stack, takes);
  const left = state.gas - costOf(state, instruction, words, around);
  if (left < 0n) return fail(state, 'out-of-gas');

  return apply({ state, instruction, words, below, left: gas(left) }, around);
}

function costOf<Store>(
  state: MachineState<Store>,
  { operation }: MachineInstruction,
  words: readonly Word[],
  around: Surroundings<Store>,
): Gas {
  if (operation !== 'STORE') return factsOf(operation).gas;
  const [slot = 0n, word = 0n] = words;
  return storeGas(around.load(state.storage, slot), word);
}

function apply<Store>(taken: Taken<Store>, around: Surroundings<Store>): MachineState<Store> {
  const { state, instruction, words, below, left } = taken;
  const { operation, argument } = instruction;
  const [a = 0n, b = 0n] = words;
  const pc = state.pc + 1;
  const onward = (stack: Stack): MachineState<Store> => ({ ...state, pc, gas: left, stack });
  const give = (word: Word): MachineState<Store> => onward(pushWord(below, word));
  const jump = (to: Word): MachineState<Store> =>
    to < BigInt(MOST_INSTRUCTIONS)
      ? { ...state, pc: Number(to), gas: left, stack: below }
      : fail(state, 'bad-jump');

  const pure = PURE[operation];
  if (pure !== undefined) return give(pure(a, b));
  switch (operation) {
    case 'PUSH':
      return give(argument ?? 0n);
    case 'POP':
      return onward(below);
    case 'DUP':
      return onward(pushWords(below, [words.at(-1) ?? 0n, ...words]));
    case 'SWAP':
      return onward(pushWords(below, [words.at(-1) ?? 0n, ...words.slice(1, -1), a]));
    case 'CALLER':
      return give(around.caller);
    case 'INPUT':
      return give(around.inputAt(a));
    case 'LOAD':
      return give(around.load(state.storage, a));
    case 'STORE':
      return { ...onward(below), storage: around.save(state.storage, a, b) };
    case 'JUMP':
      return jump(a);
    case 'JUMPI':
      return b === 0n ? onward(below) : jump(a);
    case 'RETURN':
      return { ...onward(EMPTY_STACK), status: 'returned', result: a };
    case 'REVERT':
      return { ...onward(EMPTY_STACK), status: 'reverted', result: a, storage: state.before };
    default:
      return { ...onward(EMPTY_STACK), status: 'stopped' };
  }
}

/** Runs a script: reads it from front to back and does what each opcode says, within Bitcoin's limits. */
import { arithmeticOperations } from './arithmetic.ts';
import { flowOperations, isRunning } from './flow.ts';
import { hashingOperations } from './hashing.ts';
import { readInstruction } from './instructions.ts';
import { LONGEST_ITEM, countOperations, fail, pushNumber } from './machine.ts';
import type { Machine, Operation, Operations, ScriptRules, Spending } from './machine.ts';
import { OP, opcodeName } from './opcodes.ts';
import { signatureOperations } from './signatures.ts';
import { stackOperations } from './stack.ts';
import { timeLockOperations } from './time-locks.ts';

const RULE = 'Bitcoin Core, `EvalScript`';
/** Longest script in bytes, and most items on both stacks (script.h). */
const LONGEST_SCRIPT = 10_000;
const MOST_ITEMS = 1000;

/** Opcodes that were switched off in 2010: a script that has one is invalid even where it is not run. */
const DISABLED: ReadonlySet<number> = new Set([
  ...[OP.OP_CAT, OP.OP_SUBSTR, OP.OP_LEFT, OP.OP_RIGHT, OP.OP_INVERT, OP.OP_AND, OP.OP_OR, OP.OP_XOR],
  ...[OP.OP_2MUL, OP.OP_2DIV, OP.OP_MUL, OP.OP_DIV, OP.OP_MOD, OP.OP_LSHIFT, OP.OP_RSHIFT],
]);

/** Opcodes that push a number by name, and those kept free for later rules, which do nothing. */
const constantOperations: Operations = Object.fromEntries<Operation>([
  ...[-1, ...Array.from({ length: 16 }, (_, index) => index + 1)].map((value): [number, Operation] => [
    OP.OP_1 - 1 + value,
    (machine) => pushNumber(machine, value),
  ]),
  ...[OP.OP_NOP1, OP.OP_NOP4, OP.OP_NOP5, OP.OP_NOP6, OP.OP_NOP7, OP.OP_NOP8, OP.OP_NOP9, OP.OP_NOP10].map(
    (opcode): [number, Operation] => [opcode, () => undefined],
  ),
]);

const OPERATIONS: Operations = {
  ...constantOperations,
  ...flowOperations,
  ...stackOperations,
  ...arithmeticOperations,
  ...hashingOperations,
  ...signatureOperations,
  ...timeLockOperations,
};

/** What a script is run with. */
export interface ScriptRun {
  /** Items that lie on the stack already, the top one last; left as they are. */
  readonly stack: readonly Uint8Array[];
  readonly spending: Spending;
  readonly digest: 'legacy' | 'witness';
  readonly rules: ScriptRules;
}

/** What an instruction costs and whether it may be there at all, run or not. */
function checkInstruction(machine: Machine, opcode: number, data: Uint8Array | null): void {
  if (data !== null && data.length > LONGEST_ITEM) {
    fail('item-too-long', RULE, `An item has at most ${LONGEST_ITEM} bytes.`, data.length, LONGEST_ITEM);
  }
  if (opcode > OP.OP_16) countOperations(machine, 1);
  if (DISABLED.has(opcode)) {
    fail('disabled-opcode', RULE, `${opcodeName(opcode)} was switched off.`, opcodeName(opcode), 'another');
  }
}

function step(machine: Machine, opcode: number, data: Uint8Array | null, end: number): void {
  const isCondition = opcode >= OP.OP_IF && opcode <= OP.OP_ENDIF;
  if (!isRunning(machine) && !isCondition) return;
  if (data !== null) machine.stack.push(data);
  else if (opcode === OP.OP_CODESEPARATOR) machine.codeStart = end;
  else {
    const operation = OPERATIONS[opcode];
    if (operation === undefined) {
      fail('unknown-opcode', RULE, `${opcodeName(opcode)} does nothing.`, opcode, 'an opcode');
    }
    operation(machine);
  }
}

/**
 * Runs `script` and returns the stack that it leaves, the top item last; stops the decoder around it where the script
 * fails. Every run ends: a script has at most 10,000 bytes and nothing in it goes backwards.
 */
export function runScript(
  script: Uint8Array,
  { stack, spending, digest, rules }: ScriptRun,
): readonly Uint8Array[] {
  if (script.length > LONGEST_SCRIPT) {
    fail('too-long', RULE, `A script has at most ${LONGEST_SCRIPT} bytes.`, script.length, LONGEST_SCRIPT);
  }
  const machine: Machine = {
    ...{ script, stack: [...stack], altStack: [], branches: [], codeStart: 0, operations: 0 },
    ...{ spending, digest, rules },
  };
  for (let at = 0; at < script.length;) {
    const { opcode, data, end } = readInstruction(script, at);
    checkInstruction(machine, opcode, data);
    step(machine, opcode, data, end);
    const items = machine.stack.length + machine.altStack.length;
    if (items > MOST_ITEMS) {
      fail('stack-too-deep', RULE, `At most ${MOST_ITEMS} items may lie on the stacks.`, items, MOST_ITEMS);
    }
    at = end;
  }
  if (machine.branches.length > 0) {
    fail('unbalanced-condition', RULE, 'An OP_IF has no OP_ENDIF.', machine.branches.length, 0);
  }
  return machine.stack;
}

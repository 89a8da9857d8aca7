/** The state of a running script, and what every family of opcodes takes from it and puts on it. */
import { malformed } from '../../../foundation/errors.ts';
import type { Sat } from '../../../foundation/units.ts';
import type { Transaction } from '../transaction.ts';
import { isTrue, numberFromScript, numberToScript, truth } from './script-number.ts';

/** The spending that a script judges. */
export interface Spending {
  readonly transaction: Transaction;
  /** Which of the transaction's inputs the script stands for. */
  readonly input: number;
  /** Value of the output that is spent. */
  readonly amount: Sat;
}

/**
 * Rules that came by soft fork, each a narrowing: whatever a ledger with more of them accepts, one with fewer accepts
 * too, and so nodes that never heard of a rule stay on the chain of those that keep it.
 */
export interface ScriptRules {
  /** BIP-16, 2012: an output of that one form is spent by fulfilling the script with that hash. */
  readonly payToScriptHash: boolean;
  /** BIP-66, 2015: signatures in strict DER. */
  readonly strictDer: boolean;
  /** BIP-65, 2015: OP_CHECKLOCKTIMEVERIFY; it did nothing before. */
  readonly lockTime: boolean;
  /** BIP-112, 2016: OP_CHECKSEQUENCEVERIFY; it did nothing before. */
  readonly sequence: boolean;
  /** BIP-141, 2017: witness programs; anyone could spend such an output before. */
  readonly witness: boolean;
  /** BIP-147, 2017: the item that OP_CHECKMULTISIG takes too much is empty. */
  readonly emptyDummy: boolean;
}

const allRules = (are: boolean): ScriptRules => ({
  payToScriptHash: are,
  strictDer: are,
  lockTime: are,
  sequence: are,
  witness: are,
  emptyDummy: are,
});

/** Every rule of {@link ScriptRules}. Taproot (BIP-341) is none of them: this engine does not know it. */
export const RULES_OF_TODAY: ScriptRules = Object.freeze(allRules(true));

/** None of {@link ScriptRules}: how a node of 2009 judges. */
export const RULES_OF_2009: ScriptRules = Object.freeze(allRules(false));

/** A running script. Each opcode changes it in place; nothing outside sees it before it has ended. */
export interface Machine {
  readonly script: Uint8Array;
  readonly stack: Uint8Array[];
  readonly altStack: Uint8Array[];
  /** One entry for each open OP_IF: whether the branch we are in is taken. */
  readonly branches: boolean[];
  /** Where the part of the script that signatures cover begins: after the last OP_CODESEPARATOR passed. */
  codeStart: number;
  /** Opcodes run so far that are no pushes; each key of an OP_CHECKMULTISIG counts too. */
  operations: number;
  readonly spending: Spending;
  /** Which digest a signature covers: BIP-143's in a witness. */
  readonly digest: 'legacy' | 'witness';
  readonly rules: ScriptRules;
}

/** What an opcode does. */
export type Operation = (machine: Machine) => void;
/** A family of opcodes: what each number does. */
export type Operations = Readonly<Record<number, Operation>>;

/** Most opcodes of a script, pushes not counted, and most items on both stacks (Bitcoin Core, script.h). */
export const MOST_OPERATIONS = 201;
/** Longest item that may lie on the stack, in bytes. */
export const LONGEST_ITEM = 520;

/** Stops the script around with the evidence given. */
export function fail(
  code: string,
  rule: string,
  message: string,
  received: unknown,
  expected: unknown,
): never {
  malformed(`script-${code}`, rule, message, received, expected);
}

/** Stops the script unless `count` items lie on the stack. */
export function need({ stack }: Machine, count: number): void {
  if (stack.length < count) {
    const message = `The opcode takes ${count} items; ${stack.length} lie on the stack.`;
    fail('stack-too-short', 'Bitcoin Core, `EvalScript`', message, stack.length, count);
  }
}

/** Takes the top item. */
export function pop(machine: Machine): Uint8Array {
  need(machine, 1);
  return machine.stack.pop() as Uint8Array;
}

/** The item `depth` places below the top, left in place. */
export function peek(machine: Machine, depth = 0): Uint8Array {
  need(machine, depth + 1);
  return machine.stack[machine.stack.length - 1 - depth] as Uint8Array;
}

/** Takes the top item as a number of at most 4 bytes. */
export const popNumber = (machine: Machine): number => numberFromScript(pop(machine));

/** Takes the top item as true or false. */
export const popTruth = (machine: Machine): boolean => isTrue(pop(machine));

export const push = ({ stack }: Machine, item: Uint8Array): void => void stack.push(item);
export const pushNumber = (machine: Machine, value: number): void => push(machine, numberToScript(value));
export const pushTruth = (machine: Machine, value: boolean): void => push(machine, truth(value));

/** Counts `count` more operations; stops the script above 201. */
export function countOperations(machine: Machine, count: number): void {
  machine.operations += count;
  if (machine.operations > MOST_OPERATIONS) {
    const message = `A script runs at most ${MOST_OPERATIONS} opcodes that are no pushes.`;
    fail('too-many-operations', 'Bitcoin Core, script.h', message, machine.operations, MOST_OPERATIONS);
  }
}

/** `operation` and then OP_VERIFY: stops the script unless it left true. */
export const verified =
  (operation: Operation): Operation =>
  (machine) => {
    operation(machine);
    if (popTruth(machine)) return;
    fail('verify-failed', 'Bitcoin Core, `EvalScript`', 'The condition did not hold.', false, true);
  };

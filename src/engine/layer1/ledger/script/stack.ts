/** Opcodes that move items about on the stack. */
import { OP } from './opcodes.ts';
import { fail, need, peek, pop, popNumber, push, pushNumber } from './machine.ts';
import type { Machine, Operations } from './machine.ts';
import { isTrue } from './script-number.ts';

const RULE = 'Bitcoin Core, `EvalScript`';

/** Copies `count` items that lie `depth` places below the top, in their order. */
function copy(machine: Machine, count: number, depth: number): void {
  need(machine, count + depth);
  const { stack } = machine;
  const end = stack.length - depth;
  stack.push(...stack.slice(end - count, end));
}

/** Moves `count` items that lie `depth` places below the top up to it, in their order. */
function raise(machine: Machine, count: number, depth: number): void {
  need(machine, count + depth);
  const { stack } = machine;
  stack.push(...stack.splice(stack.length - depth - count, count));
}

/** Takes a number and stops the script unless an item lies that deep. */
function popDepth(machine: Machine): number {
  const depth = popNumber(machine);
  if (depth >= 0 && depth < machine.stack.length) return depth;
  return fail('no-item-there', RULE, `No item lies ${depth} deep.`, depth, `0 … ${machine.stack.length - 1}`);
}

export const stackOperations: Operations = {
  [OP.OP_TOALTSTACK]: (machine) => void machine.altStack.push(pop(machine)),
  [OP.OP_FROMALTSTACK]: (machine) => {
    const item = machine.altStack.pop();
    if (item === undefined) fail('alt-stack-empty', RULE, 'Nothing lies on the second stack.', 0, 1);
    push(machine, item);
  },
  [OP.OP_2DROP]: (machine) => {
    need(machine, 2);
    machine.stack.length -= 2;
  },
  [OP.OP_2DUP]: (machine) => copy(machine, 2, 0),
  [OP.OP_3DUP]: (machine) => copy(machine, 3, 0),
  [OP.OP_2OVER]: (machine) => copy(machine, 2, 2),
  [OP.OP_2ROT]: (machine) => raise(machine, 2, 4),
  [OP.OP_2SWAP]: (machine) => raise(machine, 2, 2),
  [OP.OP_IFDUP]: (machine) => {
    if (isTrue(peek(machine))) copy(machine, 1, 0);
  },
  [OP.OP_DEPTH]: (machine) => pushNumber(machine, machine.stack.length),
  [OP.OP_DROP]: (machine) => void pop(machine),
  [OP.OP_DUP]: (machine) => copy(machine, 1, 0),
  [OP.OP_NIP]: (machine) => {
    need(machine, 2);
    machine.stack.splice(-2, 1);
  },
  [OP.OP_OVER]: (machine) => copy(machine, 1, 1),
  [OP.OP_PICK]: (machine) => copy(machine, 1, popDepth(machine)),
  [OP.OP_ROLL]: (machine) => raise(machine, 1, popDepth(machine)),
  [OP.OP_ROT]: (machine) => raise(machine, 1, 2),
  [OP.OP_SWAP]: (machine) => raise(machine, 1, 1),
  [OP.OP_TUCK]: (machine) => {
    need(machine, 2);
    machine.stack.splice(-2, 0, peek(machine));
  },
  [OP.OP_SIZE]: (machine) => pushNumber(machine, peek(machine).length),
};

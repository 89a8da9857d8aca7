/** Opcodes that compare and reckon: numbers of at most 4 bytes go in, a result may have 5. */
import { equalBytes } from '../../../foundation/bytes.ts';
import { OP } from './opcodes.ts';
import { need, pop, popNumber, pushNumber, pushTruth, verified } from './machine.ts';
import type { Operation, Operations } from './machine.ts';

const one =
  (reckon: (a: number) => number): Operation =>
  (machine) =>
    pushNumber(machine, reckon(popNumber(machine)));

const two =
  (reckon: (a: number, b: number) => number): Operation =>
  (machine) => {
    need(machine, 2);
    const b = popNumber(machine);
    pushNumber(machine, reckon(popNumber(machine), b));
  };

const compare = (holds: (a: number, b: number) => boolean): Operation => two((a, b) => (holds(a, b) ? 1 : 0));

const equal: Operation = (machine) => {
  need(machine, 2);
  pushTruth(machine, equalBytes(pop(machine), pop(machine)));
};

const numbersEqual = compare((a, b) => a === b);

export const arithmeticOperations: Operations = {
  [OP.OP_EQUAL]: equal,
  [OP.OP_EQUALVERIFY]: verified(equal),
  [OP.OP_1ADD]: one((a) => a + 1),
  [OP.OP_1SUB]: one((a) => a - 1),
  [OP.OP_NEGATE]: one((a) => -a),
  [OP.OP_ABS]: one(Math.abs),
  [OP.OP_NOT]: one((a) => (a === 0 ? 1 : 0)),
  [OP.OP_0NOTEQUAL]: one((a) => (a === 0 ? 0 : 1)),
  [OP.OP_ADD]: two((a, b) => a + b),
  [OP.OP_SUB]: two((a, b) => a - b),
  [OP.OP_BOOLAND]: compare((a, b) => a !== 0 && b !== 0),
  [OP.OP_BOOLOR]: compare((a, b) => a !== 0 || b !== 0),
  [OP.OP_NUMEQUAL]: numbersEqual,
  [OP.OP_NUMEQUALVERIFY]: verified(numbersEqual),
  [OP.OP_NUMNOTEQUAL]: compare((a, b) => a !== b),
  [OP.OP_LESSTHAN]: compare((a, b) => a < b),
  [OP.OP_GREATERTHAN]: compare((a, b) => a > b),
  [OP.OP_LESSTHANOREQUAL]: compare((a, b) => a <= b),
  [OP.OP_GREATERTHANOREQUAL]: compare((a, b) => a >= b),
  [OP.OP_MIN]: two(Math.min),
  [OP.OP_MAX]: two(Math.max),
  [OP.OP_WITHIN]: (machine) => {
    need(machine, 3);
    const above = popNumber(machine);
    const least = popNumber(machine);
    const value = popNumber(machine);
    pushTruth(machine, least <= value && value < above);
  },
};

/** Opcodes that say which way a script goes: conditions, and the two that end it. */
import { OP } from './opcodes.ts';
import { fail, popTruth, verified } from './machine.ts';
import type { Machine, Operations } from './machine.ts';

const RULE = 'Bitcoin Core, `EvalScript`';

/** Whether every branch around is taken; in others opcodes are read and not run. */
export const isRunning = ({ branches }: Machine): boolean => !branches.includes(false);

/** Opens a branch. In a branch that is not taken the condition is not looked at. */
function open(machine: Machine, takenWhen: boolean): void {
  machine.branches.push(isRunning(machine) && popTruth(machine) === takenWhen);
}

function unbalanced(name: string): never {
  fail('unbalanced-condition', RULE, `${name} stands outside of an OP_IF.`, name, 'OP_IF before');
}

export const flowOperations: Operations = {
  [OP.OP_NOP]: () => undefined,
  [OP.OP_IF]: (machine) => open(machine, true),
  [OP.OP_NOTIF]: (machine) => open(machine, false),
  [OP.OP_ELSE]: ({ branches }) => {
    const taken = branches.pop() ?? unbalanced('OP_ELSE');
    branches.push(!taken);
  },
  [OP.OP_ENDIF]: ({ branches }) => {
    if (branches.pop() === undefined) unbalanced('OP_ENDIF');
  },
  [OP.OP_VERIFY]: verified(() => undefined),
  [OP.OP_RETURN]: () =>
    fail('returned', RULE, 'OP_RETURN makes an output unspendable.', 'OP_RETURN', 'another'),
};

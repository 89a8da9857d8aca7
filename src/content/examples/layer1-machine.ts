/** A program runs to its end, and one of its steps is verified from two roots and a witness. */
import {
  assemble,
  createMachine,
  gas,
  machineRoot,
  proveStep,
  runMachine,
  step,
  verifyStep,
} from 'strata';

export function main(): void {
  const program = assemble(`
    PUSH 6
    PUSH 7
    MUL
    PUSH 0
    STORE     ; slot 0 = 42
    STOP
  `);
  if (!program.ok) return console.log(program.rejection);
  const start = createMachine({
    program: program.value,
    gas: gas(100_000),
  });
  const { machine, steps } = runMachine(start);
  console.log(
    `${machine.status} after ${steps} steps, ${machine.gas} gas left`,
  );

  const before = step(step(start));
  const after = step(before);
  const verified = verifyStep(machineRoot(before), proveStep(before));
  console.log(
    'the proven root of step 3 is right:',
    verified.ok && verified.value === machineRoot(after),
  );
}

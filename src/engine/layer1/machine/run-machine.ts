/** Running a machine: one step, many steps, and the machine as it stood after so many. */
import type { MachineInstruction } from './instructions.ts';
import { execute } from './execute.ts';
import type { Surroundings } from './execute.ts';
import { MOST_INSTRUCTIONS } from './program.ts';
import type { Machine } from './state.ts';
import type { Word } from './word.ts';
import { getWord, setWord } from './word-tree.ts';
import type { WordTree } from './word-tree.ts';

/** A step's surroundings when the whole machine is at hand. */
export const surroundingsOf = ({ program, input, caller }: Machine): Surroundings<WordTree> => ({
  caller,
  instructionAt: (pc): MachineInstruction | null => program.instructions[pc] ?? null,
  inputAt: (index): Word => (index < BigInt(MOST_INSTRUCTIONS) ? getWord(input, index) : 0n),
  load: getWord,
  save: setWord,
});

/** The machine after one more instruction; the old one stays as it was. A machine that has halted stays the same for ever. */
export function step(machine: Machine): Machine {
  if (machine.status !== 'running') return machine;
  const after = execute(machine, surroundingsOf(machine));
  const { program, input, caller } = machine;
  return { ...after, program, input, caller };
}

/** A run: the machine at its end and how many instructions it took. */
export interface MachineRun {
  readonly machine: Machine;
  readonly steps: number;
}

/** Steps `machine` until it halts, or `most` times; gas makes every run halt, since only halting instructions are free. */
export function runMachine(machine: Machine, most = Number.MAX_SAFE_INTEGER): MachineRun {
  let at = machine;
  let steps = 0;
  while (at.status === 'running' && steps < most) {
    at = step(at);
    steps += 1;
  }
  return { machine: at, steps };
}

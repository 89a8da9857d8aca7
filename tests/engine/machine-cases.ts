/** Machines for tests: programs at random that do real work, and the shortest way from text to a run. */
import fc from 'fast-check';
import {
  assemble,
  createMachine,
  createProgram,
  gas,
  OPERATIONS,
  runMachine,
  setWord,
  emptyWords,
  WORD_LIMIT,
  type Machine,
  type MachineInstruction,
  type MachineSettings,
  type Operation,
  type Program,
} from '../../src/engine/index.ts';

/** The program that `text` is; a refusal fails the test. */
export function programOf(text: string): Program {
  const assembled = assemble(text);
  if (!assembled.ok) throw new Error(assembled.rejection.message);
  return assembled.value;
}

/** A machine about to run `text` with plenty of gas. */
export const machineOf = (text: string, settings: Partial<MachineSettings> = {}): Machine =>
  createMachine({ program: programOf(text), gas: gas(1_000_000), ...settings });

/** `text` run to its end. */
export const endOf = (text: string, settings: Partial<MachineSettings> = {}): Machine =>
  runMachine(machineOf(text, settings)).machine;

/** Words at the edges and in between. */
export const words: fc.Arbitrary<bigint> = fc.oneof(
  fc.bigInt({ min: 0n, max: 12n }),
  fc.constantFrom(WORD_LIMIT - 1n, WORD_LIMIT - 2n, 1n << 255n, 0xffffn, 0x10000n),
  fc.bigInt({ min: 0n, max: WORD_LIMIT - 1n }),
);

const names = Object.keys(OPERATIONS) as Operation[];

/** Instructions of every kind, pushes often enough that the others find something. */
export const instructions: fc.Arbitrary<MachineInstruction> = fc.oneof(
  { weight: 2, arbitrary: words.map((argument): MachineInstruction => ({ operation: 'PUSH', argument })) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...names), words, fc.bigInt({ min: 1n, max: 4n }))
      .map(([operation, word, reach]): MachineInstruction => {
        const { argument: kind } = OPERATIONS[operation];
        return { operation, argument: kind === 'none' ? null : kind === 'word' ? word : reach };
      }),
  },
);

/** Machines of all kinds: short of gas or not, with and without storage, input and a caller. */
export const machines: fc.Arbitrary<Machine> = fc
  .record({
    code: fc.array(instructions, { maxLength: 24 }),
    start: fc.array(words, { maxLength: 6 }),
    limit: fc.oneof(fc.bigInt({ min: 0n, max: 200n }), fc.constant(100_000n)),
    input: fc.array(words, { maxLength: 4 }),
    caller: words,
    stored: fc.array(fc.tuple(words, words), { maxLength: 4 }),
  })
  .map(({ code, start, limit, input, caller, stored }) =>
    createMachine({
      program: createProgram([
        ...start.map((argument): MachineInstruction => ({ operation: 'PUSH', argument })),
        ...code,
      ]),
      gas: gas(limit),
      input,
      caller,
      storage: stored.reduce((tree, [slot, word]) => setWord(tree, slot, word), emptyWords(256)),
    }),
  );

/** The stack machine: what each instruction does, what it costs, and how a run ends. */
import { describe, expect, test } from 'vitest';
import {
  createMachine,
  createProgram,
  gas,
  getWord,
  machineRoot,
  MOST_INSTRUCTIONS,
  runMachine,
  setWord,
  emptyWords,
  step,
  WORD_LIMIT,
  type Hash,
  type Machine,
  type MachineSettings,
} from '../../src/engine/index.ts';
import { endOf, machineOf, programOf } from './machine-cases.ts';

const MOST = WORD_LIMIT - 1n;
/** What `text` returns. */
const resultOf = (text: string, settings: Partial<MachineSettings> = {}): bigint => {
  const { status, result } = endOf(text, settings);
  expect(status).toBe('returned');
  return result;
};

describe('instructions', () => {
  test.each([
    ['PUSH 3\nPUSH 5\nADD', 8n],
    [`PUSH 1\nPUSH ${MOST}\nADD`, 0n],
    ['PUSH 3\nPUSH 5\nSUB', 2n],
    ['PUSH 5\nPUSH 3\nSUB', MOST - 1n],
    ['PUSH 3\nPUSH 5\nMUL', 15n],
    [`PUSH 2\nPUSH ${MOST}\nMUL`, MOST - 1n],
    ['PUSH 3\nPUSH 11\nDIV', 3n],
    ['PUSH 0\nPUSH 11\nDIV', 0n],
    ['PUSH 3\nPUSH 11\nMOD', 2n],
    ['PUSH 0\nPUSH 11\nMOD', 0n],
    ['PUSH 5\nPUSH 3\nLT', 1n],
    ['PUSH 3\nPUSH 3\nLT', 0n],
    ['PUSH 3\nPUSH 3\nEQ', 1n],
    ['PUSH 3\nPUSH 4\nEQ', 0n],
    ['PUSH 0\nISZERO', 1n],
    ['PUSH 7\nISZERO', 0n],
    ['PUSH 1\nPUSH 2\nPOP', 1n],
    ['PUSH 1\nPUSH 2\nPUSH 3\nDUP 3', 1n],
    ['PUSH 1\nPUSH 2\nPUSH 3\nSWAP 2', 1n],
    ['PUSH 1\nPUSH 2\nPUSH 3\nSWAP 2\nPOP', 2n],
    ['PUSH 1\nPUSH 2\nPUSH 3\nSWAP 2\nPOP\nPOP', 3n],
    // Keccak-256 of 64 zero bytes: the slot of key 0 in the mapping at place 0, known from any Solidity contract.
    ['PUSH 0\nPUSH 0\nHASH', 0xad3228b676f7d3cd4284a5443f17f1962b36e491b30a40b2405849e597ba5fb5n],
  ])('%j leaves %d on top', (text, expected) => {
    expect(resultOf(`${text}\nRETURN`)).toBe(expected);
  });

  test('read the caller and the input, which is zero beyond its end', () => {
    expect(resultOf('CALLER\nRETURN', { caller: 77n })).toBe(77n);
    expect(resultOf('PUSH 1\nINPUT\nRETURN', { input: [5n, 6n] })).toBe(6n);
    expect(resultOf('PUSH 2\nINPUT\nRETURN', { input: [5n, 6n] })).toBe(0n);
    expect(resultOf(`PUSH ${MOST}\nINPUT\nRETURN`, { input: [5n, 6n] })).toBe(0n);
  });

  test('store a word and load it again', () => {
    const end = endOf('PUSH 9\nPUSH 4\nSTORE\nPUSH 4\nLOAD\nRETURN');
    expect(end.result).toBe(9n);
    expect(getWord(end.storage, 4n)).toBe(9n);
  });

  test('jump to a label, or go on when the condition is zero', () => {
    const text = (condition: number): string =>
      `PUSH ${condition}\nPUSH @there\nJUMPI\nPUSH 1\nRETURN\nthere:\nPUSH 2\nRETURN`;
    expect(resultOf(text(0))).toBe(1n);
    expect(resultOf(text(5))).toBe(2n);
    expect(resultOf('PUSH @end\nJUMP\nPUSH 1\nRETURN\nend:\nPUSH 3\nRETURN')).toBe(3n);
  });

  test('add up the input in a loop', () => {
    const sum = `
      PUSH 0          ; sum
      PUSH 0          ; index
      next:
      DUP 1
      INPUT           ; word, index, sum
      DUP 1
      ISZERO
      PUSH @done
      JUMPI
      SWAP 1          ; index, word, sum
      PUSH 1
      ADD
      SWAP 2          ; sum, word, index + 1
      ADD
      SWAP 1
      PUSH @next
      JUMP
      done:
      POP
      POP
      RETURN`;
    expect(resultOf(sum, { input: [10n, 20n, 30n] })).toBe(60n);
  });
});

describe('a run', () => {
  test.each([
    ['STOP', 'stopped'],
    ['PUSH 1\nRETURN', 'returned'],
    ['PUSH 1\nREVERT', 'reverted'],
    ['', 'no-instruction'],
    ['PUSH 1', 'no-instruction'],
    ['PUSH 1\nADD', 'stack-underflow'],
    ['PUSH 1\nDUP 2', 'stack-underflow'],
    ['PUSH 1\nSWAP 1', 'stack-underflow'],
    [`PUSH ${MOST_INSTRUCTIONS}\nJUMP`, 'bad-jump'],
    [`PUSH ${MOST_INSTRUCTIONS - 1}\nJUMP`, 'no-instruction'],
    ['again:\nPUSH 1\nPUSH @again\nJUMP', 'stack-overflow'],
    ['again:\nPUSH @again\nJUMP', 'out-of-gas'],
  ])('of %j ends as %s', (text, status) => {
    expect(endOf(text).status).toBe(status);
  });

  test('has room for 1,024 words and not for one more', () => {
    const pushes = (count: number) =>
      createProgram(Array.from({ length: count }, () => ({ operation: 'PUSH' as const, argument: 1n })));
    const after = (count: number) =>
      runMachine(createMachine({ program: pushes(count), gas: gas(1_000_000) }), count).machine;
    expect(after(1024)).toMatchObject({ status: 'running', stack: { depth: 1024 } });
    expect(after(1025)).toMatchObject({ status: 'stack-overflow', stack: { depth: 0 } });
  });

  test('costs what the table says, to the unit', () => {
    const text = 'PUSH 9\nPUSH 4\nSTORE\nPUSH 4\nLOAD\nPUSH 2\nMUL\nRETURN';
    const price = 3 + 3 + 20_000 + 3 + 2_100 + 3 + 5 + 0;
    expect(endOf(text, { gas: gas(price) })).toMatchObject({ status: 'returned', gas: 0n });
    expect(endOf(text, { gas: gas(price - 1) }).status).toBe('out-of-gas');
  });

  test('pays 20,000 to fill an empty slot and 5,000 to change or clear one', () => {
    const used = (before: bigint, after: bigint): bigint => {
      const storage = setWord(emptyWords(256), 4n, before);
      const machine = machineOf(`PUSH ${after}\nPUSH 4\nSTORE\nSTOP`, { storage });
      return machine.gas - runMachine(machine).machine.gas - 6n;
    };
    expect([used(0n, 1n), used(0n, 0n), used(1n, 2n), used(1n, 0n)]).toEqual([
      20_000n,
      5_000n,
      5_000n,
      5_000n,
    ]);
  });

  test('that fails keeps nothing it stored and has no gas left', () => {
    const storage = setWord(emptyWords(256), 4n, 1n);
    const end = endOf('PUSH 9\nPUSH 4\nSTORE\nADD', { storage });
    expect(end).toMatchObject({ status: 'stack-underflow', gas: 0n, result: 0n });
    expect(getWord(end.storage, 4n)).toBe(1n);
  });

  test('that reverts keeps nothing it stored, and its gas', () => {
    const storage = setWord(emptyWords(256), 4n, 1n);
    const end = endOf('PUSH 9\nPUSH 4\nSTORE\nPUSH 42\nREVERT', { storage });
    expect(end).toMatchObject({ status: 'reverted', result: 42n, gas: 1_000_000n - 5_009n });
    expect(getWord(end.storage, 4n)).toBe(1n);
  });

  test('leaves earlier machines as they were', () => {
    const start = machineOf('PUSH 9\nPUSH 4\nSTORE\nSTOP');
    const root = machineRoot(start);
    const end = runMachine(start).machine;
    expect(machineRoot(start)).toBe(root);
    expect(machineRoot(end)).not.toBe(root);
    expect(step(end)).toBe(end);
  });

  test('begins with quantities within their range only', () => {
    const program = programOf('STOP');
    expect(() => createMachine({ program, gas: gas(-1) })).toThrow(RangeError);
    expect(() => createMachine({ program, gas: gas(2n ** 64n) })).toThrow(RangeError);
    expect(() => createMachine({ program, gas: gas(1), caller: WORD_LIMIT })).toThrow(RangeError);
    expect(() => createMachine({ program, gas: gas(1), input: [-1n] })).toThrow(RangeError);
    expect(() => createMachine({ program, gas: gas(1), storage: emptyWords(16) })).toThrow(RangeError);
  });
});

describe('the root of a machine', () => {
  test('changes with each thing that it commits to', () => {
    const text = 'PUSH 1\nPUSH 2\nSTOP';
    const base = machineOf(text);
    const others = [
      machineOf('PUSH 1\nPUSH 3\nSTOP'),
      machineOf(text, { gas: gas(999_999) }),
      machineOf(text, { caller: 1n }),
      machineOf(text, { input: [1n] }),
      machineOf(text, { storage: setWord(emptyWords(256), 0n, 1n) }),
      step(base),
      step(step(base)),
      { ...base, status: 'stopped' as const },
      { ...base, result: 1n },
      { ...base, before: setWord(emptyWords(256), 0n, 1n) },
    ];
    const roots = [base, ...others].map(machineRoot);
    expect(new Set(roots).size).toBe(roots.length);
  });

  test('is the same for machines that came to the same point on different ways', () => {
    // Jumping past the swap or swapping: the stack below is the same, and so is everything else but the gas spent.
    const text = (way: string): string => `${way}\nJUMP\nswap:\nSWAP 1\nend:\nSTOP`;
    const straight = runMachine(machineOf(text('PUSH 1\nPUSH 2\nPUSH @end')), 4).machine;
    const swapped = runMachine(machineOf(text('PUSH 2\nPUSH 1\nPUSH @swap')), 5).machine;
    expect(straight.pc).toBe(swapped.pc);
    const at = (machine: Machine): Hash =>
      machineRoot({ ...machine, program: programOf('STOP'), gas: gas(0) });
    expect(at(straight)).toBe(at(swapped));
    expect(machineRoot(straight)).not.toBe(machineRoot(swapped));
  });
});

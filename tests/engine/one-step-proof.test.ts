/** One-step proofs: a verifier who has a root and a witness gets to the same root as whoever runs the machine, or refuses. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeWitness,
  encodeWitness,
  gas,
  getWord,
  emptyWords,
  hashHex,
  machineRoot,
  proveStep,
  proveWord,
  rootWith,
  runMachine,
  setWord,
  slotOf,
  step,
  verifyStep,
  wordRoot,
  wordsFrom,
  type Hash,
  type Machine,
  type StepWitness,
} from '../../src/engine/index.ts';
import { machineOf, machines, words } from './machine-cases.ts';
import { runs } from './runs.ts';

const RUNS = { numRuns: runs() };
const codeOf = (pre: Hash, witness: StepWitness): string => {
  const verified = verifyStep(pre, witness);
  return verified.ok ? 'accepted' : verified.rejection.code;
};

describe('a tree of words', () => {
  test('has a root by its content alone, whatever came and went', () => {
    const entries = fc.array(fc.tuple(words, words), { maxLength: 12 });
    fc.assert(
      fc.property(entries, entries, (gone, kept) => {
        const direct = kept.reduce((tree, [key, word]) => setWord(tree, key, word), emptyWords(256));
        let detour = gone.reduce((tree, [key, word]) => setWord(tree, key, word), emptyWords(256));
        for (const [key] of gone) detour = setWord(detour, key, 0n);
        expect(hashHex(wordRoot(detour))).toBe(`0x${'00'.repeat(32)}`);
        for (const [key, word] of kept.toReversed())
          if (getWord(detour, key) === 0n) detour = setWord(detour, key, word);
        const first = new Map(kept.toReversed());
        const last = new Map(kept);
        fc.pre([...last].every(([key, word]) => first.get(key) === word));
        expect(hashHex(wordRoot(detour))).toBe(hashHex(wordRoot(direct)));
      }),
      RUNS,
    );
  });

  test('shows any word by a path, and the same path leads to the root after a change', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(words, words), { maxLength: 12 }), words, words, (entries, key, next) => {
        const tree = entries.reduce((one, [slot, word]) => setWord(one, slot, word), emptyWords(256));
        const proof = proveWord(tree, key);
        const before = rootWith(256, key, getWord(tree, key), proof);
        const after = rootWith(256, key, next, proof);
        expect(before).toEqual(wordRoot(tree));
        expect(after).toEqual(wordRoot(setWord(tree, key, next)));
      }),
      RUNS,
    );
  });

  test('shows nothing by a path that is not in its one form', () => {
    const tree = wordsFrom(16, [1n, 2n, 3n]);
    const { mask, hashes } = proveWord(tree, 1n);
    expect(rootWith(16, 1n, 2n, { mask, hashes })).toEqual(wordRoot(tree));
    expect(rootWith(16, 1n, 2n, { mask: mask.subarray(1), hashes })).toBeNull();
    expect(rootWith(16, 1n, 2n, { mask, hashes: hashes.slice(1) })).toBeNull();
    expect(rootWith(16, 1n, 2n, { mask, hashes: [...hashes, new Uint8Array(32).fill(1)] })).toBeNull();
    expect(rootWith(16, 1n, 2n, { mask, hashes: hashes.map(() => new Uint8Array(32)) })).toBeNull();
    expect(rootWith(16, 1n, 2n, { mask, hashes: hashes.map(() => new Uint8Array(31)) })).toBeNull();
    expect(() => setWord(tree, 65_536n, 1n)).toThrow(RangeError);
    expect(() => getWord(tree, -1n)).toThrow(RangeError);
  });
});

describe('a one-step proof', () => {
  test('leads to the root after the step, at every step of any run', () => {
    fc.assert(
      fc.property(machines, (start) => {
        let machine: Machine = start;
        for (let count = 0; count < 25; count += 1) {
          const witness = proveStep(machine);
          const next = step(machine);
          expect(verifyStep(machineRoot(machine), witness)).toEqual({ ok: true, value: machineRoot(next) });
          expect(decodeWitness(encodeWitness(witness))).toEqual({ ok: true, value: witness });
          if (machine.status !== 'running') break;
          machine = next;
        }
      }),
      RUNS,
    );
  });

  test('with any one byte changed is refused: there is one witness for a step', () => {
    fc.assert(
      fc.property(
        machines,
        fc.nat(12),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (start, steps, at, change) => {
          const { machine } = runMachine(start, steps);
          const data = encodeWitness(proveStep(machine));
          data[at % data.length] = (data[at % data.length] as number) ^ change;
          const forged = decodeWitness(data);
          if (forged.ok) expect(verifyStep(machineRoot(machine), forged.value).ok).toBe(false);
        },
      ),
      RUNS,
    );
  });

  test('of another machine is refused', () => {
    fc.assert(
      fc.property(machines, machines, (one, other) => {
        fc.pre(machineRoot(one) !== machineRoot(other));
        expect(codeOf(machineRoot(one), proveStep(other))).toBe('witness-wrong-state');
      }),
      RUNS,
    );
  });

  describe('is refused, and says why, when', () => {
    const machine = runMachine(machineOf('PUSH 9\nPUSH 4\nSTORE\nSTOP'), 2).machine;
    const pre = machineRoot(machine);
    const honest = proveStep(machine);
    const storage = honest.storage as NonNullable<StepWitness['storage']>;
    const instruction = honest.instruction as NonNullable<StepWitness['instruction']>;

    test('nothing is wrong, it is accepted', () => {
      expect(codeOf(pre, honest)).toBe('accepted');
    });

    test.each<[string, string, Partial<StepWitness>]>([
      [
        'a cheaper header is offered',
        'witness-wrong-state',
        { header: { ...honest.header, gas: gas(2_000_000) } },
      ],
      ['the header is out of range', 'malformed-machine', { header: { ...honest.header, pc: -1 } }],
      ['the instruction is missing', 'witness-incomplete', { instruction: null }],
      [
        'the instruction is another',
        'witness-wrong-word',
        { instruction: { ...instruction, encoded: Uint8Array.of(0) } },
      ],
      [
        'the program is said to have ended',
        'witness-wrong-word',
        { instruction: { ...instruction, encoded: new Uint8Array(0) } },
      ],
      ['another word is on top', 'witness-wrong-stack', { words: [5n, 9n] }],
      ['the words are in another order', 'witness-wrong-stack', { words: [9n, 4n] }],
      ['a word is missing', 'witness-words', { words: [4n] }],
      ['a word is too many', 'witness-words', { words: [4n, 9n, 0n] }],
      ['a word is no word', 'witness-words', { words: [4n, -9n] }],
      ['the stack below is another', 'witness-wrong-stack', { below: `0x${'01'.repeat(32)}` as Hash }],
      ['the stack below is no hash', 'witness-malformed', { below: '0x01' as Hash }],
      ['the storage word is missing', 'witness-incomplete', { storage: null }],
      ['the storage word is another', 'witness-wrong-word', { storage: { ...storage, word: 1n } }],
      ['the storage word is no word', 'witness-malformed', { storage: { ...storage, word: -1n } }],
      ['an input word is shown that nobody reads', 'witness-needless', { input: storage }],
    ])('%s (%s)', (_why, code, change) => {
      expect(codeOf(pre, { ...honest, ...change })).toBe(code);
    });

    test('a halted machine is said to do more', () => {
      const { machine: end } = runMachine(machine);
      expect(codeOf(machineRoot(end), proveStep(end))).toBe('accepted');
      expect(codeOf(machineRoot(end), { ...proveStep(end), instruction })).toBe('witness-needless');
      expect(codeOf(machineRoot(end), { ...proveStep(end), storage })).toBe('witness-needless');
    });
  });

  test('stays short however long the program and however much is stored', () => {
    const storage = Array.from({ length: 200 }, (_, key) => slotOf(0n, BigInt(key))).reduce(
      (tree, slot) => setWord(tree, slot, 1n),
      emptyWords(256),
    );
    const text = `${'PUSH 1\nPOP\n'.repeat(500)}PUSH 7\nPUSH 5\nSTORE\nSTOP`;
    const { machine } = runMachine(machineOf(text, { storage }), 1002);
    const data = encodeWitness(proveStep(machine));
    // A header of 241 bytes, two masks of 34 in all, and hashes of 32: at most 10 beside the code's path (1,004
    // instructions) and about log2(200) beside the slot's, here allowed 16.
    expect(data.length).toBeLessThan(241 + 34 + 33 * (10 + 16) + 100);
    expect(codeOf(machineRoot(machine), proveStep(machine))).toBe('accepted');
  });
});

describe('decoding a witness', () => {
  test('of any bytes, cut short or lengthened, is answered by a value', () => {
    const whole = encodeWitness(proveStep(machineOf('PUSH 1\nSTOP')));
    for (let length = 0; length < whole.length; length += 7)
      expect(decodeWitness(whole.subarray(0, length)).ok).toBe(false);
    expect(decodeWitness(Uint8Array.of(...whole, 0)).ok).toBe(false);
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 80 }),
        fc.nat(whole.length - 1),
        fc.nat(255),
        (junk, at, byte) => {
          expect(decodeWitness(junk).ok).toBe(false);
          const damaged = whole.slice();
          damaged[at] = byte;
          const decoded = decodeWitness(damaged);
          if (decoded.ok) expect(encodeWitness(decoded.value)).toEqual(damaged);
        },
      ),
      RUNS,
    );
  });
});

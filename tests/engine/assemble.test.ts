/** Programs as text and as bytes: both ways lead back, and what is wrong is named with its line. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  assemble,
  createProgram,
  decodeInstruction,
  decodeProgram,
  disassemble,
  encodeInstruction,
  encodeProgram,
  factsOf,
  hexToBytes,
  MOST_INSTRUCTIONS,
  OPERATIONS,
  programHash,
  type MachineInstruction,
} from '../../src/engine/index.ts';
import { instructions, programOf } from './machine-cases.ts';
import { runs } from './runs.ts';

const RUNS = { numRuns: runs() };
const programs = fc.array(instructions, { maxLength: 40 }).map(createProgram);
const codeOf = (text: string): string => {
  const assembled = assemble(text);
  return assembled.ok ? 'accepted' : assembled.rejection.code;
};

describe('the assembler', () => {
  test('makes of a text made from a program the same program', () => {
    fc.assert(
      fc.property(programs, (program) => {
        const again = programOf(disassemble(program));
        expect(again.instructions).toEqual(program.instructions);
        expect(programHash(again)).toBe(programHash(program));
      }),
      RUNS,
    );
  });

  test('reads either case, hexadecimal and decimal, comments, empty lines and labels before and after their use', () => {
    const text = '; a loop\n\nstart:\n  push 0x10 ; sixteen\n  PUSH @start\n  PUSH @end\nend:\n  Stop';
    expect(disassemble(programOf(text))).toBe('PUSH 16\nPUSH 0\nPUSH 3\nSTOP');
  });

  test.each([
    ['PUHS 1', 'unknown-instruction'],
    ['toString', 'unknown-instruction'],
    ['PUSH', 'missing-argument'],
    ['DUP', 'missing-argument'],
    ['ADD 1', 'needless-argument'],
    ['PUSH 1 2', 'needless-argument'],
    ['PUSH -1', 'bad-argument'],
    ['PUSH 1.5', 'bad-argument'],
    ['PUSH 0x', 'bad-argument'],
    [`PUSH ${2n ** 256n - 1n}`, 'accepted'],
    [`PUSH ${2n ** 256n}`, 'bad-argument'],
    ['DUP 0', 'bad-argument'],
    ['DUP 16', 'accepted'],
    ['DUP 17', 'bad-argument'],
    ['SWAP 17', 'bad-argument'],
    ['PUSH @nowhere', 'unknown-label'],
    ['here:\nDUP @here', 'unknown-label'],
    ['here:\nhere:', 'duplicate-label'],
    ['1st:', 'bad-label'],
    [':', 'bad-label'],
  ])('on %j says %s', (text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  test('names the line', () => {
    expect(assemble('PUSH 1\n\nADDD')).toMatchObject({
      rejection: { message: expect.stringMatching(/^Line 3: /) as string },
    });
  });

  test('takes 65,536 instructions and no more', () => {
    expect(codeOf('STOP\n'.repeat(MOST_INSTRUCTIONS + 1))).toBe('program-too-long');
  });

  test('answers any text by a value', () => {
    const lines = fc.array(fc.oneof(fc.string(), fc.constantFrom('PUSH @a', 'a:', 'ADD', 'DUP 2', ';x')), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(lines, (text) => {
        const assembled = assemble(text.join('\n'));
        if (assembled.ok)
          expect(programOf(disassemble(assembled.value)).instructions).toEqual(assembled.value.instructions);
      }),
      RUNS,
    );
  });
});

describe('programs in bytes', () => {
  test('decode to what was encoded, and no two byte strings are the same program', () => {
    fc.assert(
      fc.property(programs, fc.uint8Array({ maxLength: 12 }), (program, junk) => {
        const decoded = decodeProgram(encodeProgram(program));
        expect(decoded.ok && decoded.value.instructions).toEqual(program.instructions);
        const read = decodeProgram(junk);
        if (read.ok) expect(encodeProgram(read.value)).toEqual(junk);
      }),
      RUNS,
    );
  });

  test('have one byte for each operation', () => {
    const codes = Object.values(OPERATIONS).map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.length).toBe(22);
  });

  test('are refused in every other form', () => {
    const decoded = (hex: string): string => {
      const result = decodeInstruction(hexToBytes(hex));
      return result.ok ? 'accepted' : result.rejection.code;
    };
    expect(decoded('')).toBe('unknown-instruction');
    expect(decoded('05')).toBe('unknown-instruction');
    expect(decoded('01')).toBe('accepted');
    expect(decoded('0101')).toBe('instruction-trailing-bytes');
    expect(decoded('60')).toBe('instruction-too-short');
    expect(decoded('6000')).toBe('accepted');
    expect(decoded('600100')).toBe('instruction-leading-zero');
    expect(decoded('600201')).toBe('instruction-too-short');
    expect(decoded(`6020${'ff'.repeat(32)}`)).toBe('accepted');
    expect(decoded(`6021${'ff'.repeat(33)}`)).toBe('bad-argument');
    expect(decoded('8000')).toBe('bad-argument');
    expect(decoded('8010')).toBe('accepted');
    expect(decoded('8011')).toBe('bad-argument');
    expect(decodeProgram(hexToBytes('0105')).ok).toBe(false);
    expect(decodeProgram(new Uint8Array(MOST_INSTRUCTIONS + 1)).ok).toBe(false);
  });

  test('cannot be made of an argument that may not stand there', () => {
    const wrong: MachineInstruction[] = [
      { operation: 'ADD', argument: 1n },
      { operation: 'PUSH', argument: null },
      { operation: 'PUSH', argument: -1n },
      { operation: 'SWAP', argument: 17n },
    ];
    for (const one of wrong) expect(() => encodeInstruction(one), one.operation).toThrow(RangeError);
    expect(() => createProgram(wrong)).toThrow(RangeError);
    expect(factsOf('STORE').takes).toBe(2);
  });
});

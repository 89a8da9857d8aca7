import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  assembleScript,
  buildScript,
  bytesToHex,
  concatBytes,
  decodeScript,
  hexToBytes,
  numberToScript,
  OP,
  opcodeName,
  opcodeNumber,
  sat,
  scriptText,
} from 'strata';
import { decoding } from '../../src/engine/foundation/errors.ts';
import {
  isPushOnly,
  withoutPush,
  withoutSeparators,
} from '../../src/engine/layer1/ledger/script/instructions.ts';
import { RULES_OF_TODAY } from '../../src/engine/layer1/ledger/script/machine.ts';
import { runScript } from '../../src/engine/layer1/ledger/script/run-script.ts';
import { isTrue, numberFromScript } from '../../src/engine/layer1/ledger/script/script-number.ts';
import { run, transaction } from './script-cases.ts';
import { runs } from './runs.ts';

describe('a number in a script', () => {
  test('comes back from its bytes, in as few as it takes', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 39) + 1, max: 2 ** 39 - 1 }), (value) => {
        const data = numberToScript(value);
        expect(numberFromScript(data, 5)).toBe(value === 0 ? 0 : value);
        expect(data.length).toBe(value === 0 ? 0 : Math.ceil((Math.abs(value).toString(2).length + 1) / 8));
      }),
      { numRuns: runs(500) },
    );
  });

  test.each([
    [0, '0x'],
    [1, '0x01'],
    [-1, '0x81'],
    [127, '0x7f'],
    [128, '0x8000'],
    [-255, '0xff80'],
    [256, '0x0001'],
    [-2147483647, '0xffffffff'],
  ])('%i is %s', (value, hex) => {
    expect(bytesToHex(numberToScript(value))).toBe(hex);
  });

  test('is true unless it is zero with either sign', () => {
    expect(['', '00', '0000', '80', '0080'].map((hex) => isTrue(hexToBytes(hex)))).toEqual(
      Array(5).fill(false),
    );
    expect(['01', '0100', '8000', '81'].map((hex) => isTrue(hexToBytes(hex)))).toEqual(Array(4).fill(true));
  });
});

describe('a script as text', () => {
  test('names every opcode once, both ways', () => {
    for (const [name, code] of Object.entries(OP)) {
      expect(opcodeName(code)).toBe(name);
      expect(opcodeNumber(name)).toBe(code);
    }
    expect(opcodeName(0xba)).toBe('OP_UNKNOWN_186');
    expect(opcodeNumber('toString')).toBeNull();
  });

  test('reads back from the words it is written in', () => {
    const words = fc.oneof(
      fc
        .constantFrom(...Object.values(OP).filter((code) => code === 0 || code > OP.OP_PUSHDATA4))
        .map((code) => Uint8Array.of(code)),
      fc.uint8Array({ minLength: 2, maxLength: 600 }).map((data) => buildScript(data)),
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (parts) => {
        const script = concatBytes(...parts);
        expect(assembleScript(scriptText(script))).toEqual(script);
        const decoded = decodeScript(script);
        if (!decoded.ok) throw new Error(decoded.rejection.message);
        expect(concatBytes(...decoded.value.map(({ start, end }) => script.subarray(start, end)))).toEqual(
          script,
        );
      }),
      { numRuns: runs() },
    );
  });

  test('refuses a push that reaches behind the end, and a word that is no opcode', () => {
    for (const hex of ['02ff', '4c', '4c01', '4d0100', '4effffffff00', '4b']) {
      expect(decodeScript(hexToBytes(hex))).toMatchObject({
        ok: false,
        rejection: { code: 'script-push-too-long' },
      });
      expect(scriptText(hexToBytes(hex))).toBe('[error]');
    }
    expect(() => assembleScript('OP_CHECKSIGN')).toThrow(RangeError);
  });

  test('of any bytes is refused, or splits into instructions that are the bytes again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (script) => {
        const decoded = decodeScript(script);
        if (!decoded.ok) expect(decoded.rejection.code).toBe('script-push-too-long');
        else expect(decoded.value.at(-1)?.end ?? 0).toBe(script.length);
        scriptText(script);
        withoutSeparators(script);
        withoutPush(script, script.subarray(0, 5));
      }),
      { numRuns: runs(500) },
    );
  });

  test('pushes each item in its shortest form', () => {
    expect(bytesToHex(buildScript(0, 1, 16, 17, -1, Uint8Array.of(5), Uint8Array.of(0)))).toBe(
      '0x00516001114f550100',
    );
    for (const [length, head] of [
      [75, '0x4b'],
      [76, '0x4c4c'],
      [255, '0x4cff'],
      [256, '0x4d0001'],
      [65536, '0x4e00000100'],
    ] as const) {
      const script = buildScript(new Uint8Array(length).fill(7));
      expect(bytesToHex(script.subarray(0, script.length - length))).toBe(head);
    }
  });

  test('loses separators and pushes of a signature, and what follows a broken push stays', () => {
    const separated = assembleScript('OP_CODESEPARATOR 0xabab OP_CODESEPARATOR OP_CHECKSIG');
    expect(withoutSeparators(separated)).toEqual(assembleScript('0xabab OP_CHECKSIG'));
    expect(withoutSeparators(hexToBytes('ab4cff01ab'))).toEqual(hexToBytes('4cff01ab'));
    expect(withoutPush(assembleScript('0xaabb OP_DUP 0xaabb 0xaabbcc'), hexToBytes('aabb'))).toEqual(
      assembleScript('OP_DUP 0xaabbcc'),
    );
    expect(isPushOnly(assembleScript('0 16 -1 0xaabb'))).toBe(true);
    expect(isPushOnly(assembleScript('1 OP_NOP'))).toBe(false);
    expect(isPushOnly(hexToBytes('4c05'))).toBe(false);
  });
});

describe('a script', () => {
  test('stays within its limits, to the last one that fits', () => {
    const repeat = (text: string, count: number): string => Array<string>(count).fill(text).join(' ');
    expect(run(`1 ${repeat('OP_NOP', 201)}`)).toBe('0x01');
    expect(run(`1 ${repeat('OP_NOP', 202)}`)).toBe('too-many-operations');
    expect(run(`0 0 ${repeat('1', 20)} 20 OP_CHECKMULTISIG ${repeat('OP_NOP', 180)}`)).toBe('0x01');
    expect(run(`0 0 ${repeat('1', 20)} 20 OP_CHECKMULTISIG ${repeat('OP_NOP', 181)}`)).toBe(
      'too-many-operations',
    );
    expect(run(repeat('1', 1000)).split(' ')).toHaveLength(1000);
    expect(run(repeat('1', 1001))).toBe('stack-too-deep');
    expect(run(buildScript(new Uint8Array(520)))).toHaveLength(2 + 2 * 520);
    expect(run(buildScript(new Uint8Array(521)))).toBe('item-too-long');
    expect(
      run(
        concatBytes(assembleScript('0 OP_IF'), buildScript(new Uint8Array(521)), assembleScript('OP_ENDIF')),
      ),
    ).toBe('item-too-long');
    const filled = (length: number): Uint8Array =>
      concatBytes(
        ...Array<Uint8Array>(19).fill(
          concatBytes(buildScript(new Uint8Array(500)), Uint8Array.of(OP.OP_DROP)),
        ),
        new Uint8Array(length - 19 * 504).fill(0x00),
      );
    expect(run(filled(10_000)).split(' ')).toHaveLength(424);
    expect(run(filled(10_001))).toBe('too-long');
  });

  test('of any bytes ends, with a stack or with a refusal, and the stack that it began with stays as it was', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .array(fc.constantFrom(...Object.values(OP)), { maxLength: 200 })
        .map((codes) => Uint8Array.from(codes)),
    );
    fc.assert(
      fc.property(bytes, (script) => {
        const stack = Object.freeze([Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)]);
        const result = decoding(() =>
          runScript(script, {
            stack,
            spending: { transaction, input: 0, amount: sat(0) },
            digest: 'legacy',
            rules: RULES_OF_TODAY,
          }),
        );
        if (!result.ok) expect(result.rejection.code).toMatch(/^script-/);
      }),
      { numRuns: runs(1000) },
    );
  });
});

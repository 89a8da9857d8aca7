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
  type Hash,
  type Transaction,
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

const transaction: Transaction = {
  version: 2,
  inputs: [
    { id: `0x${'11'.repeat(32)}` as Hash, output: 0, script: new Uint8Array(0), sequence: 5, witness: [] },
  ],
  outputs: [{ value: sat(1), script: new Uint8Array(0) }],
  lockTime: 700_000,
};

/** The stack that `script` leaves, in words, or the code of its refusal. */
function run(script: Uint8Array | string, spending = transaction): string {
  const result = decoding(() =>
    runScript(typeof script === 'string' ? assembleScript(script) : script, {
      stack: [],
      spending: { transaction: spending, input: 0, amount: sat(0) },
      digest: 'witness',
      rules: RULES_OF_TODAY,
    }),
  );
  if (!result.ok) return result.rejection.code.replace('script-', '');
  return result.value.map((item) => (item.length === 0 ? '0' : bytesToHex(item))).join(' ');
}

describe('a number in a script', () => {
  test('comes back from its bytes, in as few as it takes', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 39) + 1, max: 2 ** 39 - 1 }), (value) => {
        const data = numberToScript(value);
        expect(numberFromScript(data, 5)).toBe(value === 0 ? 0 : value);
        expect(data.length).toBe(value === 0 ? 0 : Math.ceil((Math.abs(value).toString(2).length + 1) / 8));
      }),
      { numRuns: 500 },
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
      { numRuns: 200 },
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

describe('an opcode', () => {
  test.each([
    ['1 OP_IF 2 OP_ELSE 3 OP_ENDIF', '0x02'],
    ['0 OP_IF 2 OP_ELSE 3 OP_ENDIF', '0x03'],
    ['0 OP_NOTIF 2 OP_ELSE 3 OP_ENDIF', '0x02'],
    ['1 OP_IF 0 OP_IF 2 OP_ELSE 3 OP_ENDIF OP_ELSE 4 OP_ENDIF', '0x03'],
    ['0 OP_IF OP_RETURN OP_IF OP_VER OP_ENDIF OP_ENDIF 1', '0x01'],
    ['1 OP_IF 2 OP_ELSE 3 OP_ELSE 4 OP_ENDIF', '0x02 0x04'],
    ['7 1 OP_VERIFY OP_NOP OP_NOP1 OP_NOP10', '0x07'],
    ['5 OP_TOALTSTACK 6 OP_FROMALTSTACK', '0x06 0x05'],
    ['1 2 OP_2DROP', ''],
    ['1 2 OP_2DUP', '0x01 0x02 0x01 0x02'],
    ['1 2 3 OP_3DUP', '0x01 0x02 0x03 0x01 0x02 0x03'],
    ['1 2 3 4 OP_2OVER', '0x01 0x02 0x03 0x04 0x01 0x02'],
    ['1 2 3 4 5 6 OP_2ROT', '0x03 0x04 0x05 0x06 0x01 0x02'],
    ['1 2 3 4 OP_2SWAP', '0x03 0x04 0x01 0x02'],
    ['0 OP_IFDUP 1 OP_IFDUP', '0 0x01 0x01'],
    ['9 9 OP_DEPTH', '0x09 0x09 0x02'],
    ['1 2 OP_DROP OP_DUP', '0x01 0x01'],
    ['1 2 OP_NIP', '0x02'],
    ['1 2 OP_OVER', '0x01 0x02 0x01'],
    ['1 2 3 2 OP_PICK', '0x01 0x02 0x03 0x01'],
    ['1 2 3 2 OP_ROLL', '0x02 0x03 0x01'],
    ['1 2 3 OP_ROT', '0x02 0x03 0x01'],
    ['1 2 OP_SWAP', '0x02 0x01'],
    ['1 2 OP_TUCK', '0x02 0x01 0x02'],
    ['0xaabbcc OP_SIZE', '0xaabbcc 0x03'],
    ['2 2 OP_EQUAL 2 0x0200 OP_EQUAL', '0x01 0'],
    ['2 0x0200 OP_NUMEQUAL', '0x01'],
    ['7 7 OP_EQUALVERIFY 7 7 OP_NUMEQUALVERIFY 5', '0x05'],
    ['1 OP_1ADD 1 OP_1SUB 5 OP_NEGATE -5 OP_ABS', '0x02 0 0x85 0x05'],
    ['0 OP_NOT 1 OP_NOT 5 OP_0NOTEQUAL', '0x01 0 0x01'],
    ['7 5 OP_ADD 7 5 OP_SUB', '0x0c 0x02'],
    ['2147483647 OP_DUP OP_ADD', '0xfeffffff00'],
    ['1 0 OP_BOOLAND 1 0 OP_BOOLOR', '0 0x01'],
    ['1 2 OP_NUMNOTEQUAL 1 2 OP_LESSTHAN 1 2 OP_GREATERTHAN', '0x01 0x01 0'],
    ['2 2 OP_LESSTHANOREQUAL 1 2 OP_GREATERTHANOREQUAL', '0x01 0'],
    ['1 2 OP_MIN 1 2 OP_MAX', '0x01 0x02'],
    ['1 1 3 OP_WITHIN 3 1 3 OP_WITHIN', '0x01 0'],
    ['0 OP_RIPEMD160', '0x9c1185a5c5e9fc54612808977ee8f548b2258d31'],
    ['0 OP_SHA1', '0xda39a3ee5e6b4b0d3255bfef95601890afd80709'],
    ['0 OP_SHA256', '0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['0 OP_HASH160', '0xb472a266d0bd89c13706a4132ccfb16f7c3b9fcb'],
    ['0 OP_HASH256', '0x5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456'],
    ['0 0xaabb OP_CHECKSIG', '0'],
    ['0 0 0 OP_CHECKMULTISIG', '0x01'],
    ['0 0 1 0xaabb 1 OP_CHECKMULTISIG', '0'],
    ['700000 OP_CHECKLOCKTIMEVERIFY', '0x60ae0a'],
    ['5 OP_CHECKSEQUENCEVERIFY', '0x05'],
    ['2147483648 OP_CHECKSEQUENCEVERIFY', '0x0000008000'],
  ])('%s leaves %s', (script, expected) => {
    expect(run(script)).toBe(expected);
  });

  test.each([
    ['OP_RETURN', 'returned'],
    ['0 1 0xaabb 1 OP_CHECKMULTISIG', 'stack-too-short'],
    ['OP_RESERVED', 'unknown-opcode'],
    ['0 OP_IF OP_VERIF OP_ENDIF', 'unknown-opcode'],
    ['0 OP_IF OP_CAT OP_ENDIF', 'disabled-opcode'],
    ['OP_DUP', 'stack-too-short'],
    ['1 OP_2DROP', 'stack-too-short'],
    ['1 OP_ADD', 'stack-too-short'],
    ['1 2 OP_WITHIN', 'stack-too-short'],
    ['OP_FROMALTSTACK', 'alt-stack-empty'],
    ['1 1 OP_PICK', 'no-item-there'],
    ['1 -1 OP_ROLL', 'no-item-there'],
    ['0x0000000001 OP_1ADD', 'number-too-long'],
    ['OP_IF 1 OP_ENDIF', 'stack-too-short'],
    ['1 OP_IF 1', 'unbalanced-condition'],
    ['OP_ELSE', 'unbalanced-condition'],
    ['1 OP_ENDIF', 'unbalanced-condition'],
    ['0 OP_VERIFY', 'verify-failed'],
    ['1 2 OP_EQUALVERIFY', 'verify-failed'],
    ['0x30 0xaabb OP_CHECKSIG', 'signature-not-der'],
    ['0 0xaabb OP_CHECKSIGVERIFY', 'verify-failed'],
    ['1 0 0 OP_CHECKMULTISIG', 'dummy-not-empty'],
    ['0 0 21 OP_CHECKMULTISIG', 'wrong-count'],
    ['0 1 0 OP_CHECKMULTISIG', 'wrong-count'],
    ['0 -1 OP_CHECKMULTISIG', 'wrong-count'],
    ['700001 OP_CHECKLOCKTIMEVERIFY', 'locked'],
    ['500000000 OP_CHECKLOCKTIMEVERIFY', 'lock-of-other-kind'],
    ['-1 OP_CHECKLOCKTIMEVERIFY', 'negative-lock'],
    ['0x000000000001 OP_CHECKLOCKTIMEVERIFY', 'number-too-long'],
    ['6 OP_CHECKSEQUENCEVERIFY', 'locked'],
    ['4194309 OP_CHECKSEQUENCEVERIFY', 'lock-of-other-kind'],
    ['-1 OP_CHECKSEQUENCEVERIFY', 'negative-lock'],
    ['OP_CHECKSEQUENCEVERIFY', 'stack-too-short'],
  ])('%s fails: %s', (script, expected) => {
    expect(run(script)).toBe(expected);
  });

  test('of a lock fails when the input switches its lock off, or the version knows none', () => {
    const withSequence = (sequence: number): Transaction => ({
      ...transaction,
      inputs: transaction.inputs.map((input) => ({ ...input, sequence })),
    });
    expect(run('1 OP_CHECKLOCKTIMEVERIFY', withSequence(0xffffffff))).toBe('lock-switched-off');
    expect(run('1 OP_CHECKLOCKTIMEVERIFY', withSequence(0xfffffffe))).toBe('0x01');
    expect(run('1 OP_CHECKSEQUENCEVERIFY', withSequence(0x80000005))).toBe('lock-switched-off');
    expect(run('5 OP_CHECKSEQUENCEVERIFY', { ...transaction, version: 1 })).toBe('version-too-low');
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
      { numRuns: 1000 },
    );
  });
});

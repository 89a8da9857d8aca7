import { describe, expect, test } from 'vitest';
import type { Transaction } from 'strata';
import { run, transaction } from './script-cases.ts';

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

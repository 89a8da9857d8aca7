import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  assembleScript,
  buildScript,
  concatBytes,
  multisigScript,
  OP,
  payToScriptHash,
  payToWitnessPublicKeyHash,
  ready,
  RULES_OF_2009,
  RULES_OF_TODAY,
  sat,
  signLegacyInput,
  spendWitnessPublicKeyHash,
  timeLockScript,
  verifySpend,
  withInput,
  type Script,
  type ScriptRules,
  type Transaction,
} from 'strata';
import { codeOf, coinOf, keyOf, spending, type ScriptKey } from './bitcoin-cases.ts';
import { runs } from './runs.ts';

const AMOUNT = sat(1000n);
let [alice, thief]: ScriptKey[] = [];
beforeAll(async () => {
  await ready();
  [alice, thief] = ['alice', 'thief'].map(keyOf);
});
const people = (): [ScriptKey, ScriptKey] => [alice, thief] as [ScriptKey, ScriptKey];
const payment = (): Transaction =>
  spending([coinOf(new Uint8Array(0), AMOUNT)], [{ script: new Uint8Array(0), value: 1n }]);
const judge = (transaction: Transaction, script: Script, rules?: ScriptRules): string =>
  codeOf(verifySpend(transaction, 0, { script, value: AMOUNT }, rules));

describe('SegWit came without a break', () => {
  test('a node of 2009 sees an output that anyone may spend, and lets the owner spend it as all others do', () => {
    const [owner, other] = people();
    const script = payToWitnessPublicKeyHash(owner.publicBytes);
    const signed = spendWitnessPublicKeyHash(payment(), 0, AMOUNT, owner);
    expect(judge(signed, script)).toBe('accepted');
    expect(judge(signed, script, RULES_OF_2009)).toBe('accepted');
    // Without signature, or with a thief's, it is the new rule alone that keeps the coin. Miners enforce it.
    for (const stolen of [payment(), spendWitnessPublicKeyHash(payment(), 0, AMOUNT, other)]) {
      expect(judge(stolen, script, RULES_OF_2009)).toBe('accepted');
      expect(judge(stolen, script, { ...RULES_OF_TODAY, witness: false })).toBe('accepted');
      expect(judge(stolen, script)).not.toBe('accepted');
    }
  });
});

describe('each rule by itself', () => {
  /** Judged with every rule of today but this one, and with all of them. */
  const without = (rule: keyof ScriptRules, transaction: Transaction, script: Script): string[] => [
    judge(transaction, script, { ...RULES_OF_TODAY, [rule]: false }),
    judge(transaction, script),
  ];

  test('BIP-16: a hash was enough, and now the script behind it is run', () => {
    const redeem = assembleScript('0');
    const spend = withInput(payment(), 0, { script: buildScript(redeem) });
    expect(without('payToScriptHash', spend, payToScriptHash(redeem))).toEqual([
      'accepted',
      'script-left-false',
    ]);
  });

  test('BIP-66: a signature with a byte behind its end was let pass', () => {
    const [owner] = people();
    const script = buildScript(owner.publicBytes, 'OP_CHECKSIG');
    const signature = signLegacyInput(payment(), 0, script, owner);
    const padded = concatBytes(signature.subarray(0, -1), Uint8Array.of(0), signature.subarray(-1));
    const spend = withInput(payment(), 0, { script: buildScript(padded) });
    expect(without('strictDer', spend, script)).toEqual(['accepted', 'script-signature-not-der']);
  });

  test('BIP-65: a lock in the script did nothing', () => {
    const [owner] = people();
    const script = timeLockScript(800_000, owner.publicBytes);
    const spend = withInput(payment(), 0, {
      script: buildScript(signLegacyInput(payment(), 0, script, owner)),
    });
    expect(without('lockTime', spend, script)).toEqual(['accepted', 'script-locked']);
  });

  test('BIP-112: a wait in the script did nothing', () => {
    const script = assembleScript('5 OP_CHECKSEQUENCEVERIFY');
    const spend = spending([coinOf(script)], [{ script, value: 1n }], { sequence: 4 });
    expect(without('sequence', spend, script)).toEqual(['accepted', 'script-locked']);
  });

  test('BIP-147: the item too many could be anything', () => {
    const [owner] = people();
    const script = multisigScript(1, [owner.publicBytes]);
    const signature = signLegacyInput(payment(), 0, script, owner);
    const spend = withInput(payment(), 0, { script: buildScript(7, signature) });
    expect(without('emptyDummy', spend, script)).toEqual(['accepted', 'script-dummy-not-empty']);
  });
});

test('every rule only narrows: what more rules accept, fewer accept too, for any scripts and witnesses', () => {
  const opcodes = fc
    .array(fc.constantFrom(...Object.values(OP)), { maxLength: 8 })
    .map((codes) => Uint8Array.from(codes));
  const pushes = fc
    .array(fc.integer({ min: -1, max: 16 }), { maxLength: 4 })
    .map((numbers) => buildScript(...numbers));
  const outputs = fc.oneof(
    opcodes,
    pushes.map((script) => payToScriptHash(script)),
    fc.uint8Array({ minLength: 20, maxLength: 20 }).map((program) => buildScript(0, program)),
  );
  const rules = fc.record({
    payToScriptHash: fc.boolean(),
    strictDer: fc.boolean(),
    lockTime: fc.boolean(),
    sequence: fc.boolean(),
    witness: fc.boolean(),
    emptyDummy: fc.boolean(),
  });
  fc.assert(
    fc.property(
      outputs,
      fc.oneof(
        pushes,
        pushes.map((script) => buildScript(script)),
      ),
      rules,
      (output, input, some) => {
        const spend = withInput(payment(), 0, { script: input });
        if (judge(spend, output) === 'accepted') expect(judge(spend, output, some)).toBe('accepted');
        if (judge(spend, output, some) === 'accepted')
          expect(judge(spend, output, RULES_OF_2009)).toBe('accepted');
      },
    ),
    { numRuns: runs(1000) },
  );
});

import { beforeAll, describe, expect, test } from 'vitest';
import {
  buildScript,
  bytesToHex,
  legacyDigest,
  payToPublicKeyHash,
  payToWitnessPublicKeyHash,
  payToWitnessScriptHash,
  ready,
  sat,
  SIGHASH,
  signWitnessInput,
  spendPublicKeyHash,
  spendWitnessPublicKeyHash,
  spendWitnessScript,
  verifySpend,
  witnessPreimage,
  type Script,
  type Transaction,
} from 'strata';
import { codeOf, coinOf, keyOf, spending, type ScriptKey } from './bitcoin-cases.ts';

let alice: ScriptKey | undefined;
const AMOUNT = sat(1_000_000);
const NOWHERE = new Uint8Array(0);

beforeAll(async () => {
  await ready();
  alice = keyOf('alice');
});
const owner = (): ScriptKey => alice as ScriptKey;

const judge = (transaction: Transaction, script: Script): string =>
  codeOf(verifySpend(transaction, 0, { script, value: AMOUNT }));

describe('a hash type', () => {
  const OTHER = coinOf(NOWHERE, AMOUNT, 'another coin');
  const base = (): Transaction =>
    spending(
      [coinOf(NOWHERE), OTHER],
      [
        { script: NOWHERE, value: 1n },
        { script: NOWHERE, value: 2n },
      ],
    );
  /** Changes to a transaction whose input 0 is signed, by name. */
  const changes: Readonly<Record<string, (one: Transaction) => Transaction>> = {
    'own output': (one) => ({
      ...one,
      outputs: one.outputs.map((output, at) => (at === 0 ? { ...output, value: sat(9) } : output)),
    }),
    'other output': (one) => ({
      ...one,
      outputs: one.outputs.map((output, at) => (at === 1 ? { ...output, value: sat(9) } : output)),
    }),
    'added output': (one) => ({ ...one, outputs: [...one.outputs, { script: NOWHERE, value: sat(3) }] }),
    'added input': (one) => ({
      ...one,
      inputs: [...one.inputs, { ...(one.inputs[1] as Transaction['inputs'][0]), output: 7 }],
    }),
    'other sequence': (one) => ({
      ...one,
      inputs: one.inputs.map((input, at) => (at === 1 ? { ...input, sequence: 3 } : input)),
    }),
    'own sequence': (one) => ({
      ...one,
      inputs: one.inputs.map((input, at) => (at === 0 ? { ...input, sequence: 3 } : input)),
    }),
    'lock time': (one) => ({ ...one, lockTime: 5 }),
  };
  const FREE: Readonly<Record<number, readonly string[]>> = {
    [SIGHASH.ALL]: [],
    [SIGHASH.NONE]: ['own output', 'other output', 'added output', 'other sequence'],
    [SIGHASH.SINGLE]: ['other output', 'added output', 'other sequence'],
    [SIGHASH.ALL | SIGHASH.ANYONECANPAY]: ['added input', 'other sequence'],
    [SIGHASH.NONE | SIGHASH.ANYONECANPAY]: [
      'own output',
      'other output',
      'added output',
      'added input',
      'other sequence',
    ],
    [SIGHASH.SINGLE | SIGHASH.ANYONECANPAY]: [
      'other output',
      'added output',
      'added input',
      'other sequence',
    ],
  };

  test.each(Object.keys(FREE).map(Number))(
    '%i leaves others free to change what it does not cover, and no more',
    (hashType) => {
      for (const kind of ['legacy', 'witness'] as const) {
        const signed =
          kind === 'legacy'
            ? spendPublicKeyHash(base(), 0, { ...owner(), hashType })
            : spendWitnessPublicKeyHash(base(), 0, AMOUNT, { ...owner(), hashType });
        const output =
          kind === 'legacy'
            ? payToPublicKeyHash(owner().publicBytes)
            : payToWitnessPublicKeyHash(owner().publicBytes);
        const free = Object.entries(changes).flatMap(([name, change]) =>
          judge(change(signed), output) === 'accepted' ? [name] : [],
        );
        expect(judge(signed, output)).toBe('accepted');
        expect(free.sort()).toEqual([...(FREE[hashType] ?? [])].sort());
      }
    },
  );

  test('SINGLE without an output of its number signs the number one before SegWit, and no outputs since', () => {
    const two = { ...base(), outputs: base().outputs.slice(0, 1) };
    const digest = legacyDigest(two, 1, { scriptCode: NOWHERE, hashType: SIGHASH.SINGLE });
    expect(bytesToHex(digest)).toBe(`0x01${'00'.repeat(31)}`);
    const preimage = witnessPreimage(two, 1, {
      scriptCode: NOWHERE,
      amount: AMOUNT,
      hashType: SIGHASH.SINGLE,
    });
    expect(preimage.subarray(-40, -8)).toEqual(new Uint8Array(32));
    expect(() => legacyDigest(two, 2, { scriptCode: NOWHERE, hashType: SIGHASH.ALL })).toThrow(RangeError);
  });

  test('a signature covers the script from the last separator that was passed', () => {
    const script = buildScript(1, 'OP_DROP', 'OP_CODESEPARATOR', owner().publicBytes, 'OP_CHECKSIG');
    const transaction = base();
    const spend = (scriptCode: Script): string => {
      const signature = signWitnessInput(transaction, 0, { scriptCode, amount: AMOUNT }, owner());
      return judge(spendWitnessScript(transaction, 0, script, [signature]), payToWitnessScriptHash(script));
    };
    expect(spend(buildScript(owner().publicBytes, 'OP_CHECKSIG'))).toBe('accepted');
    expect(spend(script)).toBe('script-left-false');
  });
});

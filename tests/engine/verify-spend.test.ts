import { beforeAll, describe, expect, test } from 'vitest';
import {
  assembleScript,
  buildScript,
  bytesToHex,
  concatBytes,
  decodeTransaction,
  hash160,
  hashLockScript,
  hashTimeLockScript,
  hexToBytes,
  multisigScript,
  payToPublicKeyHash,
  payToScriptHash,
  payToWitnessPublicKeyHash,
  payToWitnessScriptHash,
  ready,
  relativeLockScript,
  sat,
  sha256,
  SIGHASH,
  signLegacyInput,
  signWitnessInput,
  spendPublicKeyHash,
  spendWitnessPublicKeyHash,
  spendWitnessScript,
  timeLockScript,
  transactionId,
  utf8,
  verifySpend,
  withInput,
  witnessDigest,
  witnessProgramOf,
  type Script,
  type Transaction,
} from 'strata';
import { codeOf, coinOf, keyOf, spending, type ScriptKey } from './bitcoin-cases.ts';

let [alice, bob, carol]: ScriptKey[] = [];
const AMOUNT = sat(1_000_000);
const NOWHERE = new Uint8Array(0);

beforeAll(async () => {
  await ready();
  [alice, bob, carol] = ['alice', 'bob', 'carol'].map(keyOf);
});
const people = (): [ScriptKey, ScriptKey, ScriptKey] =>
  [alice, bob, carol] as [ScriptKey, ScriptKey, ScriptKey];

const toNowhere = (options = {}): Transaction =>
  spending([coinOf(NOWHERE)], [{ script: NOWHERE, value: 1n }], options);
const judge = (transaction: Transaction, script: Script, value = AMOUNT): string =>
  codeOf(verifySpend(transaction, 0, { script, value }));

/** A P2WSH spending of `script`: `items` come from the function that is given a signer for this transaction. */
function fulfil(
  script: Script,
  items: (sign: (key: ScriptKey) => Uint8Array) => Uint8Array[],
  options = {},
): string {
  const transaction = toNowhere(options);
  const sign = (key: ScriptKey): Uint8Array =>
    signWitnessInput(transaction, 0, { scriptCode: script, amount: AMOUNT }, key);
  return judge(spendWitnessScript(transaction, 0, script, items(sign)), payToWitnessScriptHash(script));
}

const YES = Uint8Array.of(1);
const NO = new Uint8Array(0);

describe('the history of Bitcoin', () => {
  test("the first payment, from Satoshi to Hal Finney in block 170, spends block 9's coinbase", () => {
    const first = decodeTransaction(
      hexToBytes(
        '0100000001c997a5e56e104102fa209c6a852dd90660a20b2d9c352423edce25857fcd3704000000004847304402204e45e16932b8af514961a1d3a1a25fdf3f4f7732e9d624c6c61548ab5fb8cd410220181522ec8eca07de4860a4acdd12909d831cc56cbbac4622082221a8768d1d0901ffffffff0200ca9a3b00000000434104ae1a62fe09c5f51b13905f07f06b99a2f7159b2225f374cd378d71302fa28414e7aab37397f554a7df5f142c21c1b7303b8a0626f1baded5c72a704f7e6cd84cac00286bee0000000043410411db93e1dcdb8a016b49840f8c53bc1eb68a382e97b1482ecad7b148a6909a5cb2e0eaddfb84ccf9744464f82e160bfa9b8b64f9d4c03f999b8643f656b412a3ac00000000',
      ),
    );
    if (!first.ok) throw new Error(first.rejection.message);
    expect(transactionId(first.value)).toBe(
      '0xf4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16',
    );
    const [, change] = first.value.outputs;
    if (change === undefined) throw new Error('The change went back to the same key.');
    expect(judge(first.value, change.script)).toBe('accepted');
    const outputs = first.value.outputs.map((output) => ({ ...output, value: sat(output.value + 1n) }));
    expect(judge({ ...first.value, outputs }, change.script)).toBe('script-left-false');
  });

  test("BIP-143's first example: the digest of a native P2WPKH input", () => {
    const unsigned = decodeTransaction(
      hexToBytes(
        '0100000002fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f0000000000eeffffffef51e1b804cc89d182d279655c3aa89e815b1b309fe287d9b2b55d57b90ec68a0100000000ffffffff02202cb206000000001976a9148280b37df378db99f66f85c95a783a76ac7a6d5988ac9093510d000000001976a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac11000000',
      ),
    );
    if (!unsigned.ok) throw new Error(unsigned.rejection.message);
    const publicKey = hexToBytes('025476c2e83188368da1ff3e292e7acafcdb3566bb0ad253f62fc70f07aeee6357');
    const signing = {
      scriptCode: payToPublicKeyHash(publicKey),
      amount: sat(600_000_000),
      hashType: SIGHASH.ALL,
    };
    expect(bytesToHex(payToWitnessPublicKeyHash(publicKey))).toBe(
      '0x00141d0f172a0ecb48aee1be1f2687d2963ae33f71a1',
    );
    expect(bytesToHex(witnessDigest(unsigned.value, 1, signing))).toBe(
      '0xc37af31116d1b27caf68aae9e3ac82f1477929014d5b917657d0eb49478cb670',
    );
  });
});

describe('each kind of output', () => {
  test('pay to public key hash: the owner spends it, and nobody else', () => {
    const [owner, thief] = people();
    const script = payToPublicKeyHash(owner.publicBytes);
    const signed = spendPublicKeyHash(toNowhere(), 0, owner);
    expect(judge(signed, script)).toBe('accepted');
    expect(judge(spendPublicKeyHash(toNowhere(), 0, thief), script)).toBe('script-verify-failed');
    expect(judge(toNowhere(), script)).toBe('script-stack-too-short');
    expect(judge(withInput(signed, 0, { witness: [YES] }), script)).toBe('script-unexpected-witness');
    expect(judge({ ...signed, lockTime: 1 }, script)).toBe('script-left-false');
  });

  test('pay to witness public key hash: signature and key stand in the witness', () => {
    const [owner, thief] = people();
    const script = payToWitnessPublicKeyHash(owner.publicBytes);
    const signed = spendWitnessPublicKeyHash(toNowhere(), 0, AMOUNT, owner);
    const [signature = NO] = signed.inputs[0]?.witness ?? [];
    expect(judge(signed, script)).toBe('accepted');
    expect(judge(signed, script, sat(AMOUNT + 1n))).toBe('script-left-false');
    expect(judge(spendWitnessPublicKeyHash(toNowhere(), 0, AMOUNT, thief), script)).toBe(
      'script-verify-failed',
    );
    expect(judge(toNowhere(), script)).toBe('script-witness-wrong-length');
    expect(judge(withInput(signed, 0, { witness: [NO, signature, owner.publicBytes] }), script)).toBe(
      'script-witness-wrong-length',
    );
    expect(judge(withInput(signed, 0, { script: buildScript('OP_0') }), script)).toBe(
      'script-input-not-empty',
    );
  });

  test('pay to script hash: the input pushes the script, and data alone', () => {
    const [owner] = people();
    const redeem = buildScript(owner.publicBytes, 'OP_CHECKSIG');
    const transaction = toNowhere();
    const signature = signLegacyInput(transaction, 0, redeem, owner);
    const output = payToScriptHash(redeem);
    const spend = (script: Script): string => judge(withInput(transaction, 0, { script }), output);
    expect(spend(buildScript(signature, redeem))).toBe('accepted');
    expect(spend(buildScript(signature, 'OP_NOP', redeem))).toBe('script-not-push-only');
    expect(spend(buildScript(signature, concatBytes(redeem, YES)))).toBe('script-left-false');
    expect(spend(buildScript(NO, redeem))).toBe('script-left-false');
  });

  test('a witness program inside of pay to script hash: the input pushes the program and nothing else', () => {
    const [owner] = people();
    const program = payToWitnessPublicKeyHash(owner.publicBytes);
    const signed = spendWitnessPublicKeyHash(toNowhere(), 0, AMOUNT, owner);
    const spend = (script: Script): string =>
      judge(withInput(signed, 0, { script }), payToScriptHash(program));
    expect(spend(buildScript(program))).toBe('accepted');
    expect(spend(buildScript(1, program))).toBe('script-input-not-empty');
    expect(judge(withInput(toNowhere(), 0, { script: buildScript(program) }), payToScriptHash(program))).toBe(
      'script-witness-wrong-length',
    );
  });

  test('pay to witness script hash: the last item is the script that the output commits to, and one item is left', () => {
    const script = assembleScript('OP_ADD 5 OP_NUMEQUAL');
    const output = payToWitnessScriptHash(script);
    const spend = (witness: Uint8Array[]): string => judge(withInput(toNowhere(), 0, { witness }), output);
    const [two, three] = [Uint8Array.of(2), Uint8Array.of(3)];
    expect(spend([two, three, script])).toBe('accepted');
    expect(spend([two, two, script])).toBe('script-left-false');
    expect(spend([three, two, three, script])).toBe('script-stack-not-clean');
    expect(spend([two, three, concatBytes(script, YES)])).toBe('script-witness-script-mismatch');
    expect(spend([])).toBe('script-witness-wrong-length');
    expect(spend([new Uint8Array(521), two, three, script])).toBe('script-item-too-long');
  });

  test('a witness program of another length or version is refused, as unknown', () => {
    expect(judge(toNowhere(), buildScript(0, new Uint8Array(21)))).toBe('script-left-false');
    expect(judge(toNowhere(), buildScript(0, new Uint8Array(21).fill(1)))).toBe(
      'script-program-wrong-length',
    );
    expect(judge(toNowhere(), buildScript(1, new Uint8Array(32).fill(1)))).toBe(
      'script-unknown-witness-version',
    );
    expect(witnessProgramOf(buildScript(16, new Uint8Array(40)))).toMatchObject({ version: 16 });
    for (const script of [
      buildScript(0, YES),
      buildScript(0, new Uint8Array(41)),
      buildScript(-1, new Uint8Array(20)),
    ])
      expect(witnessProgramOf(script)).toBeNull();
  });
});

describe('a multisignature', () => {
  test('two of three: any two sign, in the order of the keys', () => {
    const [a, b, c] = people();
    const script = multisigScript(2, [a.publicBytes, b.publicBytes, c.publicBytes]);
    for (const pair of [
      [a, b],
      [a, c],
      [b, c],
    ] as const) {
      expect(fulfil(script, (sign) => [NO, ...pair.map(sign)])).toBe('accepted');
      expect(fulfil(script, (sign) => [NO, ...pair.map(sign).reverse()])).toBe('script-left-false');
    }
    expect(fulfil(script, (sign) => [NO, sign(a), sign(a)])).toBe('script-left-false');
    expect(fulfil(script, (sign) => [NO, sign(a)])).toBe('script-stack-too-short');
    expect(fulfil(script, (sign) => [YES, sign(a), sign(b)])).toBe('script-dummy-not-empty');
    expect(fulfil(script, (sign) => [NO, sign(a), NO])).toBe('script-left-false');
  });

  test('is not built for more signatures than keys', () => {
    const [a] = people();
    expect(() => multisigScript(2, [a.publicBytes])).toThrow(RangeError);
    expect(() => multisigScript(0, [a.publicBytes])).toThrow(RangeError);
    expect(() => multisigScript(1, Array<Uint8Array>(17).fill(a.publicBytes))).toThrow(RangeError);
  });
});

describe('a lock', () => {
  const secret = sha256(utf8('the secret of this test'));

  test('of a hash opens with the secret and the signature, and neither alone', () => {
    const [owner, thief] = people();
    const script = hashLockScript(sha256(secret), owner.publicBytes);
    expect(fulfil(script, (sign) => [sign(owner), secret])).toBe('accepted');
    expect(fulfil(script, (sign) => [sign(thief), secret])).toBe('script-left-false');
    expect(fulfil(script, (sign) => [sign(owner), secret.with(0, (secret[0] as number) ^ 1)])).toBe(
      'script-verify-failed',
    );
    expect(fulfil(script, (sign) => [sign(owner), secret.subarray(1)])).toBe('script-verify-failed');
  });

  test('of a height opens to a transaction that is locked until it', () => {
    const [owner] = people();
    const script = timeLockScript(800_000, owner.publicBytes);
    const at = (lockTime: number): string => fulfil(script, (sign) => [sign(owner)], { lockTime });
    expect([at(800_000), at(799_999), at(500_000_000)]).toEqual([
      'accepted',
      'script-locked',
      'script-lock-of-other-kind',
    ]);
  });

  test('of an age opens to an input that waits for it', () => {
    const [owner] = people();
    const script = relativeLockScript(144, owner.publicBytes);
    const at = (sequence: number): string => fulfil(script, (sign) => [sign(owner)], { sequence });
    expect([at(144), at(143), at(0x400090)]).toEqual([
      'accepted',
      'script-locked',
      'script-lock-of-other-kind',
    ]);
  });

  test('a payment against a secret: Bob shows the secret in time, or Alice has her coin back', () => {
    const [sender, receiver] = people();
    const script = hashTimeLockScript({
      hash: sha256(secret),
      receiver: receiver.publicBytes,
      sender: sender.publicBytes,
      lockTime: 800_000,
    });
    // Bob claims whenever he likes, once he knows the secret.
    expect(fulfil(script, (sign) => [sign(receiver), secret, YES])).toBe('accepted');
    // Alice cannot claim with the secret that Bob's claim shows to everyone.
    expect(fulfil(script, (sign) => [sign(sender), secret, YES])).toBe('script-left-false');
    // Without it she waits; one block too early is too early.
    expect(fulfil(script, (sign) => [sign(sender), NO], { lockTime: 799_999 })).toBe('script-locked');
    expect(fulfil(script, (sign) => [sign(sender), NO], { lockTime: 800_000 })).toBe('accepted');
    // And Bob cannot take her way out.
    expect(fulfil(script, (sign) => [sign(receiver), NO], { lockTime: 800_000 })).toBe('script-left-false');
  });
});

test('an output is a hash of 20 bytes, known from the key 1 on every chain of this kind', () => {
  const publicKey = hexToBytes('0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798');
  expect(bytesToHex(hash160(publicKey))).toBe('0x751e76e8199196d454941c45d1b3a323f1433bd6');
});

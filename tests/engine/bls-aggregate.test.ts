/** BLS aggregates: one check for many signatures, and what a rogue key does where nobody asks for a proof. */
import { bls12_381 } from '@noble/curves/bls12-381.js';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  aggregateBls,
  blsPublicKey,
  blsSign,
  blsSignAugmented,
  bytesToHex,
  concatBytes,
  createBlsKey,
  createRandom,
  hexToBytes,
  provePossession,
  registerBlsKey,
  runCommittee,
  utf8,
  verifyBlsAggregate,
  verifyBlsAugmented,
  verifyBlsBatch,
  verifyBlsUnproven,
  type RegisteredKey,
  type Result,
} from '../../src/engine/index.ts';
import { blsPointToBytes, g1FromBytes, type G1Point } from '../../src/engine/foundation/bls12-381.ts';
import { runs } from './runs.ts';

// A pairing takes some 15 ms, and a property of 200 runs some hundreds of them.
vi.setConfig({ testTimeout: 240_000 });
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.rejection.code);
function need<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.rejection.message);
  return result.value;
}

const random = createRandom(1, 'bls-test');
const keys = [0, 1, 2, 3].map((index) => createBlsKey(random.fork(`key-${index}`)));
const publicKeys = keys.map(({ publicKey }) => publicKey);
const registered = keys.map((key) => need(registerBlsKey(key.publicKey, provePossession(key.secretKey))));
const message = utf8('block 7');
const signatures = keys.map(({ secretKey }) => blsSign(message, secretKey));
const aggregate = need(aggregateBls(signatures));
const g1 = (data: Uint8Array): G1Point => g1FromBytes(data) as G1Point;

const INFINITY_G1 = hexToBytes(`c0${'00'.repeat(47)}`);
/** Points of the curves outside the subgroups, lengths that are none, and a coordinate from the modulus on. */
const NO_KEYS = [
  hexToBytes(`80${'00'.repeat(46)}04`),
  new Uint8Array(48),
  new Uint8Array(47),
  hexToBytes(`9f${'ff'.repeat(47)}`),
];
const NO_SIGNATURES = [
  new Uint8Array(96),
  aggregate.subarray(1),
  concatBytes(aggregate, Uint8Array.of(0)),
  hexToBytes(`9f${'ff'.repeat(95)}`),
];

describe('a story: a committee signs, and a rogue wants to sign for it', () => {
  const run = runCommittee({ seed: 1 });

  test('8 signatures of 96 bytes become one of 96, and it holds', () => {
    expect(run).toMatchObject({ signers: 8, separateBytes: 768, aggregateBytes: 96, accepted: true });
  });

  test('where keys need no proof, the rogue signs in everybody’s name alone', () => {
    expect(run.forgedUnproven).toBe(true);
  });

  test('where they do, its key is not let in, since nobody knows its secret', () => {
    expect(run.rogueRefusedAs).toBe('no-possession');
    expect(run.trace.events.map(({ kind }) => kind)).toEqual([
      ...Array<string>(8).fill('vote-cast'),
      'signatures-aggregated',
      'block-rejected',
    ]);
    expect(() => runCommittee({ seed: 1, signers: 0 })).toThrow(RangeError);
  });
});

describe('one signature', () => {
  test('is the published one for a published key and message', () => {
    const secret = hexToBytes('263dbd792f5b1be47ed85f8938c0f29586af0d3ac7b977f21c278fe1462040e3');
    expect(bytesToHex(blsPublicKey(secret))).toBe(
      '0xa491d1b0ecd9bb917989f0e74f0dea0422eac4a873e5e2644f368dffb9a6e20fd6e10c1b77654d067c0618f6e5a7f79a',
    );
    expect(bytesToHex(blsSign(new Uint8Array(32), secret))).toBe(
      '0xb6ed936746e01f8ecf281f020953fbf1f01debd5657c4a383940b020b26507f6076334f91e2366c96e9ab279fb5158090352ea1c5b0c9274504f4f0e7053af24802e51e4568d164fe986834f41e55c8e850ce1f98458c0cfc9ab380b55285a55',
    );
  });

  test('is what an independent implementation makes', () => {
    const { longSignatures } = bls12_381;
    const hash = longSignatures.hash(message, 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_');
    keys.forEach(({ secretKey }, index) =>
      expect(signatures[index]).toEqual(longSignatures.sign(hash, secretKey).toBytes()),
    );
  });

  test('takes a secret between 1 and the order, and none beside', () => {
    const order = bls12_381.fields.Fr.ORDER.toString(16);
    for (const hex of [order, '00'.repeat(32), '01']) {
      expect(() => blsPublicKey(hexToBytes(hex))).toThrow(RangeError);
      expect(() => blsSign(message, hexToBytes(hex))).toThrow(RangeError);
    }
    expect(blsPublicKey(hexToBytes(`${'00'.repeat(31)}01`))).toEqual(
      g1(blsPublicKey(hexToBytes(`${'00'.repeat(31)}01`))).toBytes(),
    );
  });
});

describe('an aggregate', () => {
  test('of three published keys is the published one (Ethereum’s tests, fast_aggregate_verify, three signers)', () => {
    const secrets = [
      '263dbd792f5b1be47ed85f8938c0f29586af0d3ac7b977f21c278fe1462040e3',
      '47b8192d77bf871b62e87859d653922725724a5c031afeabc60bcef5ff665138',
      '328388aff0d4a5b7dc9205abd374e7e98f3cd9f3418edb4eafda5fb16473d216',
    ].map(hexToBytes);
    const published = hexToBytes(
      '9712c3edd73a209c742b8250759db12549b3eaf43b5ca61376d9f30e2747dbcf842d8b2ac0901d2a093713e20284a7670fcf6954e9ab93de991bb9b313e664785a075fc285806fa5224c82bde146561b446ccfc706a64b8579513cfc4ff1d930',
    );
    const what = new Uint8Array(32).fill(0xab);
    const summed = need(aggregateBls(secrets.map((secret) => blsSign(what, secret))));
    expect(summed).toEqual(published);
    const three = secrets.map((secret) =>
      need(registerBlsKey(blsPublicKey(secret), provePossession(secret))),
    );
    expect(codeOf(verifyBlsAggregate(three, what, published))).toBe('ok');
  });

  test('holds for its signers in any order, and not with one too many, too few, or another', () => {
    expect(codeOf(verifyBlsAggregate(registered, message, aggregate))).toBe('ok');
    expect(codeOf(verifyBlsAggregate([...registered].reverse(), message, aggregate))).toBe('ok');
    expect(codeOf(verifyBlsAggregate(registered.slice(1), message, aggregate))).toBe('wrong-signature');
    expect(
      codeOf(verifyBlsAggregate([...registered, registered[0] as RegisteredKey], message, aggregate)),
    ).toBe('wrong-signature');
    expect(codeOf(verifyBlsAggregate(registered, utf8('block 8'), aggregate))).toBe('wrong-signature');
    expect(codeOf(verifyBlsAggregate([], message, aggregate))).toBe('no-signers');
    expect(codeOf(aggregateBls([]))).toBe('no-signers');
  });

  test('refuses what is no point as a signature, and says whose it is', () => {
    for (const data of NO_SIGNATURES) {
      expect(codeOf(verifyBlsAggregate(registered, message, data))).toBe('invalid-signature');
      expect(aggregateBls([aggregate, data])).toMatchObject({
        rejection: { code: 'invalid-signature', received: { signer: 1 } },
      });
    }
  });

  test('whatever bytes come as a signature, they are refused and nothing breaks', () => {
    const any = fc.oneof(fc.uint8Array({ maxLength: 120 }), fc.uint8Array({ minLength: 96, maxLength: 96 }));
    fc.assert(
      fc.property(any, (data) => {
        expect(['invalid-signature', 'wrong-signature']).toContain(
          codeOf(verifyBlsAggregate(registered, message, data)),
        );
      }),
      { numRuns: runs() },
    );
  });

  test('asks for registered keys, and a look-alike is none', () => {
    const copy = { ...(registered[0] as RegisteredKey) };
    expect(() => verifyBlsAggregate([copy], message, aggregate)).toThrow(TypeError);
  });
});

describe('a key', () => {
  const proof = provePossession(keys[0]?.secretKey ?? new Uint8Array());

  test('is let in with its own proof only', () => {
    expect(codeOf(registerBlsKey(publicKeys[0] as Uint8Array, proof))).toBe('ok');
    expect(codeOf(registerBlsKey(publicKeys[1] as Uint8Array, proof))).toBe('no-possession');
    // The key signed as a message is no proof: that has a domain of its own.
    const signed = blsSign(publicKeys[0] as Uint8Array, keys[0]?.secretKey ?? new Uint8Array());
    expect(codeOf(registerBlsKey(publicKeys[0] as Uint8Array, signed))).toBe('no-possession');
  });

  test('is a point of the subgroup, and not infinity, for which anyone could sign', () => {
    for (const data of [INFINITY_G1, ...NO_KEYS]) {
      expect(codeOf(registerBlsKey(data, proof))).toBe('invalid-public-key');
      expect(codeOf(verifyBlsUnproven([data], message, aggregate))).toBe('invalid-public-key');
      expect(codeOf(verifyBlsAugmented([data], [message], aggregate))).toBe('invalid-public-key');
      expect(verifyBlsBatch([{ publicKey: data, message, signature: aggregate }])).toMatchObject({
        rejection: { code: 'invalid-public-key', received: { signer: 0 } },
      });
    }
    for (const data of NO_SIGNATURES)
      expect(codeOf(registerBlsKey(publicKeys[0] as Uint8Array, data))).toBe('invalid-signature');
  });
});

describe('with the signer’s key before the message', () => {
  const augmented = need(aggregateBls(keys.map(({ secretKey }) => blsSignAugmented(message, secretKey))));
  const messages = keys.map(() => message);

  test('an aggregate holds, of one message or of several', () => {
    expect(codeOf(verifyBlsAugmented(publicKeys, messages, augmented))).toBe('ok');
    const own = keys.map((_, index) => utf8(`vote ${index}`));
    const several = need(
      aggregateBls(keys.map(({ secretKey }, index) => blsSignAugmented(own[index] as Uint8Array, secretKey))),
    );
    expect(codeOf(verifyBlsAugmented(publicKeys, own, several))).toBe('ok');
    expect(codeOf(verifyBlsAugmented(publicKeys, [...own].reverse(), several))).toBe('wrong-signature');
  });

  test('a rogue key gains nothing', () => {
    const own = createBlsKey(random.fork('rogue'));
    const rogue = blsPointToBytes(
      publicKeys.reduce((rest, key) => rest.subtract(g1(key)), g1(own.publicKey)),
    );
    const everybody = [...publicKeys, rogue];
    const alone = blsSign(message, own.secretKey);
    expect(codeOf(verifyBlsUnproven(everybody, message, alone))).toBe('ok');
    for (const forged of [alone, blsSignAugmented(message, own.secretKey)])
      expect(
        codeOf(
          verifyBlsAugmented(
            everybody,
            everybody.map(() => message),
            forged,
          ),
        ),
      ).toBe('wrong-signature');
  });

  test('nobody, and a message too few, are refused', () => {
    expect(codeOf(verifyBlsAugmented([], [], augmented))).toBe('no-signers');
    expect(codeOf(verifyBlsAugmented(publicKeys, messages.slice(1), augmented))).toBe('no-signers');
    for (const data of NO_SIGNATURES)
      expect(codeOf(verifyBlsAugmented(publicKeys, messages, data))).toBe('invalid-signature');
  });
});

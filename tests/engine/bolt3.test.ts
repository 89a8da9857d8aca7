import { beforeAll, describe, expect, test } from 'vitest';
import {
  commitmentNumber,
  commitmentSecret,
  commitmentWeight,
  derivePublicKey,
  EMPTY_SECRET_STORE,
  FIRST_SECRET_INDEX,
  insertSecret,
  obscuringFactor,
  ready,
  revocationPublicKey,
  revocationSecretKey,
  secretAt,
  pointOf,
  type Hex,
  type SecretStore,
  type Transaction,
} from 'strata';
import { codeOf } from './bitcoin-cases.ts';
import { need } from './channel-cases.ts';

beforeAll(async () => ready());

describe('BOLT 3 as it is published', () => {
  test('appendix D: the secret that grows from a seed of zeros at the first index', () => {
    const secret = commitmentSecret(`0x${'00'.repeat(32)}`, 281474976710655n);
    expect(secret).toBe('0x02a40c85b6f28da08dfdbe0926c53fab2de6d28c10301f8f7c4073d5e42e3148');
  });

  test('appendix E: keys from a base point and a commitment point, and the revocation key with its secret', () => {
    const base: Hex = '0x036d6caac248af96f6afa7f904f550253a0f3ef3f5aa2fe6838a95b216691468e2';
    const point: Hex = '0x025f7117a78150fe2ef97db7cfc83bd57b2e2c0d0dd25eaf467a4a1c2a45ce1486';
    expect(derivePublicKey(base, point)).toBe(
      '0x0235f2dbfaa89b57ec7b055afe29849ef7ddfeb1cefdb9ebdc43f5494984db29e5',
    );
    const revocation = '0x02916e326636d19c33f13e8c0c3a03dd157f332f3e99c317c141dd865eb01f8ff0';
    expect(revocationPublicKey(base, point)).toBe(revocation);
    const secret = revocationSecretKey(
      '0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
      '0x1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100',
    );
    expect(secret).toBe('0xd09ffff62ddb2297ab000cc85bcb4283fdeb6aa052affbc9dddcf33b61078110');
    expect(pointOf(secret)).toBe(revocation);
  });

  test('appendix C: what hides the number', () => {
    const factor = obscuringFactor(
      '0x034f355bdcb7cc0af728ef3cceb9615d90684bb5b2ca5f859ab0f0b704075871aa',
      '0x032c0b7cf95324a07d05398b240174dc0c2be444d96b159aa6c7f7b1e668680991',
    );
    expect(factor).toBe(0x2bb038521914n);
    const commitment: Transaction = {
      version: 2,
      inputs: [
        {
          id: `0x${'00'.repeat(32)}` as Transaction['inputs'][number]['id'],
          output: 0,
          script: new Uint8Array(0),
          sequence: 0x802bb038,
          witness: [],
        },
      ],
      outputs: [],
      lockTime: 0x20521914 ^ 42,
    };
    expect(commitmentNumber(commitment, factor)).toBe(42n);
    expect(commitmentNumber({ ...commitment, lockTime: 500_000 }, factor)).toBeNull();
    expect(commitmentWeight(2, false)).toBe(724 + 2 * 172);
  });
});

test('a thousand secrets are kept in ten places, and each can be read back', () => {
  const seed: Hex = `0x${'5e'.repeat(32)}`;
  let store: SecretStore = EMPTY_SECRET_STORE;
  for (let number = 0n; number < 1_000n; number += 1n) {
    const index = FIRST_SECRET_INDEX - number;
    store = need(insertSecret(store, { index, secret: commitmentSecret(seed, index) }));
  }
  expect(store.filter((place) => place !== undefined).length).toBeLessThanOrEqual(10);
  for (const number of [0n, 1n, 511n, 512n, 999n])
    expect(secretAt(store, FIRST_SECRET_INDEX - number)).toBe(
      commitmentSecret(seed, FIRST_SECRET_INDEX - number),
    );
  expect(secretAt(store, FIRST_SECRET_INDEX - 1_000n)).toBeNull();
  // 2^48 − 1 − 1,001 ends in a 0, so the secret there has to lead to the one before.
  const index = FIRST_SECRET_INDEX - 1_001n;
  const next = need(insertSecret(store, { index: index + 1n, secret: commitmentSecret(seed, index + 1n) }));
  expect(codeOf(insertSecret(next, { index, secret: `0x${'11'.repeat(32)}` }))).toBe('secret-not-from-seed');
});

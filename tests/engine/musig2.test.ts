import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  aggregateKeys,
  aggregateNonces,
  aggregateShares,
  aggregateTweakedKeys,
  bytesToHex,
  concatBytes,
  generateNonces,
  hexToBytes,
  keyCoefficients,
  schnorrSign,
  schnorrVerify,
  sha256,
  signPartially,
  sortPublicKeys,
  utf8,
  verifyShare,
  xOnlyKey,
  type AggregateKey,
  type KeyTweak,
  type NoncePair,
  type SigningSession,
} from 'strata';
import { bigintToFixedBytes, bytesToBigint } from '../../src/engine/foundation/bytes.ts';
import {
  CURVE_ORDER,
  GENERATOR,
  hasEvenY,
  INFINITY,
  modOrder,
  multiply,
  pointFromBytes,
  pointToBytes,
} from '../../src/engine/foundation/secp256k1.ts';
import { codeOf } from './bitcoin-cases.ts';
import { KEYS, MESSAGE, need, noncesOf, PEOPLE, person, sign, viewOf, type Person } from './musig2-cases.ts';
import { runs } from './runs.ts';

test('three people sign as one: the chain sees one key of 32 bytes and one signature of 64', () => {
  // They agree on an order and on a key, and can each compute it alone.
  const sorted = sortPublicKeys(KEYS);
  const key = need(aggregateKeys(sorted));
  expect(xOnlyKey(key)).toEqual(xOnlyKey(need(aggregateKeys(sortPublicKeys([...KEYS].reverse())))));
  // Two messages each: nonces first, then shares.
  const inOrder = sorted.map((publicKey) => PEOPLE.find((one) => one.publicKey === publicKey) as Person);
  const { session, shares } = sign(inOrder, key);
  const signature = need(aggregateShares(session, shares));
  expect(signature).toHaveLength(64);
  // Anyone checks it as a signature of one person.
  expect(schnorrVerify(signature, MESSAGE, xOnlyKey(key))).toBe(true);
  // Two of the three are not enough.
  expect(schnorrVerify(need(aggregateShares(session, shares.slice(0, 2))), MESSAGE, xOnlyKey(key))).toBe(
    false,
  );
});

test('a rogue key takes over a plain sum of keys, and does nothing to an aggregate', () => {
  const [alice, , mallory] = PEOPLE;
  // Mallory waits for Alice's key and announces her own one minus it.
  const rogue = pointToBytes(
    multiply(GENERATOR, bytesToBigint(mallory.secretKey)).add(
      (pointFromBytes(alice.publicKey) as typeof GENERATOR).negate(),
    ),
  );
  const plainSum = [alice.publicKey, rogue].reduce(
    (sum, key) => sum.add(pointFromBytes(key) as typeof GENERATOR),
    INFINITY,
  );
  // The plain sum is Mallory's own key: she could sign for both, alone.
  expect(pointToBytes(plainSum)).toEqual(mallory.publicKey);
  // With coefficients the aggregate is another key, and what she signs alone does not hold for it.
  const key = need(aggregateKeys([alice.publicKey, rogue]));
  expect(xOnlyKey(key)).not.toEqual(mallory.publicKey.subarray(1));
  const alone = schnorrSign(MESSAGE, mallory.secretKey);
  expect(schnorrVerify(alone, MESSAGE, pointToBytes(plainSum).subarray(1))).toBe(true);
  expect(schnorrVerify(alone, MESSAGE, xOnlyKey(key))).toBe(false);
  // Nor can she give a share for the rogue key: she does not know its secret.
  const aggregateNonce = need(
    aggregateNonces([noncesOf(alice), noncesOf(mallory)].map(({ publicNonce }) => publicNonce)),
  );
  const session = { key, aggregateNonce, message: MESSAGE };
  expect(codeOf(signPartially(session, noncesOf(mallory).secretNonce, mallory.secretKey))).toBe(
    'not-a-signer',
  );
});

test('who spoils a signature is found out', () => {
  const key = need(aggregateKeys(KEYS));
  const ceremony = sign(PEOPLE, key);
  const { session, shares } = ceremony;
  const spoiled = shares.map((share, signer) =>
    signer === 1 ? share.with(31, (share[31] as number) ^ 1) : share,
  );
  expect(schnorrVerify(need(aggregateShares(session, spoiled)), MESSAGE, xOnlyKey(key))).toBe(false);
  const verdicts = spoiled.map((share, signer) =>
    codeOf(verifyShare(session, share, viewOf(ceremony, signer))),
  );
  expect(verdicts).toEqual(['accepted', 'wrong-share', 'accepted']);
});

test('a nonce that is used twice gives the secret key away', () => {
  const [alice, bob] = PEOPLE;
  const key = need(aggregateKeys([alice.publicKey, bob.publicKey]));
  const own = noncesOf(alice);
  // Bob sees three shares of Alice for one nonce of hers, and moves his own nonce each time.
  const equations = ['first', 'second', 'third'].map((attempt) => {
    const aggregateNonce = need(aggregateNonces([own.publicNonce, noncesOf(bob, attempt).publicNonce]));
    const session = { key, aggregateNonce, message: MESSAGE };
    return { session, share: bytesToBigint(need(signPartially(session, own.secretNonce, alice.secretKey))) };
  });
  // Each share is ±(k1 + b·k2) + c·x with known b, c and sign: three equations, three unknowns.
  const rows = equations.map(({ session, share }) => {
    const { sign, b, c } = knownNumbers(session, key, 0);
    return [sign, modOrder(sign * b), c, share] as [bigint, bigint, bigint, bigint];
  });
  expect(bigintToFixedBytes(solveThird(rows), 32)).toEqual(alice.secretKey);
});

/** What everyone can compute of a share: the nonce's sign, the second nonce's weight, and what the key is multiplied by. */
function knownNumbers(session: SigningSession, key: AggregateKey, signer: number) {
  const tagged = (tag: string, ...parts: Uint8Array[]): bigint => {
    const prefix = sha256(utf8(tag));
    return modOrder(bytesToBigint(sha256(concatBytes(prefix, prefix, ...parts))));
  };
  const b = tagged('MuSig/noncecoef', session.aggregateNonce, xOnlyKey(key), session.message);
  const half = (at: number) => pointFromBytes(session.aggregateNonce.slice(at, at + 33)) as typeof GENERATOR;
  const nonce = half(0).add(multiply(half(33), b));
  const e = tagged('BIP0340/challenge', pointToBytes(nonce).subarray(1), xOnlyKey(key), session.message);
  const c = modOrder((hasEvenY(key.point) ? e : -e) * (keyCoefficients(key.publicKeys)[signer] as bigint));
  return { sign: hasEvenY(nonce) ? 1n : CURVE_ORDER - 1n, b, c };
}

/** The third unknown of three linear equations modulo the order, by Cramer's rule. */
function solveThird(rows: readonly [bigint, bigint, bigint, bigint][]): bigint {
  const determinant = (column: 2 | 3): bigint => {
    const [[a, b, c], [d, e, f], [g, h, i]] = rows.map((row) => [row[0], row[1], row[column]]) as [
      [bigint, bigint, bigint],
      [bigint, bigint, bigint],
      [bigint, bigint, bigint],
    ];
    return modOrder(a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g));
  };
  let inverse = 1n;
  for (
    let base = determinant(2), power = CURVE_ORDER - 2n;
    power > 0n;
    power >>= 1n, base = modOrder(base * base)
  )
    if (power & 1n) inverse = modOrder(inverse * base);
  return modOrder(determinant(3) * inverse);
}

describe('any group', () => {
  const tweaks = fc.array(
    fc.record({
      value: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((data) => data.with(0, 0)),
      xOnly: fc.boolean(),
    }),
    { maxLength: 3 },
  );

  test('of one to four, some of them twice, signs under any tweaks, and each share holds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 }),
        tweaks,
        (names, list) => {
          const people = names.map(person);
          const key = need(
            aggregateTweakedKeys(
              people.map(({ publicKey }) => publicKey),
              list,
            ),
          );
          const { session, shares, nonces } = sign(people, key);
          expect(schnorrVerify(need(aggregateShares(session, shares)), MESSAGE, xOnlyKey(key))).toBe(true);
          const [share, first, nonce] = [shares[0], people[0], nonces[0]] as [Uint8Array, Person, NoncePair];
          const view = { signer: 0, publicKey: first.publicKey, publicNonce: nonce.publicNonce };
          expect(codeOf(verifyShare(session, share, view))).toBe('accepted');
        },
      ),
      { numRuns: runs() },
    );
  });

  test('has another key when a signer, the order or a tweak is another', () => {
    const key = (keys: readonly Uint8Array[], list: readonly KeyTweak[] = []): string =>
      bytesToHex(xOnlyKey(need(aggregateTweakedKeys(keys, list))));
    const value = sha256(utf8('tweak'));
    const all = [
      key(KEYS),
      key([...KEYS].reverse()),
      key(KEYS.slice(1)),
      key([...KEYS, KEYS[0] as Uint8Array]),
    ];
    expect(new Set([...all, key(KEYS, [{ value, xOnly: true }])]).size).toBe(5);
  });
});

test('BIP-327: three published keys aggregate to the published key, and nonces to the published nonces', () => {
  const keys = [
    '02f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9',
    '03dff1d77f2a671c5f36183726db2341be58feae1da2deced843240f7b502ba659',
    '023590a94e768f8e1815c2f24b4d80a8e3149316c3518ce7b7ad338368d038ca66',
  ].map(hexToBytes);
  expect(bytesToHex(xOnlyKey(need(aggregateKeys(keys))))).toBe(
    '0x90539eede565f5d054f32cc0c220126889ed1e5d193baf15aef344fe59d4610c',
  );
  const fill = (byte: number, length = 32): Uint8Array => new Uint8Array(length).fill(byte);
  const { secretNonce } = generateNonces({
    random: fill(0x0f),
    secretKey: fill(0x02),
    publicKey: hexToBytes('024d4b6cd1361032ca9bd2aeb9d900aa4d45d9ead80ac9423374c451a7254d0766'),
    aggregateKey: fill(0x07),
    message: fill(0x01),
    extra: fill(0x08),
  });
  expect(bytesToHex(secretNonce.subarray(0, 64))).toBe(
    '0xb114e502beaa4e301dd08a50264172c84e41650e6cb726b410c0694d59effb6495b5caf28d045b973d63e3c99a44b807bde375fd6cb39e46dc4a511708d0e9d2',
  );
  expect(() => generateNonces({ random: fill(1, 31), publicKey: fill(2, 33) })).toThrow(RangeError);
});

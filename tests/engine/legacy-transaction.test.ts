/** Ethereum's first transaction format and its header: encodings of one form only, and senders that come out of signatures. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  bytesToHex,
  createKey,
  decodeEthereumHeader,
  decodeLegacyTransaction,
  decodeRlp,
  encodeEthereumHeader,
  encodeLegacyTransaction,
  encodeRlp,
  ethereumHeaderHash,
  gas,
  headerOfEthereumBlock,
  hexToBytes,
  legacySigningHash,
  legacyTransactionHash,
  ready,
  rlpInteger,
  senderOfLegacyTransaction,
  signLegacyTransaction,
  wei,
  type Address,
  type EthereumHeader,
  type Hash,
  type Hex,
  type LegacyTransaction,
  type RlpItem,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

beforeAll(ready);

const RUNS = { numRuns: runs() };
const hex = (length: number): fc.Arbitrary<Hex> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map(bytesToHex);
const quantity = (bits: number): fc.Arbitrary<bigint> =>
  fc.bigInt({ min: 0n, max: (1n << BigInt(bits)) - 1n });
const transactions: fc.Arbitrary<LegacyTransaction> = fc.record({
  nonce: fc.nat(),
  gasPrice: quantity(256).map(wei),
  gasLimit: quantity(64).map(gas),
  to: fc.option(hex(20) as fc.Arbitrary<Address>),
  value: quantity(256).map(wei),
  data: fc.uint8Array({ maxLength: 60 }).map(bytesToHex),
});
/** The order of the group (SEC 2, 2.4.1). */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

const plain: LegacyTransaction = {
  nonce: 0,
  gasPrice: wei(10n ** 12n),
  gasLimit: gas(21_000),
  to: `0x${'11'.repeat(20)}` as Address,
  value: wei(1),
  data: '0x',
};

describe('a legacy transaction', () => {
  test('names its sender by its signature alone, and decodes to what was encoded', () => {
    fc.assert(
      fc.property(transactions, fc.nat(1000), (transaction, seed) => {
        const key = createKey(seed);
        const signed = signLegacyTransaction(transaction, key.secretKey);
        expect(senderOfLegacyTransaction(signed)).toEqual({ ok: true, value: key.address });
        expect(decodeLegacyTransaction(encodeLegacyTransaction(signed))).toEqual({ ok: true, value: signed });
      }),
      { numRuns: runs(50) },
    );
  });

  test('changed after signing comes from somebody else or from nobody', () => {
    const key = createKey('ana');
    const signed = signLegacyTransaction(plain, key.secretKey);
    const changed = senderOfLegacyTransaction({ ...signed, value: wei(2) });
    expect(changed.ok && changed.value).not.toBe(key.address);
  });

  test('is the same on every chain: nothing in what is signed names one', () => {
    expect(legacySigningHash(plain)).toBe(legacySigningHash({ ...plain }));
    const item = decodeRlp(encodeLegacyTransaction(plain));
    expect(item.ok && item.value.length).toBe(9);
  });

  test('with s in the upper half was allowed by Frontier and is refused since Homestead', () => {
    const key = createKey('ana');
    const signed = signLegacyTransaction(plain, key.secretKey);
    const { v, r, s } = signed.signature;
    const twin = { ...signed, signature: { v: v === 27 ? 28 : 27, r, s: ORDER - s } as const };
    expect(senderOfLegacyTransaction(twin, 'frontier')).toEqual({ ok: true, value: key.address });
    expect(legacyTransactionHash(twin)).not.toBe(legacyTransactionHash(signed));
    expect(senderOfLegacyTransaction(twin)).toMatchObject({
      ok: false,
      rejection: { code: 'signature-high-s' },
    });
  });

  test('signed by no key at all is refused', () => {
    // 5 is the x of no point of the curve: 5³ + 7 = 132 is no square modulo p.
    const signed = { ...plain, signature: { v: 27, r: 5n, s: 1n } as const };
    expect(senderOfLegacyTransaction(signed)).toMatchObject({
      ok: false,
      rejection: { code: 'bad-signature' },
    });
  });

  test('is refused for the nearest wrong value of each field', () => {
    const signed = signLegacyTransaction(plain, createKey('ana').secretKey);
    const decoded = decodeRlp(encodeLegacyTransaction(signed));
    if (!decoded.ok || decoded.value instanceof Uint8Array) throw new Error('no list');
    const items = decoded.value;
    const codeWith = (at: number, item: RlpItem): string => {
      const result = decodeLegacyTransaction(
        encodeRlp(items.map((one, index) => (index === at ? item : one))),
      );
      return result.ok ? 'accepted' : result.rejection.code;
    };
    expect(codeWith(0, rlpInteger(2n ** 48n - 1n))).toBe('accepted');
    expect(codeWith(0, rlpInteger(2n ** 48n))).toBe('rlp-too-large');
    expect(codeWith(0, Uint8Array.of(0))).toBe('rlp-leading-zero');
    expect(codeWith(1, rlpInteger(2n ** 256n))).toBe('rlp-too-large');
    expect(codeWith(2, rlpInteger(2n ** 64n))).toBe('rlp-too-large');
    expect(codeWith(3, new Uint8Array(0))).toBe('accepted');
    expect(codeWith(3, new Uint8Array(19))).toBe('rlp-wrong-length');
    expect(codeWith(3, new Uint8Array(21))).toBe('rlp-wrong-length');
    expect(codeWith(4, [])).toBe('rlp-not-bytes');
    expect(codeWith(6, rlpInteger(26))).toBe('legacy-wrong-v');
    expect(codeWith(6, rlpInteger(28))).toBe('accepted');
    expect(codeWith(6, rlpInteger(29))).toBe('legacy-wrong-v');
    expect(codeWith(7, rlpInteger(0))).toBe('signature-out-of-range');
    expect(codeWith(7, rlpInteger(ORDER - 1n))).toBe('accepted');
    expect(codeWith(7, rlpInteger(ORDER))).toBe('signature-out-of-range');
    expect(codeWith(8, rlpInteger(ORDER))).toBe('signature-out-of-range');
    expect(decodeLegacyTransaction(encodeLegacyTransaction(plain))).toMatchObject({ ok: false });
    expect(decodeLegacyTransaction(encodeRlp(items.slice(0, 8)))).toMatchObject({ ok: false });
    expect(decodeLegacyTransaction(encodeRlp([...items, Uint8Array.of(1)]))).toMatchObject({ ok: false });
  });

  test('cut short, lengthened or made up is refused by a value, and what is accepted has one form', () => {
    const whole = encodeLegacyTransaction(signLegacyTransaction(plain, createKey('ana').secretKey));
    for (let length = 0; length < whole.length; length += 1)
      expect(decodeLegacyTransaction(whole.subarray(0, length)).ok).toBe(false);
    expect(decodeLegacyTransaction(Uint8Array.of(...whole, 0)).ok).toBe(false);
    fc.assert(
      fc.property(
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.uint8Array({ maxLength: 40 }),
        (at, change, junk) => {
          const damaged = whole.slice();
          damaged[at] = (damaged[at] as number) ^ change;
          for (const data of [damaged, junk]) {
            const decoded = decodeLegacyTransaction(data);
            if (decoded.ok) expect(encodeLegacyTransaction(decoded.value)).toEqual(data);
          }
        },
      ),
      RUNS,
    );
  });

  test('that cannot be written is a mistake of the programmer', () => {
    expect(() => encodeLegacyTransaction({ ...plain, nonce: -1 })).toThrow(RangeError);
    expect(() => encodeLegacyTransaction({ ...plain, gasLimit: gas(2n ** 64n) })).toThrow(RangeError);
    expect(() => encodeLegacyTransaction({ ...plain, to: '0x11' as Address })).toThrow(RangeError);
    expect(() => signLegacyTransaction(plain, `0x${'00'.repeat(32)}`)).toThrow(RangeError);
  });
});

const headers: fc.Arbitrary<EthereumHeader> = fc.record({
  parent: hex(32) as fc.Arbitrary<Hash>,
  unclesHash: hex(32) as fc.Arbitrary<Hash>,
  beneficiary: hex(20) as fc.Arbitrary<Address>,
  stateRoot: hex(32) as fc.Arbitrary<Hash>,
  transactionsRoot: hex(32) as fc.Arbitrary<Hash>,
  receiptsRoot: hex(32) as fc.Arbitrary<Hash>,
  logsBloom: hex(256),
  difficulty: quantity(256),
  number: quantity(64),
  gasLimit: quantity(64).map(gas),
  gasUsed: quantity(64).map(gas),
  timestamp: quantity(64),
  extraData: fc.uint8Array({ maxLength: 32 }).map(bytesToHex),
  mixHash: hex(32) as fc.Arbitrary<Hash>,
  nonce: hex(8),
});

describe("Ethereum's header", () => {
  test('decodes to what was encoded, alone and within a block', () => {
    fc.assert(
      fc.property(headers, (header) => {
        const data = encodeEthereumHeader(header);
        expect(decodeEthereumHeader(data)).toEqual({ ok: true, value: header });
        const item = decodeRlp(data);
        if (!item.ok) throw new Error('no rlp');
        expect(headerOfEthereumBlock(encodeRlp([item.value, [], []]))).toEqual({ ok: true, value: header });
      }),
      RUNS,
    );
  });

  test('of block 0 has the hash that the whole network agrees on', () => {
    const genesis: EthereumHeader = {
      parent: `0x${'00'.repeat(32)}` as Hash,
      unclesHash: '0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347' as Hash,
      beneficiary: `0x${'00'.repeat(20)}` as Address,
      stateRoot: '0xd7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544' as Hash,
      transactionsRoot: '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421' as Hash,
      receiptsRoot: '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421' as Hash,
      logsBloom: `0x${'00'.repeat(256)}`,
      difficulty: 0x400000000n,
      number: 0n,
      gasLimit: gas(5000),
      gasUsed: gas(0),
      timestamp: 0n,
      extraData: '0x11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa',
      mixHash: `0x${'00'.repeat(32)}` as Hash,
      nonce: '0x0000000000000042',
    };
    expect(ethereumHeaderHash(genesis)).toBe(
      '0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3',
    );
  });

  test('is refused with a field of the wrong length, a field too few, or bytes after it', () => {
    const [sample] = fc.sample(headers, { numRuns: 1, seed: 1 });
    const data = encodeEthereumHeader(sample as EthereumHeader);
    const decoded = decodeRlp(data);
    if (!decoded.ok || decoded.value instanceof Uint8Array) throw new Error('no list');
    const items = decoded.value;
    const isRefusedWith = (at: number, item: RlpItem): boolean =>
      !decodeEthereumHeader(encodeRlp(items.map((one, index) => (index === at ? item : one)))).ok;
    for (const [at, length] of [
      [0, 31],
      [2, 21],
      [6, 255],
      [12, 33],
      [13, 33],
      [14, 7],
    ] as const)
      expect(isRefusedWith(at, new Uint8Array(length).fill(1)), `field ${at}`).toBe(true);
    expect(isRefusedWith(12, new Uint8Array(32).fill(1))).toBe(false);
    expect(isRefusedWith(8, hexToBytes('0001'))).toBe(true);
    expect(isRefusedWith(8, new Uint8Array(9).fill(1))).toBe(true);
    expect(decodeEthereumHeader(encodeRlp(items.slice(1))).ok).toBe(false);
    expect(decodeEthereumHeader(Uint8Array.of(...data, 1)).ok).toBe(false);
    expect(headerOfEthereumBlock(encodeRlp([items, []])).ok).toBe(false);
    expect(headerOfEthereumBlock(encodeRlp([items, [], Uint8Array.of(1)])).ok).toBe(false);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (junk) => {
        expect(decodeEthereumHeader(junk).ok || headerOfEthereumBlock(junk).ok).toBe(false);
      }),
      RUNS,
    );
  });
});

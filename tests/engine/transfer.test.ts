import { Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { createFeeMarket1559Tx } from '@ethereumjs/tx';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  bytesToHex,
  createKey,
  decodeTransfer,
  encodeRlp,
  encodeTransfer,
  gas,
  hashHex,
  hasValidSignature,
  keccak256,
  ready,
  rlpInteger,
  senderOf,
  signingHash,
  signTransfer,
  transferHash,
  wei,
  type Address,
  type RlpItem,
  type SignedTransfer,
  type Transfer,
} from 'strata';
import { createCast, transferBy } from './ledger-cases.ts';
import { runs } from './runs.ts';

const transfers: fc.Arbitrary<Transfer> = fc.record({
  chainId: fc.integer({ min: 1, max: 2 ** 31 }),
  nonce: fc.nat(),
  to: fc.uint8Array({ minLength: 20, maxLength: 20 }).map((data) => bytesToHex(data) as Address),
  value: fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).map(wei),
  gasLimit: fc.bigInt({ min: 21_000n, max: (1n << 60n) - 1n }).map(gas),
  maxFeePerGas: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }).map(wei),
  maxPriorityFeePerGas: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }).map(wei),
});

describe('a transfer', () => {
  beforeAll(ready);

  test('is signed over the very bytes that Ethereum signs', () => {
    fc.assert(
      fc.property(transfers, (transfer) => {
        const common = new Common({
          chain: { ...Mainnet, chainId: transfer.chainId },
          hardfork: Hardfork.London,
        });
        const { to, nonce, value, gasLimit, maxFeePerGas } = transfer;
        const maxPriorityFeePerGas =
          transfer.maxPriorityFeePerGas < maxFeePerGas ? transfer.maxPriorityFeePerGas : maxFeePerGas;
        const theirs = createFeeMarket1559Tx(
          { to, nonce, value, gasLimit, maxFeePerGas, maxPriorityFeePerGas, chainId: transfer.chainId },
          { common },
        );
        expect(signingHash({ ...transfer, maxPriorityFeePerGas })).toBe(
          hashHex(theirs.getHashedMessageToSign()),
        );
      }),
      { numRuns: runs() },
    );
  });

  test('has the sender that Ethereum recovers from the same signature', () => {
    const { alice, bob } = createCast();
    const common = new Common({ chain: { ...Mainnet, chainId: 7 }, hardfork: Hardfork.London });
    const signed = transferBy(alice, bob);
    const { to, nonce, value, gasLimit, maxFeePerGas, maxPriorityFeePerGas, signature } = signed;
    const senders = [0n, 1n].map((v) => {
      const [r, s] = [BigInt(signature.slice(0, 66)), BigInt(`0x${signature.slice(66)}`)];
      const fields = { to, nonce, value, gasLimit, maxFeePerGas, maxPriorityFeePerGas, chainId: 7, v, r, s };
      return createFeeMarket1559Tx(fields, { common }).getSenderAddress().toString();
    });
    expect(senders).toContain(senderOf(signed));
  });

  test('decodes from what it encodes to, and keeps its id', () => {
    fc.assert(
      fc.property(transfers, fc.nat(9), (transfer, seed) => {
        const signed = signTransfer(transfer, createKey(seed).secretKey);
        const decoded = decodeTransfer(encodeTransfer(signed));
        expect(decoded).toEqual({ ok: true, value: signed });
        expect(hasValidSignature(signed)).toBe(true);
        expect(transferHash(signed)).toBe(hashHex(keccak256(encodeTransfer(signed))));
      }),
      { numRuns: runs() },
    );
  });

  test('no longer has a valid signature when any field is changed', () => {
    const { alice, bob, carol } = createCast();
    const signed = transferBy(alice, bob);
    const changes: Partial<SignedTransfer>[] = [
      { chainId: 8 },
      { nonce: 1 },
      { to: carol.address },
      { value: wei(1_001n) },
      { gasLimit: gas(21_001n) },
      { maxFeePerGas: wei(151n) },
      { maxPriorityFeePerGas: wei(21n) },
      { publicKey: bob.publicKey },
    ];
    for (const change of changes) {
      const changed = { ...signed, ...change };
      expect(hasValidSignature(changed)).toBe(false);
      expect(transferHash(changed)).not.toBe(transferHash(signed));
    }
  });

  test('is not signed when a field is out of range', () => {
    const { alice, bob } = createCast();
    expect(() => transferBy(alice, bob, { value: wei(-1n) })).toThrow(RangeError);
    expect(() => transferBy(alice, bob, { nonce: 0.5 })).toThrow(RangeError);
    expect(() => transferBy(alice, bob, { to: '0x1234' as Address })).toThrow(RangeError);
    expect(() => signTransfer(transferBy(alice, bob), `0x${'00'.repeat(32)}`)).toThrow(RangeError);
  });
});

describe('the decoder of a transfer', () => {
  beforeAll(ready);
  const fields = (): RlpItem[] => {
    const { alice, bob } = createCast();
    const { to, publicKey, signature } = transferBy(alice, bob);
    const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.slice(2), 'hex'));
    return [
      ...[7, 0, 20, 150, 21_000].map(rlpInteger),
      bytes(to),
      rlpInteger(1_000),
      new Uint8Array(0),
      [],
      bytes(publicKey),
      bytes(signature),
    ];
  };
  const codeOf = (items: RlpItem, type = 2): string => {
    const decoded = decodeTransfer(Uint8Array.of(type, ...encodeRlp(items)));
    return decoded.ok ? 'accepted' : decoded.rejection.code;
  };

  test('accepts the fields of a valid one', () => {
    expect(codeOf(fields())).toBe('accepted');
  });

  test.each([
    ['another type', 'transfer-wrong-type', (items: RlpItem[]) => items, 1],
    ['a field too few', 'rlp-wrong-count', (items: RlpItem[]) => items.slice(0, 10), 2],
    ['a field too many', 'rlp-wrong-count', (items: RlpItem[]) => [...items, new Uint8Array(0)], 2],
    [
      'a nonce with a leading zero',
      'rlp-leading-zero',
      (items: RlpItem[]) => items.with(1, Uint8Array.of(0)),
      2,
    ],
    [
      'a nonce of 49 bits',
      'rlp-too-large',
      (items: RlpItem[]) => items.with(1, Uint8Array.of(1, 0, 0, 0, 0, 0, 0)),
      2,
    ],
    [
      'a recipient of 19 bytes',
      'rlp-wrong-length',
      (items: RlpItem[]) => items.with(5, new Uint8Array(19)),
      2,
    ],
    [
      'a value of 257 bits',
      'rlp-too-large',
      (items: RlpItem[]) => items.with(6, new Uint8Array(33).fill(1)),
      2,
    ],
    ['data', 'transfer-with-data', (items: RlpItem[]) => items.with(7, Uint8Array.of(1)), 2],
    ['an access list', 'rlp-wrong-count', (items: RlpItem[]) => items.with(8, [new Uint8Array(0)]), 2],
    ['bytes for an access list', 'rlp-not-a-list', (items: RlpItem[]) => items.with(8, new Uint8Array(0)), 2],
    ['a list for a value', 'rlp-not-bytes', (items: RlpItem[]) => items.with(6, []), 2],
    ['a key of 32 bytes', 'rlp-wrong-length', (items: RlpItem[]) => items.with(9, new Uint8Array(32)), 2],
    [
      'a signature of 65 bytes',
      'rlp-wrong-length',
      (items: RlpItem[]) => items.with(10, new Uint8Array(65)),
      2,
    ],
  ] as const)('refuses %s', (_, code, spoil, type) => {
    expect(codeOf(spoil(fields()), type)).toBe(code);
  });

  test('refuses bytes after the transfer and a transfer that breaks off', () => {
    const data = Uint8Array.of(2, ...encodeRlp(fields()));
    expect(decodeTransfer(Uint8Array.of(...data, 0)).ok).toBe(false);
    for (let length = 0; length < data.length; length += 1)
      expect(decodeTransfer(data.subarray(0, length)).ok).toBe(false);
  });
});

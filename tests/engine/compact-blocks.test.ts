import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  answerRequest,
  bitcoinMerkleRoot,
  blocksPerCollision,
  buildScript,
  compactBlock,
  completeBlock,
  createRandom,
  decodeCompactBlock,
  decodeTransactionAnswer,
  decodeTransactionRequest,
  encodeBitcoinBlock,
  encodeCompactBlock,
  encodeTransactionAnswer,
  encodeTransactionRequest,
  headerId,
  NO_OUTPUT,
  NO_TRANSACTION,
  reconstruct,
  relayCompactly,
  sat,
  shortId,
  shortIdKey,
  transactionId,
  witnessId,
  type BitcoinBlock,
  type BitcoinHeader,
  type Transaction,
} from 'strata';
import { codeOf, madeUpId, spending } from './bitcoin-cases.ts';
import { runs } from './runs.ts';

/** A payment of ordinary size; each number gives another one. */
const payment = (number: number): Transaction =>
  spending(
    [{ id: madeUpId(`compact ${number}`), output: number }],
    [
      { script: buildScript(0, new Uint8Array(20).fill(number & 255)), value: 1000n },
      { script: buildScript(0, new Uint8Array(20).fill(7)), value: 2000n },
    ],
  );
const coinbase: Transaction = {
  ...spending([{ id: NO_TRANSACTION, output: NO_OUTPUT }], [{ script: new Uint8Array(25), value: 50n }]),
  lockTime: 0,
};

function blockOf(transactions: readonly Transaction[]): BitcoinBlock {
  const merkleRoot = bitcoinMerkleRoot(transactions.map(transactionId));
  const header: BitcoinHeader = {
    version: 4,
    prevId: NO_TRANSACTION,
    merkleRoot,
    timestamp: 1_600_000_000,
    bits: 0x207fffff,
    nonce: 9,
  };
  return { header, transactions };
}
const numbers = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => from + index);

function need<T>(result: { ok: true; value: T } | { ok: false; rejection: { message: string } }): T {
  if (!result.ok) throw new Error(result.rejection.message);
  return result.value;
}

test('a block of 1,000 payments reaches a node that has all but two of them in a fifteenth of its bytes', () => {
  const block = blockOf([coinbase, ...numbers(1, 1000).map(payment)]);
  // The node's mempool: 998 of the block's payments, 500 others, in an order of its own.
  const known = numbers(1, 1000).filter((number) => number !== 17 && number !== 900);
  const pool = createRandom(7).shuffle([...known, ...numbers(5000, 500)].map(payment));

  const relay = need(relayCompactly(block, pool, { nonce: 1234n }));
  expect(relay.block).toEqual(block);
  expect(relay.asked).toEqual([17, 900]);
  // Announcement, request, answer: 6 bytes a payment, and whole only what was missing.
  expect(relay.messages).toHaveLength(3);
  expect(relay.sent * 15).toBeLessThan(relay.wholeBlock);
  expect(relay.wholeBlock).toBe(encodeBitcoinBlock(block, { witness: true }).length);

  // A node that has everything needs no answer; one that was away asks for everything and gains nothing.
  expect(need(relayCompactly(block, numbers(1, 1000).map(payment), { nonce: 1n })).messages).toHaveLength(1);
  const away = need(relayCompactly(block, [], { nonce: 1n }));
  expect(away.asked).toHaveLength(1000);
  expect(away.sent).toBeGreaterThan(away.wholeBlock);
  // What the sender sends along whole need not be asked for.
  expect(need(relayCompactly(block, pool, { nonce: 1n, prefilled: [17, 900] })).messages).toHaveLength(1);
});

describe('a short id', () => {
  const header = {
    version: 2,
    prevId: NO_TRANSACTION,
    merkleRoot: NO_TRANSACTION,
    timestamp: 0,
    bits: 0,
    nonce: 0,
  };
  const numbered = (lockTime: number): Transaction => ({
    version: 2,
    inputs: [{ id: NO_TRANSACTION, output: 0, script: new Uint8Array(0), sequence: 0, witness: [] }],
    outputs: [{ value: sat(1n), script: new Uint8Array(0) }],
    lockTime,
  });
  /** Two transactions with one short id under this header and nonce 0, found by trying 30 million. */
  const [one, other] = [numbered(1_063_910), numbered(14_053_885)];

  test('of two transactions can be the same, and is another one under another nonce', () => {
    const under = (nonce: bigint): number[] =>
      [one, other].map((each) => shortId(shortIdKey(header, nonce), witnessId(each)));
    expect(under(0n)).toEqual([174_039_048_539_648, 174_039_048_539_648]);
    expect(new Set(under(1n)).size).toBe(2);
  });

  test('that two transactions of the pool have is asked for, unless they are the same one', () => {
    const compact = compactBlock({ header, transactions: [coinbase, one, payment(1)] }, 0n);
    expect(need(reconstruct(compact, [one, payment(1)])).missing).toEqual([]);
    expect(need(reconstruct(compact, [one, payment(1), other])).missing).toEqual([1]);
    expect(need(reconstruct(compact, [other, payment(1), one, one])).missing).toEqual([1]);
    expect(need(reconstruct(compact, [one, one, payment(1)])).missing).toEqual([]);
  });

  test('that a stranger has puts the stranger into the block, and the Merkle root finds it', () => {
    const compact = compactBlock({ header, transactions: [coinbase, one] }, 0n);
    const partial = need(reconstruct(compact, [other]));
    expect(partial.transactions).toEqual([coinbase, other]);
    expect(codeOf(completeBlock(partial, []))).toBe('wrong-merkle-root');
  });

  test('that two places of one block have is refused: only the whole block helps', () => {
    const twice = compactBlock({ header, transactions: [coinbase, one, other] }, 0n);
    expect(codeOf(reconstruct(twice, [one, other]))).toBe('short-ids-collide');
    expect(codeOf(relayCompactly({ header, transactions: [coinbase, one, other] }, [], { nonce: 0n }))).toBe(
      'short-ids-collide',
    );
  });

  test('of a stranger meets a block of 2,500 by chance once in some 2 million blocks, with a pool of 50,000', () => {
    expect(blocksPerCollision(2500, 50_000)).toBe(2_251_799n);
  });
});

describe('a block in compact form', () => {
  const block = blockOf([coinbase, ...numbers(1, 9).map(payment)]);

  test('comes together from any pool and any prefilled places, with what is missing', () => {
    const places = fc.subarray(numbers(1, 9));
    fc.assert(
      fc.property(places, places, fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), (had, prefilled, nonce) => {
        const relay = need(relayCompactly(block, had.map(payment), { nonce, prefilled }));
        expect(relay.block).toEqual(block);
        expect(relay.asked).toEqual(
          numbers(1, 9).filter((place) => !had.includes(place) && !prefilled.includes(place)),
        );
      }),
      { numRuns: runs() },
    );
  });

  test('is refused when its places are not those of a block', () => {
    const compact = compactBlock(block, 5n, [3]);
    const [first, second] = compact.prefilled as [
      (typeof compact.prefilled)[0],
      (typeof compact.prefilled)[0],
    ];
    const judge = (change: Partial<typeof compact>): string =>
      codeOf(reconstruct({ ...compact, ...change }, []));
    expect(judge({})).toBe('accepted');
    expect(judge({ prefilled: [second, first] })).toBe('compact-wrong-place');
    expect(judge({ prefilled: [first, first] })).toBe('compact-wrong-place');
    expect(judge({ prefilled: [first, { ...second, index: 9 }] })).toBe('accepted');
    expect(judge({ prefilled: [first, { ...second, index: 10 }] })).toBe('compact-wrong-place');
    expect(judge({ prefilled: [], shortIds: [] })).toBe('compact-wrong-count');
    expect(() => compactBlock({ ...block, transactions: [] }, 0n)).toThrow(RangeError);
    expect(() => compactBlock(block, 1n << 64n)).toThrow(RangeError);
  });

  test('is not completed by one transaction too few, too many, or by another one', () => {
    const partial = need(reconstruct(compactBlock(block, 5n), numbers(2, 8).map(payment)));
    expect(partial.missing).toEqual([1]);
    expect(codeOf(completeBlock(partial, [payment(1)]))).toBe('accepted');
    expect(codeOf(completeBlock(partial, []))).toBe('compact-wrong-answer');
    expect(codeOf(completeBlock(partial, [payment(1), payment(2)]))).toBe('compact-wrong-answer');
    expect(codeOf(completeBlock(partial, [payment(99)]))).toBe('wrong-merkle-root');
  });

  test('is asked for by places that the block has', () => {
    expect(codeOf(answerRequest(block, [0, 9]))).toBe('accepted');
    expect(codeOf(answerRequest(block, [10]))).toBe('no-such-place');
  });
});

describe('a message', () => {
  const block = blockOf([coinbase, ...numbers(1, 5).map(payment)]);
  const id = headerId(block.header);
  const compact = compactBlock(block, 0x0123456789abcdefn, [2, 5]);
  const request = { block: id, places: [0, 1, 300, 65_535] };
  const answer = { block: id, transactions: [payment(1), payment(2)] };

  test('reads back as what was sent', () => {
    expect(decodeCompactBlock(encodeCompactBlock(compact))).toEqual({ ok: true, value: compact });
    expect(decodeTransactionRequest(encodeTransactionRequest(request))).toEqual({ ok: true, value: request });
    expect(decodeTransactionAnswer(encodeTransactionAnswer(answer))).toEqual({ ok: true, value: answer });
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(65_535), { maxLength: 40 }), (list) => {
        const places = [...list].sort((a, b) => a - b);
        const value = { block: id, places };
        expect(decodeTransactionRequest(encodeTransactionRequest(value))).toEqual({ ok: true, value });
      }),
      { numRuns: runs() },
    );
  });

  test('has short ids of 6 bytes, and places as distances', () => {
    const data = encodeCompactBlock({ ...compact, shortIds: [0x060504030201], prefilled: [] });
    expect([...data.subarray(80)]).toEqual([
      0xef, 0xcd, 0xab, 0x89, 0x67, 0x45, 0x23, 0x01, 1, 1, 2, 3, 4, 5, 6, 0,
    ]);
    expect([...encodeTransactionRequest({ block: id, places: [0, 1, 3] }).subarray(32)]).toEqual([
      3, 0, 0, 1,
    ]);
    expect(() => encodeTransactionRequest({ block: id, places: [3, 3] })).toThrow(RangeError);
  });

  test('is refused for a place that 16 bits cannot name, and for counts that the message has no room for', () => {
    const places = (...bytes: number[]): string =>
      codeOf(decodeTransactionRequest(Uint8Array.from([...new Uint8Array(32), ...bytes])));
    expect(places(1, 0xfd, 0xff, 0xff)).toBe('accepted');
    expect(places(1, 0xfe, 0, 0, 1, 0)).toBe('compact-wrong-place');
    expect(places(2, 0xfd, 0xff, 0xff, 0)).toBe('compact-wrong-place');
    expect(places(1, 0xfd, 1, 0)).toBe('wire-not-shortest');
    expect(places(0xfe, 0, 0, 0, 1)).toBe('wire-too-short');
  });

  test('is refused or is exactly what it encodes to, for random, cut, lengthened and changed bytes', () => {
    const codecs = [
      [encodeCompactBlock(compact), (data: Uint8Array) => decodeCompactBlock(data), encodeCompactBlock],
      [
        encodeTransactionRequest(request),
        (data: Uint8Array) => decodeTransactionRequest(data),
        encodeTransactionRequest,
      ],
      [
        encodeTransactionAnswer(answer),
        (data: Uint8Array) => decodeTransactionAnswer(data),
        encodeTransactionAnswer,
      ],
    ] as unknown as readonly (readonly [
      Uint8Array,
      (data: Uint8Array) => ReturnType<typeof decodeCompactBlock>,
      typeof encodeCompactBlock,
    ])[];
    for (const [good, decode, encode] of codecs) {
      const inputs = fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.nat(good.length - 1).map((length) => good.subarray(0, length)),
        fc.uint8Array({ minLength: 1, maxLength: 9 }).map((tail) => Uint8Array.from([...good, ...tail])),
        fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, byte]) => good.with(at, byte)),
      );
      fc.assert(
        fc.property(inputs, (data) => {
          const decoded = decode(data);
          if (decoded.ok) expect(encode(decoded.value)).toEqual(data);
          else expect(decoded.rejection.code).toMatch(/^(wire|transaction|compact)-/);
        }),
        { numRuns: runs(400) },
      );
    }
  });
});

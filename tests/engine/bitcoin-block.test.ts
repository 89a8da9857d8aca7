import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bitcoinMerkleRoot,
  blockWeight,
  bytesToHex,
  checkCommitments,
  concatBytes,
  decodeBitcoinBlock,
  decodeTransaction,
  encodeBitcoinBlock,
  encodeTransaction,
  sat,
  transactionId,
  weightOf,
  witnessId,
  type BitcoinBlock,
  type Hash,
  type Transaction,
} from 'strata';
import { witnessCommitmentOf, witnessMerkleRoot } from '../../src/engine/layer1/chain/bitcoin-block.ts';
import { runs } from './runs.ts';

const NONE = `0x${'00'.repeat(32)}` as Hash;
const bytes = (max: number) => fc.uint8Array({ maxLength: max });
const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const transactions: fc.Arbitrary<Transaction> = fc.record({
  version: fc.integer({ min: -2, max: 2 }),
  inputs: fc.array(
    fc.record({
      id: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((data) => bytesToHex(data) as Hash),
      output: uint32,
      script: bytes(30),
      sequence: uint32,
      witness: fc.array(bytes(30), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  outputs: fc.array(
    fc.record({ value: fc.bigInt({ min: 0n, max: 21n * 10n ** 14n }).map(sat), script: bytes(300) }),
    { maxLength: 4 },
  ),
  lockTime: uint32,
});

const payment = (nonce: number, witness: readonly Uint8Array[] = []): Transaction => ({
  version: 2,
  inputs: [{ id: NONE, output: nonce, script: new Uint8Array(0), sequence: 0, witness }],
  outputs: [{ value: sat(1n), script: new Uint8Array(2) }],
  lockTime: 0,
});

function blockOf(list: readonly Transaction[]): BitcoinBlock {
  const merkleRoot = bitcoinMerkleRoot(list.map(transactionId));
  return {
    header: { version: 2, prevId: NONE, merkleRoot, timestamp: 0, bits: 0, nonce: 0 },
    transactions: list,
  };
}

/** A block whose coinbase commits to the witnesses of the rest. */
function committing(rest: readonly Transaction[], reserved = new Uint8Array(32)): BitcoinBlock {
  const coinbase = payment(0xffffffff, [reserved]);
  const root = witnessMerkleRoot({ ...blockOf([coinbase, ...rest]) });
  const script = concatBytes(
    Uint8Array.of(0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed),
    witnessCommitmentOf(root, reserved),
  );
  return blockOf([{ ...coinbase, outputs: [...coinbase.outputs, { value: sat(0n), script }] }, ...rest]);
}
const codeOf = (block: BitcoinBlock): string => {
  const checked = checkCommitments(block);
  return checked.ok ? 'accepted' : checked.rejection.code;
};

describe('a Bitcoin transaction', () => {
  test('decodes from what it encodes to; its id leaves the witness out', () => {
    fc.assert(
      fc.property(transactions, (transaction) => {
        expect(decodeTransaction(encodeTransaction(transaction, { witness: true }))).toEqual({
          ok: true,
          value: transaction,
        });
        const bare = {
          ...transaction,
          inputs: transaction.inputs.map((input) => ({ ...input, witness: [] })),
        };
        expect(transactionId(bare)).toBe(transactionId(transaction));
        expect(witnessId(bare)).toBe(transactionId(transaction));
        expect(weightOf(bare)).toBe(4 * encodeTransaction(bare, { witness: false }).length);
      }),
      { numRuns: runs() },
    );
  });

  test('is refused when it breaks off, goes on, or announces more than there is', () => {
    const data = encodeTransaction(payment(1, [Uint8Array.of(1)]), { witness: true });
    for (let length = 0; length < data.length; length += 1)
      expect(decodeTransaction(data.subarray(0, length)).ok).toBe(false);
    expect(decodeTransaction(Uint8Array.of(...data, 0)).ok).toBe(false);
    expect(decodeTransaction(Uint8Array.of(2, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0)).ok).toBe(false);
  });

  test('is refused with an unknown flag, with an empty witness, and with a size not in its shortest form', () => {
    const data = encodeTransaction(payment(1, [Uint8Array.of(1)]), { witness: true });
    const code = (changed: Uint8Array): string => {
      const decoded = decodeTransaction(changed);
      return decoded.ok ? 'accepted' : decoded.rejection.code;
    };
    expect([data[4], data[5], data[6]]).toEqual([0, 1, 1]);
    expect(code(data.with(5, 2))).toBe('transaction-unknown-flag');
    const bare = encodeTransaction(payment(1), { witness: true });
    const marked = concatBytes(
      bare.subarray(0, 4),
      Uint8Array.of(0, 1),
      bare.subarray(4, -4),
      Uint8Array.of(0),
      bare.subarray(-4),
    );
    expect(code(marked)).toBe('transaction-empty-witness');
    expect(code(concatBytes(bare.subarray(0, 4), Uint8Array.of(0xfd, 1, 0), bare.subarray(5)))).toBe(
      'wire-not-shortest',
    );
  });
});

describe('a Bitcoin block', () => {
  test('decodes from what it encodes to, and weighs four times its size without witnesses', () => {
    fc.assert(
      fc.property(fc.array(transactions, { minLength: 1, maxLength: 3 }), (list) => {
        const block = blockOf(list);
        expect(decodeBitcoinBlock(encodeBitcoinBlock(block, { witness: true }))).toEqual({
          ok: true,
          value: block,
        });
        const bare = encodeBitcoinBlock(block, { witness: false }).length;
        expect(blockWeight(block)).toBe(3 * bare + encodeBitcoinBlock(block, { witness: true }).length);
      }),
      { numRuns: runs() },
    );
  });

  test('is accepted when header and coinbase commit to what it holds', () => {
    expect(codeOf(blockOf([payment(1), payment(2)]))).toBe('accepted');
    expect(codeOf(committing([payment(1, [Uint8Array.of(9)])]))).toBe('accepted');
  });

  test('is refused when a transaction, a witness or the reserved value is another', () => {
    const block = committing([payment(1, [Uint8Array.of(9)])]);
    const [coinbase, second] = block.transactions as [Transaction, Transaction];
    const withWitness = (one: Transaction, witness: readonly Uint8Array[]): Transaction => ({
      ...one,
      inputs: one.inputs.map((input) => ({ ...input, witness })),
    });
    expect(codeOf({ ...block, transactions: [coinbase, payment(2)] })).toBe('wrong-merkle-root');
    expect(codeOf({ ...block, transactions: [coinbase, withWitness(second, [Uint8Array.of(8)])] })).toBe(
      'wrong-witness-commitment',
    );
    expect(
      codeOf({ ...block, transactions: [withWitness(coinbase, [new Uint8Array(32).fill(1)]), second] }),
    ).toBe('wrong-witness-commitment');
    expect(codeOf({ ...block, transactions: [withWitness(coinbase, [new Uint8Array(31)]), second] })).toBe(
      'witness-reserved-value',
    );
    expect(codeOf(blockOf([payment(0), payment(1, [Uint8Array.of(9)])]))).toBe('witness-not-committed');
  });

  test('is refused when its tail is repeated, though the root is the same', () => {
    const [a, b, c] = [payment(1), payment(2), payment(3)];
    const block = blockOf([a, b, c]);
    expect(codeOf({ ...block, transactions: [a, b, c, c] })).toBe('repeated-transactions');
  });
});

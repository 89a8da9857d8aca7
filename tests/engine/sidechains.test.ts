/** Checkpoints, burns and proofs of another chain's state: what is refused, and why. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkpointQuorum,
  checkpointRoot,
  contractAddress,
  createContractState,
  createKey,
  encodeStoredWords,
  hashHex,
  concatBytes,
  hexToBytes,
  sha256,
  bytesToHex,
  bigintToFixedBytes,
  keccak256,
  ms,
  paddedProof,
  paddedRoot,
  proveHeader,
  proveStoredWords,
  ready,
  receiptsRootOf,
  RECEIPT_TREE_HEIGHT,
  sideReceipt,
  stateRoot,
  verifyBurn,
  verifyCheckpoint,
  verifyHeader,
  verifyPaddedProof,
  verifyStoredWords,
  voteForCheckpoint,
  type Hash,
  type Result,
  type SideHeader,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

await ready();

const ZERO = `0x${'00'.repeat(32)}` as Hash;
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.rejection.code);
const keys = Array.from({ length: 7 }, (_, id) => createKey(`sidechains ${id}`));
const contract = contractAddress('peg');
const holders = keys.map(({ publicKey }, id) => ({ id, publicKey, stake: BigInt(10 * (id + 1)) }));
const headers = Array.from({ length: 11 }, (_, index): SideHeader => ({
  number: 21 + index,
  time: ms(index),
  transactionsRoot: ZERO,
  receiptsRoot: ZERO,
  stateRoot: ZERO,
}));
const checkpoint = { proposer: contract, start: 21, end: 31, root: checkpointRoot(headers) };
const votes = keys.map((key, id) => voteForCheckpoint(contract, checkpoint, id, key));

describe('a checkpoint', () => {
  test('is taken from two thirds of stake and one more, and from no less', () => {
    // 280 of stake: ⌊560 / 3⌋ + 1 = 187.
    expect(checkpointQuorum(280n)).toBe(187n);
    fc.assert(
      fc.property(fc.subarray([0, 1, 2, 3, 4, 5, 6]), (signers) => {
        const signed = signers.reduce((sum, id) => sum + BigInt(10 * (id + 1)), 0n);
        const some = votes.filter(({ holder }) => signers.includes(holder));
        const outcome = codeOf(verifyCheckpoint(checkpoint, some, holders, contract));
        expect(outcome).toBe(signed >= 187n ? 'ok' : 'too-little-stake');
      }),
      { numRuns: runs(60) },
    );
  });

  test.each([
    ['a vote twice', [...votes, ...votes.slice(-1)], 'voted-twice'],
    ['votes out of order', votes.toReversed(), 'voted-twice'],
    [
      'a stranger’s vote',
      [...votes, { holder: 9, signature: votes[0]?.signature ?? '0x' }],
      'unknown-holder',
    ],
    [
      'another’s signature',
      votes.map((vote) => ({ ...vote, signature: votes[0]?.signature ?? '0x' })),
      'bad-signature',
    ],
  ] as const)('with %s is refused', (_what, some, code) => {
    expect(codeOf(verifyCheckpoint(checkpoint, some, holders, contract))).toBe(code);
  });

  test('signed for one contract or one range is none for another', () => {
    expect(codeOf(verifyCheckpoint(checkpoint, votes, holders, contractAddress('other')))).toBe(
      'bad-signature',
    );
    expect(codeOf(verifyCheckpoint({ ...checkpoint, end: 32 }, votes, holders, contract))).toBe(
      'bad-signature',
    );
    expect(codeOf(verifyCheckpoint({ ...checkpoint, start: 32 }, votes, holders, contract))).toBe(
      'wrong-range',
    );
    expect(codeOf(verifyCheckpoint({ ...checkpoint, end: 21 + 1_024 }, votes, holders, contract))).toBe(
      'wrong-range',
    );
  });

  test('holds each of its headers at its own place and no other', () => {
    for (const [index, header] of headers.entries()) {
      const proof = proveHeader(headers, index);
      expect(codeOf(verifyHeader(header, proof, checkpoint))).toBe('ok');
      expect(codeOf(verifyHeader({ ...header, number: header.number - 1 }, proof, checkpoint))).not.toBe(
        'ok',
      );
      expect(codeOf(verifyHeader({ ...header, stateRoot: checkpoint.root }, proof, checkpoint))).toBe(
        'header-not-included',
      );
    }
    const [first] = headers;
    if (first === undefined) throw new TypeError();
    expect(codeOf(verifyHeader({ ...first, number: 20 }, [], checkpoint))).toBe('outside-the-range');
  });
});

describe('a padded tree', () => {
  test('shows a leaf at its place only, whatever the place, and no inner node as a leaf', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(19), fc.nat(31), (count, at, other) => {
        const leaves = Array.from({ length: count }, (_, index) => hashHex(sha256(Uint8Array.of(index))));
        const index = at % count;
        const root = paddedRoot(leaves, 5);
        const leaf = leaves[index] ?? ZERO;
        const proof = paddedProof(leaves, index, 5);
        expect(verifyPaddedProof(root, leaf, index, proof, 5)).toBe(true);
        if (other !== index) expect(verifyPaddedProof(root, leaf, other, proof, 5)).toBe(false);
        expect(verifyPaddedProof(root, leaf, index, proof.slice(1), 4)).toBe(false);
        expect(verifyPaddedProof(root, ZERO, 31, paddedProof(leaves, 0, 5), 5)).toBe(false);
      }),
      { numRuns: runs(100) },
    );
  });
});

describe('a burn', () => {
  const child = contractAddress('child-peg');
  const data = bytesToHex(
    concatBytes(...[4n, BigInt(child), 55n].map((word) => bigintToFixedBytes(word, 32))),
  );
  const of = (emitter: typeof child, name: string, content = data) => {
    const receipt = sideReceipt([{ contract: emitter, name, data: content }]);
    const proof = paddedProof([hashHex(keccak256(receipt))], 0, RECEIPT_TREE_HEIGHT);
    const header = { ...(headers[0] as SideHeader), receiptsRoot: receiptsRootOf([receipt]) };
    return { header, receipt, proof, index: 0, log: 0 };
  };
  test('is what the child’s contract wrote, and says who gets what', () => {
    expect(verifyBurn(of(child, 'burnt'), child)).toEqual({
      ok: true,
      value: { index: 4, to: child, amount: 55n },
    });
  });
  test('with numbers wider than a count or an address is refused, whoever signed it', () => {
    const wide = (number: bigint, to: bigint) =>
      bytesToHex(concatBytes(...[number, to, 55n].map((word) => bigintToFixedBytes(word, 32))));
    expect(codeOf(verifyBurn(of(child, 'burnt', wide(2n ** 48n - 1n, 2n ** 160n - 1n)), child))).toBe('ok');
    expect(codeOf(verifyBurn(of(child, 'burnt', wide(2n ** 48n, 1n)), child))).toBe('not-a-burn');
    expect(codeOf(verifyBurn(of(child, 'burnt', wide(4n, 2n ** 160n)), child))).toBe('not-a-burn');
  });
  test('of another contract, name, shape, place or block is refused', () => {
    expect(codeOf(verifyBurn(of(contract, 'burnt'), child))).toBe('wrong-emitter');
    expect(codeOf(verifyBurn(of(child, 'minted'), child))).toBe('not-a-burn');
    expect(codeOf(verifyBurn(of(child, 'burnt', '0x00'), child))).toBe('not-a-burn');
    expect(codeOf(verifyBurn({ ...of(child, 'burnt'), log: 1 }, child))).toBe('no-such-event');
    expect(codeOf(verifyBurn({ ...of(child, 'burnt'), index: 1 }, child))).toBe('receipt-not-included');
    const elsewhere = { ...of(child, 'burnt'), header: headers[0] as SideHeader };
    expect(codeOf(verifyBurn(elsewhere, child))).toBe('receipt-not-included');
  });
});

test('a state in which a contract stored nothing proves nothing about it', () => {
  const state = createContractState();
  const proof = encodeStoredWords(proveStoredWords(state, contract, [1n]), ZERO);
  const root = hashHex(sha256(concatBytes(hexToBytes(stateRoot(state.accounts)), hexToBytes(ZERO))));
  expect(codeOf(verifyStoredWords(root, contract, [[1n, 0n]], proof))).toBe('wrong-storage');
  expect(codeOf(verifyStoredWords(ZERO, contract, [[1n, 0n]], proof))).toBe('wrong-state-root');
  expect(codeOf(verifyStoredWords(root, contract, [[1n, 0n]], new Uint8Array(3)))).not.toBe('ok');
});

/** A light client of a mined chain: the most work counts, and a payment is as safe as the blocks above it. */
import { expect, test } from 'vitest';
import {
  bitsOf,
  checkShownPayment,
  createWorkClient,
  decodeHeader,
  followHeader,
  hashHex,
  headerId,
  hexToBytes,
  merkleProof,
  merkleRoot,
  mine,
  reverseBytes,
  sha256,
  workConfirmations,
  type BitcoinHeader,
  type Hash,
  type Result,
  type WorkClient,
} from '../../src/engine/index.ts';

const BITS = bitsOf(1n << 252n);
const hash = (seed: number): Hash => hashHex(sha256(Uint8Array.of(seed)));
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.rejection.code);

function mined(prevId: Hash, merkleRoot_: Hash, timestamp: number, bits = BITS): BitcoinHeader {
  const header = { version: 1, prevId, merkleRoot: merkleRoot_, timestamp, bits, nonce: 0 };
  const found = mine(header, { from: 0, tries: 1_000_000 });
  if (found === null) throw new Error('no nonce');
  return { ...header, nonce: found.nonce };
}
const need = (result: Result<WorkClient>): WorkClient => {
  if (!result.ok) throw new Error(result.rejection.message);
  return result.value;
};

test('follows the chain with the most work, and keeps the first of two equals', () => {
  const genesis = mined(hash(0), hash(1), 0);
  const a = mined(headerId(genesis), hash(2), 1);
  const b = mined(headerId(genesis), hash(3), 2);
  const c = mined(headerId(b), hash(4), 3);
  let client = need(followHeader(createWorkClient(genesis), a));
  client = need(followHeader(client, b));
  expect(client.tip).toBe(headerId(a));
  client = need(followHeader(client, c));
  expect(client.tip).toBe(headerId(c));
  expect([genesis, a, b, c].map((header) => workConfirmations(client, headerId(header)))).toEqual([
    3, 0, 2, 1,
  ]);
  expect(need(followHeader(client, a))).toBe(client);
});

test('refuses a header without a parent, with an easier target, or without the work', () => {
  const genesis = mined(hash(0), hash(1), 0);
  const client = createWorkClient(genesis);
  expect(codeOf(followHeader(client, mined(hash(9), hash(2), 1)))).toBe('unknown-parent');
  expect(codeOf(followHeader(client, mined(headerId(genesis), hash(2), 1, bitsOf(1n << 255n))))).toBe(
    'wrong-target',
  );
  const good = mined(headerId(genesis), hash(2), 1);
  let bad = { ...good, nonce: good.nonce + 1 };
  while (followHeader(client, bad).ok) bad = { ...bad, nonce: bad.nonce + 1 };
  expect(codeOf(followHeader(client, bad))).toBe('too-little-work');
});

test('takes a payment by its path, once it is deep enough, and not after a reorganisation', () => {
  const internal = (id: Hash): Hash => hashHex(reverseBytes(hexToBytes(id)));
  const ids = [10, 11, 12, 13, 14].map(hash);
  const leaves = ids.map(internal);
  const genesis = mined(hash(0), hash(1), 0);
  const block = mined(headerId(genesis), internal(merkleRoot(leaves)), 1);
  const next = mined(headerId(block), hash(5), 2);
  let client = need(followHeader(need(followHeader(createWorkClient(genesis), block)), next));
  const shown = { transaction: ids[2] as Hash, header: headerId(block), proof: merkleProof(leaves, 2) };
  expect(codeOf(checkShownPayment(client, shown, 2))).toBe('ok');
  expect(codeOf(checkShownPayment(client, shown, 3))).toBe('too-few-confirmations');
  expect(codeOf(checkShownPayment(client, { ...shown, transaction: hash(99) }, 2))).toBe('wrong-path');
  expect(codeOf(checkShownPayment(client, { ...shown, proof: merkleProof(leaves, 3) }, 2))).toBe(
    'wrong-path',
  );
  expect(codeOf(checkShownPayment(client, { ...shown, header: headerId(next) }, 1))).toBe('wrong-path');
  let parent = headerId(genesis);
  for (let height = 0; height < 3; height += 1) {
    const header = mined(parent, hash(20 + height), 9 + height);
    client = need(followHeader(client, header));
    parent = headerId(header);
  }
  // Off the chain it is 0 deep, which is too little even for whoever asks for none.
  for (const needed of [1, 0, -1])
    expect(codeOf(checkShownPayment(client, shown, needed))).toBe('too-few-confirmations');
});

test('begins with Bitcoin’s first header as well as with any other', () => {
  const bytes = hexToBytes(
    `01000000${'00'.repeat(32)}3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c`,
  );
  const genesis = decodeHeader(bytes);
  if (!genesis.ok) throw new Error(genesis.rejection.message);
  const client = createWorkClient(genesis.value);
  expect(client.tip).toBe('0x000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f');
});

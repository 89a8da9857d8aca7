/** A handful of public facts, so that a fresh clone checks the truth without any vector file. */
import { expect, test } from 'vitest';
import {
  addressOf,
  bitcoinMerkleRoot,
  bytesToHex,
  decodeBitcoinBlock,
  decodeHeader,
  encodeRlp,
  gas,
  hasProofOfWork,
  hashHex,
  headerId,
  hexToBytes,
  keccak256,
  nextBaseFee,
  ready,
  schnorrPublicKey,
  schnorrSign,
  schnorrVerify,
  sha256,
  targetOf,
  transactionId,
  utf8,
  wei,
  type Hash,
} from 'strata';

const GENESIS_HEADER = `01000000${'00'.repeat(32)}3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c`;
const GENESIS_COINBASE = `01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000`;

test("Bitcoin's first header has the id that everyone knows", () => {
  const header = decodeHeader(hexToBytes(GENESIS_HEADER));
  if (!header.ok) throw new Error(header.rejection.message);
  expect(headerId(header.value)).toBe('0x000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f');
  expect(targetOf(header.value.bits)).toBe(0xffffn << 208n);
  expect(hasProofOfWork(header.value)).toBe(true);
});

test("Bitcoin's first block commits to its one transaction", () => {
  const block = decodeBitcoinBlock(hexToBytes(`${GENESIS_HEADER}01${GENESIS_COINBASE}`));
  if (!block.ok) throw new Error(block.rejection.message);
  const ids = block.value.transactions.map(transactionId);
  expect(ids).toEqual(['0x4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b']);
  expect(bitcoinMerkleRoot(ids)).toBe(block.value.header.merkleRoot);
});

test('the Merkle root of block 100,000 follows from its four transactions', () => {
  const ids = [
    '8c14f0db3df150123e6f3dbbf30f8b955a8249b62ac1d1ff16284aefa3d06d87',
    'fff2525b8931402dd09222c50775608f75787bd2b87e56995a7bdd30f79702c4',
    '6359f0868171b1d194cbee1af2f16ea598ae8fad666d9b012c8ed2b79a236ec4',
    'e9a66845e05d5abc0ad04ec80f774a7e585c6e8db975962d069a522137b80c1d',
  ].map((id) => `0x${id}` as Hash);
  expect(bitcoinMerkleRoot(ids)).toBe('0xf3e94742aca4b5ef85488dc37c06c3282295ffec960994b2c0d5ac2a25a95766');
});

test('the empty string has the SHA-256 of FIPS 180-4 and the Keccak-256 of Ethereum', () => {
  expect(hashHex(sha256(utf8('')))).toBe(
    '0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  );
  expect(hashHex(keccak256(utf8('')))).toBe(
    '0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470',
  );
});

test('row 0 of BIP-340 signs and verifies', () => {
  const secretKey = hexToBytes(`${'00'.repeat(31)}03`);
  const publicKey = schnorrPublicKey(secretKey);
  expect(bytesToHex(publicKey)).toBe('0xf9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9');
  const message = new Uint8Array(32);
  const signature = schnorrSign(message, secretKey, new Uint8Array(32));
  expect(bytesToHex(signature)).toBe(
    '0xe907831f80848d1069a5371b402410364bdf1c5f8307b0084c55f1ce2dca821525f66a4a85ea8b71e482a74f382d2ce5ebeee8fdb2172f477df4900d310536c0',
  );
  expect(schnorrVerify(signature, message, publicKey)).toBe(true);
});

test('the key 1 has the address that Ethereum gives it', async () => {
  await ready();
  expect(addressOf('0x0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798')).toBe(
    '0x7e5f4552091a69125d5dfcb7b8c2659029395bdf',
  );
});

test("EIP-1559's base fee rises by an eighth after a full block", () => {
  const parent = { baseFee: wei(1_000_000_000n), gasUsed: gas(10_000_000n), gasTarget: gas(5_000_000n) };
  expect(nextBaseFee(parent)).toBe(1_125_000_000n);
});

test('the RLP of ["cat", "dog"] is the one of the Yellow Paper', () => {
  expect(bytesToHex(encodeRlp([utf8('cat'), utf8('dog')]))).toBe('0xc88363617483646f67');
});

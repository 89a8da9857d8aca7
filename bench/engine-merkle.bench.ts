/** A Merkle tree over 100,000 leaves: ours against two libraries, and against nothing but its hashes. */
import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { MerkleTree } from 'merkletreejs';
import { bytesToHex, doubleSha256 } from '../src/engine/index.ts';
import { merkleRootOfBytes } from '../src/engine/foundation/merkle.ts';
import type { Row } from './bench.ts';
import { medianMs } from './measure.ts';

const LEAVES = 100_000;
const ROUNDS = 5;
/** OpenZeppelin's takes seconds a tree. */
const SLOW_ROUNDS = 1;

export default async function merkleTree(): Promise<readonly Row[]> {
  const leaves = Array.from({ length: LEAVES }, (_, index) =>
    doubleSha256(Uint8Array.of(index, index >> 8, index >> 16)),
  );
  const buffers = leaves.map((leaf) => Buffer.from(leaf));
  const values = leaves.map((leaf) => [bytesToHex(leaf)]);
  const hashBuffer = (data: Buffer): Buffer => Buffer.from(doubleSha256(data));
  let pairs = 0;
  for (let width = LEAVES; width > 1; width = Math.ceil(width / 2)) pairs += Math.ceil(width / 2);
  const pair = new Uint8Array(64);
  const ours = (): unknown => merkleRootOfBytes(leaves);
  const [own = Number.NaN, bare = Number.NaN, library = Number.NaN] = await medianMs(
    [
      ours,
      () => {
        for (let count = 0; count < pairs; count += 1) {
          pair[0] = count;
          doubleSha256(pair);
        }
      },
      () => new MerkleTree(buffers, hashBuffer, { isBitcoinTree: true }).getRoot(),
    ],
    ROUNDS,
  );
  const [again = Number.NaN, slow = Number.NaN] = await medianMs(
    [ours, () => StandardMerkleTree.of(values, ['bytes32']).root],
    SLOW_ROUNDS,
  );
  const row = { name: `Merkle tree of ${LEAVES} leaves`, value: own, unit: 'ms' };
  return [
    { ...row, peer: 'bare double SHA-256 of as many pairs', peerValue: bare, ratio: bare / own },
    { ...row, peer: 'merkletreejs, same hash', peerValue: library, ratio: library / own },
    {
      ...row,
      value: again,
      peer: '@openzeppelin/merkle-tree, its standard tree',
      peerValue: slow,
      ratio: slow / again,
    },
  ];
}

/** A Bitcoin Merkle tree over 100,000 leaves against nothing but its hashes. */
import { doubleSha256 } from '../src/engine/index.ts';
import { merkleRootOfBytes } from '../src/engine/foundation/merkle.ts';
import type { Row } from './bench.ts';
import { medianMs } from './measure.ts';

const LEAVES = 100_000;

export default async function merkleTree(): Promise<readonly Row[]> {
  const leaves = Array.from({ length: LEAVES }, (_, index) =>
    doubleSha256(Uint8Array.of(index, index >> 8, index >> 16)),
  );
  let pairs = 0;
  for (let width = LEAVES; width > 1; width = Math.ceil(width / 2)) pairs += Math.ceil(width / 2);
  const pair = new Uint8Array(64);
  const [own = Number.NaN, bare = Number.NaN] = await medianMs(
    [
      () => merkleRootOfBytes(leaves),
      () => {
        for (let count = 0; count < pairs; count += 1) {
          pair[0] = count;
          doubleSha256(pair);
        }
      },
    ],
    5,
  );
  const row = { name: `Merkle tree of ${LEAVES} leaves`, value: own, unit: 'ms' };
  return [{ ...row, peer: 'bare double SHA-256 of as many pairs', peerValue: bare, ratio: bare / own }];
}

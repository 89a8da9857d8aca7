/** Validity proofs: how long they take to make and to check, and how large they are, plotted for batches of 1 to 64 transfers. */
import {
  createValidityTree,
  decodeStarkProof,
  encodeStarkProof,
  makeBatch,
  proveBatch,
  rescueCompressAll,
  verifyBatch,
  type ValidityTransfer,
} from '../src/engine/index.ts';
import type { Row } from './bench.ts';
import { medianMs, timeOf } from './measure.ts';
import { limitedRow, plainRow } from './rows.ts';

/** Levels of the tree: 128 accounts. */
const DEPTH = 7;
const SIZES = [1, 4, 16, 64];
/** What issue and design ask for, in milliseconds. */
const LIMITS: Readonly<Record<number, number>> = { 4: 1_000, 64: 10_000 };
const VERIFY_LIMIT = 150;

export default async function validity(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const tree = createValidityTree(
    DEPTH,
    new Map(Array.from({ length: 64 }, (_, index) => [index + 1, { balance: 10_000n, nonce: 0 }] as const)),
  );
  for (const size of SIZES) {
    const transfers = Array.from({ length: size }, (_, at): ValidityTransfer => {
      return { from: 1 + at, to: 1 + ((at + 7) % 64), amount: 100n + BigInt(at), nonce: 0 };
    });
    const made = makeBatch(tree, transfers);
    if (!made.ok) throw new Error(made.rejection.message);
    let bytes: Uint8Array = new Uint8Array(0);
    const prove = (): void => {
      const proof = proveBatch(made.value);
      if (!proof.ok) throw new Error(proof.rejection.message);
      bytes = encodeStarkProof(proof.value);
    };
    const verify = (): void => {
      const proof = decodeStarkProof(bytes);
      const checked = proof.ok ? verifyBatch(made.value.claim, proof.value) : proof;
      if (!checked.ok) throw new Error(checked.rejection.message);
    };
    const [proving = 0] = size > 16 ? [await timeOf(prove)] : await medianMs([prove], 3);
    const [verifying = 0] = await medianMs([verify], 5);
    const what = size === 1 ? '1 transfer' : `${size} transfers`;
    const limit = LIMITS[size];
    const proven = `validity proof of ${what}, made`;
    rows.push(
      {
        ...(limit === undefined ? plainRow(proven, proving, 'ms') : limitedRow(proven, proving, 'ms', limit)),
        series: 'Time to prove against the size of the batch',
      },
      {
        ...limitedRow(`validity proof of ${what}, verified`, verifying, 'ms', VERIFY_LIMIT),
        series: 'Time to verify',
      },
      { ...plainRow(`validity proof of ${what}, size`, bytes.length, 'bytes'), series: 'Size of the proof' },
      {
        ...plainRow(`validity proof of ${what}, a transfer`, proving / size, 'ms'),
        series: 'Time to prove, a transfer',
      },
      {
        ...plainRow(`validity proof of ${what}, bytes a transfer`, bytes.length / size, 'bytes'),
        series: 'Size of the proof, a transfer',
      },
    );
  }
  const pairs = Array.from({ length: 256 }, (_, at) => [BigInt(at), 1n] as const);
  const [hashing = 0] = await medianMs([() => rescueCompressAll(pairs)], 3);
  rows.push(plainRow('Rescue-Prime, hashes of two elements', 256_000 / hashing, 'a second'));
  return rows;
}

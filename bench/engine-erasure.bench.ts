/** Extending a square of 128 × 128 scalars to 256 × 256, recovering a row, and committing to a blob. */
import {
  BLS_SCALARS,
  createRandom,
  extendData,
  extendSquare,
  recoverData,
  SCALARS_PER_BLOB,
} from '../src/engine/index.ts';
import { combineG1, G1_GENERATOR } from '../src/engine/foundation/bls12-381.ts';
import type { G1Point } from '../src/engine/foundation/bls12-381.ts';
import type { Row } from './bench.ts';
import { medianMs } from './measure.ts';

const SIDE = 128;
/** Products that the transforms of 128 rows and 256 columns cannot do without: 2 × 321 butterflies, and 2 × 128 scalings. */
const PRODUCTS = 3 * SIDE * (2 * 321 + 2 * SIDE);

export default async function erasureCoding(): Promise<readonly Row[]> {
  const random = createRandom(1, 'erasure-bench');
  const scalars = (count: number): readonly bigint[] =>
    Array.from({ length: count }, () => random.bigint(BLS_SCALARS.modulus));
  const square = Array.from({ length: SIDE }, () => scalars(SIDE));
  const [first = 0n, second = 0n] = scalars(2);
  const [extend = Number.NaN, bare = Number.NaN] = await medianMs(
    [
      () => extendSquare(square),
      () => {
        let product = first;
        for (let count = 0; count < PRODUCTS; count += 1) product = (product * second) % BLS_SCALARS.modulus;
        return product;
      },
    ],
    7,
  );

  const blob = scalars(SCALARS_PER_BLOB);
  const codeword = extendData(blob);
  const half = codeword.map((share, index) => (index % 2 === 0 ? share : null));
  // Any points will do for the time of a commitment; sums of the generator are quicker made than a setup.
  const points: G1Point[] = [];
  for (let point = G1_GENERATOR; points.length < blob.length; point = point.double()) points.push(point);
  const [extendBlob = Number.NaN, recover = Number.NaN, commit = Number.NaN] = await medianMs(
    [() => extendData(blob), () => recoverData(half), () => combineG1(points, blob)],
    3,
  );
  const alone = { unit: 'ms', peer: '', peerValue: null, ratio: null };
  return [
    {
      name: `erasure-extend ${SIDE} × ${SIDE}`,
      value: extend,
      unit: 'ms',
      peer: 'bare products of as many scalars',
      peerValue: bare,
      ratio: bare / extend,
    },
    { ...alone, name: 'extend a blob of 4,096 scalars', value: extendBlob },
    { ...alone, name: 'recover it from every other share', value: recover },
    { ...alone, name: 'commit to it', value: commit },
  ];
}

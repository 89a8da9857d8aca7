/** What the tests of KZG share: a small insecure setup, a blob, and what is no point. */
import fc from 'fast-check';
import {
  BLS_SCALARS,
  commitToBlob,
  createRandom,
  hexToBytes,
  insecureSetup,
  provePoint,
  type DataBlob,
  type PointClaim,
  type Result,
} from '../../src/engine/index.ts';
import { blsPointToBytes, G1_GENERATOR } from '../../src/engine/foundation/bls12-381.ts';
import { runs } from './runs.ts';

/** Runs of a property. */
export const RUNS = { numRuns: runs() };
export const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.rejection.code);
export const field = BLS_SCALARS;
export const { setup, secret } = insecureSetup(4844, 16, 2);
export const scalar = fc.bigInt({ min: 0n, max: field.modulus - 1n });
export const blobs = fc.array(scalar, { minLength: 16, maxLength: 16 });

const random = createRandom(1, 'kzg-test');
export const blob: DataBlob = Array.from({ length: 16 }, () => random.bigint(field.modulus));
export const commitment = commitToBlob(blob, setup);
export const claimAt = (z: bigint, of: DataBlob = blob): PointClaim => {
  const { y, proof } = provePoint(of, z, setup);
  return { commitment: commitToBlob(of, setup), z: field.encode(z), y: field.encode(y), proof };
};
export const plusOne = (data: Uint8Array): Uint8Array =>
  field.encode(field.add(field.decode(data) ?? 0n, 1n));

/** x = 4 lies on the curve, and on no point of the subgroup; x = 1 on no point at all. */
const point = (x: number): Uint8Array => {
  const data = new Uint8Array(48);
  [data[0], data[47]] = [0x80, x];
  return data;
};
/** An x of the modulus and one more: a second spelling of x = 1. */
const unreduced = hexToBytes(
  (
    (0x80n << 376n) |
    (1n + 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn)
  )
    .toString(16)
    .padStart(96, '0'),
);
/** The generator without the flag of compression, and infinity with something behind it. */
const uncompressed = blsPointToBytes(G1_GENERATOR).map((byte, index) => (index === 0 ? byte & 0x7f : byte));
const infinityAndMore = hexToBytes(`c0${'00'.repeat(46)}01`);
export const MALFORMED = [
  point(1),
  point(4),
  unreduced,
  uncompressed,
  infinityAndMore,
  new Uint8Array(48),
  new Uint8Array(0),
];

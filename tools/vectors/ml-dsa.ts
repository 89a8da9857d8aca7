// ML-DSA signatures (FIPS 204), valid and hostile, of whichever parameter set the key's length says.
import { hexToBytes } from '../../src/engine/foundation/bytes.ts';
import { mlDsaVerify } from '../../src/engine/layer1/post-quantum/ml-dsa.ts';
import type { MlDsaName } from '../../src/engine/layer1/post-quantum/ml-dsa.ts';
import { expectSame, has, text } from './format.ts';
import type { Format } from './format.ts';

const SIGNATURE_BYTES: readonly (readonly [number, MlDsaName])[] = [
  [2_420, 'ML-DSA-44'],
  [3_309, 'ML-DSA-65'],
  [4_627, 'ML-DSA-87'],
];

/** The set whose signatures come nearest in length: hostile cases are a few bytes off. */
const setFor = (bytes: number): MlDsaName =>
  SIGNATURE_BYTES.reduce((best, one) =>
    Math.abs(one[0] - bytes) < Math.abs(best[0] - bytes) ? one : best,
  )[1];

export const mlDsa: Format = {
  name: 'ML-DSA signatures',
  recognises: (first) => has(first, 'publicKey', 'msg', 'ctx', 'sig', 'valid'),
  run(one) {
    const [publicKey, message, context, signature] = ['publicKey', 'msg', 'ctx', 'sig'].map((name) =>
      hexToBytes(text(one, name)),
    ) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    const holds = mlDsaVerify(setFor(signature.length), publicKey, message, signature, context);
    expectSame('valid', holds, one['valid']);
    return undefined;
  },
};

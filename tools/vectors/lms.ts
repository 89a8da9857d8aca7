// LMS signatures of all parameter sets (RFC 8554, SP 800-208): good ones and altered ones.
import { hexToBytes } from '../../src/engine/foundation/bytes.ts';
import { lmsParameters, lmsVerify } from '../../src/engine/layer1/post-quantum/lms.ts';
import { lmOtsParameters } from '../../src/engine/layer1/post-quantum/lm-ots-types.ts';
import { expectSame, has, text } from './format.ts';
import type { Format } from './format.ts';

export const lms: Format = {
  name: 'LMS signatures',
  recognises: (first) => has(first, 'lmsMode', 'lmOtsMode', 'publicKey', 'message', 'signature', 'valid'),
  run(one) {
    const publicKey = hexToBytes(text(one, 'publicKey'));
    const typecode = (at: number): number => Number(`0x${text(one, 'publicKey').slice(2 * at, 2 * at + 8)}`);
    expectSame('tree', lmsParameters(typecode(0))?.name, text(one, 'lmsMode'));
    expectSame('one-time keys', lmOtsParameters(typecode(4))?.name, text(one, 'lmOtsMode'));
    const checked = lmsVerify(
      publicKey,
      hexToBytes(text(one, 'message')),
      hexToBytes(text(one, 'signature')),
    );
    expectSame('valid', checked.ok, one['valid']);
    return undefined;
  },
};

// SipHash-2-4: tags of messages of many lengths, right and wrong.
import {
  bytesToHex,
  hexToBytes,
  reverseBytes,
  bigintToFixedBytes,
} from '../../src/engine/foundation/bytes.ts';
import { sipHash24 } from '../../src/engine/foundation/siphash.ts';
import { expectSame, has, text } from './format.ts';
import type { Format } from './format.ts';

export const sipHash: Format = {
  name: 'SipHash-2-4',
  recognises: (first) => has(first, 'key', 'msg', 'tag', 'valid'),
  run(one) {
    const tag = sipHash24(hexToBytes(text(one, 'key')), hexToBytes(text(one, 'msg')));
    const made = bytesToHex(reverseBytes(bigintToFixedBytes(tag, 8)));
    expectSame('valid', made === `0x${text(one, 'tag')}`, one['valid']);
    return undefined;
  },
};

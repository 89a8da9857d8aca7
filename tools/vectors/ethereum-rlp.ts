// Recursive Length Prefix: every item has one encoding, and everything else is refused.
import { bytesToHex, hexToBytes, utf8 } from '../../src/engine/foundation/bytes.ts';
import { decodeRlp, encodeRlp, rlpInteger } from '../../src/engine/foundation/rlp.ts';
import type { RlpItem } from '../../src/engine/foundation/rlp.ts';
import { expectSame, has, text } from './format.ts';
import type { Format } from './format.ts';

function itemOf(written: unknown): RlpItem {
  if (Array.isArray(written)) return written.map(itemOf);
  if (typeof written === 'number') return rlpInteger(written);
  if (typeof written !== 'string') throw new Error(`no RLP item: ${String(written)}`);
  return /^#\d+$/.test(written) ? rlpInteger(BigInt(written.slice(1))) : utf8(written);
}

const shown = (item: RlpItem): string =>
  item instanceof Uint8Array ? bytesToHex(item) : `[${item.map(shown).join()}]`;

export const ethereumRlp: Format = {
  name: 'RLP',
  recognises: (first) =>
    (first['kind'] === 'valid' || first['kind'] === 'invalid') && has(first, 'in', 'out'),
  run(one) {
    const data = hexToBytes(text(one, 'out'));
    const decoded = decodeRlp(data);
    if (one['kind'] === 'invalid') {
      if (decoded.ok) throw new Error(`accepted as ${shown(decoded.value)}`);
      return undefined;
    }
    expectSame('kind', one['kind'], 'valid');
    const item = itemOf(one['in']);
    expectSame('encoding', bytesToHex(encodeRlp(item)), bytesToHex(data));
    if (!decoded.ok) throw new Error(decoded.rejection.message);
    expectSame('decoding', shown(decoded.value), shown(item));
    return undefined;
  },
};

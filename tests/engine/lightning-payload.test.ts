/** What is written inside an onion: numbers, streams and payloads, and what a strict reader refuses. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytesToHex,
  decodeBigSize,
  decodeHopPayload,
  decodeTlvStream,
  decodeTruncated,
  encodeBigSize,
  encodeHopPayload,
  encodeTlvStream,
  hexToBytes,
  msat,
  shortChannelId,
  sayShortChannelId,
  type Hash,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

describe('numbers and streams of BOLT 1', () => {
  test.each([
    ['00', 0n],
    ['fc', 252n],
    ['fd00fd', 253n],
    ['fdffff', 65_535n],
    ['fe00010000', 65_536n],
    ['feffffffff', 4_294_967_295n],
    ['ff0000000100000000', 4_294_967_296n],
    ['ffffffffffffffffff', 18_446_744_073_709_551_615n],
  ])('BigSize %s is %s', (hex, value) => {
    expect(bytesToHex(encodeBigSize(value))).toBe(`0x${hex}`);
    expect(decodeBigSize(hexToBytes(hex))).toEqual({ ok: true, value: { value, next: hex.length / 2 } });
  });

  test.each([
    ['fd00fc', 'not-minimal'],
    ['fe0000ffff', 'not-minimal'],
    ['ff00000000ffffffff', 'not-minimal'],
    ['fd00', 'truncated'],
    ['feffff', 'truncated'],
    ['ff', 'truncated'],
    ['', 'truncated'],
  ])('BigSize %s is refused as %s', (hex, code) => {
    expect(decodeBigSize(hexToBytes(hex))).toMatchObject({ ok: false, rejection: { code } });
  });

  test.each([
    ['0100', '0100', 'types-descend'],
    ['0300', '0100', 'types-descend'],
    ['0a00', '', 'unknown-even-type'],
    ['0105aa', '', 'truncated'],
    ['01', '', 'truncated'],
  ])('the stream %s%s is refused as %s', (first, second, code) => {
    expect(decodeTlvStream(hexToBytes(first + second), [])).toMatchObject({ ok: false, rejection: { code } });
  });

  test('an odd type is passed over by those who do not know it', () => {
    const records = [
      { type: 2n, value: Uint8Array.of(1) },
      { type: 301n, value: new Uint8Array(300) },
    ];
    expect(decodeTlvStream(encodeTlvStream(records), [2n])).toEqual({ ok: true, value: records });
    expect(() => encodeTlvStream([...records].reverse())).toThrow(RangeError);
  });

  test('a truncated integer has no leading zero and not too many bytes', () => {
    expect(decodeTruncated(new Uint8Array(0), 8)).toEqual({ ok: true, value: 0n });
    expect(decodeTruncated(hexToBytes('0001'), 8)).toMatchObject({ rejection: { code: 'not-minimal' } });
    expect(decodeTruncated(hexToBytes('0102030405'), 4)).toMatchObject({ rejection: { code: 'too-long' } });
  });
});

describe("a hop's payload", () => {
  const secret = `0x${'ab'.repeat(32)}` as Hash;

  test('comes back as it was written', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: (1n << 63n) - 1n }),
        fc.nat(2 ** 31),
        fc.option(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), { nil: undefined }),
        fc.boolean(),
        (amount, outgoingCltv, channel, last) => {
          const payload = {
            amountToForward: msat(amount),
            outgoingCltv,
            ...(channel !== undefined && { channel }),
            ...(last && { paymentSecret: secret, total: msat(amount) }),
          };
          expect(decodeHopPayload(encodeHopPayload(payload))).toEqual({ ok: true, value: payload });
        },
      ),
      { numRuns: runs() },
    );
  });

  test.each([
    ['no amount', '0402 05dc'],
    ['no lock', '0202 3a98'],
    ['a short id of 7 bytes', '0202 3a98 0402 05dc 0607 00000000000001'],
    ['a secret of 31 bytes', `0202 3a98 0402 05dc 081f ${'22'.repeat(31)}`],
    ['an even type that nobody knows', '0202 3a98 0402 05dc 1400'],
    ['types that descend', '0402 05dc 0202 3a98'],
    ['a leading zero', '0202 0098 0402 05dc'],
  ])('with %s it is refused', (_name, hex) => {
    const read = decodeHopPayload(hexToBytes(hex.replaceAll(' ', '')));
    expect(read).toMatchObject({ ok: false, rejection: { code: 'invalid_onion_payload' } });
  });

  test('a short id names block, transaction and output', () => {
    expect(sayShortChannelId(shortChannelId(539_268, 845, 1))).toBe('539268x845x1');
  });
});

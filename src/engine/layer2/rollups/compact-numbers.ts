/** Numbers as a batch writes them: small ones short, round ones shorter, each in exactly one way. */
import { concatBytes } from '../../foundation/bytes.ts';
import { malformed } from '../../foundation/errors.ts';
import type { WireReader } from '../../foundation/wire.ts';

const RULE = 'Strata, layer2/rollups/compact-numbers.ts';

/** `value` in groups of 7 bits, lowest first, the high bit set on all but the last (LEB128). */
export function compact(value: bigint): Uint8Array {
  const groups: number[] = [];
  let left = value;
  while (left > 0x7fn) {
    groups.push(Number(left & 0x7fn) | 0x80);
    left >>= 7n;
  }
  groups.push(Number(left));
  return Uint8Array.from(groups);
}

/** An amount as a count of tens and what they multiply: 10^16 wei takes 2 bytes. */
export function amount(value: bigint): Uint8Array {
  let tens = 0;
  let mantissa = value;
  while (mantissa !== 0n && mantissa % 10n === 0n) {
    mantissa /= 10n;
    tens += 1;
  }
  return concatBytes(Uint8Array.of(tens), compact(mantissa));
}

/** A compact number below 2^`bits`; one that is not in its shortest form or too large stops the decoder. */
export function readCompact(reader: WireReader, bits: number): bigint {
  let value = 0n;
  for (let shift = 0n; ; shift += 7n) {
    const group = reader.u8();
    value |= BigInt(group & 0x7f) << shift;
    if (value >> BigInt(bits) !== 0n)
      malformed('batch-number-too-large', RULE, `A number exceeds ${bits} bits.`, value, `below 2^${bits}`);
    if (group < 0x80) {
      if (group === 0 && shift > 0n)
        malformed('batch-not-shortest', RULE, 'A number ends with an empty group.', group, 'no empty group');
      return value;
    }
    if (shift > 259n)
      malformed(
        'batch-number-too-large',
        RULE,
        'A number does not end.',
        'more than 38 groups',
        `below 2^${bits}`,
      );
  }
}

/** An amount of up to 256 bits; tens left outside their count stop the decoder. */
export function readAmount(reader: WireReader): bigint {
  const tens = reader.u8();
  // 10^77 is the last power of ten below 2^256.
  if (tens > 77) malformed('batch-number-too-large', RULE, 'An amount has too many tens.', tens, 77);
  const mantissa = readCompact(reader, 256);
  if (mantissa === 0n ? tens !== 0 : mantissa % 10n === 0n) {
    malformed(
      'batch-not-shortest',
      RULE,
      'An amount has tens outside their count.',
      mantissa,
      'no factor of ten left',
    );
  }
  const value = mantissa * 10n ** BigInt(tens);
  if (value >> 256n !== 0n)
    malformed('batch-number-too-large', RULE, 'An amount exceeds 256 bits.', value, 'below 2^256');
  return value;
}

/** A count of items of at least `least` bytes each; more than there is room for stops the decoder before anything is made. */
export function readCount(reader: WireReader, least: number): number {
  const count = readCompact(reader, 32);
  const most = Math.floor(reader.left / least);
  if (count > BigInt(most))
    malformed('batch-too-short', RULE, `${count} items were announced, ${most} could follow.`, count, most);
  return Number(count);
}

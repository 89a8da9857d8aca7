/** Numbers in a script: little-endian, the highest bit of the last byte is the sign, zero is no bytes (Bitcoin Core, `CScriptNum`). */
import { malformed } from '../../../foundation/errors.ts';

const RULE = 'Bitcoin Core, `CScriptNum`';

/** `value` in as few bytes as it takes. @throws RangeError for anything but a safe whole number */
export function numberToScript(value: number): Uint8Array {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no whole number.`);
  const data: number[] = [];
  for (let rest = Math.abs(value); rest > 0; rest = Math.floor(rest / 256)) data.push(rest % 256);
  const last = data.at(-1);
  if (last === undefined) return new Uint8Array(0);
  if (last > 127) data.push(0);
  if (value < 0) data[data.length - 1] = (data.at(-1) as number) | 0x80;
  return Uint8Array.from(data);
}

/**
 * The number that `data` holds, in at most `most` bytes: 4 for arithmetic, 5 for time locks (BIP-65). Stops the script
 * around it when there are more. Needless zeros are let pass, as consensus does.
 */
export function numberFromScript(data: Uint8Array, most = 4): number {
  if (data.length > most) {
    malformed('script-number-too-long', RULE, `A number here has at most ${most} bytes.`, data.length, most);
  }
  const last = data.at(-1);
  if (last === undefined) return 0;
  let magnitude = last & 0x7f;
  for (let index = data.length - 2; index >= 0; index -= 1)
    magnitude = magnitude * 256 + (data[index] as number);
  return (last & 0x80) !== 0 && magnitude !== 0 ? -magnitude : magnitude;
}

/** Whether `data` counts as true: any byte that is not zero, but for a lone sign in the last (Bitcoin Core, `CastToBool`). */
export const isTrue = (data: Uint8Array): boolean =>
  data.some((byte, index) => byte !== 0 && !(index === data.length - 1 && byte === 0x80));

/** True and false as a script leaves them: 1, and no bytes. */
export const truth = (value: boolean): Uint8Array => (value ? Uint8Array.of(1) : new Uint8Array(0));

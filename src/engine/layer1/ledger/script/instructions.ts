/** A script as a list of instructions: pushes of data and opcodes, read from bytes and written as text. */
import { bytesToHex, concatBytes, hexToBytes } from '../../../foundation/bytes.ts';
import { decoding, malformed } from '../../../foundation/errors.ts';
import type { Result } from '../../../foundation/result.ts';
import { u32le } from '../../../foundation/wire.ts';
import { OP, opcodeName, opcodeNumber } from './opcodes.ts';
import { numberToScript } from './script-number.ts';

/** One step of a script: `data` is what it pushes, null for any other opcode. `end` is where the next one begins. */
export interface Instruction {
  readonly opcode: number;
  readonly data: Uint8Array | null;
  readonly start: number;
  readonly end: number;
}

/** Width of the length that follows each of the three long pushes. */
const LENGTH_BYTES: Readonly<Record<number, number>> = {
  [OP.OP_PUSHDATA1]: 1,
  [OP.OP_PUSHDATA2]: 2,
  [OP.OP_PUSHDATA4]: 4,
};

/** The instruction at `start`; stops the decoder around it when the script ends inside a push. */
export function readInstruction(script: Uint8Array, start: number): Instruction {
  const opcode = script[start] as number;
  if (opcode > OP.OP_PUSHDATA4) return { opcode, data: null, start, end: start + 1 };
  const width = LENGTH_BYTES[opcode] ?? 0;
  let length = width === 0 ? opcode : 0;
  for (let index = width; index > 0; index -= 1) length = length * 256 + (script[start + index] ?? 0);
  const from = start + 1 + width;
  if (from + length > script.length) {
    const message = `A push at byte ${start} reaches behind the script's end.`;
    malformed('script-push-too-long', 'Bitcoin Core, `GetScriptOp`', message, length, script.length - from);
  }
  return { opcode, data: script.slice(from, from + length), start, end: from + length };
}

/** All instructions of `script`. Refused: a push that reaches behind the end. */
export const decodeScript = (script: Uint8Array): Result<readonly Instruction[]> =>
  decoding(() => {
    const instructions: Instruction[] = [];
    for (let at = 0; at < script.length; at = instructions.at(-1)?.end ?? script.length)
      instructions.push(readInstruction(script, at));
    return instructions;
  });

/** The shortest instruction that pushes `data` (BIP-62, rule 3): small numbers have opcodes of their own. */
export function pushOf(data: Uint8Array): Uint8Array {
  const [first] = data;
  if (first === undefined) return Uint8Array.of(OP.OP_0);
  if (data.length === 1 && first >= 1 && first <= 16) return Uint8Array.of(OP.OP_1 - 1 + first);
  if (data.length === 1 && first === 0x81) return Uint8Array.of(OP.OP_1NEGATE);
  return plainPush(data);
}

/** The shortest push of `data` with its bytes in the script. */
export function plainPush(data: Uint8Array): Uint8Array {
  const { length } = data;
  if (length < OP.OP_PUSHDATA1) return concatBytes(Uint8Array.of(length), data);
  if (length < 0x100) return concatBytes(Uint8Array.of(OP.OP_PUSHDATA1, length), data);
  if (length < 0x10000) return concatBytes(Uint8Array.of(OP.OP_PUSHDATA2, length & 255, length >> 8), data);
  return concatBytes(Uint8Array.of(OP.OP_PUSHDATA4), u32le(length), data);
}

/** Part of a script: an opcode's name, data in bytes, or a number. */
export type ScriptPart = keyof typeof OP | Uint8Array | number;

/** The script of `parts`, each push in its shortest form. @throws RangeError for a name that is no opcode */
export const buildScript = (...parts: readonly ScriptPart[]): Uint8Array =>
  concatBytes(
    ...parts.map((part) => {
      if (typeof part === 'number') return pushOf(numberToScript(part));
      if (typeof part !== 'string') return pushOf(part);
      const opcode = opcodeNumber(part);
      if (opcode === null) throw new RangeError(`${part} is no opcode.`);
      return Uint8Array.of(opcode);
    }),
  );

/**
 * The script that `text` spells: names of opcodes, decimal numbers and data in hexadecimal with 0x, parted by blanks.
 * @throws RangeError for a word that is none of these
 */
export const assembleScript = (text: string): Uint8Array =>
  buildScript(
    ...text
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word): ScriptPart => {
        if (/^-?\d+$/.test(word)) return Number(word);
        return word.startsWith('0x') ? hexToBytes(word) : (word as keyof typeof OP);
      }),
  );

/** `script` in words, as {@link assembleScript} reads them; a push that reaches behind the end is spelled `[error]`. */
export function scriptText(script: Uint8Array): string {
  const words: string[] = [];
  for (let at = 0; at < script.length;) {
    const step = decoding(() => readInstruction(script, at));
    if (!step.ok) return [...words, '[error]'].join(' ');
    const { opcode, data, end } = step.value;
    words.push(data === null || data.length === 0 ? opcodeName(opcode) : bytesToHex(data));
    at = end;
  }
  return words.join(' ');
}

/** Whether `script` pushes data and does nothing else (Bitcoin Core, `IsPushOnly`: opcodes up to OP_16). */
export function isPushOnly(script: Uint8Array): boolean {
  const decoded = decodeScript(script);
  return decoded.ok && decoded.value.every(({ opcode }) => opcode <= OP.OP_16);
}

/** `script` with the instructions dropped that `drop` names; what follows an unreadable push stays as it is. */
function without(script: Uint8Array, drop: (step: Instruction) => boolean): Uint8Array {
  const kept: Uint8Array[] = [];
  let at = 0;
  while (at < script.length) {
    const position = at;
    const step = decoding(() => readInstruction(script, position));
    if (!step.ok) break;
    if (!drop(step.value)) kept.push(script.subarray(at, step.value.end));
    at = step.value.end;
  }
  return concatBytes(...kept, script.subarray(at));
}

/** `script` without its OP_CODESEPARATORs, as the digest before SegWit takes it. */
export const withoutSeparators = (script: Uint8Array): Uint8Array =>
  without(script, ({ opcode }) => opcode === OP.OP_CODESEPARATOR);

/**
 * `script` without the pushes of `data`, as signatures before SegWit are taken out of the script that they sign
 * (Bitcoin Core, `FindAndDelete`). Only the shortest push counts, since that is what is searched for.
 */
export function withoutPush(script: Uint8Array, data: Uint8Array): Uint8Array {
  const push = plainPush(data);
  return without(
    script,
    ({ start, end }) =>
      end - start === push.length && push.every((byte, index) => script[start + index] === byte),
  );
}

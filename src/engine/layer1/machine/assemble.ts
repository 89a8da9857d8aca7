/** The assembler: programs as text, an instruction a line, with labels in place of numbers. */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { factsOf, isArgument, isOperation } from './instructions.ts';
import type { MachineInstruction, Operation } from './instructions.ts';
import { createProgram, MOST_INSTRUCTIONS } from './program.ts';
import type { Program } from './program.ts';
import type { Word } from './word.ts';

const RULE = 'Strata machine, assembler';
const NAME = /^[A-Za-z_]\w*$/;

/** A line that says something: its number from 1, and its words. */
interface Line {
  readonly number: number;
  readonly words: readonly string[];
}

const refuse = (line: Line, code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: RULE, message: `Line ${line.number}: ${message}`, received, expected });

/** The lines of `text` without comments and empty ones. A comment goes from `;` to the end of its line. */
const linesOf = (text: string): Line[] =>
  text
    .split('\n')
    .map((line, index) => ({
      number: index + 1,
      words: line
        .replace(/;.*$/, '')
        .trim()
        .split(/\s+/)
        .filter((word) => word !== ''),
    }))
    .filter(({ words }) => words.length > 0);

/** A label of a line that is nothing else: `name:`. */
const labelOf = ({ words }: Line): string | null =>
  words.length === 1 && words[0]?.endsWith(':') === true ? words[0].slice(0, -1) : null;

/** The place that each label names, and the lines that are instructions. */
function readLabels(lines: readonly Line[]): Result<{ labels: Map<string, number>; code: Line[] }> {
  const labels = new Map<string, number>();
  const code: Line[] = [];
  for (const line of lines) {
    const label = labelOf(line);
    if (label === null) code.push(line);
    else if (!NAME.test(label))
      return refuse(line, 'bad-label', 'A label is letters, digits and underscores.', label, 'a name');
    else if (labels.has(label))
      return refuse(line, 'duplicate-label', `"${label}" names another place already.`, label, 'a new name');
    else labels.set(label, code.length);
  }
  return ok({ labels, code });
}

function readArgument(
  line: Line,
  operation: Operation,
  text: string | undefined,
  labels: ReadonlyMap<string, number>,
): Result<Word | null> {
  const { argument: kind } = factsOf(operation);
  if (text === undefined)
    return kind === 'none'
      ? ok(null)
      : refuse(line, 'missing-argument', `${operation} has an argument.`, 'nothing', kind);
  if (kind === 'none')
    return refuse(line, 'needless-argument', `${operation} has no argument.`, text, 'nothing');
  if (text.startsWith('@')) {
    const place = labels.get(text.slice(1));
    if (place === undefined || kind !== 'word')
      return refuse(line, 'unknown-label', `There is no label "${text.slice(1)}" here.`, text, [
        ...labels.keys(),
      ]);
    return ok(BigInt(place));
  }
  const isNumber = /^(\d+|0x[0-9a-fA-F]+)$/.test(text) && text.length <= 80;
  const value = isNumber ? BigInt(text) : null;
  if (value === null || !isArgument(operation, value))
    return refuse(
      line,
      'bad-argument',
      `${operation} cannot have this argument.`,
      text,
      kind === 'word' ? '0 … 2^256 − 1' : '1 … 16',
    );
  return ok(value);
}

function readLine(line: Line, labels: ReadonlyMap<string, number>): Result<MachineInstruction> {
  const [name = '', text, ...more] = line.words;
  const operation = name.toUpperCase();
  if (!isOperation(operation))
    return refuse(line, 'unknown-instruction', `There is no instruction "${name}".`, name, 'an instruction');
  const [extra] = more;
  if (extra !== undefined)
    return refuse(line, 'needless-argument', 'An instruction has one argument at most.', extra, 'nothing');
  const argument = readArgument(line, operation, text, labels);
  return argument.ok ? ok({ operation, argument: argument.value }) : argument;
}

/**
 * The program that `text` describes: an instruction a line, upper or lower case; numbers decimal or with `0x`; `name:`
 * on a line of its own names the next instruction and `PUSH @name` pushes its number; `;` begins a comment. Refused,
 * with the line: an unknown instruction, a missing, needless or impossible argument, an unknown or repeated label, and
 * more than 2^16 instructions.
 */
export function assemble(text: string): Result<Program> {
  const read = readLabels(linesOf(text));
  if (!read.ok) return read;
  const { labels, code } = read.value;
  const tooFar = code[MOST_INSTRUCTIONS];
  if (tooFar !== undefined)
    return refuse(tooFar, 'program-too-long', 'The program is too long.', code.length, MOST_INSTRUCTIONS);
  const instructions: MachineInstruction[] = [];
  for (const line of code) {
    const instruction = readLine(line, labels);
    if (!instruction.ok) return instruction;
    instructions.push(instruction.value);
  }
  return ok(createProgram(instructions));
}

/** `instruction` as the assembler reads it. */
export const instructionText = ({ operation, argument }: MachineInstruction): string =>
  argument === null ? operation : `${operation} ${argument}`;

/** `program` as text; {@link assemble} makes the same program of it. Labels are not kept: a program has none. */
export const disassemble = ({ instructions }: Program): string =>
  instructions.map(instructionText).join('\n');

/** Answers that try to be two things at once, and memory asked for behind the count, for the list of bad inputs. */
import { type BadInput, body } from './bad-input.ts';

/** A file whose answer is `expression`, with `before` in front of it. */
const answers = (expression: string, before = ''): string =>
  `${before}export const sum = (numbers: readonly number[]): any => ${expression};\n`;

/** Every odd answer. */
export const oddValues: readonly BadInput[] = [
  {
    name: 'answers with a promise whose class makes something else of it',
    source: answers(
      "Object.defineProperty(Promise.resolve(1), 'constructor', { value: { [Symbol.species]: function (run: any) { run(() => {}, () => {}); return 0; } } })",
    ),
    says: /Expected 0, received 1/,
  },
  {
    name: 'answers with bytes that copy themselves into something else',
    source: answers('new Odd(2)', 'class Odd extends Uint8Array { slice(): any { return 0; } }\n'),
    says: /Expected 0, received bytes\(2\) 0000/,
  },
  {
    name: 'answers with an object that is a number to whoever asks for one',
    source: answers(
      '({ valueOf: () => 0, toString: () => "0", [Symbol.toPrimitive]: () => 0, toJSON: () => 0 })',
    ),
    says: /Expected 0, received \{\}/,
  },
  {
    name: 'answers with something that could be awaited, and is not',
    source: answers('({ then: (resolve: (value: number) => void) => resolve(0) })'),
    says: /Expected 0, received \{\}/,
  },
  {
    name: 'answers with a generator',
    source: `export function* sum() {\n  yield 0;\n}\n`,
    says: /Expected 0, received \{\}\..*"sum" is a generator/,
  },
  {
    name: 'answers with nothing',
    source: `export const sum = (numbers: readonly number[]): any => {\n  numbers.length;\n};\n`,
    says: /"sum" returned undefined: is a return missing\?/,
  },
  {
    name: 'answers with a promise where none is waited for',
    source: `export const sum = async (numbers: readonly number[]): Promise<number> => numbers.length;\n`,
    says: /"sum" is async: what it returns is a promise/,
  },
  {
    name: 'answers with text of any length',
    source: answers("'x'.repeat(5_000_000)"),
    says: /^.{100,2100}$/,
  },
  {
    name: 'throws an error that says it is a mismatch',
    source: body(
      "  throw Object.assign(new Error('all is well'), { name: 'MismatchError', actual: 0, expected: 0 });",
    ),
    says: /Your code threw MismatchError: all is well/,
    line: 2,
  },
  {
    name: 'sorts what it is handed',
    source: body('  numbers.length > 1 && (numbers as number[]).sort();'),
    says: /can only be read: make a copy and change that/,
    line: 2,
  },
  {
    name: 'adds a bigint to a number',
    source: body('  (numbers.length as any) + 1n;'),
    says: /Cannot mix BigInt.*One side is a bigint/,
    line: 2,
  },
  {
    name: 'an export that is a proxy which throws when it is asked for its length',
    source: `let asked = 0;\nexport const sum = new Proxy(() => 0, { get() { asked += 1; throw asked; } });\n`,
    reason: 'crash',
    says: /threw 1, which is not an error object/,
  },
  {
    name: 'a regular expression that never comes to an end',
    source: body("  /^(a+)+$/.test('a'.repeat(50) + 'b');"),
    reason: 'time',
    says: /No loop of yours was running.*a regular expression or a huge number/,
  },
  {
    name: 'a search through an array without end',
    source: body('  Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);'),
    reason: 'time',
    says: /whole budget of time/,
  },
  {
    name: 'typed arrays that lie about their length',
    source: body(
      "  const first = new Uint8Array(60_000_000);\n  Object.defineProperty(first, 'length', { value: 0 });\n  const kept: unknown[] = [];\n  for (;;) kept.push(new Uint8Array(first));",
    ),
    reason: 'memory',
    says: /more memory than a run may take/,
  },
  {
    name: 'typed arrays without a constructor',
    source: body(
      "  const first: any = Object.defineProperty(new Uint8Array(30_000_000), 'constructor', { value: undefined });\n  const kept: unknown[] = [];\n  for (;;) kept.push(first.slice());",
    ),
    reason: 'memory',
    says: /more memory than a run may take/,
  },
  {
    name: 'buffers without a constructor',
    source: body(
      "  const first: any = Object.defineProperty(new ArrayBuffer(30_000_000), 'constructor', { value: undefined });\n  const kept: unknown[] = [];\n  for (;;) kept.push(first.slice(0));",
    ),
    reason: 'memory',
    says: /more memory than a run may take/,
  },
];

/** Files that no learner should write, and what the workbench has to say of each: the same in Node and in the page. */
import type { Grade } from '../../src/workbench/contract/types.ts';

/** A bad file and what its grade must show. */
export interface BadInput {
  readonly name: string;
  readonly source: string;
  /** Whether the file passes all the same: it was odd, not wrong. */
  readonly passes?: true;
  /** Why the run could not reach its checks or was ended. */
  readonly reason?: NonNullable<Grade['failure']>['reason'];
  /** What the failure, or the first failing check, has to say. */
  readonly says?: RegExp;
  /** The learner's line that it has to point at. */
  readonly line?: number;
}

const good = 'numbers.reduce((total, number) => total + number, 0)';
const body = (statements: string): string =>
  `export const sum = (numbers: readonly number[]): unknown => {\n${statements}\n  return ${good};\n};\n`;

const lines = (count: number): string =>
  Array.from({ length: count }, (_, index) => `const filler${index} = ${index}; // ${'x'.repeat(60)}`).join('\n');

const refusedCalls: readonly (readonly [string, RegExp])[] = [
  ["fetch('https://example.com')", /fetch is not here: your code runs without a network/],
  ['new XMLHttpRequest()', /XMLHttpRequest is not here/],
  ["new WebSocket('wss://example.com')", /WebSocket is not here/],
  ["new EventSource('https://example.com')", /EventSource is not here/],
  ["importScripts('https://example.com/x.js')", /importScripts is not here/],
  ["indexedDB.open('x')", /indexedDB is not here: your code keeps nothing/],
  ["localStorage.setItem('a', 'b')", /localStorage is not here/],
  ["caches.open('x')", /caches is not here/],
  ["new BroadcastChannel('x')", /BroadcastChannel is not here/],
  ["new Worker('data:text/javascript,1')", /Worker is not here/],
  ["new SharedWorker('x')", /SharedWorker is not here/],
  ["parent.postMessage('passed', '*')", /parent is not here/],
  ["top.location.href = 'https://example.com'", /top is not here/],
  ['navigator.userAgent', /navigator is not here/],
  ['process.exit(0)', /process is not here/],
  ["require('node:fs')", /require is not here/],
  ["eval('1')", /eval is not here: code is not made from text/],
  ["new Function('return 1')()", /Function is not here: code is not made from text/],
  ["(() => {}).constructor('return this')()", /not here: code is not made from text/],
  ["(async () => {}).constructor('return this')()", /not here: code is not made from text/],
  ['WebAssembly.compile(new Uint8Array(8))', /WebAssembly is not here/],
  ['Date.now()', /a chain has no clock of its own/],
  ['new Date()', /a chain has no clock of its own/],
  ['performance.now()', /a chain has no clock of its own/],
  ['Math.random()', /a run depends on its seed alone/],
  ['crypto.getRandomValues(new Uint8Array(4))', /a run depends on its seed alone/],
  ['new SharedArrayBuffer(8)', /SharedArrayBuffer is not here/],
];

const overwrites: readonly string[] = [
  'Array.prototype.map = () => []',
  'Array.prototype[Symbol.iterator] = function* () {}',
  'Object.is = () => true',
  '(globalThis as any).Map = class {}',
  'Map.prototype.get = () => 1',
  '(Object.prototype as any).polluted = 1',
  'Object.defineProperty(Object.prototype, "toString", { value: () => "x" })',
  '(globalThis as any).Date = class {}',
  '(globalThis as any).console = {}',
  'console.log = () => {}',
  'Promise.prototype.then = () => {}',
  'Error.prepareStackTrace = () => "x"',
  'Object.setPrototypeOf(Array.prototype, null)',
  'String.prototype.includes = () => true',
  'JSON.stringify = () => "{}"',
  'Reflect.apply = () => 0',
];

/** Every bad input. */
export const badInputs: readonly BadInput[] = [
  {
    name: 'an endless loop',
    source: body('  let turns = 0;\n  while (true) {\n    turns += 1;\n  }'),
    reason: 'time',
    says: /ended after 1,000 ms, its whole budget of time.*“An empty list adds up to nothing”.*line 3 was still running/,
    line: 3,
  },
  {
    name: 'an endless loop without a body',
    source: body('  for (;;);'),
    reason: 'time',
    says: /loop on line 2/,
    line: 2,
  },
  {
    name: 'an endless loop around one that ends',
    source: body('  let turns = 0;\n  do {\n    for (let i = 0; i < 5; i++) turns += i;\n  } while (turns >= 0);'),
    reason: 'time',
    says: /loop on line 3/,
    line: 3,
  },
  {
    name: 'an endless loop that waits',
    source: `export const sum = async () => {\n  for (;;) await null;\n};\n`,
    reason: 'time',
    says: /loop on line 2/,
    line: 2,
  },
  {
    name: 'an endless loop while the file loads',
    source: `while (true) {}\nexport const sum = () => 0;\n`,
    reason: 'time',
    says: /while your file was loading.*line 1/,
    line: 1,
  },
  {
    name: 'an endless loop in a getter of what is returned',
    source: `export const sum = () => ({\n  get value() {\n    for (;;) {}\n  },\n});\n`,
    reason: 'time',
    says: /loop on line 3/,
    line: 3,
  },
  {
    name: 'an endless loop in a trap of a proxy',
    source: `export const sum = () => new Proxy({}, {\n  ownKeys() {\n    while (true) {}\n  },\n});\n`,
    reason: 'time',
    says: /loop on line 3/,
    line: 3,
  },
  {
    name: 'a flood of output',
    source: body("  for (;;) console.log('more');"),
    reason: 'output',
    says: /printed more than a run may/,
    line: 2,
  },
  {
    name: 'a flood of output that is caught',
    source: body("  for (;;) try { console.log('more'.repeat(500)); } catch {}"),
    reason: 'output',
    says: /printed more than a run may/,
  },
  {
    name: 'a flood of messages',
    source: body("  for (;;) (globalThis as any).postMessage('passed');"),
    says: /postMessage is not here/,
    line: 2,
  },
  {
    name: 'a flood of timers',
    source: `const again = (): unknown => setTimeout(again, 0);\nagain();\nexport const sum = () => new Promise(() => {});\n`,
    reason: 'time',
    says: /more than 10000 timers/,
  },
  {
    name: 'a heap that only grows',
    source: body('  const kept: unknown[] = [];\n  for (;;) kept.push(Array.from({ length: 100_000 }, () => ({ a: 1 })));'),
    says: /used up its memory|its whole budget of time/,
  },
  {
    name: 'one typed array of gigabytes',
    source: body('  new Uint8Array(4_000_000_000);'),
    reason: 'memory',
    says: /more memory than a run may take/,
    line: 2,
  },
  {
    name: 'typed arrays without end',
    source: body('  const kept: unknown[] = [];\n  for (;;) kept.push(new Float64Array(4_000_000));'),
    reason: 'memory',
    says: /more memory than a run may take/,
    line: 3,
  },
  {
    name: 'typed arrays through the constructor of a prototype',
    source: body(
      '  const kept: unknown[] = [];\n  const Kind = Uint8Array.prototype.constructor as Uint8ArrayConstructor;\n  for (;;) kept.push(new Kind(30_000_000));',
    ),
    reason: 'memory',
    says: /more memory than a run may take/,
  },
  {
    name: 'buffers that are resized',
    source: body(
      '  const kept: unknown[] = [];\n  for (;;) kept.push(new (ArrayBuffer as any)(1, { maxByteLength: 2 ** 30 }));',
    ),
    reason: 'memory',
    says: /more memory than a run may take/,
  },
  { name: 'throws null', source: body('  throw null;'), says: /threw null, which is not an error object/ },
  {
    name: 'throws an error',
    source: body("  throw new RangeError('too far');"),
    says: /Your code threw RangeError: too far/,
    line: 2,
  },
  {
    name: 'throws something that throws when it is looked at',
    source: body('  throw new Proxy({}, { get() { throw 1; } });'),
    says: /throws when it is looked at/,
  },
  {
    name: 'a recursion that does not end',
    source: `const deeper = (n: number): number => deeper(n + 1) + 1;\nexport const sum = () => deeper(0);\n`,
    says: /called itself until the stack was full/,
    line: 1,
  },
  {
    name: 'a promise that never settles',
    source: `export const sum = () => new Promise(() => {});\n`,
    says: /a promise that never settles: nothing is left/,
  },
  {
    name: 'a rejection that nothing waits for',
    source: body("  void Promise.reject(new Error('forgotten'));"),
    says: /threw Error: forgotten Nothing waited for it/,
    line: 2,
  },
  {
    name: 'a timer that throws when nothing waits for it any more',
    source: body("  queueMicrotask(() => { throw new Error('late'); });"),
    says: /threw Error: late Nothing waited for it/,
    line: 2,
  },
  ...overwrites.map((statement): BadInput => ({
    name: `overwrites: ${statement}`,
    source: body(`  ${statement};`),
    says: /Your code threw TypeError/,
    line: 2,
  })),
  {
    name: 'overwrites what it is handed',
    source: body('  (numbers as number[]).push(7);'),
    says: /Your code threw TypeError: Cannot add property/,
    line: 2,
  },
  {
    name: "overwrites the engine's exports",
    source: `import * as engine from 'strata';\n${body('  (engine.sum as any).call = 1;')}`,
    says: /Your code threw TypeError/,
    line: 3,
  },
  {
    name: 'overwrites the prototype of a class of the engine',
    source: `import { Counter } from 'strata';\n${body('  Counter.prototype.next = () => 0;')}`,
    says: /Your code threw TypeError/,
    line: 3,
  },
  ...refusedCalls.map(([call, says]): BadInput => ({
    name: `tries: ${call}`,
    source: body(`  ${call};`).replaceAll(/\b(importScripts|indexedDB|caches|process|require)\b/g, '(globalThis as any).$1'),
    says,
    line: 2,
  })),
  {
    name: 'imports an address',
    source: `import x from 'https://example.com/x.js';\nexport const sum = x;\n`,
    reason: 'compile',
    says: /is an address, and a lab runs without a network/,
    line: 1,
  },
  {
    name: 'imports an address while it runs',
    source: body("  void import('https://example.com/x.js');"),
    reason: 'compile',
    says: /import\(\) is not here/,
    line: 2,
  },
  {
    name: 'imports a module that is not there',
    source: `\nimport { readFileSync } from 'node:fs';\nexport const sum = () => readFileSync('x');\n`,
    reason: 'compile',
    says: /is an address|There is no module/,
    line: 2,
  },
  {
    name: 'imports a file that is not there',
    source: `import { other } from './other.ts';\nexport const sum = other;\n`,
    reason: 'compile',
    says: /There is no module "\.\/other\.ts" here/,
    line: 1,
  },
  {
    name: 'imports a name that the engine does not have',
    source: `import {\n  sum as reference,\n  nothing,\n} from 'strata';\nexport const sum = () => [reference, nothing];\n`,
    reason: 'load',
    says: /"strata" has no export called "nothing"/,
    line: 3,
  },
  {
    name: 'asks for its own address',
    source: body('  console.log(import.meta.url);'),
    reason: 'compile',
    says: /import\.meta is not here/,
    line: 2,
  },
  {
    name: 'forges messages that say passed',
    source: `const forged = { type: 'check-ended', outcome: { id: 'an-empty-list-adds-up-to-nothing', passed: true } };\nfor (const name of ['postMessage', 'onmessage', 'dispatchEvent', 'MessagePort', 'MessageEvent']) {\n  try {\n    (globalThis as any)[name]?.(forged);\n  } catch {}\n}\nconsole.log(JSON.stringify({ passed: true, type: 'done' }));\nexport const sum = () => 1;\n`,
    says: /Expected 0, received 1/,
  },
  {
    name: 'answers with a proxy that changes its mind',
    source: `let asked = 0;\nexport const sum = () => new Proxy({}, { get: () => (asked += 1) });\n`,
    says: /Expected 0, received/,
  },
  {
    name: 'answers with something that claims to be a number',
    source: `export const sum = () => ({ valueOf: () => 0, [Symbol.toPrimitive]: () => 0 });\n`,
    says: /Expected 0, received/,
  },
  {
    name: 'exports a default and nothing else',
    source: `export default () => 0;\n`,
    reason: 'exports',
    says: /exports a default; this lab looks for a named export/,
  },
  {
    name: 'exports another name',
    source: `export const total = () => 0;\n`,
    reason: 'exports',
    says: /no export called "sum"\. It exports "total"/,
  },
  { name: 'exports nothing', source: `const sum = () => 0;\n`, reason: 'exports', says: /It exports nothing/ },
  { name: 'is empty', source: '', reason: 'exports', says: /It exports nothing/ },
  {
    name: 'exports something that is no function',
    source: `export const sum = 7;\n`,
    reason: 'exports',
    says: /"sum" has to be a function, and it is a number/,
  },
  {
    name: 'takes more parameters than it is called with',
    source: `export const sum = (numbers: number[], start: number, step: number) => numbers.length + start + step;\n`,
    reason: 'exports',
    says: /"sum" is called with 1 parameter, and yours takes 3 parameters/,
  },
  {
    name: 'takes fewer parameters than it is called with, and fails',
    source: `export const sum = () => 3;\n`,
    says: /"sum" is called with 1 parameter; yours names 0 of them/,
  },
  ...[0, 1, 2, 3].map((index): BadInput => {
    const source = ["import type { Sum } from 'strata';", 'export const sum: Sum = (numbers) => {', '  return numbers.length;', '};'];
    source[index] = `${source[index] ?? ''} ))`;
    return { name: `a syntax error on line ${index + 1}`, source: source.join('\n'), reason: 'compile', line: index + 1 };
  }),
  {
    name: 'a type error that still runs',
    source: `export const sum = (numbers: readonly number[]): string => {\n  const wrong: string = ${good} as any;\n  return 5 as unknown as number && wrong;\n};\n`,
    passes: true,
  },
  { name: 'a file of one megabyte', source: `${lines(10_000)}\n${body('')}`.slice(0, 1_040_000), passes: true },
  {
    name: 'a file of two megabytes',
    source: `${lines(20_000)}\n${body('')}`,
    reason: 'compile',
    says: /characters; at most 1,048,576 are compiled/,
  },
  {
    name: 'a loop that waits for ever at the top of the file',
    source: `await new Promise(() => {});\nexport const sum = () => 0;\n`,
    reason: 'time',
    says: /while your file was loading/,
  },
  {
    name: 'names another file as its source',
    source: `//# sourceURL=elsewhere.js\n${body("  throw new Error('here');")}//# sourceURL=elsewhere.js\n`,
    says: /threw Error: here/,
    line: 3,
  },
];

/** What is said of the first thing that went wrong, and where. */
export function firstTrouble(grade: Grade) {
  const failed = grade.checks.find((check) => !check.passed && check.cause !== 'not-run');
  return {
    reason: grade.failure?.reason,
    says: grade.failure?.message ?? failed?.explanation ?? '',
    line: (grade.failure?.at ?? (grade.failure ? undefined : failed?.at))?.line,
  };
}

/** Files that no learner should write, and what the workbench has to say of each: the same in Node and in the page. */
import type { Grade } from '../../src/workbench/contract/types.ts';
import { type BadInput, body, good } from './bad-input.ts';
import { badModules } from './bad-modules.ts';
import { oddValues } from './bad-odd-values.ts';
import { overwrites, refusedCalls } from './bad-statements.ts';

const lines = (count: number): string =>
  Array.from({ length: count }, (_, index) => `const filler${index} = ${index}; // ${'x'.repeat(60)}`).join(
    '\n',
  );

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
    source: body(
      '  let turns = 0;\n  do {\n    for (let i = 0; i < 5; i++) turns += i;\n  } while (turns >= 0);',
    ),
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
    source: body(
      '  const kept: unknown[] = [];\n  for (;;) kept.push(Array.from({ length: 100_000 }, () => ({ a: 1 })));',
    ),
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
    source: body(`  ${call};`).replaceAll(
      /\b(importScripts|indexedDB|caches|process|require)\b/g,
      '(globalThis as any).$1',
    ),
    says,
    line: 2,
  })),
  ...badModules,
  ...oddValues,
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
    name: 'a type error that still runs',
    source: `export const sum = (numbers: readonly number[]): string => {\n  const wrong: string = ${good} as any;\n  return 5 as unknown as number && wrong;\n};\n`,
    passes: true,
  },
  {
    name: 'a file of one megabyte',
    source: `${lines(10_000)}\n${body('')}`.slice(0, 1_040_000),
    passes: true,
  },
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

/** The page's one compiler: what is run goes before what is compiled ahead, and no run waits for ever. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CompileRequest } from '../../src/workbench/compile/compile-worker.ts';
import type { Compiler } from '../../src/workbench/compile/compiler.ts';

/** A worker that answers when it is told to. */
class SlowWorker extends EventTarget {
  static readonly requests: CompileRequest[] = [];
  static answer: () => void = () => undefined;
  postMessage(request: CompileRequest): void {
    SlowWorker.requests.push(request);
    SlowWorker.answer = () =>
      this.dispatchEvent(
        new MessageEvent('message', { data: { id: request.id, compilation: { ok: false, errors: [] } } }),
      );
  }
  terminate(): void {
    SlowWorker.answer = () => undefined;
  }
}

const file = (source: string, entry = 'mine.ts') => ({ entry, source, withholds: [] });
const settled = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'compiled',
    (error: Error) => error.constructor.name,
  );
let compiler: Compiler;

beforeEach(async () => {
  vi.stubGlobal('Worker', SlowWorker);
  SlowWorker.requests.length = 0;
  vi.resetModules();
  compiler = (await import('../../src/workbench/compile/compiler.ts')).sharedCompiler();
});
afterEach(() => vi.unstubAllGlobals());

test('the same file is compiled once, whether it runs, waits or is done', async () => {
  const first = compiler.compile(file('one'));
  const waiting = compiler.compile(file('two'));
  const again = compiler.compile(file('two'), 'ahead');
  SlowWorker.answer();
  SlowWorker.answer();
  expect(await Promise.all([first, waiting, again].map(settled))).toEqual([
    'compiled',
    'compiled',
    'compiled',
  ]);
  await compiler.compile(file('two'));
  expect(SlowWorker.requests.map(({ source }) => source)).toEqual(['one', 'two']);
});

test('compiling ahead never takes the place of a file that is run', async () => {
  void compiler.compile(file('one'));
  const run = compiler.compile(file('two'));
  const ahead = compiler.compile(file('of another lab', 'other.ts'), 'ahead');
  expect(await settled(ahead)).toBe('Superseded');
  SlowWorker.answer();
  SlowWorker.answer();
  expect(await settled(run)).toBe('compiled');
});

test('a file that waited only in case it is run no longer gives way once it is', async () => {
  void compiler.compile(file('one'));
  void compiler.compile(file('two'), 'ahead').catch(() => undefined);
  const run = compiler.compile(file('two'));
  const ahead = compiler.compile(file('three'), 'ahead');
  expect(await settled(ahead)).toBe('Superseded');
  SlowWorker.answer();
  SlowWorker.answer();
  expect(await settled(run)).toBe('compiled');
});

test('of two files that are run the newer wins', async () => {
  void compiler.compile(file('one'));
  const older = compiler.compile(file('two'));
  const newer = compiler.compile(file('three'));
  expect(await settled(older)).toBe('Superseded');
  SlowWorker.answer();
  SlowWorker.answer();
  expect(await settled(newer)).toBe('compiled');
});

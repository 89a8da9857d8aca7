/** What the workbench keeps through the learner's store. */
import { expect, test } from 'vitest';
import { labStorage } from '../../src/learner/lab-storage.ts';
import { createStore } from '../../src/learner/store.ts';
import type { Grade, LabManifest } from '../../src/workbench/contract/types.ts';
import { memoryBackend, memoryChannels } from './memory-backend.ts';

const manifest: LabManifest = {
  id: 'fee-market',
  title: 'Fill a block',
  version: 2,
  replaces: 'SelectTransactions',
  entry: 'fee-market.ts',
  budgetMs: 5_000,
  seeds: [1],
  minutes: 20,
  buildsOn: [],
};
const grade = (passed: boolean, more: Partial<Grade> = {}): Grade => ({
  lab: 'fee-market',
  version: 2,
  engine: '0xabc',
  seeds: [1, 2],
  passed,
  checks: [
    {
      id: 'never-over-weight',
      name: 'Never over weight',
      passed,
      explanation: '',
      seed: 1,
      size: 1,
      console: [{ level: 'log', text: 'a long log that is not kept' }],
      trace: { events: [] },
      measurements: [{ name: 'fees', value: 12, unit: 'sat', reference: 14 }],
    },
  ],
  ...more,
});
let time = 0;
const now = () => ++time;
const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

test('a lab never begun has nothing', async () => {
  const storage = labStorage(await createStore({ backend: memoryBackend(), now }), manifest);
  expect(storage.load()).toEqual({ code: null, accepted: null, hints: {}, passed: false });
});

test('code, hints and the accepted code are there for the next visit', async () => {
  const backend = memoryBackend();
  const storage = labStorage(await createStore({ backend, now }), manifest);
  expect(await storage.saveCode('wrong')).toEqual({ kept: true });
  await storage.saveGrade(grade(false), 'wrong');
  await storage.saveHint('never-over-weight', 2);
  await storage.saveHint('never-over-weight', 1);
  await storage.saveCode('right');
  await storage.saveGrade(grade(true), 'right');
  await storage.saveCode('changed again');
  const next = labStorage(await createStore({ backend, now }), manifest);
  expect(next.load()).toEqual({
    code: 'changed again',
    accepted: 'right',
    hints: { 'never-over-weight': 2 },
    passed: true,
  });
  expect(next.acceptedOf('fee-market')).toBe('right');
});

test('a grading is kept with its measurements, without logs and traces', async () => {
  const backend = memoryBackend();
  const storage = labStorage(await createStore({ backend, now }), manifest);
  await storage.saveGrade(grade(true), 'right');
  const kept = backend.kept.accepted.get('fee-market');
  expect(kept).toMatchObject({
    checks: [{ id: 'never-over-weight', passed: true }],
    measurements: [{ name: 'fees', value: 12 }],
  });
  expect(JSON.stringify(kept)).not.toMatch(/long log|events/);
});

test('a lab accepted under older checks does not count as passed', async () => {
  const storage = labStorage(await createStore({ backend: memoryBackend(), now }), manifest);
  await storage.saveGrade(grade(true, { version: 1 }), 'right once');
  expect(storage.load()).toMatchObject({ passed: false, accepted: 'right once' });
});

test('only code of another tab is told, not one’s own', async () => {
  const backend = memoryBackend();
  const channel = memoryChannels();
  const one = labStorage(await createStore({ backend, channel: channel(), now }), manifest);
  const two = labStorage(await createStore({ backend, channel: channel(), now }), manifest);
  const heard: string[] = [];
  const stop = two.onOtherTab((code) => heard.push(code));
  await two.saveCode('mine');
  await settled();
  await one.saveCode('theirs');
  await settled();
  await one.saveHint('never-over-weight', 1);
  await settled();
  expect(heard).toEqual(['theirs']);
  stop();
  await one.saveCode('theirs again');
  await settled();
  expect(heard).toEqual(['theirs']);
});

test('a reset lab starts afresh and is not told as another tab’s', async () => {
  const storage = labStorage(await createStore({ backend: memoryBackend(), now }), manifest);
  const heard: string[] = [];
  storage.onOtherTab((code) => heard.push(code));
  await storage.saveCode('mine');
  await storage.saveGrade(grade(true), 'mine');
  await storage.reset();
  expect(storage.load()).toEqual({ code: null, accepted: null, hints: {}, passed: false });
  expect(heard).toEqual([]);
});

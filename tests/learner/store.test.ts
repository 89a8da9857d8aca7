/** The store: writes through, hears other tabs, survives a device that keeps nothing, and loses no code. */
import { describe, expect, test } from 'vitest';
import { emptyProgress, withRecord } from '../../src/learner/records.ts';
import { createStore } from '../../src/learner/store.ts';
import { memoryBackend, memoryChannels } from './memory-backend.ts';

/** A clock that the test moves. */
function clock(start = 100) {
  const time = { now: start };
  return { time, now: () => time.now };
}
/** Lets messages and the reads they cause come to rest. */
const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};
const code = (text: string) => ({ id: 'fee-market', code: text });

describe('on a device that keeps records', () => {
  test('what was put is there for the next visit', async () => {
    const backend = memoryBackend();
    const { now } = clock();
    const first = await createStore({ backend, now });
    await first.put('predictions', { id: 'faq/share', value: '7' });
    const second = await createStore({ backend, now });
    expect(second.progress().predictions.get('faq/share')).toEqual({ id: 'faq/share', value: '7', at: 100 });
    expect(second.keeping()).toEqual({ kept: true });
  });

  test('a later write is the newer one even when the clock goes back', async () => {
    const { time, now } = clock(100);
    const store = await createStore({ backend: memoryBackend(), now });
    await store.put('code', code('first'));
    time.now = 50;
    await store.put('code', code('second'));
    expect(store.progress().code.get('fee-market')).toEqual({ id: 'fee-market', code: 'second', at: 101 });
  });

  test('resetting a lab forgets its gradings and hints, keeps its code as a backup, and leaves others alone', async () => {
    const backend = memoryBackend();
    const store = await createStore({ backend, ...clock() });
    await store.put('code', code('mine'));
    await store.put('code', { id: 'base-fee', code: 'other' });
    await store.put('hints', { id: 'fee-market/one', shown: 2 });
    await store.put('hints', { id: 'base-fee/one', shown: 1 });
    await store.resetLab('fee-market');
    for (const progress of [store.progress(), backend.kept]) {
      expect([...progress.code.keys()]).toEqual(['base-fee']);
      expect([...progress.hints.keys()]).toEqual(['base-fee/one']);
      expect([...progress.backups.values()]).toMatchObject([
        { lab: 'fee-market', code: 'mine', because: 'reset' },
      ]);
    }
  });

  test('forgetting everything leaves nothing, here and on the device', async () => {
    const backend = memoryBackend();
    const store = await createStore({ backend, ...clock() });
    await store.put('code', code('mine'));
    await store.resetLab('fee-market');
    await store.resetAll();
    expect(store.progress()).toEqual(emptyProgress());
    expect(backend.kept).toEqual(emptyProgress());
  });

  test('an import is merged and kept', async () => {
    const backend = memoryBackend();
    const store = await createStore({ backend, ...clock() });
    await store.put('code', code('mine'));
    await store.merge(withRecord(emptyProgress(), 'code', { ...code('theirs'), at: 999 }));
    expect(backend.kept.code.get('fee-market')?.code).toBe('theirs');
    expect([...backend.kept.backups.values()].map((backup) => backup.code)).toEqual(['mine']);
  });
});

describe('on a device that keeps nothing', () => {
  test('it says why and goes on in memory', async () => {
    const store = await createStore({ backend: null, why: 'A private window.', ...clock() });
    await store.put('code', code('mine'));
    expect(store.keeping()).toEqual({ kept: false, why: 'A private window.' });
    expect(store.progress().code.get('fee-market')?.code).toBe('mine');
  });

  test('a full disk is told, and the work stays in memory', async () => {
    const backend = memoryBackend();
    const store = await createStore({ backend, ...clock() });
    let told = 0;
    store.subscribe(() => told++);
    backend.full = true;
    await store.put('code', code('mine'));
    expect(store.keeping()).toMatchObject({ kept: false });
    expect(store.progress().code.get('fee-market')?.code).toBe('mine');
    expect(told).toBe(2);
  });

  test('records that cannot be read are left as they are', async () => {
    const backend = { ...memoryBackend(), load: () => Promise.reject(new Error('corrupt')) };
    const store = await createStore({ backend, ...clock() });
    await store.put('code', code('mine'));
    expect(store.keeping()).toMatchObject({ kept: false });
    expect(await backend.read('code', 'fee-market')).toBeUndefined();
  });
});

describe('in two tabs', () => {
  async function tabs() {
    const backend = memoryBackend();
    const channel = memoryChannels();
    const { time, now } = clock();
    const one = await createStore({ backend, channel: channel(), now });
    const two = await createStore({ backend, channel: channel(), now });
    return { backend, one, two, time };
  }

  test('a change in one is seen in the other', async () => {
    const { one, two } = await tabs();
    let told = 0;
    two.subscribe(() => told++);
    await one.put('answers', { id: 'faq/first', given: ['1'], right: true });
    await settled();
    expect(two.progress().answers.get('faq/first')).toMatchObject({ given: ['1'], right: true });
    expect(told).toBe(1);
  });

  test('removing and forgetting reach the other', async () => {
    const { one, two } = await tabs();
    await one.put('code', code('mine'));
    await one.put('settings', { id: 'font', value: 'large' });
    await settled();
    await one.remove([{ kind: 'settings', id: 'font' }]);
    await settled();
    expect(two.progress().settings.size).toBe(0);
    await one.resetAll();
    await settled();
    expect(two.progress()).toEqual(emptyProgress());
  });

  test('code written in the other tab is backed up before it is replaced here', async () => {
    const { backend, one, two } = await tabs();
    await one.put('code', code('from one'));
    await settled();
    await two.put('code', code('from two'));
    expect(backend.kept.code.get('fee-market')?.code).toBe('from two');
    expect([...backend.kept.backups.values()]).toMatchObject([{ code: 'from one', because: 'other-tab' }]);
    await two.put('code', code('from two, again'));
    expect(backend.kept.backups.size).toBe(1);
  });

  test('words that are none of ours are ignored', async () => {
    const channel = memoryChannels();
    const stranger = channel();
    const store = await createStore({ backend: memoryBackend(), channel: channel(), ...clock() });
    for (const word of [
      null,
      7,
      'cleared',
      {},
      { changed: 'x' },
      { changed: [{ kind: '__proto__', id: 'x' }, null] },
    ]) {
      stranger.postMessage(word as never);
    }
    await settled();
    await store.put('code', code('mine'));
    expect(store.progress().code.get('fee-market')?.code).toBe('mine');
  });
});

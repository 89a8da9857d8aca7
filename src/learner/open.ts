/** The page's one learner store, opened on first use. */
import { NotKept } from './backend.ts';
import type { Channel } from './backend.ts';
import { openDatabase } from './database.ts';
import type { LearnerStore } from './store.ts';
import { createStore } from './store.ts';

let opened: Promise<LearnerStore> | undefined;

async function open(): Promise<LearnerStore> {
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('strata-learner');
  const now = () => Date.now();
  let store: LearnerStore | undefined;
  try {
    const backend = await openDatabase((why) => store?.lose(why));
    store = await createStore({ backend, channel: channel as Channel | null, now });
  } catch (error) {
    const why = error instanceof NotKept ? error.message : 'This device did not open its storage.';
    store = await createStore({ backend: null, why, now });
  }
  return store;
}

/** The learner's store; the same one for everything on the page. */
export const openLearner = (): Promise<LearnerStore> => (opened ??= open());

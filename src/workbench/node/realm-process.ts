/** The realm in a Node process of its own: modules come as text from the parent, and no other can be imported. */
import { registerHooks } from 'node:module';
import { engineMark } from '../compile/link.ts';
import { type ModuleKind, type RealmMessage, learnerUrl } from '../realm/messages.ts';
import { prepareRealm } from '../realm/realm.ts';
import type { ParentMessage } from './parent-message.ts';

const moduleUrls: Readonly<Record<ModuleKind, string>> = {
  engine: 'strata:engine',
  checks: 'strata:checks',
  learner: `strata:///${learnerUrl}`,
};
const texts = new Map<string, string>();

registerHooks({
  resolve(specifier) {
    if (specifier === engineMark) return { url: moduleUrls.engine, shortCircuit: true };
    if (texts.has(specifier)) return { url: specifier, shortCircuit: true };
    throw new TypeError(`There is no module "${specifier}" here.`);
  },
  load(url) {
    const source = texts.get(url);
    if (source === undefined) throw new TypeError(`There is no module "${url}" here.`);
    texts.delete(url);
    return { format: 'module', source, shortCircuit: true };
  },
});

const { process } = globalThis;
const toParent = process.send?.bind(process);
const send = (message: RealmMessage): void => {
  toParent?.(message);
};
const { setImmediate, queueMicrotask, performance } = globalThis;
const now = performance.now.bind(performance);

let stray: (thrown: unknown) => void = () => {};
process.on('unhandledRejection', (reason) => stray(reason));
process.on('uncaughtException', (thrown) => stray(thrown));

const load = async (kind: ModuleKind, text: string): Promise<object> => {
  const url = moduleUrls[kind];
  texts.set(url, text);
  return (await import(url)) as object;
};
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(() => resolve());
  });

process.once('message', (first: ParentMessage) => {
  if (first.type !== 'prepare') return;
  const surroundings = { send, load, now, turn, soon: queueMicrotask };
  prepareRealm(globalThis, surroundings, first.engine, first.checks).then(
    (realm) => {
      stray = realm.stray;
      process.once('message', (second: ParentMessage) => {
        if (second.type === 'run') void realm.run(second.request);
      });
    },
    (thrown: unknown) => {
      send({ type: 'unready', message: thrown instanceof Error ? `${thrown.message}\n${thrown.stack ?? ''}` : String(thrown) });
    },
  );
});

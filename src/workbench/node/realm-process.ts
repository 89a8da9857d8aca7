/** The realm in a Node process of its own: modules come as text from the parent, and no other can be imported. */
import { registerHooks } from 'node:module';
import { engineMark } from '../compile/link.ts';
import { type ModuleKind, type RealmMessage, engineKinds, learnerUrl } from '../realm/messages.ts';
import { type Realm, prepareRealm } from '../realm/realm.ts';
import type { ParentMessage } from './parent-message.ts';

const moduleUrls: Readonly<Record<ModuleKind, string>> = {
  engine: 'strata:engine',
  checks: 'strata:checks',
  'own-engine': 'strata:own-engine',
  door: 'strata:door',
  learner: `strata:///${learnerUrl}`,
};
const texts = new Map<string, string>();
let engineUrl = '';

registerHooks({
  resolve(specifier) {
    if (specifier === engineMark) return { url: engineUrl, shortCircuit: true };
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

process.on('unhandledRejection', (reason) => realm?.stray(reason));
process.on('uncaughtException', (thrown) => realm?.stray(thrown));

const load = async (kind: ModuleKind, text: string): Promise<object> => {
  const url = moduleUrls[kind];
  texts.set(url, text);
  const module = (await import(url)) as object;
  if (engineKinds.has(kind)) engineUrl = url;
  return module;
};
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(() => resolve());
  });

let realm: Realm | undefined;
// The listener stays, so that the process does not end while a promise waits for nothing.
process.on('message', (message: ParentMessage) => {
  if (message.type === 'run') {
    void realm?.run(message.request);
    return;
  }
  const surroundings = { send, load, now, turn, soon: queueMicrotask };
  prepareRealm(globalThis, surroundings, message.texts).then(
    (prepared) => {
      realm = prepared;
    },
    (thrown: unknown) => {
      const why = thrown instanceof Error ? `${thrown.message}\n${thrown.stack ?? ''}` : String(thrown);
      send({ type: 'unready', message: why });
    },
  );
});

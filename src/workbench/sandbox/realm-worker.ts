/** The realm in a browser: a classic worker inside a frame without an origin; it only imports what it is handed as text. */
import { engineMark } from '../compile/link.ts';
import {
  type ModuleKind,
  type RealmMessage,
  type RealmTexts,
  type RunRequest,
  engineKinds,
} from '../realm/messages.ts';
import { type Realm, prepareRealm } from '../realm/realm.ts';

const { URL: NativeUrl, Blob: NativeBlob, MessageChannel: NativeChannel, performance: clock } = globalThis;
const makeUrl = NativeUrl.createObjectURL.bind(NativeUrl);
const dropUrl = NativeUrl.revokeObjectURL.bind(NativeUrl);
const now = clock.now.bind(clock);
const soon = globalThis.queueMicrotask.bind(globalThis);

let engineUrl = '';
const load = async (kind: ModuleKind, text: string): Promise<object> => {
  const isEngine = engineKinds.has(kind);
  const linked = kind === 'engine' ? text : text.replaceAll(engineMark, engineUrl);
  const url = makeUrl(new NativeBlob([linked], { type: 'text/javascript' }));
  const module = (await import(/* @vite-ignore */ url)) as object;
  if (isEngine) engineUrl = url;
  else dropUrl(url);
  return module;
};

const turns = new NativeChannel();
const waiting: (() => void)[] = [];
turns.port1.onmessage = () => waiting.shift()?.();
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    waiting.push(resolve);
    turns.port2.postMessage(undefined);
  });

let realm: Realm | undefined;
globalThis.addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  realm?.stray(event.reason);
});
globalThis.addEventListener('error', (event) => {
  event.preventDefault();
  realm?.stray(event.error);
});

globalThis.addEventListener(
  'message',
  ({ data, ports }: MessageEvent<RealmTexts>) => {
    const [port] = ports;
    if (!port) return;
    const send = port.postMessage.bind(port) as (message: RealmMessage) => void;
    port.onmessage = ({ data: request }: MessageEvent<RunRequest>) => void realm?.run(request);
    prepareRealm(globalThis, { send, load, now, turn, soon }, data).then(
      (prepared) => {
        realm = prepared;
      },
      (thrown: unknown) => {
        send({ type: 'unready', message: thrown instanceof Error ? thrown.message : String(thrown) });
      },
    );
  },
  { once: true },
);

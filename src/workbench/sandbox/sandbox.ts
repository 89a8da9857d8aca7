/** A sandbox of the page: a frame without an origin around a worker that holds one realm, ended by removing the frame. */
import type { CheckName, RealmMessage, RunRequest } from '../realm/messages.ts';
import { type FrameMessage, type FrameStart, frameDocument } from './frame.ts';

/** How a run came to its end. */
export type Ending = 'reported' | 'time' | 'memory' | 'crash' | 'stopped';

/** One realm, good for one run. */
export interface Sandbox {
  readonly ready: Promise<readonly CheckName[]>;
  /** Runs until the realm reports its end, `budgetMs` is spent, the frame dies or it is disposed of. */
  run(request: RunRequest, budgetMs: number, onMessage: (message: RealmMessage) => void): Promise<Ending>;
  dispose(): void;
}

const pingEveryMs = 250;
/** A frame that answers none of so many pings in a row is dead. */
const pingsUnanswered = 6;
/** Time for a frame to load engine and checks. */
const readyMs = 30_000;
/** A realm sends a few messages a check; more than this is not a run. */
const messageLimit = 10_000;

const endsRun = (message: RealmMessage): boolean =>
  message.type === 'done' || message.type === 'failed' || message.type === 'looping';

/** Makes a frame and prepares a realm in it. */
export function createSandbox(texts: FrameStart): Sandbox {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.hidden = true;
  frame.title = 'Where the code of a lab runs';
  frame.srcdoc = frameDocument();
  const realm = new MessageChannel();
  const pings = new MessageChannel();
  let listener: (message: RealmMessage) => void = () => {};
  let ended: (ending: Ending) => void = () => {};
  let refuse: (reason: Error) => void = () => {};
  let gone = false;

  const dispose = (): void => {
    if (gone) return;
    gone = true;
    frame.remove();
    realm.port1.close();
    pings.port1.close();
    refuse(new Error('The sandbox was closed.'));
    ended('stopped');
  };
  const ready = new Promise<readonly CheckName[]>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The sandbox did not start in time.')), readyMs);
    refuse = reject;
    listener = (message) => {
      clearTimeout(timer);
      if (message.type === 'ready') resolve(message.checks);
      else if (message.type === 'unready') reject(new Error(message.message));
    };
  });
  ready.catch(() => {});

  let count = 0;
  realm.port1.onmessage = ({ data }: MessageEvent<RealmMessage>) => {
    count += 1;
    if (count > messageLimit) ended('crash');
    else listener(data);
  };
  let unanswered = 0;
  pings.port1.onmessage = ({ data }: MessageEvent<FrameMessage>) => {
    unanswered = 0;
    if (data.type === 'broken') {
      refuse(new Error(data.message));
      ended('crash');
    }
  };
  frame.addEventListener(
    'load',
    () => frame.contentWindow?.postMessage(texts, '*', [realm.port2, pings.port2]),
    { once: true },
  );
  document.body.append(frame);

  return {
    ready,
    dispose,
    async run(request, budgetMs, onMessage) {
      await ready;
      return new Promise<Ending>((resolve) => {
        const budget = setTimeout(() => ended('time'), budgetMs);
        const heartbeat = setInterval(() => {
          unanswered += 1;
          if (unanswered > pingsUnanswered) ended('memory');
          else pings.port1.postMessage(undefined);
        }, pingEveryMs);
        ended = (ending) => {
          ended = () => {};
          clearTimeout(budget);
          clearInterval(heartbeat);
          resolve(ending);
          dispose();
        };
        if (gone) ended('stopped');
        listener = (message) => {
          onMessage(message);
          if (endsRun(message)) ended('reported');
        };
        realm.port1.postMessage(request);
      });
    },
  };
}

/** A Node process that holds one realm: no files, no network, no code from text, a limit of memory, ended from outside. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { CheckName, RealmMessage, RunRequest } from '../realm/messages.ts';
import type { ParentMessage } from './parent-message.ts';

/** Texts that a realm is made of. */
export interface ProcessTexts {
  /** `realm-process.ts`, bundled. */
  readonly realm: string;
  readonly engine: string;
  readonly checks: string;
}

/** How a run came to its end. */
export type Ending = 'reported' | 'time' | 'memory' | 'crash';

/** One realm, good for one run. */
export interface NodeSandbox {
  readonly ready: Promise<readonly CheckName[]>;
  /** Runs until the realm reports its end or `budgetMs` is spent; messages come in order. */
  run(request: RunRequest, budgetMs: number, onMessage: (message: RealmMessage) => void): Promise<Ending>;
  dispose(): void;
}

const heapMegabytes = 256;

const flags: readonly string[] = [
  '--permission',
  '--disallow-code-generation-from-strings',
  `--max-old-space-size=${heapMegabytes}`,
  '--no-warnings',
  '--input-type=module',
];

const endsRun = (message: RealmMessage): boolean =>
  message.type === 'done' || message.type === 'failed' || message.type === 'looping';

/** Starts a process and prepares a realm in it. */
export function createNodeSandbox(texts: ProcessTexts, withholds: readonly string[] = []): NodeSandbox {
  const child: ChildProcess = spawn(process.execPath, [...flags, '--eval', texts.realm], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    env: {},
  });
  let errors = '';
  child.stderr?.on('data', (data: Buffer) => {
    errors = (errors + data.toString()).slice(-4_000);
  });
  let exited = false;
  child.on('exit', () => {
    exited = true;
  });
  const tell = (message: ParentMessage): void => {
    if (child.connected) child.send(message, () => {});
  };
  const dispose = (): void => {
    if (!exited) child.kill('SIGKILL');
  };
  const ready = new Promise<readonly CheckName[]>((resolve, reject) => {
    child.once('message', (message: RealmMessage) => {
      if (message.type === 'ready') resolve(message.checks);
      else reject(new Error(message.type === 'unready' ? message.message : 'The realm spoke out of turn.'));
    });
    child.once('exit', () => reject(new Error(`The realm's process ended before it was ready. ${errors}`)));
    child.once('error', reject);
  });
  ready.catch(() => {});
  const { engine, checks } = texts;
  tell({ type: 'prepare', texts: { engine, checks, withholds } });
  return {
    ready,
    dispose,
    async run(request, budgetMs, onMessage) {
      await ready;
      return new Promise<Ending>((resolve) => {
        const timer = setTimeout(() => finish('time'), budgetMs);
        const finish = (ending: Ending): void => {
          clearTimeout(timer);
          child.off('message', take);
          dispose();
          resolve(ending);
        };
        const take = (message: RealmMessage): void => {
          onMessage(message);
          if (endsRun(message)) finish('reported');
        };
        child.on('message', take);
        child.once('close', () => finish(/heap|memory/i.test(errors) ? 'memory' : 'crash'));
        tell({ type: 'run', request });
      });
    },
  };
}

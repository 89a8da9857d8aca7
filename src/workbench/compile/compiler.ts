/** The page's compiler: one worker for all labs, one compilation in progress and one pending, the newest wins. */
import type { CompileAnswer, CompileRequest } from './compile-worker.ts';
import type { Compilation } from './compiled.ts';

/** Compiles learners' files. */
export interface Compiler {
  /** Compiles `source`; what was compiled last is not compiled again. Rejects with `Superseded` when a newer one comes. */
  compile(entry: string, source: string): Promise<Compilation>;
}

/** A newer compilation took the place of this one. */
export class Superseded extends Error {}

interface Job {
  readonly entry: string;
  readonly source: string;
  readonly promise: Promise<Compilation>;
  readonly resolve: (compilation: Compilation) => void;
  readonly reject: (reason: Error) => void;
}

function createJob(entry: string, source: string): Job {
  const { promise, resolve, reject } = Promise.withResolvers<Compilation>();
  promise.catch(() => {});
  return { entry, source, promise, resolve, reject };
}

const isFor = (job: Job | undefined, entry: string, source: string): job is Job =>
  job?.entry === entry && job.source === source;

function createCompiler(): Compiler {
  const worker = new Worker(new URL('./compile-worker.ts', import.meta.url), { type: 'module' });
  let running: Job | undefined;
  let pending: Job | undefined;
  let last: Job | undefined;
  let id = 0;

  const start = (job: Job): void => {
    running = job;
    id += 1;
    worker.postMessage({ id, entry: job.entry, source: job.source } satisfies CompileRequest);
  };
  const next = (): void => {
    running = undefined;
    const job = pending;
    pending = undefined;
    if (job) start(job);
  };
  worker.addEventListener('message', ({ data }: MessageEvent<CompileAnswer>) => {
    if (data.id !== id || !running) return;
    if ('compilation' in data) {
      last = running;
      running.resolve(data.compilation);
    } else running.reject(new Error(data.broken));
    next();
  });
  worker.addEventListener('error', () => {
    running?.reject(new Error('The compiler could not be loaded.'));
    next();
  });
  return {
    compile: (entry, source) => {
      if (isFor(running, entry, source)) return running.promise;
      if (isFor(last, entry, source)) return last.promise;
      const job = createJob(entry, source);
      if (running) {
        pending?.reject(new Superseded('A newer version of the file is being compiled.'));
        pending = job;
      } else start(job);
      return job.promise;
    },
  };
}

let shared: Compiler | undefined;

/** The compiler of this page; started when it is first asked for. */
export const sharedCompiler = (): Compiler => (shared ??= createCompiler());

/** The page's compiler: one worker for all labs, one compilation in progress and one pending, the newest wins. */
import type { CompileAnswer, CompileRequest } from './compile-worker.ts';
import { type Compilation, compileLimitMs, compilerGaveUp } from './compiled.ts';

/** Compiles learners' files. */
export interface Compiler {
  /**
   * Compiles `source`; what was compiled last, or is about to be, is not compiled again. Rejects with `Superseded` when
   * a newer one comes. One that is compiled `ahead`, in case it will be run, never takes the place of one that is run.
   */
  compile(file: SourceFile, ahead?: 'ahead'): Promise<Compilation>;
}

/** A file to compile. */
export type SourceFile = Omit<CompileRequest, 'id'>;

/** A newer compilation took the place of this one. */
export class Superseded extends Error {}

interface Job extends SourceFile {
  readonly isAhead: boolean;
  readonly promise: Promise<Compilation>;
  readonly resolve: (compilation: Compilation) => void;
  readonly reject: (reason: Error) => void;
}

function createJob(file: SourceFile, isAhead: boolean): Job {
  const { promise, resolve, reject } = Promise.withResolvers<Compilation>();
  promise.catch(() => {});
  return { ...file, isAhead, promise, resolve, reject };
}

const isFor = (job: Job, { entry, source, withholds }: SourceFile): boolean =>
  job.entry === entry && job.source === source && job.withholds.join() === withholds.join();

function createCompiler(): Compiler {
  let worker: Worker | undefined;
  let started = false;
  let running: Job | undefined;
  let pending: Job | undefined;
  let last: Job | undefined;
  let limit: ReturnType<typeof setTimeout> | undefined;
  let id = 0;

  /** Counts the time of the running job, once the compiler is loaded. */
  const watch = (): void => {
    clearTimeout(limit);
    if (running && started) limit = setTimeout(giveUp, compileLimitMs);
  };
  const start = (job: Job): void => {
    running = job;
    id += 1;
    worker ??= createWorker();
    const { entry, source, withholds } = job;
    worker.postMessage({ id, entry, source, withholds } satisfies CompileRequest);
    watch();
  };
  const next = (): void => {
    running = undefined;
    clearTimeout(limit);
    const job = pending;
    pending = undefined;
    if (job) start(job);
  };
  /** The worker broke down or does not come to an end: the next file gets a new one. */
  const giveUp = (): void => {
    worker?.terminate();
    worker = undefined;
    if (started) running?.resolve({ ok: false, errors: [compilerGaveUp] });
    else running?.reject(new Error('The compiler could not be loaded.'));
    started = false;
    next();
  };
  const createWorker = (): Worker => {
    const made = new Worker(new URL('./compile-worker.ts', import.meta.url), { type: 'module' });
    made.addEventListener('message', ({ data }: MessageEvent<CompileAnswer>) => {
      if (made !== worker) return;
      if ('started' in data) {
        started = true;
        watch();
      } else if (data.id === id && running) {
        if ('broken' in data) {
          giveUp();
          return;
        }
        last = running;
        running.resolve(data.compilation);
        next();
      }
    });
    made.addEventListener('error', () => {
      if (made === worker) giveUp();
    });
    return made;
  };
  return {
    compile: (file, ahead) => {
      const known = [running, pending, last].find((job) => job !== undefined && isFor(job, file));
      // One that waits only because it might be run is run now, and no longer gives way.
      if (known && !(known === pending && known.isAhead && !ahead)) return known.promise;
      const job = createJob(file, ahead !== undefined);
      if (!running) start(job);
      else if (pending && !pending.isAhead && ahead) {
        job.reject(new Superseded('A file that is run goes first.'));
      } else {
        pending?.reject(new Superseded('A newer version of the file is being compiled.'));
        pending = job;
      }
      return job.promise;
    },
  };
}

let shared: Compiler | undefined;

/** The compiler of this page; started when it is first asked for. */
export const sharedCompiler = (): Compiler => (shared ??= createCompiler());

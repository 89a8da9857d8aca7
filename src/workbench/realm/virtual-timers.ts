/** Timers without a clock: they run in order of their delays as soon as nothing else is left to run. */

/** How many timers a run may set. */
export const timerLimit = 10_000;

interface Timer {
  readonly due: number;
  readonly sequence: number;
  readonly task: () => void;
}

/** The timer functions, and the means to run what they queued. */
export interface VirtualTimers {
  readonly functions: Readonly<
    Record<'setTimeout' | 'clearTimeout' | 'setInterval' | 'clearInterval', unknown>
  >;
  /** Runs the next timer; false when there is none. */
  runNext(): boolean;
  clear(): void;
}

/** Timers whose time passes only when nothing else is left; `stray` takes what a callback throws. */
export function createTimers(
  stray: (thrown: unknown) => void,
  exceeded: (message: string) => never,
): VirtualTimers {
  const timers = new Map<number, Timer>();
  let now = 0;
  let sequence = 0;
  const add = (
    callback: unknown,
    delay: unknown,
    values: readonly unknown[],
    repeats: boolean,
    id?: number,
  ): number => {
    if (typeof callback !== 'function') throw new TypeError('A timer needs a function to call.');
    sequence += 1;
    if (sequence > timerLimit) exceeded(`Your code set more than ${timerLimit} timers.`);
    const wait = Math.max(0, Math.floor(Number(delay)) || 0);
    const timer = id ?? sequence;
    timers.set(timer, {
      due: now + wait,
      sequence,
      task: () => {
        if (repeats) add(callback, delay, values, true, timer);
        Reflect.apply(callback, undefined, values);
      },
    });
    return timer;
  };
  const remove = (id: unknown): void => {
    timers.delete(Number(id));
  };
  return {
    functions: {
      setTimeout: (callback: unknown, delay?: unknown, ...values: readonly unknown[]) =>
        add(callback, delay, values, false),
      setInterval: (callback: unknown, delay?: unknown, ...values: readonly unknown[]) =>
        add(callback, delay, values, true),
      clearTimeout: remove,
      clearInterval: remove,
    },
    runNext: () => {
      let first: readonly [number, Timer] | undefined;
      for (const entry of timers) {
        const [, timer] = entry;
        const best = first?.[1];
        if (!best || timer.due < best.due || (timer.due === best.due && timer.sequence < best.sequence))
          first = entry;
      }
      if (!first) return false;
      const [id, timer] = first;
      timers.delete(id);
      now = timer.due;
      try {
        timer.task();
      } catch (thrown) {
        stray(thrown);
      }
      return true;
    },
    clear: () => timers.clear(),
  };
}

/** Finds the loop that does not end, in code that reports each turn of its loops. */

/** The name by which instrumented code reports a turn of the loop at a line. */
export const turnFunction = '__strataTurn';

/** Counts turns once it is armed; before that it does nothing. */
export interface LoopWatch {
  readonly turn: (line: number) => void;
  arm(milliseconds: number): void;
}

/**
 * A watch over loops. Turns are counted over two windows of time: a loop that turned in the second one is still
 * running, and the one with the fewest turns is the outermost of those.
 */
export function createLoopWatch(now: () => number, found: (line: number) => void): LoopWatch {
  let halfway = Number.POSITIVE_INFINITY;
  let end = Number.POSITIVE_INFINITY;
  let armed = false;
  let ticks = 0;
  let counts = new Map<number, number>();
  return {
    arm: (milliseconds) => {
      armed = true;
      halfway = now() + milliseconds / 2;
      end = halfway + milliseconds / 2;
    },
    turn: (line) => {
      if (!armed) return;
      counts.set(line, (counts.get(line) ?? 0) + 1);
      ticks += 1;
      if (ticks % 256 !== 0) return;
      const time = now();
      if (time >= end) {
        armed = false;
        const [first] = [...counts].sort(([, a], [, b]) => a - b);
        if (first) found(first[0]);
      } else if (time >= halfway) {
        halfway = Number.POSITIVE_INFINITY;
        counts = new Map();
      }
    },
  };
}

/** The console that the learner's code sees: lines are kept beside the check that was running, up to a limit. */
import { showValue } from '../contract/show-value.ts';
import type { ConsoleLine } from '../contract/types.ts';

/** How much one case may print before the run is ended. */
export const outputLimits = { lines: 1_000, characters: 200_000, lineCharacters: 2_000 } as const;

/** Keeps what is printed until it is taken. */
export interface CapturedConsole {
  readonly console: object;
  /** Forgets what was printed. */
  clear(): void;
  /** What was printed since the last `clear`. */
  lines(): readonly ConsoleLine[];
}

const textOf = (value: unknown): string => {
  try {
    return typeof value === 'string' ? value : showValue(value);
  } catch {
    return '[a value that throws when it is looked at]';
  }
};

/** A console whose lines are captured; `exceeded` ends the run. */
export function captureConsole(exceeded: (message: string) => never): CapturedConsole {
  let lines: ConsoleLine[] = [];
  let characters = 0;
  const print =
    (level: ConsoleLine['level']) =>
    (...values: readonly unknown[]): void => {
      const text = values.map(textOf).join(' ').slice(0, outputLimits.lineCharacters);
      characters += text.length;
      if (lines.length >= outputLimits.lines || characters > outputLimits.characters) {
        exceeded(
          `Your code printed more than a run may: ${outputLimits.lines} lines or ${outputLimits.characters / 1_000} kB in one case.`,
        );
      }
      lines.push({ level, text });
    };
  const log = print('log');
  const error = print('error');
  const nothing = (): void => {};
  return {
    console: {
      log,
      error,
      info: print('info'),
      warn: print('warn'),
      debug: print('debug'),
      trace: log,
      dir: log,
      table: log,
      group: log,
      groupCollapsed: log,
      groupEnd: nothing,
      assert: (holds: unknown, ...values: readonly unknown[]) => {
        if (!holds) error('Assertion failed:', ...values);
      },
      clear: nothing,
      count: log,
      time: nothing,
      timeEnd: nothing,
      timeLog: nothing,
    },
    clear: () => {
      lines = [];
      characters = 0;
    },
    lines: () => lines,
  };
}

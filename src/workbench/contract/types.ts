/** What a lab hands the workbench, and what the workbench hands back: the whole of what either knows of the other. */

/** A lab's manifest, `lab.ts`. Saved work hangs on `id`, so it never changes. */
export interface LabManifest {
  readonly id: string;
  readonly title: string;
  /** Raised whenever a check changes what it accepts. */
  readonly version: number;
  /** The engine's named type that the learner's function stands in for. */
  readonly replaces: string;
  /** Names of the engine that the learner's file cannot import: what it is asked to write, and what would answer for it. */
  readonly withholds?: readonly string[];
  /** Name of the learner's file as the editor and error messages show it. */
  readonly entry: string;
  /** Time for one whole run of all checks, in milliseconds; the run is ended and failed when it is spent. */
  readonly budgetMs: number;
  /** The seeds every grading uses, besides fresh ones. */
  readonly seeds: readonly number[];
  readonly minutes: number;
  /** Ids of labs whose accepted code this one starts from. */
  readonly buildsOn: readonly string[];
}

/** What a check is given on each run. */
export interface CheckContext<Learner> {
  /** The learner's module: calls go in with frozen arguments, and plain data comes back. */
  readonly learner: Learner;
  /** Seed for everything random in this run. */
  readonly seed: number;
  /** How large a case to make. A check's `sizes` are tried from the smallest up, so the first that fails is small. */
  readonly size: number;
  /** Hands a trace to the player; `event` is the index at which it went wrong, where there is one. */
  readonly show: (trace: unknown, event?: number) => void;
  /** Records a figure of the learner's own for the lesson's measure and verdict (a number, its unit, and the reference's). */
  readonly measure: (name: string, value: number, unit: string, reference?: number) => void;
}

/** What a failed expectation knew. */
export interface Mismatch {
  readonly actual: unknown;
  readonly expected: unknown;
}

/** How a check behaves besides its function. */
export interface CheckOptions {
  /** A failure in terms of the chain: what was received, what was expected, why. */
  readonly explain?: (mismatch: Mismatch) => string;
  /** Sizes to run, ascending; `[1]` unless told. */
  readonly sizes?: readonly number[];
}

/** One check: a sentence a learner can read, and the function that decides. */
export interface Check<Learner> extends CheckOptions {
  /** The sentence in kebab-case. */
  readonly id: string;
  readonly name: string;
  readonly run: (context: CheckContext<Learner>) => void | Promise<void>;
}

/** A lab's checks, the default export of `checks.ts`. */
export interface LabChecks<Learner> {
  /** The named exports that the learner's file must have, with the number of parameters of each function. */
  readonly exports: Readonly<Record<string, number>>;
  readonly checks: readonly Check<Learner>[];
}

/** A place in the learner's file, 1-based. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** One line of the learner's console. */
export interface ConsoleLine {
  readonly level: 'log' | 'info' | 'warn' | 'error' | 'debug';
  readonly text: string;
}

/** A figure that a check took from the learner's run. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly reference?: number;
}

/** What made a check fail. */
export type FailureCause = 'mismatch' | 'thrown' | 'unsettled' | 'ended' | 'not-run';

/** What became of one check. */
export interface CheckResult {
  readonly id: string;
  readonly name: string;
  readonly passed: boolean;
  /** Why it failed, in words of the chain; empty when it passed. */
  readonly explanation: string;
  /** Seed and size of the case shown: the smallest that failed, or the first seed's largest if all held. */
  readonly seed: number;
  readonly size: number;
  readonly console: readonly ConsoleLine[];
  /**
   * What failed it: an expectation of the check (`mismatch`), an error (`thrown`), a promise that nothing is left to
   * settle (`unsettled`), the end of the run while it was running (`ended`), or that it was never reached (`not-run`).
   */
  readonly cause?: FailureCause;
  /** Where in the learner's file an error came from, if one did. */
  readonly at?: SourcePosition;
  readonly trace?: unknown;
  readonly event?: number;
  readonly measurements: readonly Measurement[];
}

/** Why a run could not reach its checks, or was ended before its last. */
export interface RunFailure {
  readonly reason: 'compile' | 'load' | 'exports' | 'time' | 'output' | 'memory' | 'crash';
  readonly message: string;
  readonly at?: SourcePosition;
}

/** The verdict on one file, computed by the host from data. Anyone can run it again from what it names. */
export interface Grade {
  readonly lab: string;
  readonly version: number;
  /** Hash of the engine's bundle. */
  readonly engine: string;
  readonly seeds: readonly number[];
  readonly passed: boolean;
  readonly checks: readonly CheckResult[];
  readonly failure?: RunFailure;
}

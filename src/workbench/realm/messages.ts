/** What a realm is asked and what it answers. Answers are claims about one run; the host alone makes the verdict. */
import type {
  ConsoleLine,
  FailureCause,
  Measurement,
  RunFailure,
  SourcePosition,
} from '../contract/types.ts';

/** One run: the learner's compiled module and the cases to try it on. */
export interface RunRequest {
  /** The learner's module as JavaScript, every import rewritten to a name that `link` resolves. */
  readonly code: string;
  readonly seeds: readonly number[];
  /** Only this check, where one is named. */
  readonly only?: string;
  /** The code reports each turn of its loops: say which loop goes on after this many milliseconds. */
  readonly watchLoopsMs?: number;
}

/** A check as the host must know it: every one of these has to hold. */
export interface CheckName {
  readonly id: string;
  readonly name: string;
}

/** What became of one check; positions are in the compiled module. */
export interface CheckOutcome extends CheckName {
  readonly passed: boolean;
  readonly explanation: string;
  readonly seed: number;
  readonly size: number;
  readonly cause?: FailureCause;
  readonly at?: SourcePosition;
  readonly console: readonly ConsoleLine[];
  readonly trace?: unknown;
  readonly event?: number;
  readonly measurements: readonly Measurement[];
}

/** What a realm says, in the order in which it happens. */
export type RealmMessage =
  | { readonly type: 'ready'; readonly checks: readonly CheckName[] }
  | { readonly type: 'unready'; readonly message: string }
  | { readonly type: 'check-started'; readonly id: string }
  | { readonly type: 'check-ended'; readonly outcome: CheckOutcome }
  | { readonly type: 'failed'; readonly failure: RunFailure & { readonly missingExport?: string } }
  | { readonly type: 'looping'; readonly line: number }
  | { readonly type: 'done' };

/** What the surroundings of a realm provide: a browser's worker or a Node process. */
export interface RealmSurroundings {
  /** Hands a message to the host. The learner's code has no way to it. */
  send(message: RealmMessage): void;
  /** Loads the text of a module. The engine's mark in it stands for the engine, of any kind, that was loaded last. */
  load(kind: ModuleKind, text: string): Promise<object>;
  /** Milliseconds from some moment on. */
  now(): number;
  /** Resolves when everything queued so far has run. */
  turn(): Promise<void>;
  /** Calls `task` as a microtask. */
  soon(task: () => void): void;
  /** Names that the surroundings need on the global object and hide themselves. */
  readonly keep?: readonly string[];
}

/**
 * The modules of a realm, in the order in which they load. The learner's file has an engine of its own, so that nothing
 * it does to the engine's memory reaches the one that the checks compare with, and a door to it.
 */
export type ModuleKind = 'engine' | 'checks' | 'own-engine' | 'door' | 'learner';

/** The modules that the engine's mark can stand for. */
export const engineKinds: ReadonlySet<ModuleKind> = new Set<ModuleKind>(['engine', 'own-engine', 'door']);

/** What a realm is made of. */
export interface RealmTexts {
  readonly engine: string;
  readonly checks: string;
  /** Names of the engine that the learner's file cannot import. */
  readonly withholds: readonly string[];
}

/** How the learner's module is called in stack traces. */
export const learnerUrl = 'strata-learner.js';

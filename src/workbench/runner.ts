/** What the lab's interface asks of whoever compiles and runs a learner's file. */
import type { CheckResult, Grade } from './contract/types.ts';
import type { CheckName } from './realm/messages.ts';

/** One run, and whom to tell as it goes. */
export interface RunOrder {
  readonly seeds: readonly number[];
  readonly onCheckStarted: (id: string) => void;
  readonly onCheckEnded: (result: CheckResult) => void;
}

/** Runs the files of one lab: one run at a time, the newest wins. */
export interface LabRunner {
  /** The lab's checks, known once a sandbox has loaded them. */
  readonly checks: Promise<readonly CheckName[]>;
  /** Compiles ahead while the learner pauses, so that pressing Run is quick. */
  prepare(source: string): void;
  /** The verdict, or null when the run was stopped or replaced by a newer one. */
  run(source: string, order: RunOrder): Promise<Grade | null>;
  stop(): void;
  dispose(): void;
}

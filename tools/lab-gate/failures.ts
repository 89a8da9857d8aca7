/** What the gate can find wrong. */

/** One thing that is wrong with a lab. */
export interface GateFailure {
  readonly lab: string;
  readonly file: string;
  readonly check: string;
  readonly why: string;
}

/** Everything the gate counted, and what it found wrong. */
export interface GateReport {
  readonly labs: number;
  readonly checks: number;
  readonly wrong: number;
  readonly killed: number;
  readonly solutions: number;
  readonly failures: readonly GateFailure[];
}

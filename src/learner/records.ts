/** What is kept about one learner: the kinds of record, their shapes, and the whole of them as one value. */

/** What every record has: what it is about, and when it was written (milliseconds since 1970). */
interface Stamped {
  readonly id: string;
  readonly at: number;
}

/** A prediction made before anything ran; `id` is `<lesson>/<prediction>`. */
interface Prediction extends Stamped {
  /** The number as typed, or the value of the chosen option. */
  readonly value: string;
}

/** The newest answer to one question of a self-check; `id` is `<lesson>/<question>`. */
interface Answer extends Stamped {
  /** Chosen options or items by their position in the quiz, or what was typed. */
  readonly given: readonly string[];
  readonly right: boolean;
}

/** How a self-check stands; `id` is the lesson. `passed` stays true once it is. */
export interface QuizRecord extends Stamped {
  readonly right: number;
  readonly of: number;
  readonly passed: boolean;
}

/** The code as it stood last in a lab's editor; `id` is the lab. */
interface SavedCode extends Stamped {
  readonly code: string;
}

/** A figure that a check took from the learner's run. */
export interface Measured {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly reference?: number;
}

/** The last grading of a lab; `id` is the lab. A claim made by a browser: grading the code again is the proof. */
interface GradeRecord extends Stamped {
  readonly version: number;
  /** Hash of the engine that it was graded with. */
  readonly engine: string;
  readonly seeds: readonly number[];
  readonly passed: boolean;
  readonly checks: readonly { readonly id: string; readonly passed: boolean }[];
  readonly measurements: readonly Measured[];
}

/** The newest code of a lab that passed, with its grading; `id` is the lab. */
interface AcceptedCode extends GradeRecord {
  readonly code: string;
}

/** How many of a check's three hints were shown; `id` is `<lab>/<check>`. */
export interface HintRecord extends Stamped {
  readonly shown: number;
}

/** The last visit to a lesson; `id` is the lesson. */
interface Visit extends Stamped {
  /** Id of the heading that was read last; empty at the top. */
  readonly place: string;
}

/** A choice that outlives the page; `id` names it. */
interface Setting extends Stamped {
  readonly value: string;
}

/** Code that something replaced, kept in case it is wanted; `id` is `<lab>@<at>-<digest of the code>`. */
export interface Backup extends Stamped {
  readonly lab: string;
  readonly code: string;
  readonly because: 'import' | 'reset' | 'other-tab' | 'restore';
}

/** Every kind of record by the name it is stored under. */
export interface Records {
  readonly predictions: Prediction;
  readonly answers: Answer;
  readonly quizzes: QuizRecord;
  readonly code: SavedCode;
  readonly grades: GradeRecord;
  readonly accepted: AcceptedCode;
  readonly hints: HintRecord;
  readonly visits: Visit;
  readonly settings: Setting;
  readonly backups: Backup;
}

/** The name of a kind of record. */
export type Kind = keyof Records;

/** The kinds, in the order in which they are written to a file. */
export const KINDS = [
  'predictions',
  'answers',
  'quizzes',
  'code',
  'grades',
  'accepted',
  'hints',
  'visits',
  'settings',
  'backups',
] as const satisfies readonly Kind[];

/** Everything known about the learner, by kind and id. Maps, so that no id can collide with a property. */
export type Progress = { readonly [K in Kind]: ReadonlyMap<string, Records[K]> };

/** A learner who has done nothing yet. */
export const emptyProgress = (): Progress => ({
  predictions: new Map(),
  answers: new Map(),
  quizzes: new Map(),
  code: new Map(),
  grades: new Map(),
  accepted: new Map(),
  hints: new Map(),
  visits: new Map(),
  settings: new Map(),
  backups: new Map(),
});

/** `progress` with one record put in its place. */
export function withRecord<K extends Kind>(progress: Progress, kind: K, record: Records[K]): Progress {
  return { ...progress, [kind]: new Map<string, unknown>(progress[kind]).set(record.id, record) };
}

/** `progress` without one record. */
export function withoutRecord(progress: Progress, kind: Kind, id: string): Progress {
  const rest = new Map<string, unknown>(progress[kind]);
  rest.delete(id);
  return { ...progress, [kind]: rest };
}

/** What the workbench asks of an editor; Monaco and the plain text area both give it. */
import type { SourcePosition } from '../contract/types.ts';

/** Something wrong at a place in the learner's file. */
export interface Problem {
  readonly at: SourcePosition;
  readonly message: string;
}

/** What an editor is made with. */
export interface EditorOptions {
  readonly text: string;
  /** The learner's file as messages name it, e.g. `select-transactions.ts`. */
  readonly fileName: string;
  /** What a screen reader calls the editor. */
  readonly label: string;
  /** TypeScript files that the learner's code may import, by their `file:` address. */
  readonly types: Readonly<Record<string, string>>;
  /** What this file may import from the engine, as declarations; all of it when empty. */
  readonly door: string;
  /** Called for Ctrl+Enter, Cmd+Enter on a Mac. */
  readonly onRun: () => void;
}

/** An open editor on one file. */
export interface Editor {
  /** Which kind it is, for styles and instructions. */
  readonly kind: 'monaco' | 'plain';
  getText(): string;
  /** Replaces everything in one step that can be undone. */
  setText(text: string): void;
  focus(): void;
  /** Brings a place into view and puts the cursor there. */
  reveal(at: SourcePosition): void;
  /** Marks what the last run found; an empty list clears it. */
  setProblems(problems: readonly Problem[]): void;
  /** Lays the code out; resolves when done. */
  format(): Promise<void>;
  /** Calls `listener` after each change; returns how to stop. */
  onChange(listener: () => void): () => void;
  dispose(): void;
}

/** Whether this device is better served by a plain text area: a finger instead of a pointer, or little width. */
export const prefersPlainEditor = (): boolean =>
  matchMedia('(pointer: coarse)').matches || matchMedia('(max-width: 50rem)').matches;

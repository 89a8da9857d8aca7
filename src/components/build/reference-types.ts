/** The engine's reference as data: what tools/reference reads out of the engine and the pages show. */

/** One exported name of the engine's door. */
export interface ReferenceName {
  readonly name: string;
  readonly kind: 'function' | 'value' | 'class' | 'type';
  /** The declaration as TypeScript, without bodies and private members. */
  readonly signature: string;
  /** The docstring as Markdown, with `{@link X}` as it was written; empty where there is none. */
  readonly text: string;
  /** What it throws, each as Markdown. */
  readonly throws: readonly string[];
}

/** One file of the engine with the names that the door lets out of it. */
export interface ReferenceFile {
  /** Path within the engine, e.g. `layer1/ledger/base-fee.ts`. */
  readonly path: string;
  /** The file's opening sentence. */
  readonly about: string;
  readonly names: readonly ReferenceName[];
}

/** One room of the engine: a page of the reference. */
export interface ReferenceRoom {
  /** Path within the engine and of the page, e.g. `layer1/ledger`. */
  readonly id: string;
  readonly files: readonly ReferenceFile[];
}

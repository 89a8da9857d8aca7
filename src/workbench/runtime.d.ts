/** What `tools/runtime/vite-plugin.ts` provides: addresses of the prebuilt engine, checks and types. */
declare module 'virtual:strata-runtime' {
  /** The script of a sandbox's worker. */
  export const realmUrl: string;
  /** The signature library's WASM in base64, which stands in every engine at `wasmMark`. */
  export const wasmUrl: string;
  /** JSON: declaration files of the engine by path. */
  export const typesUrl: string;
  /** What the page loads for a lab. */
  export interface LabParts {
    /** The rooms of the engine that the lab uses, and the hash of their bundle. */
    readonly engineUrl: string;
    readonly engineHash: string;
    readonly checksUrl: string;
    /** JSON with `solution`, `hints` and `door`. */
    readonly textsUrl: string;
  }
  /** By lab id. */
  export const labs: Readonly<Record<string, LabParts>>;
}

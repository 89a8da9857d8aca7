/** What `tools/runtime/vite-plugin.ts` provides: addresses of the prebuilt engine, checks and types. */
declare module 'virtual:strata-runtime' {
  /** Hash of the engine's bundle. */
  export const engineHash: string;
  export const engineUrl: string;
  /** The script of a sandbox's worker. */
  export const realmUrl: string;
  /** JSON: declaration files of the engine by path. */
  export const typesUrl: string;
  /** By lab id: its checks, and JSON with `solution` and `hints`. */
  export const labs: Readonly<Record<string, { readonly checksUrl: string; readonly textsUrl: string }>>;
}

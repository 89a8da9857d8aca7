/** What `tools/reference/vite-plugin.ts` provides: the engine's reference, read from its docstrings at build. */
declare module 'virtual:strata-reference' {
  import type { ReferenceRoom } from './reference-types.ts';

  export const rooms: readonly ReferenceRoom[];
}

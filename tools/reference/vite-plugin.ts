/** The Vite plugin that reads the engine's reference and provides it as `virtual:strata-reference`. */
import type { Plugin } from 'vite';
import { type EngineReference, readEngine } from './read-engine.ts';

const publicId = 'virtual:strata-reference';
const resolvedId = `\0${publicId}`;

/** Provides the reference; the engine is read once a build, and again when one of its files has changed. */
export function strataReference(): Plugin {
  let reading: Promise<EngineReference> | undefined;
  return {
    name: 'strata-reference',
    resolveId: (id) => (id === publicId ? resolvedId : undefined),
    async load(id) {
      if (id !== resolvedId) return undefined;
      const { rooms, inputs } = await (reading ??= readEngine());
      for (const input of inputs) this.addWatchFile(input);
      return `export const rooms = ${JSON.stringify(rooms)};`;
    },
    watchChange(path) {
      if (path.includes('/src/engine/')) reading = undefined;
    },
  };
}

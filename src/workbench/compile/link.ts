/** Puts the engine's address where a compiled module names it. */
import { learnerUrl } from '../realm/messages.ts';
import type { CompiledModule } from './compiled.ts';

/** A name that the realm replaces by the address of the engine it loaded: it occurs in no ordinary file. */
export const engineMark = 'strata-engine-7d1f0c52';

/** The module's text with the engine's mark in its imports, named for stack traces. */
export function link(module: CompiledModule): string {
  let text = '';
  let from = 0;
  for (const { start, end } of module.engineImports) {
    text += module.code.slice(from, start) + engineMark;
    from = end;
  }
  return `${text}${module.code.slice(from)}\n//# sourceURL=${learnerUrl}\n`;
}

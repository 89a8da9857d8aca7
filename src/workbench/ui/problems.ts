/** Where in the learner's file a grade found something wrong, for the editor to mark. */
import type { Grade } from '../contract/types.ts';
import type { Problem } from '../editor/editor.ts';

/** One problem a place: the run's own failure first, then each check that points somewhere. */
export function problemsOf({ failure, checks }: Grade): readonly Problem[] {
  const found: Problem[] = failure?.at ? [{ at: failure.at, message: failure.message }] : [];
  for (const { at, explanation } of checks) {
    const isKnown = found.some((other) => other.at.line === at?.line && other.at.column === at.column);
    if (at !== undefined && !isKnown) found.push({ at, message: explanation });
  }
  return found;
}

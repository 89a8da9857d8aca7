/** Where in the learner's module an error arose: the topmost of its frames in the stack. */
import type { SourcePosition } from '../contract/types.ts';
import { learnerUrl } from './messages.ts';

const frame = new RegExp(`${learnerUrl.replaceAll('.', '\\.')}[^\\s:)]*:(\\d+):(\\d+)`);

/** The learner's position in `stack`, if the stack has one. Works for the stacks of V8, SpiderMonkey and JavaScriptCore. */
export function positionInStack(stack: unknown): SourcePosition | undefined {
  if (typeof stack !== 'string') return undefined;
  const found = frame.exec(stack);
  if (!found) return undefined;
  return { line: Number(found[1]), column: Number(found[2]) };
}

/** The learner's position for a thrown value of any kind, read without trusting it. */
export function positionOf(thrown: unknown): SourcePosition | undefined {
  if (typeof thrown !== 'object' || thrown === null) return undefined;
  try {
    return positionInStack(Reflect.get(thrown, 'stack'));
  } catch {
    return undefined;
  }
}

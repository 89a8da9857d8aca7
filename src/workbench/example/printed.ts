/** What a run of an example printed, out of its grade. */
import { showValue } from '../contract/show-value.ts';
import type { Grade, SourcePosition } from '../contract/types.ts';

/** The lines that an example printed, and why it ended early where it did. */
export interface Printed {
  readonly text: string;
  readonly problem?: { readonly message: string; readonly at?: SourcePosition };
}

/** Values as one line of the realm's console shows them. */
export const consoleLine = (values: readonly unknown[]): string =>
  values.map((value) => (typeof value === 'string' ? value : showValue(value))).join(' ');

/** Reads the grade of an example's run. */
export function printedOf({ checks, failure }: Grade): Printed {
  const [check] = checks;
  const text = (check?.console ?? []).map((line) => line.text).join('\n');
  if (failure) return { text, problem: failure };
  if (check === undefined || check.passed) return { text };
  const { explanation: message, at } = check;
  return { text, problem: at ? { message, at } : { message } };
}

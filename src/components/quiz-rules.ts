/** Decides whether an answer is right: the same rules in the page and in the tests. */
import type { Tolerance } from './numbers.ts';
import { parseNumber, samePrint, within } from './numbers.ts';

/** What decides a question. */
export type AnswerKey =
  | { readonly kind: 'choice'; readonly right: readonly string[] }
  | { readonly kind: 'order'; readonly right: readonly string[] }
  | {
      readonly kind: 'number';
      readonly answer: number;
      readonly tolerance: Tolerance;
      readonly mistakes: readonly number[];
    }
  | { readonly kind: 'print'; readonly prints: string; readonly mistakes: readonly string[] };

/** What an answer comes to. */
export interface Marked {
  /** Null where nothing was answered that could be marked; `say` then tells what is missing. */
  readonly right: boolean | null;
  readonly say: string;
  /** Lines of the explanation that the answer points to. */
  readonly chosen: readonly number[];
}

const sameSet = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((each) => b.includes(each));
const verdict = (right: boolean) => (right ? 'Right.' : 'Not right.');

/** Marks `given`: positions of options or items, or the one text that was typed. */
export function mark(key: AnswerKey, given: readonly string[]): Marked {
  const first = given[0]?.trim() ?? '';
  switch (key.kind) {
    case 'choice': {
      if (given.length === 0) return { right: null, say: 'Choose an answer first.', chosen: [] };
      const right = sameSet(given, key.right);
      const hits = given.filter((each) => key.right.includes(each)).length;
      const partly = !right && key.right.length > 1 && hits > 0;
      return {
        right,
        say: partly ? 'Not all right: look at each.' : verdict(right),
        chosen: given.map(Number),
      };
    }
    case 'order': {
      const right =
        given.every((each, place) => each === key.right[place]) && given.length === key.right.length;
      const inPlace = given.filter((each, place) => each === key.right[place]).length;
      return {
        right,
        say: right ? 'Right.' : `Not right: ${inPlace} of ${key.right.length} stand in their place.`,
        chosen: [],
      };
    }
    case 'number': {
      const value = parseNumber(first);
      if (value === null) return { right: null, say: 'Write a number, such as 1200 or 6.5.', chosen: [] };
      const right = within(value, key.answer, key.tolerance);
      const mistake = key.mistakes.findIndex((wrong) => within(value, wrong, key.tolerance));
      return { right, say: verdict(right), chosen: right ? [0] : mistake < 0 ? [] : [mistake + 1] };
    }
    case 'print': {
      if (first === '') return { right: null, say: 'Write what it prints first.', chosen: [] };
      const right = samePrint(first, key.prints);
      const mistake = key.mistakes.findIndex((wrong) => samePrint(first, wrong));
      return { right, say: verdict(right), chosen: right ? [0] : mistake < 0 ? [] : [mistake + 1] };
    }
  }
}

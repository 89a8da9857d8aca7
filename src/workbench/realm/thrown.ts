/** Errors that come out of the learner's code, turned into plain errors that cannot lie. */
import type { FailureCause, SourcePosition } from '../contract/types.ts';
import { showValue } from '../contract/show-value.ts';
import { positionOf } from './position.ts';

/** The run is over (a limit was passed); whoever catches this changes nothing. */
export class RunEnded extends Error {}

/** Something the learner's code threw, with where it did. */
export class LearnerError extends Error {
  readonly failureCause: FailureCause = 'thrown';
  readonly at: SourcePosition | undefined;
  constructor(message: string, at: SourcePosition | undefined) {
    super(message);
    this.name = 'LearnerError';
    this.at = at;
  }
}

const textOf = (value: object, key: string): string => {
  const text: unknown = Reflect.get(value, key);
  return typeof text === 'string' ? text.slice(0, 2_000) : '';
};

/** What engines say of frozen things and of mixed numbers, and what a learner can do about it. */
const advice: readonly (readonly [RegExp, string])[] = [
  [
    /read[ -]?only|not extensible|Cannot (?:add|delete|redefine) property/i,
    'What your code is given, and the language itself, can only be read: make a copy and change that.',
  ],
  [/mix BigInt/i, 'One side is a bigint, such as 5n; the other is a number, undefined or text.'],
];

/** What a thrown value says, as one sentence. */
export function describeThrown(thrown: unknown): string {
  try {
    if (typeof thrown === 'object' && thrown !== null) {
      const message = textOf(thrown, 'message');
      const name = textOf(thrown, 'name');
      if (name === 'RangeError' && message.includes('call stack')) {
        return 'Your code called itself until the stack was full (a recursion that does not end).';
      }
      if (name !== '' || message !== '') {
        const [, help] = advice.find(([pattern]) => name === 'TypeError' && pattern.test(message)) ?? [];
        const what = message === '' ? name : `${name === '' ? 'an error' : name}: ${message}`;
        return `Your code threw ${what}${help === undefined ? '' : `. ${help}`}`;
      }
    }
    return `Your code threw ${showValue(thrown)}, which is not an error object.`;
  } catch {
    return 'Your code threw something that throws when it is looked at.';
  }
}

/** `thrown` as an error of ours; what is already ours stays as it is. */
export function asLearnerError(thrown: unknown): Error {
  if (thrown instanceof LearnerError || thrown instanceof RunEnded) return thrown;
  return new LearnerError(describeThrown(thrown), positionOf(thrown));
}

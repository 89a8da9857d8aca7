/** Bisection: two parties who disagree about the end of a run find the one step about which they disagree. */
import { ok, reject } from '../../../foundation/result.ts';
import type { Result } from '../../../foundation/result.ts';
import type { Hash } from '../../../foundation/units.ts';

/** A stretch of steps of which both accept the first root and only one the last. */
export interface DisputedSegment {
  /** Steps done before it, and after it. Its length is a power of two. */
  readonly from: number;
  readonly to: number;
  /** The root that both accept, after `from` steps. */
  readonly agreed: Hash;
  /** The asserter's root after `to` steps, which the challenger does not accept. */
  readonly asserted: Hash;
}

/** Which half a challenger disputes: the one up to the middle, or the one after it. */
export type BisectionHalf = 'earlier' | 'later';

/** What a challenger sees in its turn: the segment, and the asserter's root in the middle. */
export interface BisectionView {
  readonly segment: DisputedSegment;
  readonly middle: number;
  readonly middleRoot: Hash;
}

/**
 * How a challenger answers a bisection, with `rootAt` to ask its own machine for the root after so many steps; the labs'
 * type for a learner's own challenger.
 */
export type BisectMove = (view: BisectionView, rootAt: (step: number) => Hash) => BisectionHalf;

/**
 * The honest answer: if the middle root is wrong, the first half goes from a right root to a wrong one; if it is right,
 * the second does (H. Kalodner et al., Arbitrum, USENIX Security 2018, on the bisection protocol).
 */
export const bisectMove: BisectMove = ({ middle, middleRoot }, rootAt) =>
  rootAt(middle) === middleRoot ? 'later' : 'earlier';

/** Rounds until one step of `steps` is left, the binary logarithm rounded up. @throws RangeError for anything but a whole number from 1 */
export function bisectionRounds(steps: number): number {
  if (!Number.isSafeInteger(steps) || steps < 1)
    throw new RangeError(`Steps are a whole number from 1; got ${steps}.`);
  let rounds = 0;
  for (let length = 1; length < steps; length *= 2) rounds += 1;
  return rounds;
}

/**
 * The length over which a run of `steps` is bisected: the next power of two. A machine that has halted stays as it is, so
 * the root after the last step is the root ever after, and every dispute over the run takes the same number of rounds.
 */
export const bisectionLength = (steps: number): number => 2 ** bisectionRounds(steps);

/** The step in the middle of a segment. */
export const middleOf = ({ from, to }: Pick<DisputedSegment, 'from' | 'to'>): number =>
  from + (to - from) / 2;

/** The half of `segment` that is left after the challenger has chosen. Refused: a segment of one step, which cannot be halved. */
export function halve(
  segment: DisputedSegment,
  middleRoot: Hash,
  half: BisectionHalf,
): Result<DisputedSegment> {
  const { from, to } = segment;
  if (to - from < 2)
    return reject({
      code: 'one-step-left',
      rule: 'H. Kalodner et al., Arbitrum, USENIX Security 2018, bisection protocol',
      message: 'A single step is proven, not halved.',
      received: to - from,
      expected: 'at least 2 steps',
    });
  const middle = middleOf(segment);
  return ok(
    half === 'earlier'
      ? { ...segment, to: middle, asserted: middleRoot }
      : { ...segment, from: middle, agreed: middleRoot },
  );
}

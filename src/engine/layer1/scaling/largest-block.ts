/** How large a block may be if it is to arrive in time: the other half of the block-size question. */
import { bytes } from '../../foundation/units.ts';
import type { Bytes, Ms } from '../../foundation/units.ts';

/** How long a block of this size takes to reach enough of the network, in milliseconds. Larger blocks take longer. */
export type Reach = (blockBytes: Bytes) => Ms;

/** What a block size is held to. */
export interface BlockLimit {
  /** A block that takes exactly this long is in time. */
  readonly withinMs: Ms;
  /** The largest size to consider; a multiple of `step`. */
  readonly most: Bytes;
  /** Sizes are whole multiples of this. */
  readonly step: Bytes;
}

/** The largest size that arrives in time; the labs' type for a learner's own {@link largestBlock}. */
export type LargestBlock = (reach: Reach, limit: BlockLimit) => Bytes;

/**
 * The largest multiple of `step` up to `most` whose block is in time, or 0 when not even one step is: by bisection, since each question to
 * `reach` is a run of a whole network. The criterion is that of K. Croman et al., On Scaling Decentralized Blockchains,
 * 2016, section 2: a block must have reached nine nodes in ten before the next one comes.
 * @throws RangeError when the step or the largest size is not positive
 */
export const largestBlock: LargestBlock = (reach, { withinMs, most, step }) => {
  if (!(step > 0) || !(most >= step))
    throw new RangeError('A step is positive and the largest size at least one step.');
  // Invariant: `inTime` steps are in time (none always is), `tooLate` steps are not, or lie beyond the largest size.
  let inTime = 0;
  let tooLate = Math.floor(most / step) + 1;
  while (tooLate - inTime > 1) {
    const middle = Math.floor((inTime + tooLate) / 2);
    if (reach(bytes(middle * step)) <= withinMs) inTime = middle;
    else tooLate = middle;
  }
  return bytes(inTime * step);
};

/** The base fee that every transfer burns: it rises after full blocks and falls after empty ones (EIP-1559). */
import { gas, wei } from '../../foundation/units.ts';
import type { Gas, Wei } from '../../foundation/units.ts';

/** What the next base fee depends on: the parent block's own. */
export interface FeeParent {
  readonly baseFee: Wei;
  readonly gasUsed: Gas;
  /** Half of the parent's gas limit ({@link ELASTICITY_MULTIPLIER}). */
  readonly gasTarget: Gas;
}

/** The base fee of a child block; the labs' type for a learner's own {@link nextBaseFee}. */
export type NextBaseFee = (parent: FeeParent) => Wei;

/** The base fee of the first block: 1 gwei (EIP-1559, `INITIAL_BASE_FEE`). */
export const INITIAL_BASE_FEE = wei(1_000_000_000n);
/** The base fee moves by at most one part in 8 a block (EIP-1559, `BASE_FEE_MAX_CHANGE_DENOMINATOR`). */
export const BASE_FEE_MAX_CHANGE_DENOMINATOR = 8n;
/** A block's gas limit is twice its target (EIP-1559, `ELASTICITY_MULTIPLIER`). */
export const ELASTICITY_MULTIPLIER = 2n;

/** The gas target of a block with limit `gasLimit`: half of it, rounded down. */
export const gasTargetOf = (gasLimit: Gas): Gas => gas(gasLimit / ELASTICITY_MULTIPLIER);

/**
 * The base fee after `parent`, in wei per gas (EIP-1559, specification, `validate_block`): unchanged at the target,
 * up to an eighth more or less otherwise, and at least 1 wei more after a block above its target.
 * Divisions round down, one after the other, as the EIP writes them.
 * @throws RangeError when the target is not positive
 */
export const nextBaseFee: NextBaseFee = ({ baseFee, gasUsed, gasTarget }) => {
  if (gasTarget <= 0n) throw new RangeError(`A gas target is positive; got ${gasTarget}.`);
  if (gasUsed === gasTarget) return baseFee;
  if (gasUsed > gasTarget) {
    const rise = (baseFee * (gasUsed - gasTarget)) / gasTarget / BASE_FEE_MAX_CHANGE_DENOMINATOR;
    return wei(baseFee + (rise > 1n ? rise : 1n));
  }
  return wei(baseFee - (baseFee * (gasTarget - gasUsed)) / gasTarget / BASE_FEE_MAX_CHANGE_DENOMINATOR);
};

/** The same rule as two small functions, one a side of the target. */
import { wei, type FeeParent, type NextBaseFee, type Wei } from 'strata';

const eighth = (fee: bigint, gap: bigint, target: bigint): bigint => (fee * gap) / target / 8n;

function after(full: FeeParent): Wei {
  const rise = eighth(full.baseFee, full.gasUsed - full.gasTarget, full.gasTarget);
  return wei(full.baseFee + (rise === 0n ? 1n : rise));
}

function below(slack: FeeParent): Wei {
  return wei(slack.baseFee - eighth(slack.baseFee, slack.gasTarget - slack.gasUsed, slack.gasTarget));
}

export const nextBaseFee: NextBaseFee = (parent) => {
  if (parent.gasUsed > parent.gasTarget) return after(parent);
  if (parent.gasUsed < parent.gasTarget) return below(parent);
  return parent.baseFee;
};

/** What a bridge checks before it pays, each check a part of its own, so that a learner's can take its place, or a bug's. */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import type { Ms } from '../../foundation/units.ts';
import type { ProposedOutput } from './optimistic/output-oracle.ts';
import { verifyWithdrawal } from './withdrawal.ts';
import type { RollupWithdrawal, WithdrawalProof } from './withdrawal.ts';

/** Whether a withdrawal stands under a proposed output; the labs' type for a learner's check. */
export type CheckWithdrawalProof = (
  withdrawal: RollupWithdrawal,
  proof: WithdrawalProof,
  output: ProposedOutput,
) => Result<void>;

/** What a bridge knows of a withdrawal that somebody wants to be paid. */
export interface WithdrawalClaim {
  /** When it was proven; null if it never was. */
  readonly provenAt: Ms | null;
  /** The output that it was proven against, as it stands now. */
  readonly output: ProposedOutput;
  readonly isPaid: boolean;
  readonly now: Ms;
  /** Time that has to pass from proof to payment. */
  readonly delay: Ms;
}

/** Whether a withdrawal may be paid now; the labs' type for a learner's check. */
export type CheckWithdrawalClaim = (claim: WithdrawalClaim) => Result<void>;

/** The parts of a bridge's judgement. */
export interface BridgeChecks {
  readonly proof: CheckWithdrawalProof;
  readonly claim: CheckWithdrawalClaim;
  /** Whether a withdrawal is crossed off before its coins are sent or after: after is the bug of 2016. */
  readonly crossOff: 'before-payment' | 'after-payment';
}

const RULE = 'OP Stack specification, "Withdrawals"';
const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({ code, rule: RULE, message, received, expected });

/** The reference. Refused: an output that was found wrong, and a proof that does not lead from the withdrawal to the output's root. */
export const checkWithdrawalProof: CheckWithdrawalProof = (withdrawal, proof, output) => {
  if (output.status === 'invalid')
    return refuse('output-invalid', 'The output was found wrong.', output.status, 'pending or final');
  if (!verifyWithdrawal(output.root, withdrawal, proof))
    return refuse('wrong-withdrawal-proof', 'The proof leads elsewhere.', proof.output, output.root);
  return ok(undefined);
};

/**
 * The reference. Refused: a withdrawal that was not proven, was paid before, was proven less than the delay ago, or whose output is
 * not final. The delay from the proof on gives everyone the time to see a forged proof while the output still can be disputed.
 */
export const checkWithdrawalClaim: CheckWithdrawalClaim = ({ provenAt, output, isPaid, now, delay }) => {
  if (isPaid) return refuse('already-paid', 'The withdrawal was paid before.', 'paid', 'not paid');
  if (provenAt === null) return refuse('not-proven', 'Nobody has proven the withdrawal.', provenAt, 'a time');
  if (now < provenAt + delay)
    return refuse('window-open', 'The window is still open.', now, `from ${provenAt + delay} on`);
  if (output.status !== 'final')
    return refuse('output-not-final', 'The output is not final.', output.status, 'final');
  return ok(undefined);
};

/** All checks as they should be. */
export const BRIDGE_CHECKS: BridgeChecks = {
  proof: checkWithdrawalProof,
  claim: checkWithdrawalClaim,
  crossOff: 'before-payment',
};

/** The second stage of an HTLC that its commitment's owner takes: HTLC-success with the preimage, HTLC-timeout without (BOLT 3). */
import { sat } from '../../foundation/units.ts';
import type { Hash } from '../../foundation/units.ts';
import { payToWitnessScriptHash } from '../../layer1/ledger/script/templates.ts';
import { SIGHASH } from '../../layer1/ledger/sighash.ts';
import type { Transaction } from '../../layer1/ledger/transaction.ts';
import { htlcFee } from './channel-fees.ts';
import type { FeeTerms } from './channel-fees.ts';
import { toLocalScript } from './channel-scripts.ts';
import type { CommitmentKeys } from './channel-scripts.ts';
import type { CommitmentOutput } from './commitment-transaction.ts';

/** What a second-stage transaction follows from. */
export interface HtlcPlan extends FeeTerms {
  readonly keys: CommitmentKeys;
  readonly toSelfDelay: number;
  /** Id of the commitment. */
  readonly commitment: Hash;
  /** Number of the HTLC's output in it. */
  readonly output: number;
}

/** What the other side's signature in a second stage covers: with anchors only its own input and output, so that others can bring the fee (BOLT 5, "Generation of HTLC Transactions"). */
export const htlcHashType = (anchors: boolean): number =>
  anchors ? SIGHASH.SINGLE + SIGHASH.ANYONECANPAY : SIGHASH.ALL;

/**
 * The transaction, not signed yet, by which a commitment's owner takes an HTLC output: to itself after the wait, to the
 * revocation key at once, as everything else of the owner's (BOLT 3, "HTLC-Timeout and HTLC-Success Transactions").
 * @throws RangeError for an output that is no HTLC
 */
export function htlcTransaction({ kind, value, htlc }: CommitmentOutput, plan: HtlcPlan): Transaction {
  if (htlc === null) throw new RangeError(`An output ${kind} has no second stage.`);
  const fee = htlcFee(plan, htlc.offered ? 'htlcTimeout' : 'htlcSuccess');
  return {
    version: 2,
    inputs: [
      {
        id: plan.commitment,
        output: plan.output,
        script: new Uint8Array(0),
        sequence: plan.anchors ? 1 : 0,
        witness: [],
      },
    ],
    outputs: [
      { value: sat(value - fee), script: payToWitnessScriptHash(toLocalScript(plan.keys, plan.toSelfDelay)) },
    ],
    lockTime: htlc.offered ? htlc.expiry : 0,
  };
}

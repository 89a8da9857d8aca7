/** The commitment transaction: how a channel's coins are shared out if one side goes to the chain now (BOLT 3, "Commitment Transaction"). */
import { bytesToBigint, compareBytes, concatBytes, hexToBytes } from '../../foundation/bytes.ts';
import { sha256 } from '../../foundation/hash.ts';
import { sat } from '../../foundation/units.ts';
import type { Hash, Hex, Msat, Sat } from '../../foundation/units.ts';
import { payToWitnessPublicKeyHash, payToWitnessScriptHash } from '../../layer1/ledger/script/templates.ts';
import type { Script } from '../../layer1/ledger/script/templates.ts';
import type { Transaction } from '../../layer1/ledger/transaction.ts';
import { ANCHOR_VALUE, isTrimmed, openerCost, wholeSat } from './channel-fees.ts';
import type { FeeTerms } from './channel-fees.ts';
import {
  anchorScript,
  offeredHtlcScript,
  receivedHtlcScript,
  toLocalScript,
  toRemoteScript,
} from './channel-scripts.ts';
import type { CommitmentKeys } from './channel-scripts.ts';

/** The output that holds a channel's coins. */
export interface FundingOutpoint {
  readonly id: Hash;
  readonly output: number;
  readonly amount: Sat;
}

/** An HTLC as its owner's commitment has it: offered by the owner, or to the owner. */
export interface CommitmentHtlc {
  readonly offered: boolean;
  readonly amount: Msat;
  readonly paymentHash: Hash;
  /** Height from which on the offerer gets it back. */
  readonly expiry: number;
}

/** All that a commitment follows from; its owner is who may publish it. */
export interface CommitmentPlan<H extends CommitmentHtlc = CommitmentHtlc> extends FeeTerms {
  readonly funding: FundingOutpoint;
  /** Which commitment of its owner's it is, from 0. */
  readonly number: bigint;
  /** From {@link obscuringFactor}. */
  readonly obscuring: bigint;
  readonly keys: CommitmentKeys;
  /** The funding keys, for the anchors. */
  readonly ownerFunding: Hex;
  readonly otherFunding: Hex;
  /** The owner's dust limit. */
  readonly dustLimit: Sat;
  /** Blocks that the owner waits for its own coins. */
  readonly toSelfDelay: number;
  /** Who opened the channel pays the fee. */
  readonly ownerPays: boolean;
  /** Before fees; HTLCs are in neither. */
  readonly balances: { readonly owner: Msat; readonly other: Msat };
  readonly htlcs: readonly H[];
}

/** What an output of a commitment is for. */
export type CommitmentOutputKind =
  'to_local' | 'to_remote' | 'to_local_anchor' | 'to_remote_anchor' | 'offered' | 'received';

/** An output of a commitment: `witnessScript` is null for a plain key hash, `htlc` for all but the two HTLC kinds. */
export interface CommitmentOutput<H extends CommitmentHtlc = CommitmentHtlc> {
  readonly kind: CommitmentOutputKind;
  readonly value: Sat;
  readonly script: Script;
  readonly witnessScript: Script | null;
  readonly htlc: H | null;
}

/** A commitment with what is known about each of its outputs, in the transaction's order; nothing is signed. */
export interface Commitment<H extends CommitmentHtlc = CommitmentHtlc> {
  readonly transaction: Transaction;
  readonly outputs: readonly CommitmentOutput<H>[];
}

/** What hides a commitment's number from strangers: the lower 48 bits of SHA-256 over both payment base points, the opener's first (BOLT 3). */
export const obscuringFactor = (opener: Hex, acceptor: Hex): bigint =>
  bytesToBigint(sha256(concatBytes(hexToBytes(opener), hexToBytes(acceptor))).subarray(26));

const HALF = 0xffffffn;

/**
 * The number of a commitment, for those who know the factor; null for a transaction that is no commitment: its lock
 * time begins with 0x20, its sequence with 0x80, and 24 bits stand in each (BOLT 3, "Commitment Transaction").
 */
export function commitmentNumber({ inputs, lockTime }: Transaction, obscuring: bigint): bigint | null {
  const sequence = inputs[0]?.sequence ?? 0;
  if (inputs.length !== 1 || lockTime >>> 24 !== 0x20 || sequence >>> 24 !== 0x80) return null;
  return (((BigInt(sequence) & HALF) << 24n) | (BigInt(lockTime) & HALF)) ^ obscuring;
}

/** Value first, then script, then expiry, so that both sides find the same order (BIP-69; BOLT 3, "Transaction Output Ordering"). */
function inOrder(a: CommitmentOutput, b: CommitmentOutput): number {
  if (a.value !== b.value) return a.value < b.value ? -1 : 1;
  const scripts = compareBytes(a.script, b.script);
  return scripts !== 0 ? scripts : (a.htlc?.expiry ?? 0) - (b.htlc?.expiry ?? 0);
}

const below = (amount: bigint, cost: bigint): Sat => sat(amount > cost ? amount - cost : 0n);

/** What a commitment's outputs are, in order; those below the owner's dust limit are not made (BOLT 3, "Commitment Transaction Construction"). */
export function commitmentOutputs<H extends CommitmentHtlc>(
  plan: CommitmentPlan<H>,
): readonly CommitmentOutput<H>[] {
  const { keys, anchors, dustLimit, toSelfDelay } = plan;
  const locked = (
    kind: CommitmentOutputKind,
    value: Sat,
    witnessScript: Script,
    htlc: H | null = null,
  ): CommitmentOutput<H> => ({
    kind,
    value,
    script: payToWitnessScriptHash(witnessScript),
    witnessScript,
    htlc,
  });

  const htlcs = plan.htlcs
    .filter((htlc) => !isTrimmed(htlc, dustLimit, plan))
    .map((htlc) => {
      const { offered, paymentHash, expiry } = htlc;
      const script = offered
        ? offeredHtlcScript(keys, paymentHash, anchors)
        : receivedHtlcScript(keys, paymentHash, expiry, anchors);
      return locked(offered ? 'offered' : 'received', wholeSat(htlc.amount), script, htlc);
    });
  const cost = openerCost(htlcs.length, plan);
  const owner = below(wholeSat(plan.balances.owner), plan.ownerPays ? cost : 0n);
  const other = below(wholeSat(plan.balances.other), plan.ownerPays ? 0n : cost);

  const outputs: CommitmentOutput<H>[] = [...htlcs];
  if (owner >= dustLimit) outputs.push(locked('to_local', owner, toLocalScript(keys, toSelfDelay)));
  if (other >= dustLimit) {
    const script = payToWitnessPublicKeyHash(hexToBytes(keys.otherPayment));
    outputs.push(
      anchors
        ? locked('to_remote', other, toRemoteScript(keys.otherPayment))
        : { kind: 'to_remote', value: other, script, witnessScript: null, htlc: null },
    );
  }
  if (anchors && (owner >= dustLimit || htlcs.length > 0))
    outputs.push(locked('to_local_anchor', ANCHOR_VALUE, anchorScript(plan.ownerFunding)));
  if (anchors && (other >= dustLimit || htlcs.length > 0))
    outputs.push(locked('to_remote_anchor', ANCHOR_VALUE, anchorScript(plan.otherFunding)));
  return outputs.sort(inOrder);
}

/**
 * Builds the commitment of `plan`: one input, the number hidden in lock time and sequence, outputs in order (BOLT 3).
 * @throws RangeError for a number of more than 48 bits
 */
export function buildCommitment<H extends CommitmentHtlc>(plan: CommitmentPlan<H>): Commitment<H> {
  if (plan.number < 0n || plan.number >> 48n !== 0n)
    throw new RangeError(`A commitment's number has 48 bits; got ${plan.number}.`);
  const outputs = commitmentOutputs(plan);
  const obscured = plan.number ^ plan.obscuring;
  const transaction: Transaction = {
    version: 2,
    inputs: [
      {
        id: plan.funding.id,
        output: plan.funding.output,
        script: new Uint8Array(0),
        sequence: Number((0x80n << 24n) | (obscured >> 24n)),
        witness: [],
      },
    ],
    outputs: outputs.map(({ value, script }) => ({ value, script })),
    lockTime: Number((0x20n << 24n) | (obscured & HALF)),
  };
  return { transaction, outputs };
}

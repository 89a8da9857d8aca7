/** What a side does on the chain: it looks at who spent the funding output, and takes what is its own (BOLT 5). */
import { equalBytes, hexToBytes } from '../../foundation/bytes.ts';
import type { Hash, Hex, Sat } from '../../foundation/units.ts';
import type { CoinChain } from '../../layer1/chain/coin-chain.ts';
import { payToWitnessScriptHash } from '../../layer1/ledger/script/templates.ts';
import type { Script } from '../../layer1/ledger/script/templates.ts';
import { transactionId } from '../../layer1/ledger/transaction.ts';
import type { Transaction } from '../../layer1/ledger/transaction.ts';
import { signedClosing } from './channel-closing.ts';
import { deriveSecretKey, pointOf } from './channel-keys.ts';
import { homeScript } from './channel-machine.ts';
import { toLocalScript, toRemoteScript } from './channel-scripts.ts';
import { SECOND_BRANCH, sweepTransaction } from './channel-spends.ts';
import type { ChannelSpend } from './channel-spends.ts';
import { commitmentPlan, otherSide, ownPlan, ownPoint } from './channel-state.ts';
import type { ChannelHtlc, ChannelState, OwnedHtlc } from './channel-state.ts';
import { completeCommitment, completeSecondStage, secondStages } from './commitment-signatures.ts';
import { buildCommitment, commitmentNumber, obscuringFactor } from './commitment-transaction.ts';
import type { CommitmentOutput, CommitmentPlan } from './commitment-transaction.ts';
import { punishRevoked, punishSecondStage, revokedCommitment } from './punish-revoked.ts';
import type { PunishRevoked } from './punish-revoked.ts';

/** What a side reads of the chain. */
export type ChannelChain = Pick<CoinChain, 'height' | 'spenderOf' | 'confirmations' | 'transaction'>;

/** How a side acts on the chain. */
export interface ClaimChoice {
  /** Satoshi per 1,000 weight units for what this side makes alone; the channel's own unless told. */
  readonly feerate?: Sat;
  /** Where the coins go; the key hash of the payment key unless told. */
  readonly to?: Script;
  /** How a revoked commitment is punished; the engine's own unless told. */
  readonly punish?: PunishRevoked;
}

/** Blocks after an offered HTLC's expiry at which the channel has failed (BOLT 2, "`cltv_expiry_delta` Selection": G). */
export const HTLC_GRACE_BLOCKS = 2;
/** Blocks before the expiry of an HTLC whose preimage is known at which it is claimed on the chain (BOLT 2: 2R + G + S). */
export const FULFILMENT_DEADLINE_BLOCKS = 18;

/**
 * The HTLC for which this side has to go to the chain at `height`, or null: one of its own that should have come back, or
 * one of the other's whose preimage it knows and whose expiry comes near (BOLT 2, "`cltv_expiry_delta` Selection").
 */
export function overdueHtlc(state: ChannelState, height: number): ChannelHtlc | null {
  const { own, other, next, side, preimages } = state;
  const all = [own, other, ...(next === null ? [] : [next])].flatMap(({ shares }) => shares.htlcs);
  return (
    all.find(({ from, expiry, paymentHash }) =>
      from === side
        ? height >= expiry + HTLC_GRACE_BLOCKS
        : preimages[paymentHash] !== undefined && height >= expiry - FULFILMENT_DEADLINE_BLOCKS,
    ) ?? null
  );
}

/** What the transaction that spends the funding output is, seen by one side. */
export type FundingSpending =
  | { readonly kind: 'unspent' }
  | { readonly kind: 'closing' }
  | { readonly kind: 'own' }
  /** The other side's newest commitment, or the one after it that this side has signed. */
  | { readonly kind: 'other'; readonly plan: CommitmentPlan<OwnedHtlc> }
  | { readonly kind: 'revoked'; readonly number: number }
  /** A commitment that this side cannot have signed, as far as it knows: it lost its newest state. */
  | { readonly kind: 'unknown' };

/** Says what `transaction` is (BOLT 5, "Commitment Transaction"); null for none. */
export function classifySpending(state: ChannelState, transaction: Transaction | null): FundingSpending {
  if (transaction === null) return { kind: 'unspent' };
  const { terms, side, other, next } = state;
  const obscuring = obscuringFactor(terms.opener.basepoints.payment, terms.acceptor.basepoints.payment);
  const number = commitmentNumber(transaction, obscuring);
  if (number === null) return { kind: 'closing' };
  const id = transactionId(transaction);
  if (id === transactionId(buildCommitment(ownPlan(state)).transaction)) return { kind: 'own' };
  for (const one of [other, ...(next === null ? [] : [next])]) {
    const plan = commitmentPlan(terms, otherSide(side), one);
    if (id === transactionId(buildCommitment(plan).transaction)) return { kind: 'other', plan };
  }
  return number < BigInt(other.number) ? { kind: 'revoked', number: Number(number) } : { kind: 'unknown' };
}

/** This side's newest commitment with both signatures: what it publishes when it goes to the chain alone. */
export function ownCommitmentTransaction(state: ChannelState): Transaction {
  const plan = ownPlan(state);
  return completeCommitment(
    plan,
    buildCommitment(plan),
    state.own.signatures.commitment,
    state.secrets.funding,
  );
}

/** A place on the chain that spends go through: outputs that nobody has spent, and old enough for the wait. */
interface Watched {
  readonly chain: ChannelChain;
  readonly feerate: Sat;
  readonly to: Script;
}

const isFree = ({ chain }: Watched, { id, output, sequence, lockTime }: ChannelSpend): boolean =>
  chain.spenderOf({ id, output }) === null &&
  // A wait of 0xfffffffd is none; a coin's age is counted from its block (BIP-68).
  (sequence > 0xffff || chain.confirmations(id) >= sequence) &&
  lockTime <= chain.height;

/** One sweep for all of `spends` that can be taken now. */
function sweep(watched: Watched, spends: readonly ChannelSpend[]): readonly Transaction[] {
  const free = spends.filter((spend) => isFree(watched, spend));
  const transaction = sweepTransaction(free, watched.to, watched.feerate);
  return transaction === null ? [] : [transaction];
}

/** What this side does with its own commitment on the chain: the wait, then its coins; HTLCs by their second stages. */
function claimOwn(state: ChannelState, watched: Watched): readonly Transaction[] {
  const { secrets, own, preimages } = state;
  const plan = ownPlan(state);
  const commitment = buildCommitment(plan);
  const id = transactionId(commitment.transaction);
  const point = ownPoint(state, own.number);
  const delayed = (from: Hash, output: number, value: Sat): ChannelSpend => ({
    id: from,
    output,
    value,
    witnessScript: toLocalScript(plan.keys, plan.toSelfDelay),
    secretKey: deriveSecretKey(secrets.delayedPayment, point),
    items: [SECOND_BRANCH],
    sequence: plan.toSelfDelay,
    lockTime: 0,
  });
  const waiting = commitment.outputs.flatMap(({ kind, value }, output) =>
    kind === 'to_local' ? [delayed(id, output, value)] : [],
  );
  const stages: Transaction[] = [];
  for (const [index, stage] of secondStages(plan, commitment).entries()) {
    const { id: from, output = 0 } = stage.transaction.inputs[0] ?? { id };
    const stageId = transactionId(stage.transaction);
    const spender = watched.chain.spenderOf({ id: from, output });
    const value = stage.transaction.outputs[0]?.value;
    if (spender?.id === stageId && value !== undefined) waiting.push(delayed(stageId, 0, value));
    if (spender !== null) continue;
    const htlc = stage.output.htlc as OwnedHtlc;
    const preimage = preimages[htlc.paymentHash] ?? null;
    const due = htlc.offered ? watched.chain.height >= htlc.expiry : preimage !== null;
    if (!due || watched.chain.confirmations(id) < (plan.anchors ? 1 : 0)) continue;
    const htlcSecret = deriveSecretKey(secrets.htlc, point);
    const proof = htlc.offered ? null : preimage;
    const signature = own.signatures.htlcs[index] as Hex;
    stages.push(completeSecondStage(plan, stage, signature, { htlcSecret, preimage: proof }));
  }
  return [...stages, ...sweep(watched, waiting)];
}

/** How this side takes an HTLC of the other's commitment; null for another output, or when it cannot. */
function spendOfOther(
  state: ChannelState,
  plan: CommitmentPlan<OwnedHtlc>,
  point: Hex,
  at: { readonly id: Hash; readonly output: number; readonly one: CommitmentOutput<OwnedHtlc> },
): ChannelSpend | null {
  const { secrets, preimages } = state;
  const { id, output, one } = at;
  const { value, witnessScript, htlc } = one;
  if (htlc === null) return null;
  const wait = plan.anchors ? 1 : 0xfffffffd;
  const spend = { id, output, value, witnessScript, sequence: wait, lockTime: 0 };
  const secretKey = deriveSecretKey(secrets.htlc, point);
  // Offered by the other side: with the preimage. Received by it: back to this side once it has expired.
  if (htlc.offered) {
    const preimage = preimages[htlc.paymentHash];
    return preimage === undefined ? null : { ...spend, secretKey, items: [hexToBytes(preimage)] };
  }
  return { ...spend, secretKey, items: [SECOND_BRANCH], lockTime: htlc.expiry };
}

/**
 * What any commitment of the other side's with anchors pays to this side, one block after it is in: found by its script
 * alone, so that a side that lost its newest state gets it too. Without anchors it is at {@link homeScript} already.
 */
function paidHome({ secrets }: ChannelState, commitment: Transaction): readonly ChannelSpend[] {
  const witnessScript = toRemoteScript(pointOf(secrets.payment));
  const script = payToWitnessScriptHash(witnessScript);
  const id = transactionId(commitment);
  return commitment.outputs.flatMap((one, output) => {
    if (!equalBytes(one.script, script)) return [];
    const { value } = one;
    const secretKey = secrets.payment;
    return [{ id, output, value, witnessScript, secretKey, items: [], sequence: 1, lockTime: 0 }];
  });
}

function claimOther(
  state: ChannelState,
  plan: CommitmentPlan<OwnedHtlc>,
  watched: Watched,
): readonly Transaction[] {
  const commitment = buildCommitment(plan);
  const id = transactionId(commitment.transaction);
  const point = (BigInt(state.other.number) === plan.number ? state.other : state.next)?.point;
  if (point === undefined) return [];
  const spends = commitment.outputs.flatMap((one, output) => {
    const spend = spendOfOther(state, plan, point, { id, output, one });
    return spend === null ? [] : [spend];
  });
  const all = [...spends, ...paidHome(state, commitment.transaction)];
  return sweep(
    watched,
    all.toSorted((a, b) => a.output - b.output),
  );
}

/** Takes everything of a revoked commitment: what is in it still, and what the cheat has moved on with. */
function claimRevoked(
  state: ChannelState,
  number: number,
  watched: Watched,
  punish: PunishRevoked,
): readonly Transaction[] {
  const revoked = revokedCommitment(state, number);
  if (revoked === null) return [];
  const { chain } = watched;
  const spends = punish(revoked).flatMap((spend) => {
    const spender = chain.spenderOf(spend);
    if (spender === null) return [spend];
    // The cheat's second stage goes to a script that opens to the same key; its output has the number of its input.
    const moved = punishSecondStage(revoked, spender.transaction, spender.input);
    const script = spender.transaction.outputs[spender.input]?.script;
    if (moved === null || script === undefined || moved.witnessScript === null) return [];
    return equalBytes(script, payToWitnessScriptHash(moved.witnessScript)) ? [moved] : [];
  });
  // Apart from the penalty, which is not to wait for it.
  return [...sweep(watched, spends), ...sweep(watched, paidHome(state, revoked.commitment.transaction))];
}

/**
 * What this side submits to the chain now; called after every block and every reorganisation, since it follows from what
 * the chain shows and from nothing that was done before (BOLT 5, "General Nomenclature": outputs may have to be resolved
 * again). Nobody spent the funding output: the closing when both have signed it, this side's newest commitment when the
 * channel has failed or an HTLC is overdue. Its own commitment: HTLCs by their second stages, and everything once the
 * wait is over. The other's: HTLCs, and with anchors the coins of this side, which are at {@link homeScript} already
 * without. A revoked one: everything. One that this side does not know, having lost its newest state: its coins.
 * With anchors a second stage is submitted as it is, without a fee, as this chain takes it; on Bitcoin its owner adds an
 * input that pays (BOLT 5, "Generation of HTLC Transactions").
 */
export function channelClaims(
  state: ChannelState,
  chain: ChannelChain,
  choice: ClaimChoice = {},
): readonly Transaction[] {
  const { feerate = state.terms.feerate, to = homeScript(state), punish = punishRevoked } = choice;
  const watched: Watched = { chain, feerate, to };
  const spender = chain.spenderOf(state.terms.funding)?.transaction ?? null;
  const spending = classifySpending(state, spender);
  switch (spending.kind) {
    case 'unspent': {
      const closing = signedClosing(state);
      if (closing !== null) return [closing];
      // Whoever lost its newest state must not publish what it has: it may be revoked (BOLT 5, "Failing a Channel").
      if (state.phase === 'stale') return [];
      const alone = state.phase === 'failed' || overdueHtlc(state, chain.height) !== null;
      return alone ? [ownCommitmentTransaction(state)] : [];
    }
    case 'own':
      return claimOwn(state, watched);
    case 'other':
      return claimOther(state, spending.plan, watched);
    case 'revoked':
      return claimRevoked(state, spending.number, watched, punish);
    case 'unknown':
      return spender === null ? [] : sweep(watched, paidHome(state, spender));
    case 'closing':
      return [];
  }
}

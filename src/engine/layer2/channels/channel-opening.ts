/** Opening a channel: four messages, and the first commitments are signed before any coin moves (BOLT 2, "Channel Establishment v1"). */
import { hexToBytes } from '../../foundation/bytes.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { msat, sat } from '../../foundation/units.ts';
import type { Hex, Msat, Sat } from '../../foundation/units.ts';
import { payToWitnessPublicKeyHash, payToWitnessScriptHash } from '../../layer1/ledger/script/templates.ts';
import { spendWitnessPublicKeyHash } from '../../layer1/ledger/sign-input.ts';
import type { InputKey } from '../../layer1/ledger/sign-input.ts';
import { transactionId } from '../../layer1/ledger/transaction.ts';
import type { Transaction } from '../../layer1/ledger/transaction.ts';
import type { Coin } from '../../layer1/ledger/utxo.ts';
import { dustThreshold, openerCost } from './channel-fees.ts';
import type { ChannelSecrets } from './channel-keys.ts';
import type { OpeningMessage } from './channel-messages.ts';
import { checkChannelMessage } from './check-message.ts';
import { checkTerms, larger, LEAST_FEERATE, MOST_FEERATE, TERMS_RULE, termsOf } from './channel-terms.ts';
import type { ChannelWishes } from './channel-terms.ts';
import { fundingScript } from './channel-scripts.ts';
import { commitmentPlan, NO_UPDATES, ownPoint } from './channel-state.ts';
import type { ChannelShares, ChannelRole, ChannelState, ChannelTerms } from './channel-state.ts';
import { signOther } from './commitment-dance.ts';
import { checkCommitmentSignatures } from './commitment-signatures.ts';
import { EMPTY_SECRET_STORE } from './commitment-secrets.ts';
import { buildCommitment } from './commitment-transaction.ts';

const RULE = 'BOLT 2, "Channel Establishment v1"';

/** What the opener decides. */
export interface ChannelProposal extends ChannelWishes {
  readonly amount: Sat;
  /** What the other side has from the start; nothing unless told. */
  readonly push?: Msat;
  /** Satoshi per 1,000 weight units; {@link LEAST_FEERATE} unless told. */
  readonly feerate?: Sat;
  readonly anchors?: boolean;
}

/** A channel of which the four messages have not all gone: nothing is at stake, so that it may be forgotten at any point. */
export interface ChannelOpening {
  readonly side: ChannelRole;
  readonly secrets: ChannelSecrets;
  readonly proposal: Extract<OpeningMessage, { type: 'open_channel' }>;
  readonly acceptance: Extract<OpeningMessage, { type: 'accept_channel' }> | null;
  /** Where the opener's coins are, once it made the funding transaction. */
  readonly funding: Transaction | null;
}

/** The opener's first step: it says what channel it wants. */
export function proposeChannel(
  secrets: ChannelSecrets,
  wishes: ChannelProposal,
): { readonly opening: ChannelOpening; readonly message: OpeningMessage } {
  const { amount, push = msat(0n), feerate = LEAST_FEERATE, anchors = false } = wishes;
  const proposal = {
    type: 'open_channel',
    amount,
    push,
    feerate,
    anchors,
    terms: termsOf(secrets, amount, wishes),
    firstPoint: ownPoint({ secrets }, 0),
  } as const;
  return {
    opening: { side: 'opener', secrets, proposal, acceptance: null, funding: null },
    message: proposal,
  };
}

/**
 * The acceptor's first step. Refused: an opener that would keep too little to pay for its commitment, shares that are
 * both within the reserve, a feerate that is not relayed or beyond reason, a wait, a dust limit, a reserve or a number of
 * HTLCs out of range (BOLT 2, `open_channel`).
 */
export function acceptChannel(
  secrets: ChannelSecrets,
  proposal: Extract<OpeningMessage, { type: 'open_channel' }>,
  wishes: ChannelWishes & { readonly minimumDepth?: number } = {},
): Result<{ readonly opening: ChannelOpening; readonly message: OpeningMessage }> {
  const formed = checkChannelMessage(proposal);
  if (!formed.ok) return formed;
  const { amount, push, feerate, terms } = proposal;
  const ours = termsOf(secrets, amount, wishes, terms.dustLimit);
  const fits = checkTerms(terms, amount, ours.dustLimit);
  if (!fits.ok) return fits;
  if (feerate < LEAST_FEERATE || feerate > MOST_FEERATE) {
    const message = 'The feerate is not relayed, or beyond reason.';
    const expected = `${LEAST_FEERATE} … ${MOST_FEERATE}`;
    return reject({ code: 'feerate-out-of-range', rule: TERMS_RULE, message, received: feerate, expected });
  }
  const own = amount * 1000n - push;
  const cost = openerCost(0, proposal) * 1000n;
  if (own < cost) {
    const message = 'The opener keeps too little to pay for its first commitment.';
    return reject({ code: 'opener-cannot-pay', rule: TERMS_RULE, message, received: own, expected: cost });
  }
  const most = larger(terms.reserve, ours.reserve) * 1000n;
  if (own - cost <= most && push <= most) {
    const message = 'Neither side would have more than its reserve.';
    return reject({ code: 'nothing-to-spend', rule: TERMS_RULE, message, received: own, expected: most });
  }
  const acceptance = {
    type: 'accept_channel',
    terms: ours,
    firstPoint: ownPoint({ secrets }, 0),
    minimumDepth: wishes.minimumDepth ?? 3,
  } as const;
  return ok({
    opening: { side: 'acceptor', secrets, proposal, acceptance, funding: null },
    message: acceptance,
  });
}

/** Both sides' first shares. */
const firstShares = ({ proposal: { amount, push } }: ChannelOpening): ChannelShares => ({
  opener: msat(amount * 1000n - push),
  acceptor: push,
  htlcs: [],
});

/** The channel before any message of an opened one; this side's signatures over the other's commitment 0 besides. */
function firstState(
  opening: ChannelOpening,
  funding: { readonly id: ChannelTerms['funding']['id']; readonly output: number },
): ChannelState {
  const { proposal, acceptance, side, secrets } = opening;
  if (acceptance === null) throw new RangeError('The channel was not accepted.');
  const { amount, anchors, feerate } = proposal;
  const shares = firstShares(opening);
  return {
    side,
    secrets,
    terms: {
      funding: { ...funding, amount },
      anchors,
      feerate,
      opener: proposal.terms,
      acceptor: acceptance.terms,
    },
    phase: 'funding',
    minimumDepth: acceptance.minimumDepth,
    ready: { sent: false, received: false },
    reconnecting: false,
    own: { number: 0, shares, signatures: { commitment: '0x', htlcs: [] } },
    other: { number: 0, shares, point: (side === 'opener' ? acceptance : proposal).firstPoint },
    next: null,
    nextPoint: null,
    ours: NO_UPDATES,
    theirs: NO_UPDATES,
    nextHtlcId: { ours: 0, theirs: 0 },
    revealed: EMPTY_SECRET_STORE,
    revoked: [],
    preimages: {},
    shutdown: { ours: null, theirs: null },
    closing: null,
  };
}

/** `state` with the other side's signature over this side's commitment 0. Refused: one that does not hold. */
function withFirstSignature(state: ChannelState, signature: Hex): Result<ChannelState> {
  const signatures = { commitment: signature, htlcs: [] };
  const plan = commitmentPlan(state.terms, state.side, { ...state.own, point: ownPoint(state, 0) });
  const checked = checkCommitmentSignatures(plan, buildCommitment(plan), signatures);
  return checked.ok ? ok({ ...state, own: { ...state.own, signatures } }) : checked;
}

/** What the opener funds the channel from: a coin of its own, and the fee. */
export interface ChannelWallet {
  readonly coin: Coin;
  readonly key: InputKey;
  readonly fee: Sat;
}

/**
 * The opener's second step: it makes the funding transaction, which it shows to nobody before the acceptor has signed,
 * and signs the acceptor's commitment. Refused: a coin that is not worth enough.
 */
export function fundChannel(
  opening: ChannelOpening,
  acceptance: Extract<OpeningMessage, { type: 'accept_channel' }>,
  { coin, key, fee }: ChannelWallet,
): Result<{ readonly opening: ChannelOpening; readonly message: OpeningMessage }> {
  const formed = checkChannelMessage(acceptance);
  if (!formed.ok) return formed;
  const { amount, terms } = opening.proposal;
  const fits = checkTerms(acceptance.terms, amount, terms.dustLimit);
  if (!fits.ok) return fits;
  // The reserve that the opener asked for has to hold the acceptor's dust limit too (BOLT 2, `accept_channel`).
  if (terms.reserve < acceptance.terms.dustLimit) {
    const message = 'The reserve would have no output.';
    const received = acceptance.terms.dustLimit;
    return reject({
      code: 'reserve-below-dust',
      rule: TERMS_RULE,
      message,
      received,
      expected: terms.reserve,
    });
  }
  const accepted = { ...opening, acceptance };
  const change = sat(coin.value - amount - fee);
  if (change < 0n) {
    const message = 'The coin does not pay for channel and fee.';
    return reject({
      code: 'coin-too-small',
      rule: RULE,
      message,
      received: coin.value,
      expected: amount + fee,
    });
  }
  const script = payToWitnessScriptHash(
    fundingScript(terms.basepoints.funding, acceptance.terms.basepoints.funding),
  );
  const changeScript = payToWitnessPublicKeyHash(hexToBytes(key.publicKey));
  const unsigned: Transaction = {
    version: 2,
    inputs: [
      { id: coin.id, output: coin.output, script: new Uint8Array(0), sequence: 0xfffffffd, witness: [] },
    ],
    outputs: [
      { value: amount, script },
      ...(change >= dustThreshold('p2wpkh') ? [{ value: change, script: changeScript }] : []),
    ],
    lockTime: 0,
  };
  const funding = spendWitnessPublicKeyHash(unsigned, 0, coin.value, key);
  const id = transactionId(funding);
  const state = firstState(accepted, { id, output: 0 });
  const { commitment } = signOther(state, state.other);
  return ok({
    opening: { ...accepted, funding },
    message: { type: 'funding_created', id, output: 0, signature: commitment },
  });
}

/**
 * The acceptor's second step: with the opener's signature it has a commitment, and it signs the opener's. From here on
 * it remembers the channel. Refused: a signature that does not hold.
 */
export function signFundedChannel(
  opening: ChannelOpening,
  { id, output, signature }: Extract<OpeningMessage, { type: 'funding_created' }>,
): Result<{ readonly state: ChannelState; readonly message: OpeningMessage }> {
  const formed = checkChannelMessage({ type: 'funding_created', id, output, signature });
  if (!formed.ok) return formed;
  const state = withFirstSignature(firstState(opening, { id, output }), signature);
  if (!state.ok) return state;
  const { commitment } = signOther(state.value, state.value.other);
  return ok({ state: state.value, message: { type: 'funding_signed', signature: commitment } });
}

/**
 * The opener's third step: now that it could get everything back alone, it may publish the funding transaction. Refused:
 * a signature that does not hold.
 */
export function completeOpening(
  opening: ChannelOpening,
  { signature }: Extract<OpeningMessage, { type: 'funding_signed' }>,
): Result<{ readonly state: ChannelState; readonly funding: Transaction }> {
  const formed = checkChannelMessage({ type: 'funding_signed', signature });
  if (!formed.ok) return formed;
  const { funding } = opening;
  if (funding === null) throw new RangeError('The opener makes the funding transaction first.');
  const state = withFirstSignature(firstState(opening, { id: transactionId(funding), output: 0 }), signature);
  return state.ok ? ok({ state: state.value, funding }) : state;
}

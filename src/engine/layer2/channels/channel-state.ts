/** What one side of a channel stores: its two commitments, what is on the way into them, and what the other side revealed. */
import type { Hash, Hex, Msat, Sat } from '../../foundation/units.ts';
import { commitmentSecret, FIRST_SECRET_INDEX } from './commitment-secrets.ts';
import type { SecretStore } from './commitment-secrets.ts';
import { derivePublicKey, pointOf, revocationPublicKey } from './channel-keys.ts';
import type { ChannelSecrets } from './channel-keys.ts';
import type { ChannelMessage, ChannelSideTerms } from './channel-messages.ts';
import type { CommitmentKeys } from './channel-scripts.ts';
import type { CommitmentSignatures } from './commitment-signatures.ts';
import { obscuringFactor } from './commitment-transaction.ts';
import type { CommitmentHtlc, CommitmentPlan, FundingOutpoint } from './commitment-transaction.ts';

/** Who opened the channel, and who accepted it. The opener pays for commitments. */
export type ChannelRole = 'opener' | 'acceptor';

/** The side across. */
export const otherSide = (side: ChannelRole): ChannelRole => (side === 'opener' ? 'acceptor' : 'opener');

/** A payment on its way through the channel; `from` and `id` name it. */
export interface ChannelHtlc {
  readonly from: ChannelRole;
  readonly id: number;
  readonly amount: Msat;
  readonly paymentHash: Hash;
  /** Height from which on `from` gets it back. */
  readonly expiry: number;
  readonly onion: Hex;
}

/** How a commitment shares out the channel's coins, before fees: what each side has, and what is in HTLCs. */
export interface ChannelShares {
  readonly opener: Msat;
  readonly acceptor: Msat;
  readonly htlcs: readonly ChannelHtlc[];
}

/** A change to the shares, made `by` one side. */
export type ChannelUpdate =
  | { readonly kind: 'add'; readonly by: ChannelRole; readonly htlc: ChannelHtlc }
  | { readonly kind: 'fulfil'; readonly by: ChannelRole; readonly id: number; readonly preimage: Hex }
  | { readonly kind: 'fail'; readonly by: ChannelRole; readonly id: number; readonly reason: Hex };

/**
 * One side's updates on their way: proposed, then signed into the other side's commitment, then acknowledged by a
 * revocation and due in this side's own. What both have is irrevocably committed (BOLT 2, "Normal Operation").
 */
export interface PendingUpdates {
  readonly proposed: readonly ChannelUpdate[];
  readonly signed: readonly ChannelUpdate[];
  readonly acked: readonly ChannelUpdate[];
}

/** What both sides agreed on when the channel was opened. */
export interface ChannelTerms {
  readonly funding: FundingOutpoint;
  readonly anchors: boolean;
  /** Satoshi per 1,000 weight units. */
  readonly feerate: Sat;
  readonly opener: ChannelSideTerms;
  readonly acceptor: ChannelSideTerms;
}

/** This side's newest commitment, signed by the other. */
export interface OwnCommitment {
  readonly number: number;
  readonly shares: ChannelShares;
  readonly signatures: CommitmentSignatures;
}

/** A commitment of the other side's. */
export interface OtherCommitment {
  readonly number: number;
  readonly shares: ChannelShares;
  readonly point: Hex;
}

/** One that this side has signed while the other has not revoked the one before. */
export interface NextCommitment extends OtherCommitment {
  readonly signatures: CommitmentSignatures;
  /** Number of this side's own commitment when it signed: which of two lost messages goes first (BOLT 2, "Message Retransmission"). */
  readonly sentAfter: number;
}

/**
 * Where a channel stands. `funding`: the funding output is not deep enough. `open`: payments go. `closing`: one side
 * asked to close. `closed`: both signed how. `failed`: this side goes to the chain alone. `stale`: this side lost its
 * newest state, and must not publish what it has (BOLT 2, "Message Retransmission").
 */
export type ChannelPhase = 'funding' | 'open' | 'closing' | 'closed' | 'failed' | 'stale';

/** All that one side stores of a channel: plain data, so that a side that stops at any step goes on from here. */
export interface ChannelState {
  readonly side: ChannelRole;
  readonly secrets: ChannelSecrets;
  readonly terms: ChannelTerms;
  readonly phase: ChannelPhase;
  readonly minimumDepth: number;
  readonly ready: { readonly sent: boolean; readonly received: boolean };
  /** Whether a new connection still waits for the other side's `channel_reestablish`. */
  readonly reconnecting: boolean;
  readonly own: OwnCommitment;
  readonly other: OtherCommitment;
  readonly next: NextCommitment | null;
  /** The other side's point for the commitment that this side signs next; null until it is told. */
  readonly nextPoint: Hex | null;
  readonly ours: PendingUpdates;
  readonly theirs: PendingUpdates;
  readonly nextHtlcId: { readonly ours: number; readonly theirs: number };
  /** What the other side has revealed of its revoked commitments. */
  readonly revealed: SecretStore;
  /** The shares of each commitment that the other side revoked, by number: from them its scripts are found again. */
  readonly revoked: readonly ChannelShares[];
  /** Preimages that are known, by payment hash: each opens an HTLC, here and on the chain. */
  readonly preimages: Readonly<Record<Hash, Hex>>;
  /** Where each side wants its coins when the channel is closed together: a script. */
  readonly shutdown: { readonly ours: Hex | null; readonly theirs: Hex | null };
  /** The fee of the closing that both signed, and the other side's signature. */
  readonly closing: { readonly fee: Sat; readonly signature: Hex } | null;
}

/** What whoever stands above a channel wants to know. */
export type ChannelNotice =
  /** Both sides are ready. */
  | { readonly kind: 'channel-ready' }
  /** The other side's HTLC is irrevocably committed: it can be forwarded or settled now, and not before (BOLT 2, "Forwarding HTLCs"). */
  | { readonly kind: 'htlc-offered'; readonly htlc: ChannelHtlc }
  /** One of ours is paid: the preimage proves it, at once. */
  | { readonly kind: 'htlc-fulfilled'; readonly htlc: ChannelHtlc; readonly preimage: Hex }
  /** One of ours came back, and can come no other way any more. */
  | { readonly kind: 'htlc-failed'; readonly htlc: ChannelHtlc; readonly reason: Hex }
  /** The other side revoked this commitment: a watchtower wants its hint now. */
  | { readonly kind: 'commitment-revoked'; readonly number: number };

/** What a message or an order leads to: store `state` first, then send `messages` in their order. */
export interface ChannelStep {
  readonly state: ChannelState;
  readonly messages: readonly ChannelMessage[];
  readonly notices: readonly ChannelNotice[];
}

/** A step of `state`. */
export const stepTo = (
  state: ChannelState,
  messages: readonly ChannelMessage[] = [],
  notices: readonly ChannelNotice[] = [],
): ChannelStep => ({ state, messages, notices });

/** No updates on their way. */
export const NO_UPDATES: PendingUpdates = { proposed: [], signed: [], acked: [] };

/** The secret of this side's commitment number `number`. */
export const ownSecret = ({ secrets }: Pick<ChannelState, 'secrets'>, number: number): Hex =>
  commitmentSecret(secrets.seed, FIRST_SECRET_INDEX - BigInt(number));

/** The point of this side's commitment number `number`: what the other side needs to sign it. */
export const ownPoint = (state: Pick<ChannelState, 'secrets'>, number: number): Hex =>
  pointOf(ownSecret(state, number));

/** Keys that were derived before, for each channel's newest few commitments: a watcher asks for the same ones every block. */
const derivedKeys = new WeakMap<ChannelTerms, Map<string, CommitmentKeys>>();
const MOST_DERIVED = 32;

/** The keys of a commitment of `owner`'s, from its point (BOLT 3, "Key Derivation"). */
export function commitmentKeys(terms: ChannelTerms, owner: ChannelRole, point: Hex): CommitmentKeys {
  const derived = derivedKeys.get(terms) ?? new Map<string, CommitmentKeys>();
  const known = derived.get(owner + point);
  if (known !== undefined) return known;
  const [own, other] = [terms[owner].basepoints, terms[otherSide(owner)].basepoints];
  const keys = {
    revocation: revocationPublicKey(other.revocation, point),
    delayed: derivePublicKey(own.delayedPayment, point),
    ownerHtlc: derivePublicKey(own.htlc, point),
    otherHtlc: derivePublicKey(other.htlc, point),
    otherPayment: other.payment,
  };
  if (derived.size >= MOST_DERIVED) derived.clear();
  derivedKeys.set(terms, derived.set(owner + point, keys));
  return keys;
}

/** A channel's HTLC as its owner's commitment has it. */
export type OwnedHtlc = ChannelHtlc & CommitmentHtlc;

/** What `owner`'s commitment with this number, point and shares is built from. */
export function commitmentPlan(
  terms: ChannelTerms,
  owner: ChannelRole,
  { number, point, shares }: OtherCommitment,
): CommitmentPlan<OwnedHtlc> {
  const other = otherSide(owner);
  return {
    funding: terms.funding,
    anchors: terms.anchors,
    feerate: terms.feerate,
    number: BigInt(number),
    obscuring: obscuringFactor(terms.opener.basepoints.payment, terms.acceptor.basepoints.payment),
    keys: commitmentKeys(terms, owner, point),
    ownerFunding: terms[owner].basepoints.funding,
    otherFunding: terms[other].basepoints.funding,
    dustLimit: terms[owner].dustLimit,
    // Each side says how long the other waits.
    toSelfDelay: terms[other].toSelfDelay,
    ownerPays: owner === 'opener',
    balances: { owner: shares[owner], other: shares[other] },
    htlcs: shares.htlcs.map((htlc) => ({ ...htlc, offered: htlc.from === owner })),
  };
}

/** The plan of this side's own newest commitment. */
export const ownPlan = (state: ChannelState): CommitmentPlan<OwnedHtlc> =>
  commitmentPlan(state.terms, state.side, { ...state.own, point: ownPoint(state, state.own.number) });

/** Everything in the channel: both shares and all HTLCs. The same in every commitment. */
export const totalShares = ({ opener, acceptor, htlcs }: ChannelShares): Msat =>
  htlcs.reduce((sum, { amount }) => (sum + amount) as Msat, (opener + acceptor) as Msat);

/** Offering HTLCs and taking them away: what each side may propose, and what it accepts from the other (BOLT 2, "Adding an HTLC", "Removing an HTLC"). */
import { bytesToHex, hexToBytes, isHex } from '../../foundation/bytes.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import type { Hash, Hex, Msat } from '../../foundation/units.ts';
import { applyChannelUpdate, freeOf, openerPays, sharesToReceive, sharesToSign } from './channel-shares.ts';
import type { UpdateMessage } from './channel-messages.ts';
import { otherSide, stepTo } from './channel-state.ts';
import type {
  ChannelHtlc,
  ChannelNotice,
  ChannelShares,
  ChannelRole,
  ChannelState,
  ChannelStep,
  ChannelTerms,
  ChannelUpdate,
} from './channel-state.ts';

const ADD_RULE = 'BOLT 2, "Adding an HTLC"';
const REMOVE_RULE = 'BOLT 2, "Removing an HTLC"';

/** Heights lie below, times from there on; HTLCs expire at heights alone (BOLT 2, `cltv_expiry`). */
const EXPIRY_LIMIT = 500_000_000;

const refuse = (code: string, rule: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule, message, received, expected });

/** Accepts an HTLC of `htlc.from`'s on top of what a commitment would share out already. */
function checkAdd(terms: ChannelTerms, shares: ChannelShares, htlc: ChannelHtlc): Result<ChannelShares> {
  const { from, amount, expiry } = htlc;
  if (amount <= 0n) return refuse('htlc-of-nothing', ADD_RULE, 'An HTLC has an amount.', amount, 'above 0');
  if (!Number.isSafeInteger(expiry) || expiry < 0 || expiry >= EXPIRY_LIMIT)
    return refuse('htlc-expiry', ADD_RULE, 'An HTLC expires at a height.', expiry, `below ${EXPIRY_LIMIT}`);
  if (!isHex(htlc.paymentHash, 32))
    return refuse('htlc-hash', ADD_RULE, 'A payment hash has 32 bytes.', htlc.paymentHash, '32 bytes');
  const most = terms[otherSide(from)].maxHtlcs;
  const open = shares.htlcs.filter((one) => one.from === from).length;
  if (open >= most)
    return refuse('too-many-htlcs', ADD_RULE, `${open} HTLCs are open already.`, open + 1, most);
  const after = applyChannelUpdate(shares, { kind: 'add', by: from, htlc });
  for (const owner of ['opener', 'acceptor'] as const) {
    const free = freeOf(terms, owner, after, from);
    if (free >= 0n) continue;
    const message = `The ${from} would fall short of its reserve and fee by ${-free} thousandths of a satoshi.`;
    return refuse('htlc-not-affordable', ADD_RULE, message, amount, amount + free);
  }
  return ok(after);
}

const mayUpdate = ({ phase }: ChannelState, what: string): Result<void> => {
  if (phase === 'open' || phase === 'closing') return ok(undefined);
  return refuse(
    'channel-not-open',
    'BOLT 2, "Normal Operation"',
    `${what} needs an open channel.`,
    phase,
    'open',
  );
};

/** `state` with one more update of this side's, and the message that tells of it unless the connection is down. */
function propose(
  state: ChannelState,
  update: ChannelUpdate,
  changes: Partial<ChannelState> = {},
): ChannelStep {
  const ours = { ...state.ours, proposed: [...state.ours.proposed, update] };
  const messages = state.reconnecting ? [] : [updateMessage(update)];
  return stepTo({ ...state, ...changes, ours }, messages);
}

/** The message that proposes `update`. */
export function updateMessage(update: ChannelUpdate): UpdateMessage {
  if (update.kind === 'add') {
    const { id, amount, paymentHash, expiry, onion } = update.htlc;
    return { type: 'update_add_htlc', id, amount, paymentHash, expiry, onion };
  }
  const { id } = update;
  if (update.kind === 'fulfil') return { type: 'update_fulfill_htlc', id, preimage: update.preimage };
  return { type: 'update_fail_htlc', id, reason: update.reason };
}

/** What an HTLC is offered with; `onion` is empty unless told. */
export interface HtlcOffer {
  readonly amount: Msat;
  readonly paymentHash: Hash;
  readonly expiry: number;
  readonly onion?: Hex;
}

/**
 * Offers an HTLC; its id is `state.nextHtlcId.ours`. Nothing is signed: `commitChanges` does that, for any number of
 * updates at once. Refused: a channel that is not open or is being closed, no amount, an expiry that is no height, more
 * HTLCs than the other side takes, and an amount that this side cannot pay above its reserve and, as the opener, the
 * fee (BOLT 2, "Adding an HTLC").
 */
export function proposeHtlc(
  state: ChannelState,
  { amount, paymentHash, expiry, onion = '0x' }: HtlcOffer,
): Result<ChannelStep> {
  const { side, terms, phase, nextHtlcId } = state;
  if (phase !== 'open')
    return refuse('channel-not-open', ADD_RULE, 'HTLCs are added to an open channel.', phase, 'open');
  const htlc: ChannelHtlc = { from: side, id: nextHtlcId.ours, amount, paymentHash, expiry, onion };
  const checked = checkAdd(terms, sharesToSign(state), htlc);
  if (!checked.ok) return checked;
  const dearest = openerPays(terms, 'opener', checked.value) > openerPays(terms, 'acceptor', checked.value);
  const fee = openerPays(terms, dearest ? 'opener' : 'acceptor', checked.value);
  if (checked.value.opener < fee) {
    const message = 'The opener could not pay for one more output.';
    return refuse('opener-cannot-pay', ADD_RULE, message, checked.value.opener, `at least ${fee}`);
  }
  const update: ChannelUpdate = { kind: 'add', by: side, htlc };
  return ok(propose(state, update, { nextHtlcId: { ...nextHtlcId, ours: htlc.id + 1 } }));
}

const named = (htlcs: readonly ChannelHtlc[], from: ChannelRole, id: number): ChannelHtlc | undefined =>
  htlcs.find((htlc) => htlc.from === from && htlc.id === id);

const isRemoval = (update: ChannelUpdate, id: number): boolean => update.kind !== 'add' && update.id === id;

/** An HTLC that `from` offered, if it is irrevocably committed and no update of `log` takes it away already. */
function committedHtlc(
  { own, other }: ChannelState,
  from: ChannelRole,
  id: number,
  { proposed, signed, acked }: ChannelState['ours'],
): Result<ChannelHtlc> {
  const htlc = named(own.shares.htlcs, from, id);
  if (htlc === undefined || named(other.shares.htlcs, from, id) === undefined)
    return refuse(
      'htlc-not-committed',
      REMOVE_RULE,
      'The HTLC is not in both commitments for good.',
      id,
      'one that is',
    );
  if ([...proposed, ...signed, ...acked].some((update) => isRemoval(update, id)))
    return refuse(
      'htlc-removed',
      REMOVE_RULE,
      'The HTLC is being taken away already.',
      id,
      'one that is not',
    );
  return ok(htlc);
}

/** The HTLC of the other side's that this side may take away. */
function removable(state: ChannelState, id: number): Result<ChannelHtlc> {
  const may = mayUpdate(state, 'Taking an HTLC away');
  return may.ok ? committedHtlc(state, otherSide(state.side), id, state.ours) : may;
}

const opens = (preimage: Hex, { paymentHash }: ChannelHtlc): boolean =>
  isHex(preimage, 32) && hashHex(sha256(hexToBytes(preimage))) === paymentHash;

/**
 * Claims an HTLC that was offered to this side with its preimage, which is kept for the chain too. Refused: an HTLC that
 * is not irrevocably committed or is taken away already, and a preimage of another hash (BOLT 2, "Removing an HTLC").
 */
export function proposeFulfilment(state: ChannelState, id: number, preimage: Hex): Result<ChannelStep> {
  const htlc = removable(state, id);
  if (!htlc.ok) return htlc;
  if (!opens(preimage, htlc.value))
    return refuse(
      'wrong-preimage',
      REMOVE_RULE,
      'The preimage has another hash.',
      preimage,
      htlc.value.paymentHash,
    );
  const preimages = { ...state.preimages, [htlc.value.paymentHash]: preimage };
  return ok(propose(state, { kind: 'fulfil', by: state.side, id, preimage }, { preimages }));
}

/** Gives an HTLC that was offered to this side back, with a reason for its origin (BOLT 4). Refused as {@link proposeFulfilment}, the preimage aside. */
export function proposeFailure(state: ChannelState, id: number, reason: Hex): Result<ChannelStep> {
  const htlc = removable(state, id);
  return htlc.ok ? ok(propose(state, { kind: 'fail', by: state.side, id, reason })) : htlc;
}

const received = (
  state: ChannelState,
  update: ChannelUpdate,
  changes: Partial<ChannelState> = {},
): ChannelState => ({
  ...state,
  ...changes,
  theirs: { ...state.theirs, proposed: [...state.theirs.proposed, update] },
});

function receiveAdd(
  state: ChannelState,
  message: UpdateMessage & { readonly type: 'update_add_htlc' },
): Result<ChannelStep> {
  const { terms, nextHtlcId, shutdown } = state;
  const from = otherSide(state.side);
  const { id, amount, paymentHash, expiry, onion } = message;
  if (id !== nextHtlcId.theirs) return refuse('htlc-id', ADD_RULE, 'Ids rise by one.', id, nextHtlcId.theirs);
  if (shutdown.theirs !== null)
    return refuse(
      'htlc-after-shutdown',
      'BOLT 2, "Closing Initiation"',
      'The sender asked to close.',
      id,
      'none',
    );
  const htlc: ChannelHtlc = { from, id, amount, paymentHash, expiry, onion };
  const checked = checkAdd(terms, sharesToReceive(state), htlc);
  if (!checked.ok) return checked;
  return ok(
    stepTo(
      received(state, { kind: 'add', by: from, htlc }, { nextHtlcId: { ...nextHtlcId, theirs: id + 1 } }),
    ),
  );
}

/**
 * Takes an update of the other side's in, as a proposal. Refused: what {@link proposeHtlc} would not let the sender offer,
 * an id out of order, an HTLC that is not committed or taken away already, a wrong preimage.
 */
export function receiveUpdate(state: ChannelState, message: UpdateMessage): Result<ChannelStep> {
  const may = mayUpdate(state, 'An update');
  if (!may.ok) return may;
  if (message.type === 'update_add_htlc') return receiveAdd(state, message);
  const { id } = message;
  const { theirs, side } = state;
  const committed = committedHtlc(state, side, id, theirs);
  if (!committed.ok) return committed;
  const htlc = committed.value;
  const by = otherSide(side);
  if (message.type === 'update_fail_htlc') {
    return ok(stepTo(received(state, { kind: 'fail', by, id, reason: message.reason })));
  }
  const { preimage } = message;
  if (!opens(preimage, htlc)) {
    const received = isHex(preimage, 32) ? bytesToHex(sha256(hexToBytes(preimage))) : preimage;
    return refuse(
      'wrong-preimage',
      REMOVE_RULE,
      'The preimage has another hash.',
      received,
      htlc.paymentHash,
    );
  }
  // The preimage proves the payment whatever becomes of the update: it is told at once, and kept.
  const notices: ChannelNotice[] = [{ kind: 'htlc-fulfilled', htlc, preimage }];
  const preimages = { ...state.preimages, [htlc.paymentHash]: preimage };
  return ok(stepTo(received(state, { kind: 'fulfil', by, id, preimage }, { preimages }), [], notices));
}

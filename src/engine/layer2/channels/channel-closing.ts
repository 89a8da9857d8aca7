/** Closing together: both say where their coins go, let all HTLCs end, and sign one transaction without any wait (BOLT 2, "Channel Close"). */
import { hexToBytes, bytesToHex } from '../../foundation/bytes.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { sat, weight } from '../../foundation/units.ts';
import type { Hex, Sat } from '../../foundation/units.ts';
import { witnessProgramOf } from '../../layer1/ledger/script/templates.ts';
import type { Script } from '../../layer1/ledger/script/templates.ts';
import type { Transaction } from '../../layer1/ledger/transaction.ts';
import { feeFor, wholeSat } from './channel-fees.ts';
import type { ChannelMessage } from './channel-messages.ts';
import { otherSide, stepTo } from './channel-state.ts';
import type { ChannelState, ChannelStep } from './channel-state.ts';
import { hasUnsigned } from './commitment-dance.ts';
import { completeFunding, signFunding, verifyFunding } from './commitment-signatures.ts';

type Shutdown = Extract<ChannelMessage, { type: 'shutdown' }>;
type ClosingSigned = Extract<ChannelMessage, { type: 'closing_signed' }>;

const RULE = 'BOLT 2, "Channel Close"';

/** Whether coins of a closing may go to `script`: P2WPKH, P2WSH, or a later witness version (BOLT 2, `shutdown`, with `option_shutdown_anysegwit`). */
function isClosingScript(script: Script): boolean {
  const witness = witnessProgramOf(script);
  return witness !== null && (witness.version > 0 || [20, 32].includes(witness.program.length));
}

/** What a closing with two outputs to key hashes weighs at most: what its fee is reckoned by. */
export const CLOSING_WEIGHT = weight(672);

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: RULE, message, received, expected });

/** Whether nothing is on its way any more: what may be closed. */
const isQuiet = (state: ChannelState): boolean =>
  state.next === null &&
  !hasUnsigned(state) &&
  state.theirs.proposed.length === 0 &&
  state.ours.acked.length === 0 &&
  state.own.shares.htlcs.length === 0 &&
  state.other.shares.htlcs.length === 0;

/**
 * The transaction that closes the channel together: the opener pays `fee`, outputs below the larger dust limit are left
 * out, the smaller first (BOLT 3, "Legacy Closing Transaction"). @throws RangeError unless both have said where to
 */
export function closingTransaction({ terms, own, side, shutdown }: ChannelState, fee: Sat): Transaction {
  const { ours, theirs } = shutdown;
  if (ours === null || theirs === null) throw new RangeError('Both sides say where their coins go first.');
  const least =
    terms.opener.dustLimit > terms.acceptor.dustLimit ? terms.opener.dustLimit : terms.acceptor.dustLimit;
  const outputs = (['opener', 'acceptor'] as const)
    .map((owner) => ({
      value: sat(wholeSat(own.shares[owner]) - (owner === 'opener' ? fee : 0n)),
      script: hexToBytes(owner === side ? ours : theirs),
    }))
    .filter(({ value }) => value >= least)
    .sort((a, b) =>
      a.value === b.value
        ? bytesToHex(a.script) < bytesToHex(b.script)
          ? -1
          : 1
        : a.value < b.value
          ? -1
          : 1,
    );
  const { id, output } = terms.funding;
  return {
    version: 2,
    inputs: [{ id, output, script: new Uint8Array(0), sequence: 0xffffffff, witness: [] }],
    outputs,
    lockTime: 0,
  };
}

const fundingKeys = ({ terms, side }: ChannelState) => ({
  own: terms[side].basepoints.funding,
  other: terms[otherSide(side)].basepoints.funding,
  amount: terms.funding.amount,
});

const closingFee = ({ terms }: ChannelState): Sat => feeFor(CLOSING_WEIGHT, terms.feerate);

const closingSigned = (state: ChannelState, fee: Sat): ChannelMessage => ({
  type: 'closing_signed',
  fee,
  signature: signFunding(closingTransaction(state, fee), fundingKeys(state), state.secrets.funding),
});

/** `step`, and the opener's `closing_signed` besides once both have asked to close and nothing is on its way. */
export function closingWhenQuiet(step: ChannelStep): ChannelStep {
  const { state } = step;
  const { phase, side, shutdown, reconnecting } = state;
  if (phase !== 'closing' || side !== 'opener' || reconnecting) return step;
  if (shutdown.ours === null || shutdown.theirs === null || !isQuiet(state)) return step;
  return { ...step, messages: [...step.messages, closingSigned(state, closingFee(state))] };
}

/**
 * Asks to close: no HTLC is added from here on, those that are open come to their end first (BOLT 2, `shutdown`).
 * Refused: a channel that is not open, or that this side asked to close before, and a script that is no witness program.
 */
export function shutdownChannel(state: ChannelState, script: Script): Result<ChannelStep> {
  const { phase, shutdown } = state;
  if ((phase !== 'open' && phase !== 'closing') || shutdown.ours !== null)
    return refuse('channel-not-open', 'Only an open channel is closed, and once.', phase, 'open');
  if (state.ours.proposed.length > 0)
    return refuse('updates-unsigned', 'What was proposed is signed first.', state.ours.proposed.length, 0);
  if (!isClosingScript(script))
    return refuse(
      'closing-script',
      'Coins go to a witness program.',
      bytesToHex(script),
      'a witness program',
    );
  const ours = bytesToHex(script);
  const after: ChannelState = { ...state, phase: 'closing', shutdown: { ...shutdown, ours } };
  return ok(closingWhenQuiet(stepTo(after, state.reconnecting ? [] : [{ type: 'shutdown', script: ours }])));
}

/**
 * Takes the other side's wish to close, and answers with the same wish: `answer` is where this side's coins go. Refused:
 * a channel that is not open, a second script, and one that is no witness program: a closing with it might not be
 * relayed, or weigh more than its fee pays for.
 */
export function receiveShutdown(
  state: ChannelState,
  { script }: Shutdown,
  answer: Script,
): Result<ChannelStep> {
  const { phase, shutdown } = state;
  if (phase === 'closed' && shutdown.theirs === script) return ok(stepTo(state));
  if (phase !== 'open' && phase !== 'closing')
    return refuse('channel-not-open', 'Only an open channel is closed.', phase, 'open');
  if (!isClosingScript(hexToBytes(script)))
    return refuse('closing-script', 'Coins go to a witness program.', script, 'a witness program');
  if (shutdown.theirs !== null && shutdown.theirs !== script)
    return refuse('another-script', 'The script does not change.', script, shutdown.theirs);
  const ours = shutdown.ours ?? bytesToHex(answer);
  const messages: ChannelMessage[] = shutdown.ours === null ? [{ type: 'shutdown', script: ours }] : [];
  return ok(
    closingWhenQuiet(stepTo({ ...state, phase: 'closing', shutdown: { ours, theirs: script } }, messages)),
  );
}

/**
 * Takes the other side's signature over the closing. The acceptor answers with its own at the same fee. Refused: before
 * both asked or while something is on its way, another fee than the feerate asks, a signature that does not hold.
 */
export function receiveClosing(state: ChannelState, { fee, signature }: ClosingSigned): Result<ChannelStep> {
  const { phase, shutdown, side, closing } = state;
  // A closing_signed has no acknowledgement: one that comes again is answered again.
  if (phase === 'closed' && closing?.fee === fee)
    return ok(stepTo(state, side === 'acceptor' ? [closingSigned(state, fee)] : []));
  if (phase !== 'closing' || shutdown.ours === null || shutdown.theirs === null || !isQuiet(state))
    return refuse('not-ready-to-close', 'Both ask first, and nothing is on its way.', phase, 'closing');
  // Less might never be relayed, and more is not the other side's to give away.
  const asked = closingFee(state);
  if (fee !== asked) return refuse('closing-fee', 'The fee is what the feerate asks.', fee, asked);
  if (!verifyFunding(closingTransaction(state, fee), fundingKeys(state), signature))
    return refuse(
      'closing-signature-invalid',
      'The signature does not hold for the closing.',
      signature,
      'a valid one',
    );
  const after: ChannelState = { ...state, phase: 'closed', closing: { fee, signature } };
  return ok(stepTo(after, side === 'acceptor' ? [closingSigned(state, fee)] : []));
}

/** The closing with both signatures, or null before both have signed. */
export function signedClosing(state: ChannelState): Transaction | null {
  const { closing } = state;
  if (closing === null) return null;
  const transaction = closingTransaction(state, closing.fee);
  const keys = fundingKeys(state);
  const own: Hex = signFunding(transaction, keys, state.secrets.funding);
  return completeFunding(
    transaction,
    { key: keys.own, signature: own },
    { key: keys.other, signature: closing.signature },
  );
}

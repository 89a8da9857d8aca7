/** The rollup's bridge: locks coins on layer 1, and pays them out to who has proven that they left layer 2. */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { gas, ms, wei } from '../../foundation/units.ts';
import type { Address, Gas, Ms } from '../../foundation/units.ts';
import { callCodec } from '../../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../../layer1/machine/contracts/call-codec.ts';
import type { CallContext, Contract } from '../../layer1/machine/contracts/contract.ts';
import { slotOf } from '../../layer1/machine/contracts/slots.ts';
import { BRIDGE_CHECKS } from './bridge-checks.ts';
import type { BridgeChecks } from './bridge-checks.ts';
import { INBOX_EVENT, inboxMessageCodec } from './inbox-messages.ts';
import { readOutput } from './optimistic/output-oracle.ts';
import type { OutputQuery, ProposedOutput } from './optimistic/output-oracle.ts';
import type { RollupWithdrawal, WithdrawalProof } from './withdrawal.ts';

/** How calls of a bridge stand in a transaction's data. */
export const rollupBridgeCodec = callCodec({
  deposit: { to: 'address' },
  prove: {
    proposal: 'count',
    index: 'count',
    to: 'address',
    value: 'word',
    stateRoot: 'hash',
    withdrawalsRoot: 'hash',
    blockHash: 'hash',
    siblings: 'hashes',
  },
  finalise: { index: 'count', to: 'address', value: 'word' },
});

/**
 * What a bridge is asked: to lock the coins that come along for an account of layer 2; to note that a withdrawal stands under
 * a proposed output; and, once that is final and the window over, to pay it.
 */
export type RollupBridgeCall = CallOf<typeof rollupBridgeCodec>;

/** What a bridge is made of. */
export interface RollupBridgeSettings {
  /** The contract that decides about output roots, asked by {@link OutputQuery}. */
  readonly oracle: Contract<OutputQuery>;
  /** Time from proof to payment; none unless told, where the oracle's own delay is enough. */
  readonly delay?: Ms;
  /** The checks; the reference's unless told. */
  readonly checks?: Partial<BridgeChecks>;
  /** `rollup-bridge` unless told. */
  readonly id?: string;
}

/**
 * Where a bridge keeps, by a withdrawal's number and who proved it, when that was, against which proposal, and what it was; and, by
 * number alone, that it was paid. A proof is its prover's own: nobody sets another's back by proving once more.
 */
const [PROVEN_AT, PROPOSAL, RECIPIENT, VALUE, PAID] = [0n, 1n, 2n, 3n, 4n] as const;
const NOTHING = new Uint8Array(0);

/** What a proof of so many levels costs to hash: SHA-256 takes 60 gas and 12 a word; three words a level, and eleven words in three hashes besides. */
const proofGas = (levels: number): Gas => gas(BigInt(levels) * (60n + 3n * 12n) + 3n * 60n + 11n * 12n);

/** The slot in which a bridge notes that it has paid withdrawal `index`. */
export const paidSlot = (index: number): bigint => slotOf(PAID, BigInt(index));

/** Where the proof of one prover for one withdrawal is kept. */
const slotsOf = (index: number, prover: Address) => {
  const slot = (place: bigint): bigint => slotOf(slotOf(place, BigInt(index)), BigInt(prover));
  return {
    provenAt: slot(PROVEN_AT),
    proposal: slot(PROPOSAL),
    recipient: slot(RECIPIENT),
    value: slot(VALUE),
  };
};

/** The call that proves `withdrawal` against `proposal`. */
export const proveCall = (
  proposal: number,
  { index, to, value }: RollupWithdrawal,
  { output, siblings }: WithdrawalProof,
): RollupBridgeCall => ({ kind: 'prove', proposal, index, to, value, ...output, siblings });

/** The call that has `withdrawal` paid. */
export const finaliseCall = ({ index, to, value }: RollupWithdrawal): RollupBridgeCall => ({
  kind: 'finalise',
  index,
  to,
  value,
});

/**
 * A bridge. Refused: a deposit of nothing, an output that the oracle does not know, whatever the checks refuse, another withdrawal
 * than the caller has proven, and a payment that its recipient refuses. A withdrawal can be proven again, against another output, until it is paid:
 * its first proof may have been against one that was found wrong (OP Stack specification, "Withdrawals").
 */
export function createBridge(settings: RollupBridgeSettings): Contract<RollupBridgeCall> {
  const { oracle, delay = ms(0), id = 'rollup-bridge' } = settings;
  const checks: BridgeChecks = { ...BRIDGE_CHECKS, ...settings.checks };
  const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
    reject({ code, rule: 'Strata rollup bridge', message, received, expected });
  const outputOf = (context: CallContext, proposal: number): Result<ProposedOutput> => {
    const answer = context.call(oracle, { kind: 'outputAt', proposal });
    return answer.ok ? readOutput(answer.value) : answer;
  };

  function deposit(context: CallContext, call: RollupBridgeCall & { kind: 'deposit' }): Result<Uint8Array> {
    if (context.value === 0n)
      return refuse('nothing-deposited', 'No coins came along.', 0n, 'more than zero');
    context.log(
      INBOX_EVENT,
      inboxMessageCodec.encode({ kind: 'deposit', to: call.to, value: context.value }),
    );
    return ok(NOTHING);
  }

  function prove(context: CallContext, call: RollupBridgeCall & { kind: 'prove' }): Result<Uint8Array> {
    const { proposal, index, to, value, siblings, stateRoot, withdrawalsRoot, blockHash } = call;
    const output = outputOf(context, proposal);
    if (!output.ok) return output;
    context.charge(proofGas(siblings.length));
    const proof = { output: { stateRoot, withdrawalsRoot, blockHash }, siblings };
    const checked = checks.proof({ index, to, value: wei(value) }, proof, output.value);
    if (!checked.ok) return checked;
    const slots = slotsOf(index, context.caller);
    // A time of zero would look like no proof.
    context.store(slots.provenAt, BigInt(context.block.timestamp) + 1n);
    context.store(slots.proposal, BigInt(proposal));
    context.store(slots.recipient, BigInt(to));
    context.store(slots.value, value);
    return ok(NOTHING);
  }

  function finalise(context: CallContext, call: RollupBridgeCall & { kind: 'finalise' }): Result<Uint8Array> {
    const { index, to, value } = call;
    const slots = slotsOf(index, context.caller);
    const proven = context.load(slots.provenAt);
    const provenAt = proven === 0n ? null : ms(Number(proven - 1n));
    if (provenAt === null)
      return refuse('not-proven', 'The caller has proven no such withdrawal.', null, 'a time');
    const isSame = context.load(slots.recipient) === BigInt(to) && context.load(slots.value) === value;
    if (!isSame)
      return refuse('other-withdrawal', 'Another withdrawal was proven.', { to, value }, 'the one proven');
    const output = outputOf(context, Number(context.load(slots.proposal)));
    if (!output.ok) return output;
    const isPaid = context.load(paidSlot(index)) !== 0n;
    const now = context.block.timestamp;
    const checked = checks.claim({ provenAt, output: output.value, isPaid, now, delay });
    if (!checked.ok) return checked;
    if (checks.crossOff === 'before-payment') context.store(paidSlot(index), 1n);
    const paid = context.send(to, wei(value));
    if (!paid.ok) return paid;
    if (checks.crossOff === 'after-payment') context.store(paidSlot(index), 1n);
    return ok(NOTHING);
  }

  return {
    id,
    codec: rollupBridgeCodec,
    call(context, call) {
      if (call.kind === 'deposit') return deposit(context, call);
      if (context.value !== 0n) return refuse('not-payable', 'No coins are needed.', context.value, 0n);
      return call.kind === 'prove' ? prove(context, call) : finalise(context, call);
    },
  };
}

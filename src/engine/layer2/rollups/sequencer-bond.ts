/** The sequencer's bond: what it loses on layer 1 when it promises one place to two orders. */
import { bytesToHex, hexToBytes } from '../../foundation/bytes.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { addressOf } from '../../foundation/keys.ts';
import { gas, wei } from '../../foundation/units.ts';
import type { Address, Hex, Ms } from '../../foundation/units.ts';
import { callCodec } from '../../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../../layer1/machine/contracts/call-codec.ts';
import type { CallContext, Contract } from '../../layer1/machine/contracts/contract.ts';
import { isEquivocation } from './sequencer-order.ts';
import type { SoftConfirmation } from './sequencer-order.ts';

/** How calls of a bond stand in a transaction's data. */
export const sequencerBondCodec = callCodec({
  lock: {},
  convict: {
    parent: 'hash',
    origin: 'hash',
    position: 'count',
    order: 'hash',
    signature: 'bytes',
    otherOrder: 'hash',
    otherSignature: 'bytes',
  },
  announce: {},
  release: {},
});

/** What a bond is asked: to take coins; to judge two promises; by the sequencer, to give back what is left, some time after it said so. */
export type SequencerBondCall = CallOf<typeof sequencerBondCodec>;

/** What a bond is made of. */
export interface SequencerBondSettings {
  /** The key whose promises count; its address owns the bond. */
  readonly publicKey: Hex;
  /** The rollup's. */
  readonly chainId: number;
  /** Time between announcing and release, in which old promises can still be brought; the release must then come within as long again. */
  readonly notice: Ms;
  /** `sequencer-bond` unless told. */
  readonly id?: string;
}

const ANNOUNCED = 0n;
const NOTHING = new Uint8Array(0);
const NOBODY = `0x${'00'.repeat(20)}` as Address;

/** The call that brings two promises for one place. */
export const convictCall = (one: SoftConfirmation, other: SoftConfirmation): SequencerBondCall => ({
  kind: 'convict',
  parent: one.parent,
  origin: one.origin,
  position: one.position,
  order: one.order,
  signature: hexToBytes(one.signature),
  otherOrder: other.order,
  otherSignature: hexToBytes(other.signature),
});

/**
 * Such a contract. Half of the bond goes to whoever brings the proof, the other half to nobody: a sequencer that convicts itself still loses. Refused: promises
 * that are no equivocation, a bond that is empty, and a release before its time or too long after. A promise that a reorganisation broke is none of its business: it
 * cannot be told here from one that was kept.
 */
export function createSequencerBond(settings: SequencerBondSettings): Contract<SequencerBondCall> {
  const { publicKey, chainId, notice, id = 'sequencer-bond' } = settings;
  const owner = addressOf(publicKey);
  if (owner === null) throw new RangeError('The sequencer’s key is none.');
  const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
    reject({ code, rule: 'Strata sequencer bond', message, received, expected });

  function convict(context: CallContext, call: SequencerBondCall & { kind: 'convict' }): Result<Uint8Array> {
    const { parent, origin, position, order, signature, otherOrder, otherSignature } = call;
    // Two signatures, at what ecrecover costs (Yellow Paper, appendix E).
    context.charge(gas(6_000));
    const held = context.balanceOf(context.self);
    if (held === 0n) return refuse('no-bond', 'There is no bond.', held, 'some coins');
    const place = { chainId, parent, origin, position };
    const one = { ...place, order, signature: bytesToHex(signature) };
    const other = { ...place, order: otherOrder, signature: bytesToHex(otherSignature) };
    if (signature.length !== 64 || otherSignature.length !== 64 || !isEquivocation(one, other, publicKey))
      return refuse(
        'no-equivocation',
        'The sequencer has not promised both.',
        [order, otherOrder],
        'two promises',
      );
    const half = wei(held / 2n);
    const burnt = context.send(NOBODY, wei(held - half));
    return burnt.ok ? context.send(context.caller, half) : burnt;
  }

  return {
    id,
    codec: sequencerBondCodec,
    call(context, call) {
      if (call.kind === 'lock') return ok(NOTHING);
      if (context.value !== 0n) return refuse('not-payable', 'No coins are needed.', context.value, 0n);
      if (call.kind === 'convict') return convict(context, call);
      if (context.caller !== owner)
        return refuse('not-the-sequencer', 'The bond is somebody else’s.', context.caller, owner);
      if (call.kind === 'announce') {
        context.store(ANNOUNCED, BigInt(context.block.timestamp) + 1n);
        return ok(NOTHING);
      }
      const announced = context.load(ANNOUNCED);
      const end = announced - 1n + BigInt(notice);
      const now = BigInt(context.block.timestamp);
      if (announced === 0n || now < end)
        return refuse('notice-not-over', 'The time to object is not over.', now, end);
      // An announcement that stood for ever would let a sequencer release the moment it is caught.
      if (now >= end + BigInt(notice))
        return refuse('notice-lapsed', 'The announcement is too old.', now, `before ${end + BigInt(notice)}`);
      context.store(ANNOUNCED, 0n);
      return context.send(owner, context.balanceOf(context.self));
    },
  };
}

/** A hash time lock as a contract: coins or tokens go to one party with a secret, or back to the other after a time. */
import { bigintToFixedBytes, concatBytes, hexToBytes } from '../foundation/bytes.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import { ok, reject } from '../foundation/result.ts';
import type { Result } from '../foundation/result.ts';
import { wei } from '../foundation/units.ts';
import type { Address, Hash, Ms } from '../foundation/units.ts';
import { callCodec } from '../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../layer1/machine/contracts/call-codec.ts';
import type { CallContext, Contract } from '../layer1/machine/contracts/contract.ts';
import { slotOf } from '../layer1/machine/contracts/slots.ts';
import { bytesWord } from '../layer1/machine/word.ts';
import type { Word } from '../layer1/machine/word.ts';
import type { MovableToken } from './movable-token.ts';

const codec = callCodec({
  /** Locks the coins that come along, or `amount` tokens that the contract may take. */
  lock: { hash: 'hash', receiver: 'address', amount: 'word', until: 'count' },
  claim: {
    hash: 'hash',
    sender: 'address',
    receiver: 'address',
    amount: 'word',
    until: 'count',
    secret: 'hash',
  },
  refund: { hash: 'hash', sender: 'address', receiver: 'address', amount: 'word', until: 'count' },
});

/** What a hash lock is asked. */
export type HashLockCall = CallOf<typeof codec>;

/** What a lock says. `until` is the time of the chain from which on the sender may take it back. */
export interface HashLockTerms {
  /** SHA-256 of the secret. */
  readonly hash: Hash;
  readonly sender: Address;
  readonly receiver: Address;
  readonly amount: bigint;
  readonly until: Ms | number;
}

/** What a hash lock contract is made of. */
export interface HashLockSettings {
  readonly id: string;
  /** What it locks; the chain's own coins unless told. */
  readonly token?: MovableToken;
}

/** 0 for a lock that was never made, else how it stands. */
export const LOCK_STATES = { none: 0n, locked: 1n, claimed: 2n, refunded: 3n } as const;

const LOCKS = 0n;
const RULE = 'BIP-199, "Hashed Time-Locked Contract transactions"';
const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({ code, rule: RULE, message, received, expected });

/** The slot in which the lock on these terms has its state. */
export const hashLockSlot = ({ hash, sender, receiver, amount, until }: HashLockTerms): Word =>
  slotOf(
    LOCKS,
    bytesWord(
      sha256(
        concatBytes(
          hexToBytes(hash),
          hexToBytes(sender),
          hexToBytes(receiver),
          bigintToFixedBytes(amount, 32),
          bigintToFixedBytes(BigInt(until), 8),
        ),
      ),
    ),
  );

/**
 * Hash locks on one chain. A claim shows the 32 bytes behind the hash, before `until`; from `until` on only the sender's
 * refund is let in, so that claim and refund never race. Each lock is made once and ends once. Whoever claims writes the
 * secret into the chain: the other leg's owner reads it there.
 */
export function hashLockContract({ id, token }: HashLockSettings): Contract<HashLockCall> {
  const payOut = (context: CallContext, to: Address, amount: bigint): Result<Uint8Array> =>
    token === undefined
      ? context.send(to, wei(amount))
      : context.call(token, { kind: 'transfer', to, amount });

  const lock = (context: CallContext, call: Extract<HashLockCall, { kind: 'lock' }>): Result<Uint8Array> => {
    const { caller: sender, block } = context;
    const slot = hashLockSlot({ ...call, sender });
    if (call.amount === 0n) return refuse('no-amount', 'Nothing is locked.', 0n, 'more than 0');
    if (call.until <= block.timestamp)
      return refuse('lock-over', 'The lock would be over.', call.until, block.timestamp);
    if (context.load(slot) !== LOCK_STATES.none)
      return refuse('lock-known', 'There was a lock on these terms.', context.load(slot), LOCK_STATES.none);
    if (context.value !== (token === undefined ? call.amount : 0n))
      return refuse(
        'wrong-value',
        'The coins that come along are not the amount.',
        context.value,
        call.amount,
      );
    context.store(slot, LOCK_STATES.locked);
    context.log('locked', hexToBytes(call.hash));
    if (token === undefined) return ok(new Uint8Array(0));
    return context.call(token, { kind: 'transferFrom', from: sender, to: context.self, amount: call.amount });
  };

  return {
    id,
    codec,
    call(context, call) {
      if (call.kind === 'lock') return lock(context, call);
      if (context.value !== 0n)
        return refuse('not-payable', 'No coins come with this call.', context.value, 0n);
      const slot = hashLockSlot(call);
      if (context.load(slot) !== LOCK_STATES.locked)
        return refuse(
          'not-locked',
          'There is no open lock on these terms.',
          context.load(slot),
          LOCK_STATES.locked,
        );
      const { timestamp } = context.block;
      if (call.kind === 'refund') {
        if (timestamp < call.until)
          return refuse('too-early', 'The lock is not over.', timestamp, call.until);
        context.store(slot, LOCK_STATES.refunded);
        return payOut(context, call.sender, call.amount);
      }
      if (timestamp >= call.until) return refuse('too-late', 'The lock is over.', timestamp, call.until);
      if (hashHex(sha256(hexToBytes(call.secret))) !== call.hash)
        return refuse('wrong-secret', 'The secret does not hash to that.', call.secret, call.hash);
      context.store(slot, LOCK_STATES.claimed);
      context.log('secret', hexToBytes(call.secret));
      return payOut(context, call.receiver, call.amount);
    },
  };
}

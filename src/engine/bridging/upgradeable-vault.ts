/** A bridge's vault whose code a council can change: who needs to agree, how long everybody has notice, how long leaving takes. */
import { bigintToFixedBytes } from '../foundation/bytes.ts';
import { ok, reject } from '../foundation/result.ts';
import type { Result } from '../foundation/result.ts';
import { wei } from '../foundation/units.ts';
import type { Address, Ms } from '../foundation/units.ts';
import { callCodec } from '../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../layer1/machine/contracts/call-codec.ts';
import type { CallContext, Contract } from '../layer1/machine/contracts/contract.ts';
import { slotOf } from '../layer1/machine/contracts/slots.ts';
import type { Word } from '../layer1/machine/word.ts';

const codec = callCodec({
  /** Puts in the coins that come along; a request to leave is void with it. */
  deposit: {},
  /** Asks for all that the caller has; it can be fetched once the exit delay is over. */
  requestExit: {},
  fetch: {},
  /** A council member's vote for other code. */
  vote: { version: 'count' },
  /** Puts the code in force that was voted for, once the notice is over. */
  activate: { version: 'count' },
  /** What code other than the first can do: pay everything to whom the council names. */
  drain: { to: 'address' },
});

/** What an upgradeable vault is asked. */
export type UpgradeableVaultCall = CallOf<typeof codec>;

/** Who can change the code, and how fast. */
export interface UpgradeKeys {
  readonly council: readonly Address[];
  /** How many of them it takes to announce other code. */
  readonly needed: number;
  /** Time from the last vote needed until the code is in force. */
  readonly timelock: Ms;
  /** Time from asking for one's coins until they can be fetched: a rollup's challenge window. */
  readonly exitDelay: Ms;
  /** How many of them can put other code in force without notice, as a security council can; null for none. */
  readonly emergency: number | null;
}

/** What an upgradeable vault is made of. */
export interface UpgradeableVaultSettings extends UpgradeKeys {
  readonly id: string;
}

const [DEPOSITS, ASKED_AT, VOTES, VOTED, ANNOUNCED_AT, VERSION] = [0n, 1n, 2n, 3n, 4n, 5n];
const RULE = 'Strata upgradeable vault';
const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({ code, rule: RULE, message, received, expected });
const NOTHING = new Uint8Array(0);

/** The slot in which a vault keeps what `holder` has in it. */
export const vaultDepositSlot = (holder: Address): Word => slotOf(DEPOSITS, BigInt(holder));
/** The slot in which it keeps the version of its code: 0 for the first, honest one. */
export const VAULT_VERSION_SLOT: Word = VERSION;

/**
 * The vault. Its first code pays depositors and nobody else; any other version stands for code that gives the council everything,
 * since code is whatever those decide who can change it. A real vault is a proxy whose address of code is a word of storage (ERC-1967);
 * here the word is the version. Deposits do not run while other code is in force.
 */
export function upgradeableVault(settings: UpgradeableVaultSettings): Contract<UpgradeableVaultCall> {
  const { id, council, needed, timelock, exitDelay, emergency } = settings;

  const vote = (context: CallContext, version: number): Result<Uint8Array> => {
    const { caller, block } = context;
    if (!council.includes(caller))
      return refuse('not-of-the-council', 'Only the council votes.', caller, council);
    if (version === 0)
      return refuse('no-such-version', 'That is the code it began with.', version, 'above 0');
    const key = BigInt(version);
    const voted = slotOf(slotOf(VOTED, key), BigInt(caller));
    if (context.load(voted) !== 0n)
      return refuse('voted-before', 'The member voted for it before.', caller, 'once');
    context.store(voted, 1n);
    const votes = context.load(slotOf(VOTES, key)) + 1n;
    context.store(slotOf(VOTES, key), votes);
    if (votes === BigInt(needed)) {
      context.store(slotOf(ANNOUNCED_AT, key), BigInt(block.timestamp));
      context.log('announced', bigintToFixedBytes(key, 8));
    }
    return ok(NOTHING);
  };

  const activate = (context: CallContext, version: number): Result<Uint8Array> => {
    const key = BigInt(version);
    const votes = Number(context.load(slotOf(VOTES, key)));
    const isEmergency = emergency !== null && votes >= emergency;
    const announced = context.load(slotOf(ANNOUNCED_AT, key));
    if (!isEmergency) {
      if (announced === 0n) return refuse('too-few-votes', `It takes ${needed} votes.`, votes, needed);
      const from = Number(announced) + timelock;
      if (context.block.timestamp < from)
        return refuse('timelock', 'The notice is not over.', context.block.timestamp, from);
    }
    context.store(VERSION, key);
    context.log('activated', bigintToFixedBytes(key, 8));
    return ok(NOTHING);
  };

  const fetch = (context: CallContext): Result<Uint8Array> => {
    const { caller, block } = context;
    const asked = context.load(slotOf(ASKED_AT, BigInt(caller)));
    if (asked === 0n) return refuse('not-asked', 'The exit was not asked for.', 0n, 'a request');
    if (block.timestamp < Number(asked) + exitDelay)
      return refuse('exit-delay', 'The exit is not ready.', block.timestamp, Number(asked) + exitDelay);
    const slot = vaultDepositSlot(caller);
    const owed = context.load(slot);
    context.store(slot, 0n);
    context.store(slotOf(ASKED_AT, BigInt(caller)), 0n);
    return context.send(caller, wei(owed));
  };

  return {
    id,
    codec,
    call(context, call) {
      if (context.value !== 0n && call.kind !== 'deposit')
        return refuse('not-payable', 'Coins come with a deposit only.', context.value, 0n);
      const version = context.load(VERSION);
      if (call.kind === 'vote') return vote(context, call.version);
      if (call.kind === 'activate') return activate(context, call.version);
      if (call.kind === 'drain') {
        if (version === 0n) return refuse('no-such-call', 'The code has no such call.', 0n, 'other code');
        if (!council.includes(context.caller))
          return refuse('not-of-the-council', 'It obeys the council.', context.caller, council);
        return context.send(call.to, context.balanceOf(context.self));
      }
      if (version !== 0n) return refuse('other-code', 'Other code is in force.', version, 0n);
      if (call.kind === 'fetch') return fetch(context);
      const slot = vaultDepositSlot(context.caller);
      const asked = slotOf(ASKED_AT, BigInt(context.caller));
      if (call.kind === 'deposit') {
        context.store(slot, context.load(slot) + context.value);
        // A request made beforehand would let these coins out without any delay.
        context.store(asked, 0n);
        return ok(NOTHING);
      }
      if (context.load(slot) === 0n)
        return refuse('nothing-deposited', 'The caller has nothing in it.', 0n, 'a deposit');
      context.store(asked, BigInt(context.block.timestamp));
      return ok(NOTHING);
    },
  };
}

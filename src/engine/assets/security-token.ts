/** A security token: a registry of who may hold, rules of transfer, freezing, forced transfer, snapshots and dividends. */
import { bigintToFixedBytes } from '../foundation/bytes.ts';
import { ok, reject } from '../foundation/result.ts';
import type { Result } from '../foundation/result.ts';
import { ms, wei } from '../foundation/units.ts';
import type { Address } from '../foundation/units.ts';
import { callCodec } from '../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../layer1/machine/contracts/call-codec.ts';
import type { CallContext, Contract } from '../layer1/machine/contracts/contract.ts';
import { WORD_LIMIT } from '../layer1/machine/word.ts';
import { splitDividend } from './dividend.ts';
import type { SplitDividend } from './dividend.ts';
import { securityAllowanceSlot, SecurityRegister } from './security-register.ts';
import { checkForcedTransfer, checkSecurityTransfer } from './security-rules.ts';
import type { CheckSecurityTransfer, SecurityRules, SecurityTransfer } from './security-rules.ts';
import { spendAllowance, tokenEvent } from './token.ts';

const codec = callCodec({
  // The issuer's
  register: { holder: 'address', investorClass: 'count', jurisdiction: 'count', lockedUntil: 'count' },
  strike: { holder: 'address' },
  freezeHolder: { holder: 'address', isFrozen: 'flag' },
  freezeAmount: { holder: 'address', amount: 'word' },
  bar: { jurisdiction: 'count', isBarred: 'flag' },
  pause: { isPaused: 'flag' },
  issue: { to: 'address', amount: 'word' },
  redeem: { from: 'address', amount: 'word' },
  forceTransfer: { from: 'address', to: 'address', amount: 'word' },
  snapshot: {},
  /** Shares the coins that come along by the holdings of a snapshot. */
  distribute: { snapshot: 'count' },
  // A holder's
  transfer: { to: 'address', amount: 'word' },
  approve: { spender: 'address', amount: 'word' },
  transferFrom: { from: 'address', to: 'address', amount: 'word' },
  fetchDividend: {},
});

/** What a security token is asked, by its issuer and by holders. */
export type SecurityCall = CallOf<typeof codec>;

/** What a security token is made of. */
export interface SecuritySettings {
  readonly id: string;
  readonly issuer: Address;
  readonly rules: SecurityRules;
  /** The parts that a lab replaces; the reference unless told. */
  readonly check?: CheckSecurityTransfer;
  readonly split?: SplitDividend;
}

const NOTHING = new Uint8Array(0);
const done: Result<Uint8Array> = ok(NOTHING);
const RULE = 'ERC-3643, "Token"';
const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({ code, rule: RULE, message, received, expected });

/** The calls that only the issuer may make. */
const ISSUERS: readonly SecurityCall['kind'][] = [
  'register',
  'strike',
  'freezeHolder',
  'freezeAmount',
  'bar',
  'pause',
  'issue',
  'redeem',
  'forceTransfer',
  'snapshot',
  'distribute',
];

/**
 * A security token, in small what ERC-3643 (T-REX) and ERC-1400 describe: the issuer keeps a registry of addresses that may hold, and
 * every transfer is judged by `rules`. Supply is the sum of all holdings at any moment; frozen coins do not move but by
 * force; a dividend is shared to the last unit by the holdings of a snapshot, and fetched by each holder, since a holder
 * that refuses coins must not stop the others. Snapshot and dividend take work for each holder, whose number the rules limit.
 */
export function securityTokenContract(settings: SecuritySettings): Contract<SecurityCall> {
  const { id, issuer, rules, check = checkSecurityTransfer, split = splitDividend } = settings;

  const factsOf = (
    context: CallContext,
    books: SecurityRegister,
    from: Address,
    to: Address,
    amount: bigint,
  ): SecurityTransfer => {
    const receiver = books.identity(to);
    return {
      from: books.identity(from),
      to: receiver,
      amount,
      held: books.held(from),
      frozen: books.frozen(from),
      heldByReceiver: books.held(to),
      isToSelf: from === to,
      holders: books.holders,
      isJurisdictionBarred: books.isBarred(receiver.jurisdiction),
      now: context.block.timestamp,
    };
  };

  const move = (context: CallContext, from: Address, to: Address, amount: bigint): Result<Uint8Array> => {
    const books = new SecurityRegister(context);
    if (books.isPaused) return refuse('paused', 'All transfers are paused.', 'paused', 'not paused');
    const verdict = check(factsOf(context, books, from, to, amount), rules);
    if (!verdict.ok) return verdict;
    books.putHeld(from, books.held(from) - amount);
    books.putHeld(to, books.held(to) + amount);
    context.log('transfer', tokenEvent(from, to, amount));
    return done;
  };

  const force = (context: CallContext, from: Address, to: Address, amount: bigint): Result<Uint8Array> => {
    const books = new SecurityRegister(context);
    const verdict = checkForcedTransfer(factsOf(context, books, from, to, amount), rules);
    if (!verdict.ok) return verdict;
    books.putHeld(from, books.held(from) - amount);
    books.putHeld(to, books.held(to) + amount);
    // What is taken by force is taken from the frozen part last: as much stays frozen as is left.
    if (books.frozen(from) > books.held(from)) books.putFrozen(from, books.held(from));
    context.log('forced-transfer', tokenEvent(from, to, amount));
    return done;
  };

  const issue = (context: CallContext, to: Address, amount: bigint): Result<Uint8Array> => {
    const books = new SecurityRegister(context);
    if (books.supply + amount >= WORD_LIMIT)
      return refuse('supply-too-large', 'That cannot be counted.', amount, WORD_LIMIT - books.supply);
    // As a forced transfer from someone who has just as much and keeps one: no holder leaves.
    const facts = { ...factsOf(context, books, issuer, to, amount), held: amount + 1n, isToSelf: false };
    const verdict = checkForcedTransfer(facts, rules);
    if (!verdict.ok) return verdict;
    books.putSupply(books.supply + amount);
    books.putHeld(to, books.held(to) + amount);
    context.log('issued', tokenEvent(issuer, to, amount));
    return done;
  };

  const redeem = (context: CallContext, from: Address, amount: bigint): Result<Uint8Array> => {
    const books = new SecurityRegister(context);
    const held = books.held(from);
    if (held - amount < books.frozen(from))
      return refuse('balance-too-low', 'The holder has less that is free.', held, amount);
    books.putHeld(from, held - amount);
    books.putSupply(books.supply - amount);
    context.log('redeemed', tokenEvent(from, issuer, amount));
    return done;
  };

  const distribute = (context: CallContext, number: number): Result<Uint8Array> => {
    const books = new SecurityRegister(context);
    const holdings = books.snapshot(number);
    if (holdings.length === 0)
      return refuse('no-snapshot', 'Nobody held anything then.', number, 'a snapshot');
    const shares = split(
      context.value,
      holdings.map(({ held }) => held),
    );
    holdings.forEach(({ holder }, index) => books.creditDividend(holder, shares[index] ?? 0n));
    return done;
  };

  const manage = (context: CallContext, call: SecurityCall): Result<Uint8Array> | null => {
    const books = new SecurityRegister(context);
    switch (call.kind) {
      case 'register':
        if (call.investorClass > 0xff || call.jurisdiction > 0xffff)
          return refuse('malformed-identity', 'Class or country is out of range.', call, 'one and two bytes');
        books.putIdentity(call.holder, {
          isRegistered: true,
          isFrozen: books.identity(call.holder).isFrozen,
          investorClass: call.investorClass,
          jurisdiction: call.jurisdiction,
          lockedUntil: ms(call.lockedUntil),
        });
        return done;
      case 'strike':
        books.putIdentity(call.holder, { ...books.identity(call.holder), isRegistered: false });
        return done;
      case 'freezeHolder':
        books.putIdentity(call.holder, { ...books.identity(call.holder), isFrozen: call.isFrozen });
        return done;
      case 'freezeAmount':
        if (call.amount > books.held(call.holder))
          return refuse('balance-too-low', 'The holder has less.', books.held(call.holder), call.amount);
        books.putFrozen(call.holder, call.amount);
        return done;
      case 'bar':
        books.putBarred(call.jurisdiction, call.isBarred);
        return done;
      case 'pause':
        books.putPaused(call.isPaused);
        return done;
      case 'snapshot':
        return ok(bigintToFixedBytes(BigInt(books.takeSnapshot()), 32));
      default:
        return null;
    }
  };

  return {
    id,
    codec,
    call(context, call) {
      if (ISSUERS.includes(call.kind) && context.caller !== issuer)
        return refuse('not-the-issuer', 'Only the issuer may do that.', context.caller, issuer);
      if (context.value !== 0n && call.kind !== 'distribute')
        return refuse('not-payable', 'Coins come with a dividend only.', context.value, 0n);
      const managed = manage(context, call);
      if (managed !== null) return managed;
      const { caller } = context;
      switch (call.kind) {
        case 'issue':
          return issue(context, call.to, call.amount);
        case 'redeem':
          return redeem(context, call.from, call.amount);
        case 'forceTransfer':
          return force(context, call.from, call.to, call.amount);
        case 'distribute':
          return distribute(context, call.snapshot);
        case 'transfer':
          return move(context, caller, call.to, call.amount);
        case 'approve':
          context.store(securityAllowanceSlot(caller, call.spender), call.amount);
          return done;
        case 'transferFrom': {
          const spent = spendAllowance(context, securityAllowanceSlot(call.from, caller), call.amount);
          return spent.ok ? move(context, call.from, call.to, call.amount) : spent;
        }
        default: {
          const owed = new SecurityRegister(context).takeDividend(caller);
          return context.send(caller, wei(owed));
        }
      }
    },
  };
}

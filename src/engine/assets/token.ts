/** A fungible token (ERC-20 in small): who holds how much, and who may spend for whom. */
import { bigintToFixedBytes, concatBytes, hexToBytes } from '../foundation/bytes.ts';
import { ok, reject } from '../foundation/result.ts';
import type { Result } from '../foundation/result.ts';
import type { Address } from '../foundation/units.ts';
import { callCodec } from '../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../layer1/machine/contracts/call-codec.ts';
import type { CallContext, Contract } from '../layer1/machine/contracts/contract.ts';
import { slotOf } from '../layer1/machine/contracts/slots.ts';
import { WORD_LIMIT } from '../layer1/machine/word.ts';
import type { Word } from '../layer1/machine/word.ts';

const codec = callCodec({
  transfer: { to: 'address', amount: 'word' },
  /** Sets what `spender` may take, whatever it was. */
  approve: { spender: 'address', amount: 'word' },
  /** Sets it only if it is `expected` now. */
  approveFrom: { spender: 'address', expected: 'word', amount: 'word' },
  transferFrom: { from: 'address', to: 'address', amount: 'word' },
  mint: { to: 'address', amount: 'word' },
  burn: { amount: 'word' },
  balanceOf: { holder: 'address' },
  allowance: { owner: 'address', spender: 'address' },
});

/** What a token is asked (ERC-20, "Methods"), and besides them to mint, to burn, and to approve against the race. */
export type TokenCall = CallOf<typeof codec>;

/** What a token is made of. */
export interface TokenSettings {
  readonly id: string;
  /** Who may mint. */
  readonly issuer: Address;
}

const BALANCES = 0n;
const ALLOWANCES = 1n;
const SUPPLY = 2n;
const RULE = 'ERC-20, "Methods"';

/** The slot in which a token keeps what `holder` has. */
export const tokenBalanceSlot = (holder: Address): Word => slotOf(BALANCES, BigInt(holder));
/** The slot in which it keeps what `spender` may take from `owner`. */
export const allowanceSlot = (owner: Address, spender: Address): Word =>
  slotOf(slotOf(ALLOWANCES, BigInt(owner)), BigInt(spender));
/** The slot in which it keeps how many there are. */
export const TOKEN_SUPPLY_SLOT: Word = SUPPLY;

const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({ code, rule: RULE, message, received, expected });

/** What an event says: two addresses and an amount. */
export const tokenEvent = (a: Address, b: Address, amount: bigint): Uint8Array =>
  concatBytes(hexToBytes(a), hexToBytes(b), bigintToFixedBytes(amount, 32));

const NOTHING = new Uint8Array(0);
const answer = (word: bigint): Result<Uint8Array> => ok(bigintToFixedBytes(word, 32));

/** Takes `amount` from what `spender` may take from `owner`, or refuses. */
export function spendAllowance(context: CallContext, slot: Word, amount: bigint): Result<void> {
  const allowed = context.load(slot);
  if (allowed < amount) return refuse('allowance-too-low', 'The spender may take less.', allowed, amount);
  context.store(slot, allowed - amount);
  return ok(undefined);
}

function move(context: CallContext, from: Address, to: Address, amount: bigint): Result<Uint8Array> {
  const held = context.load(tokenBalanceSlot(from));
  if (held < amount) return refuse('balance-too-low', 'The holder has less.', held, amount);
  context.store(tokenBalanceSlot(from), held - amount);
  // Read after the write: someone who pays themselves gets back what they paid.
  context.store(tokenBalanceSlot(to), context.load(tokenBalanceSlot(to)) + amount);
  context.log('transfer', tokenEvent(from, to, amount));
  return ok(NOTHING);
}

/**
 * A token. `approve` is ERC-20's, with its race: a spender who sees a change coming takes the old allowance before it and
 * the new one after it (ERC-20, "approve", note). `approveFrom` names the allowance that it replaces, so that the change
 * fails when the old one was used in between.
 */
export function tokenContract({ id, issuer }: TokenSettings): Contract<TokenCall> {
  const mint = (context: CallContext, to: Address, amount: bigint): Result<Uint8Array> => {
    if (context.caller !== issuer)
      return refuse('not-the-issuer', 'Only the issuer mints.', context.caller, issuer);
    const supply = context.load(SUPPLY) + amount;
    if (supply >= WORD_LIMIT)
      return refuse('supply-too-large', 'That cannot be counted.', supply, WORD_LIMIT);
    context.store(SUPPLY, supply);
    context.store(tokenBalanceSlot(to), context.load(tokenBalanceSlot(to)) + amount);
    context.log('mint', tokenEvent(issuer, to, amount));
    return ok(NOTHING);
  };
  const burn = (context: CallContext, amount: bigint): Result<Uint8Array> => {
    const slot = tokenBalanceSlot(context.caller);
    const held = context.load(slot);
    if (held < amount) return refuse('balance-too-low', 'The holder has less.', held, amount);
    context.store(slot, held - amount);
    context.store(SUPPLY, context.load(SUPPLY) - amount);
    return ok(NOTHING);
  };
  return {
    id,
    codec,
    call(context, call) {
      const { caller } = context;
      if (context.value !== 0n) return refuse('not-payable', 'A token takes no coins.', context.value, 0n);
      switch (call.kind) {
        case 'transfer':
          return move(context, caller, call.to, call.amount);
        case 'approve':
          context.store(allowanceSlot(caller, call.spender), call.amount);
          return ok(NOTHING);
        case 'approveFrom': {
          const slot = allowanceSlot(caller, call.spender);
          const now = context.load(slot);
          if (now !== call.expected)
            return refuse('allowance-changed', 'The allowance was used meanwhile.', now, call.expected);
          context.store(slot, call.amount);
          return ok(NOTHING);
        }
        case 'transferFrom': {
          const spent = spendAllowance(context, allowanceSlot(call.from, caller), call.amount);
          return spent.ok ? move(context, call.from, call.to, call.amount) : spent;
        }
        case 'mint':
          return mint(context, call.to, call.amount);
        case 'burn':
          return burn(context, call.amount);
        case 'balanceOf':
          return answer(context.load(tokenBalanceSlot(call.holder)));
        case 'allowance':
          return answer(context.load(allowanceSlot(call.owner, call.spender)));
      }
    },
  };
}

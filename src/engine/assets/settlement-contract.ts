/** Delivery versus payment within one chain: both legs in one transaction, so that there is no moment between them. */
import { bigintToFixedBytes, bytesToHex } from '../foundation/bytes.ts';
import { ok, reject } from '../foundation/result.ts';
import type { Result } from '../foundation/result.ts';
import { wei } from '../foundation/units.ts';
import type { Address } from '../foundation/units.ts';
import type { MovableToken } from '../bridging/movable-token.ts';
import { callCodec } from '../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../layer1/machine/contracts/call-codec.ts';
import type { Contract } from '../layer1/machine/contracts/contract.ts';
import { slotOf } from '../layer1/machine/contracts/slots.ts';

const codec = callCodec({
  /** Offers `amount` of the asset, which the contract may take, to `buyer` for `price` coins, before `until`. */
  offer: { buyer: 'address', amount: 'word', price: 'word', until: 'count' },
  /** Pays and receives, at once. Names the amount too: after a reorganisation another offer may bear the number. */
  settle: { offer: 'count', amount: 'word' },
  withdraw: { offer: 'count' },
});

/** What a settlement contract is asked. */
export type SettlementCall = CallOf<typeof codec>;

/** What a settlement contract is made of. */
export interface SettlementSettings {
  readonly id: string;
  readonly asset: MovableToken;
}

const [COUNT, SELLER, BUYER, AMOUNT, PRICE, UNTIL] = [0n, 1n, 2n, 3n, 4n, 5n];
const RULE = 'CPSS, Delivery versus payment in securities settlement systems (1992), model 1';
const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({ code, rule: RULE, message, received, expected });
const addressAt = (word: bigint): Address => bytesToHex(bigintToFixedBytes(word, 20)) as Address;

/**
 * A settlement contract. Nothing is locked: an offer is a promise, and the contract takes asset and coins in the
 * same call or neither. If the seller has nothing left, the asset's rules refuse the buyer, or the seller refuses coins, the
 * whole call is undone.
 */
export const settlementContract = ({ id, asset }: SettlementSettings): Contract<SettlementCall> => ({
  id,
  codec,
  call(context, call) {
    const { caller, value, block } = context;
    if (call.kind === 'offer') {
      if (value !== 0n) return refuse('not-payable', 'An offer comes without coins.', value, 0n);
      if (call.amount === 0n) return refuse('no-amount', 'Nothing is offered.', 0n, 'more than 0');
      const number = context.load(COUNT) + 1n;
      context.store(COUNT, number);
      const put = (place: bigint, word: bigint): void => context.store(slotOf(place, number), word);
      put(SELLER, BigInt(caller));
      put(BUYER, BigInt(call.buyer));
      put(AMOUNT, call.amount);
      put(PRICE, call.price);
      put(UNTIL, BigInt(call.until));
      return ok(bigintToFixedBytes(number, 32));
    }
    const key = BigInt(call.offer);
    const word = (place: bigint): bigint => context.load(slotOf(place, key));
    const [seller, buyer, amount] = [addressAt(word(SELLER)), addressAt(word(BUYER)), word(AMOUNT)];
    if (amount === 0n) return refuse('no-such-offer', 'The offer is not open.', call.offer, 'an open offer');
    // Written down first: whoever is paid may call back.
    context.store(slotOf(AMOUNT, key), 0n);
    if (call.kind === 'withdraw') {
      if (caller !== seller)
        return refuse('not-the-seller', 'Only the seller takes it back.', caller, seller);
      return value === 0n
        ? ok(new Uint8Array(0))
        : refuse('not-payable', 'No coins come with this.', value, 0n);
    }
    if (caller !== buyer) return refuse('not-the-buyer', 'The offer is to someone else.', caller, buyer);
    if (call.amount !== amount)
      return refuse('other-offer', 'The offer is of another amount.', amount, call.amount);
    if (BigInt(block.timestamp) >= word(UNTIL))
      return refuse('offer-over', 'The offer is over.', block.timestamp, word(UNTIL));
    if (value !== word(PRICE)) return refuse('wrong-price', 'The price is another.', value, word(PRICE));
    const delivered = context.call(asset, { kind: 'transferFrom', from: seller, to: buyer, amount });
    if (!delivered.ok) return delivered;
    const paid = context.send(seller, wei(value));
    if (!paid.ok) return paid;
    context.log('settled', bigintToFixedBytes(key, 32));
    return ok(new Uint8Array(0));
  },
});

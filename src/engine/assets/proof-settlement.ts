/** Delivery versus payment across two chains by proofs: the asset waits on its chain for the proof that it was paid for on the other. */
import { bigintToFixedBytes, concatBytes, hexToBytes } from '../foundation/bytes.ts';
import { sha256 } from '../foundation/hash.ts';
import { reject } from '../foundation/result.ts';
import type { Result } from '../foundation/result.ts';
import { ms, wei } from '../foundation/units.ts';
import type { Address, Ms } from '../foundation/units.ts';
import { decodeProof } from '../bridging/ics23-codec.ts';
import { SMT_SPEC } from '../bridging/ics23-specs.ts';
import { askLightClient } from '../bridging/light-client-contract.ts';
import type { LightClientCall } from '../bridging/light-client-contract.ts';
import { REFERENCE_PROOFS } from '../bridging/packets.ts';
import type { PacketProofs } from '../bridging/packets.ts';
import type { MovableToken } from '../bridging/movable-token.ts';
import { callCodec } from '../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../layer1/machine/contracts/call-codec.ts';
import type { CallContext, Contract } from '../layer1/machine/contracts/contract.ts';
import { slotOf } from '../layer1/machine/contracts/slots.ts';
import { bytesWord, wordBytes } from '../layer1/machine/word.ts';
import type { Word } from '../layer1/machine/word.ts';

/** What buyer and seller agreed on. Addresses are keys' and so the same on both chains. */
export interface TradeTerms {
  readonly seller: Address;
  readonly buyer: Address;
  readonly amount: bigint;
  readonly price: bigint;
  /** Time of the cash chain from which on it takes no payment. */
  readonly payBy: Ms | number;
  /** Tells apart trades on the same terms. */
  readonly number: number;
}

const TERMS = {
  seller: 'address',
  buyer: 'address',
  amount: 'word',
  price: 'word',
  payBy: 'count',
  number: 'count',
} as const;

const cashCodec = callCodec({ pay: TERMS });
const assetCodec = callCodec({
  lock: TERMS,
  deliver: { ...TERMS, proof: 'bytes', height: 'count' },
  giveBack: { ...TERMS, proof: 'bytes', height: 'count' },
});

/** What the cash side is asked. */
export type CashLegCall = CallOf<typeof cashCodec>;

/** What the asset side is asked. */
export type AssetLegCall = CallOf<typeof assetCodec>;

const TRADES = 0n;
const [LOCKED, CLOSED] = [1n, 2n];
const RULE = 'Strata delivery versus payment by proof';
const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({ code, rule: RULE, message, received, expected });

/** The slot in which either side keeps how the trade stands: on the cash chain 1 once it is paid. */
export const tradeSlot = ({ seller, buyer, amount, price, payBy, number }: TradeTerms): Word =>
  slotOf(
    TRADES,
    bytesWord(
      sha256(
        concatBytes(
          hexToBytes(seller),
          hexToBytes(buyer),
          bigintToFixedBytes(amount, 32),
          bigintToFixedBytes(price, 32),
          bigintToFixedBytes(BigInt(payBy), 8),
          bigintToFixedBytes(BigInt(number), 8),
        ),
      ),
    ),
  );

/**
 * The cash side: passes the price on to the seller and writes down that it was paid. Refused: another price, a payment from someone else or too
 * late, one that was made before.
 */
export const cashLegContract = (id: string): Contract<CashLegCall> => ({
  id,
  codec: cashCodec,
  call(context, terms) {
    const slot = tradeSlot(terms);
    if (context.caller !== terms.buyer)
      return refuse('not-the-buyer', 'The buyer pays.', context.caller, terms.buyer);
    if (context.block.timestamp >= terms.payBy)
      return refuse('too-late', 'The time to pay is over.', context.block.timestamp, terms.payBy);
    if (context.value !== terms.price)
      return refuse('wrong-price', 'The price is another.', context.value, terms.price);
    if (context.load(slot) !== 0n) return refuse('already-paid', 'The trade is paid.', 1n, 0n);
    context.store(slot, 1n);
    context.log('paid', wordBytes(slot));
    return context.send(terms.seller, wei(terms.price));
  },
});

/** What the asset side is made of. */
export interface AssetLegSettings {
  readonly id: string;
  readonly asset: MovableToken;
  /** The light client of the cash chain, which shows the cash side's storage. */
  readonly client: Contract<LightClientCall>;
  readonly proofs?: PacketProofs;
}

/**
 * The asset side. The seller locks; with the proof that the cash chain wrote the payment down, anyone delivers to the
 * buyer, at any time; with the proof that at a header from `payBy` on it had not, anyone gives the asset back. One
 * of the two proofs exists sooner or later and never both: the cash chain takes no payment from `payBy` on. Unlike with
 * a hash lock, a buyer who has paid cannot come too late. What no contract can promise is the issuer: if the buyer is barred
 * from holding after having paid, the asset waits here until the bar is lifted.
 */
export function assetLegContract(settings: AssetLegSettings): Contract<AssetLegCall> {
  const { id, asset, client, proofs = REFERENCE_PROOFS } = settings;

  const lock = (context: CallContext, terms: TradeTerms): Result<Uint8Array> => {
    if (context.caller !== terms.seller)
      return refuse('not-the-seller', 'The seller locks.', context.caller, terms.seller);
    const slot = tradeSlot(terms);
    if (context.load(slot) !== 0n)
      return refuse('trade-known', 'The trade was made.', context.load(slot), 0n);
    context.store(slot, LOCKED);
    const { seller: from, amount } = terms;
    return context.call(asset, { kind: 'transferFrom', from, to: context.self, amount });
  };

  return {
    id,
    codec: assetCodec,
    call(context, call) {
      if (context.value !== 0n)
        return refuse('not-payable', 'Cash is on the other chain.', context.value, 0n);
      if (call.kind === 'lock') return lock(context, call);
      const slot = tradeSlot(call);
      if (context.load(slot) !== LOCKED)
        return refuse('not-locked', 'The trade is not open.', context.load(slot), LOCKED);
      const state = askLightClient(context, client, call.height);
      if (!state.ok) return state;
      const proof = decodeProof(call.proof);
      if (!proof.ok) return proof;
      const [root, key] = [hexToBytes(state.value.appHash), wordBytes(slot)];
      const isPaid = call.kind === 'deliver';
      if (!isPaid && state.value.timestamp < ms(Number(call.payBy)))
        return refuse('too-early', 'It may still be paid.', state.value.timestamp, call.payBy);
      const verdict = isPaid
        ? proofs.membership(SMT_SPEC, root, proof.value, key, wordBytes(1n))
        : proofs.nonMembership(SMT_SPEC, root, proof.value, key);
      if (!verdict.ok) return verdict;
      context.store(slot, CLOSED);
      const to = isPaid ? call.buyer : call.seller;
      context.log(isPaid ? 'delivered' : 'given-back', wordBytes(slot));
      return context.call(asset, { kind: 'transfer', to, amount: call.amount });
    },
  };
}

/** Delivery against payment across two chains by hash locks: the seller has the secret, each party decides by what it sees. */
import { hexToBytes } from '../foundation/bytes.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import { ms, wei } from '../foundation/units.ts';
import type { Hash, Ms } from '../foundation/units.ts';
import { hashLockContract, hashLockSlot } from '../bridging/hash-lock-contract.ts';
import type { HashLockCall, HashLockTerms } from '../bridging/hash-lock-contract.ts';
import type { DecideTradeMove, TradeLeg, TradeMove } from '../bridging/trade-moves.ts';
import { ChainUser } from '../layer1/chain/chain-user.ts';
import { ContractChain } from '../layer1/chain/contract-chain.ts';
import { balanceIn, storedWord } from '../layer1/machine/contracts/contract-state.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import type { Contract } from '../layer1/machine/contracts/contract.ts';
import { deliveryOutcome, deliveryWorld } from './delivery-world.ts';
import type { DeliveryRun, DeliveryStep } from './delivery-world.ts';

/** How a delivery by hash locks is run. */
export interface HashLockDelivery {
  readonly seed: number;
  readonly failAt: DeliveryStep | undefined;
  /** Blocks after which the silent party is back. */
  readonly backAfter: number;
  /** Blocks until the asset, and the cash, go back. */
  readonly assetUntil: number;
  readonly cashUntil: number;
  /** How each party decides. */
  readonly seller: DecideTradeMove;
  readonly buyer: DecideTradeMove;
  /** Called before each block with its number: what else befalls the chains. */
  readonly disturb: (block: number, chains: readonly [ContractChain, ContractChain]) => void;
}

const BLOCK: Ms = ms(12_000);
const STATES: readonly TradeLeg['state'][] = ['none', 'locked', 'claimed', 'refunded'];

interface Leg {
  readonly name: 'asset' | 'cash';
  readonly chain: ContractChain;
  readonly locks: Contract<HashLockCall>;
  readonly terms: HashLockTerms;
}

const stateOf = ({ chain, locks, terms }: Leg): TradeLeg => ({
  state: STATES[Number(storedWord(chain.state, contractAddress(locks.id), hashLockSlot(terms)))] ?? 'none',
  until: ms(Number(terms.until)),
});

const secretIn = ({ chain }: Leg): Hash | null => {
  const logs = chain.blocks.flatMap(({ receipts }) => receipts.flatMap((one) => one.logs));
  return (logs.find(({ name }) => name === 'secret')?.data as Hash | undefined) ?? null;
};

/** Runs it until nothing is locked or both locks are long over. */
export function deliverByHashLocks(settings: HashLockDelivery): DeliveryRun {
  const { seed, failAt, backAfter, assetUntil, cashUntil, disturb } = settings;
  const world = deliveryWorld(seed);
  const { share, keys, amount, price, recorder } = world;
  const [assetLocks, cashLocks] = [
    hashLockContract({ id: 'asset-locks', token: share }),
    hashLockContract({ id: 'cash-locks' }),
  ];
  const assets = new ContractChain({ contracts: [share, assetLocks], accounts: [], feeMarket: false });
  const cash = new ContractChain({
    contracts: [cashLocks],
    accounts: [[keys.buyer.address, { balance: price, nonce: 0 }]],
    chainId: 2,
    feeMarket: false,
  });
  const custodian = contractAddress(assetLocks.id);
  world.issue(assets, [custodian]);
  cash.seal();
  new ChainUser(assets, keys.seller).call(share, { kind: 'approve', spender: custodian, amount });
  const start = assets.now;
  const secret = hashHex(sha256(hexToBytes(keys.seller.secretKey)));
  const hash = hashHex(sha256(hexToBytes(secret)));
  const [seller, buyer] = [keys.seller.address, keys.buyer.address];
  const assetLeg: Leg = {
    name: 'asset',
    chain: assets,
    locks: assetLocks,
    terms: { hash, sender: seller, receiver: buyer, amount, until: start + assetUntil * BLOCK },
  };
  const cashLeg: Leg = {
    name: 'cash',
    chain: cash,
    locks: cashLocks,
    terms: { hash, sender: buyer, receiver: seller, amount: price, until: start + cashUntil * BLOCK },
  };

  let silentSince: number | null = null;
  const stepOf = (who: 'seller' | 'buyer', move: TradeMove): DeliveryStep | null =>
    move === 'claim'
      ? `${who}-claims`
      : move !== 'lock'
        ? null
        : who === 'seller'
          ? 'seller-locks'
          : 'buyer-pays';
  const act = (who: 'seller' | 'buyer', block: number): void => {
    const [own, other] = who === 'seller' ? [assetLeg, cashLeg] : [cashLeg, assetLeg];
    const known = who === 'seller' ? secret : secretIn(cashLeg);
    const now = own.chain.now;
    const isFailing = failAt?.startsWith(who) === true;
    if (isFailing && silentSince !== null && block < silentSince + backAfter) return;
    const move = settings[who]({
      role: who === 'seller' ? 'first' : 'second',
      now,
      blockMs: BLOCK,
      own: stateOf(own),
      other: stateOf(other),
      knowsSecret: known !== null,
    });
    if (isFailing && silentSince === null && stepOf(who, move) === failAt) {
      silentSince = block;
      return;
    }
    if (move === 'wait') return;
    const leg = move === 'claim' ? other : own;
    const user = new ChainUser(leg.chain, keys[who]);
    // What waits in the pool already is not sent again.
    if (leg.chain.pending.some(({ publicKey }) => publicKey === keys[who].publicKey) && move !== 'lock')
      return;
    const { hash: hashed, sender, receiver, amount: sum, until } = leg.terms;
    const terms = { hash: hashed, sender, receiver, amount: sum, until: Number(until) };
    if (move === 'lock')
      user.call(leg.locks, { kind: 'lock', ...terms }, { value: wei(leg.name === 'cash' ? sum : 0n) });
    else if (move === 'claim') user.call(leg.locks, { kind: 'claim', ...terms, secret: known ?? hash });
    else user.call(leg.locks, { kind: 'refund', ...terms });
    const base = { at: now, actor: who, layer: 1, leg: leg.name, value: sum.toString() } as const;
    if (move === 'lock') recorder.record({ ...base, kind: 'leg-locked', until: Number(until) });
    else
      recorder.record({ ...base, kind: 'leg-settled', outcome: move === 'claim' ? 'claimed' : 'given-back' });
  };

  const isOpen = (leg: Leg): boolean => stateOf(leg).state === 'locked';
  const last = Math.max(assetUntil, cashUntil) + 20;
  let block = 1;
  for (; block <= last; block += 1) {
    act('seller', block);
    act('buyer', block);
    disturb(block, [assets, cash]);
    assets.seal();
    cash.seal();
    const isBegun = stateOf(assetLeg).state !== 'none' || stateOf(cashLeg).state !== 'none';
    if (isBegun && block > cashUntil && !isOpen(assetLeg) && !isOpen(cashLeg)) break;
  }
  const ends = (who: 'seller' | 'buyer') => ({
    asset: world.held(assets, keys[who].address),
    cash: balanceIn(cash.state, keys[who].address),
  });
  const [sellerEnds, buyerEnds] = [ends('seller'), ends('buyer')];
  return {
    trace: recorder.trace(),
    amount,
    price,
    seller: sellerEnds,
    buyer: buyerEnds,
    locked: {
      asset: world.held(assets, custodian),
      cash: balanceIn(cash.state, contractAddress(cashLocks.id)),
    },
    outcome: deliveryOutcome(world, sellerEnds, buyerEnds),
    blocks: block,
  };
}

/** What all ways to deliver against payment share: a security, its seller and its buyer, and cash. */
import { createKey } from '../foundation/keys.ts';
import { createRandom } from '../foundation/random.ts';
import { wei } from '../foundation/units.ts';
import type { Address, Wei } from '../foundation/units.ts';
import { securityBalanceSlot } from '../assets/security-register.ts';
import { securityTokenContract } from '../assets/security-token.ts';
import type { SecurityCall } from '../assets/security-token.ts';
import { ChainUser } from '../layer1/chain/chain-user.ts';
import type { ContractChain } from '../layer1/chain/contract-chain.ts';
import { storedWord } from '../layer1/machine/contracts/contract-state.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import type { Contract } from '../layer1/machine/contracts/contract.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/** The steps of a delivery in the order in which they are due; not every way has all of them. */
export const DELIVERY_STEPS = ['seller-locks', 'buyer-pays', 'seller-claims', 'buyer-claims'] as const;

/** One step of a delivery. */
export type DeliveryStep = (typeof DELIVERY_STEPS)[number];

/** What a delivery gives back, whichever way it went. */
export interface DeliveryRun {
  readonly trace: Trace;
  readonly amount: bigint;
  readonly price: Wei;
  readonly seller: { readonly asset: bigint; readonly cash: Wei };
  readonly buyer: { readonly asset: bigint; readonly cash: Wei };
  /** What is still locked at the end. */
  readonly locked: { readonly asset: bigint; readonly cash: Wei };
  readonly outcome: 'both' | 'neither' | 'seller-has-both' | 'buyer-has-both' | 'unsettled';
  /** Blocks of each chain. */
  readonly blocks: number;
}

/** The world of one delivery. */
export interface DeliveryWorld {
  readonly recorder: Recorder;
  readonly share: Contract<SecurityCall>;
  readonly amount: bigint;
  readonly price: Wei;
  readonly keys: Readonly<Record<'issuer' | 'seller' | 'buyer' | 'carrier', ReturnType<typeof createKey>>>;
  /** Registers seller, buyer and `custodians`, and issues the seller's shares, in one block of `chain`. */
  issue(chain: ContractChain, custodians: readonly Address[]): void;
  /** How much of the asset `holder` has. */
  held(chain: ContractChain, holder: Address): bigint;
}

/** Sets the world up from a seed. Needs `ready()`. */
export function deliveryWorld(seed: number): DeliveryWorld {
  const random = createRandom(seed, 'delivery');
  const keys = {
    issuer: createKey('issuer'),
    seller: createKey('seller'),
    buyer: createKey('buyer'),
    carrier: createKey('carrier'),
  };
  const share = securityTokenContract({
    id: 'share',
    issuer: keys.issuer.address,
    rules: { admittedClasses: [1], maxHolders: 10, maxHolding: 10_000n },
  });
  const [amount, price] = [BigInt(random.int(50, 150)), wei(random.int(3_000, 9_000))];
  return {
    recorder: new Recorder(seed),
    share,
    amount,
    price,
    keys,
    issue(chain, custodians) {
      const issuer = new ChainUser(chain, keys.issuer);
      for (const holder of [keys.seller.address, keys.buyer.address, ...custodians])
        issuer.call(share, { kind: 'register', holder, investorClass: 1, jurisdiction: 756, lockedUntil: 0 });
      issuer.call(share, { kind: 'issue', to: keys.seller.address, amount });
      chain.seal();
    },
    held: (chain, holder) => storedWord(chain.state, contractAddress(share.id), securityBalanceSlot(holder)),
  };
}

/** How a delivery ended, read off what both hold. */
export function deliveryOutcome(
  world: DeliveryWorld,
  seller: DeliveryRun['seller'],
  buyer: DeliveryRun['buyer'],
): DeliveryRun['outcome'] {
  const { amount, price } = world;
  const [isDelivered, isReturned] = [buyer.asset === amount, seller.asset === amount];
  const [isPaid, isKept] = [seller.cash === price, buyer.cash === price];
  if (isDelivered && isPaid) return 'both';
  if (isReturned && isKept) return 'neither';
  if (isReturned && isPaid) return 'seller-has-both';
  if (isDelivered && isKept) return 'buyer-has-both';
  return 'unsettled';
}

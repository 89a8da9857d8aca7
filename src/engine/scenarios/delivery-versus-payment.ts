/** Scenario: a security against cash, within one chain and across two, with either party gone at any step. */
import type { VerifyForeignHeader } from '../bridging/light-client.ts';
import type { PacketProofs } from '../bridging/packets.ts';
import { decideTradeMove } from '../bridging/trade-moves.ts';
import type { DecideTradeMove } from '../bridging/trade-moves.ts';
import type { ContractChain } from '../layer1/chain/contract-chain.ts';
import { deliverByHashLocks } from './delivery-hash-locks.ts';
import { deliverByProof } from './delivery-by-proof.ts';
import { deliverOnOneChain } from './delivery-one-chain.ts';
import type { DeliveryRun, DeliveryStep } from './delivery-world.ts';

/** The ways to deliver against payment. */
export type DeliveryWay = 'one-chain' | 'hash-locks' | 'proofs';

/** What a delivery is made of. */
export interface DeliverySettings {
  readonly seed: number;
  readonly way: DeliveryWay;
  /** The step before which whoever has it to do goes silent; nobody unless told. */
  readonly failAt?: DeliveryStep;
  /** Blocks after which the silent party is back; for good unless told. */
  readonly backAfter?: number;
  /** Blocks until the seller's asset, and the buyer's cash, go back, with hash locks; 40 and 20 unless told. */
  readonly assetUntil?: number;
  readonly cashUntil?: number;
  /** The parts that a lab replaces: how each party decides, with hash locks, and how proofs and headers are checked. */
  readonly seller?: DecideTradeMove;
  readonly buyer?: DecideTradeMove;
  readonly proofs?: PacketProofs;
  readonly verify?: VerifyForeignHeader;
  /** Called before each block with its number and the chains, the asset's first: reorganisations come from here. */
  readonly disturb?: (block: number, chains: readonly ContractChain[]) => void;
}

/**
 * Delivers a security against cash. On one chain the legs cannot part. By hash locks they do not part for a party that comes
 * back before the lock is over that it has to claim from. By proofs the buyer can claim for ever, and the seller gets the asset back only with the
 * proof that nothing was paid.
 */
export function runDeliveryVersusPayment(settings: DeliverySettings): DeliveryRun {
  const { seed, way, failAt, backAfter = Infinity, disturb = () => undefined } = settings;
  if (way === 'one-chain') return deliverOnOneChain(seed, failAt);
  if (way === 'hash-locks') {
    const { assetUntil = 40, cashUntil = 20, seller = decideTradeMove, buyer = decideTradeMove } = settings;
    return deliverByHashLocks({ seed, failAt, backAfter, assetUntil, cashUntil, seller, buyer, disturb });
  }
  const { proofs, verify } = settings;
  return deliverByProof({
    seed,
    failAt,
    backAfter,
    ...(proofs === undefined ? {} : { proofs }),
    ...(verify === undefined ? {} : { verify }),
    disturb: (block, assets) => disturb(block, [assets]),
  });
}

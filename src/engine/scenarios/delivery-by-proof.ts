/** Delivery against payment across two chains by proofs: the asset's chain follows the cash's by a light client. */
import { gas, ms, wei } from '../foundation/units.ts';
import { assetLegContract, cashLegContract, tradeSlot } from '../assets/proof-settlement.ts';
import { BridgedChain, genesisTrust } from '../bridging/bridged-chain.ts';
import { encodeHeaderUpdate } from '../bridging/foreign-header.ts';
import { CLIENT_LATEST_SLOT, lightClientContract } from '../bridging/light-client-contract.ts';
import type { VerifyForeignHeader } from '../bridging/light-client.ts';
import type { PacketProofs } from '../bridging/packets.ts';
import { bridgeValidators } from '../bridging/token-bridge.ts';
import { ChainUser } from '../layer1/chain/chain-user.ts';
import { ContractChain } from '../layer1/chain/contract-chain.ts';
import { storedWord } from '../layer1/machine/contracts/contract-state.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import { deliveryOutcome, deliveryWorld } from './delivery-world.ts';
import type { DeliveryRun, DeliveryStep } from './delivery-world.ts';

/** How a delivery by proofs is run. */
export interface ProofDelivery {
  readonly seed: number;
  readonly failAt: DeliveryStep | undefined;
  readonly backAfter: number;
  readonly proofs?: PacketProofs;
  readonly verify?: VerifyForeignHeader;
  /** Called before each block with its number: what else befalls the asset's chain. */
  readonly disturb: (block: number, assets: ContractChain) => void;
}

const BLOCK = ms(12_000);
const PAY_BY = 12;
const LAST = 60;

/**
 * Runs it. The buyer pays when the seller's lock is two blocks deep. Whoever is awake carries the proof: here the buyer, for a delivery, and the
 * seller, when nothing was paid; `seller-claims` is no step of this way.
 */
export function deliverByProof(settings: ProofDelivery): DeliveryRun {
  const { seed, failAt, backAfter, proofs, verify, disturb } = settings;
  const world = deliveryWorld(seed);
  const { share, keys, amount, price, recorder } = world;
  const validators = bridgeValidators('cash', [40n, 30n, 20n, 10n]);
  const cashLeg = cashLegContract('cash-leg');
  const cash = new BridgedChain({
    id: 'cash',
    number: 2,
    contracts: [cashLeg],
    shown: cashLeg.id,
    accounts: [[keys.buyer.address, { balance: price, nonce: 0 }]],
    validators,
    intervalMs: BLOCK,
  });
  const client = lightClientContract({
    id: 'cash-client',
    chainId: 'cash',
    trustingPeriod: ms(14 * 24 * 3_600_000),
    maxClockDrift: ms(60_000),
    initial: genesisTrust(validators),
    ...(verify === undefined ? {} : { verify }),
  });
  const assetLeg = assetLegContract({
    id: 'asset-leg',
    asset: share,
    client,
    ...(proofs === undefined ? {} : { proofs }),
  });
  const assets = new ContractChain({ contracts: [share, assetLeg, client], accounts: [], feeMarket: false });
  const custodian = contractAddress(assetLeg.id);
  world.issue(assets, [custodian]);
  cash.seal();
  const terms = {
    seller: keys.seller.address,
    buyer: keys.buyer.address,
    amount,
    price,
    payBy: assets.now + PAY_BY * BLOCK,
    number: 1,
  };
  const slot = tradeSlot(terms);
  const [seller, buyer] = [new ChainUser(assets, keys.seller), new ChainUser(assets, keys.buyer)];
  const payer = new ChainUser(cash.chain, keys.buyer);
  const lockState = (state = assets.state): bigint => storedWord(state, custodian, slot);
  const isPaid = (): boolean => storedWord(cash.chain.state, contractAddress(cashLeg.id), slot) !== 0n;
  let silentSince: number | null = null;
  /** Whether `who` does the step now: not while silent, and not when this is where it fails. */
  const does = (who: 'seller' | 'buyer', step: DeliveryStep, block: number): boolean => {
    if (failAt?.startsWith(who) !== true) return true;
    if (silentSince === null && step === failAt) silentSince = block;
    return silentSince === null || block >= silentSince + backAfter;
  };
  const show = (who: ChainUser, kind: 'deliver' | 'giveBack'): void => {
    const height = cash.finalHeight;
    const had = Number(storedWord(assets.state, contractAddress(client.id), CLIENT_LATEST_SLOT));
    if (height > had) {
      const header = encodeHeaderUpdate(cash.updateFor(had, height));
      who.call(client, { kind: 'update', header }, { gasLimit: gas(2_000_000) });
    }
    const proof = cash.proofOf(slot, height);
    who.call(assetLeg, { kind, ...terms, proof, height }, { gasLimit: gas(2_000_000) });
  };
  const record = (
    kind: 'leg-locked' | 'leg-settled',
    actor: string,
    leg: string,
    value: bigint,
    isBack = false,
  ): void =>
    recorder.record(
      kind === 'leg-locked'
        ? { kind, at: assets.now, actor, layer: 1, leg, value: value.toString(), until: terms.payBy }
        : {
            kind,
            at: assets.now,
            actor,
            layer: 1,
            leg,
            value: value.toString(),
            outcome: isBack ? 'given-back' : 'claimed',
          },
    );

  let block = 1;
  for (; block <= LAST && lockState() !== 2n; block += 1) {
    const isWaiting = (user: ChainUser): boolean =>
      user.chain.pending.some(
        ({ publicKey }) => publicKey === keys.seller.publicKey || publicKey === keys.buyer.publicKey,
      );
    if (lockState() === 0n && !isWaiting(seller) && block < PAY_BY && does('seller', 'seller-locks', block)) {
      seller.call(share, { kind: 'approve', spender: custodian, amount });
      seller.call(assetLeg, { kind: 'lock', ...terms });
      record('leg-locked', 'seller', 'asset', amount);
    }
    const deep = assets.blocks.at(-3);
    const isDeep = deep !== undefined && lockState(deep.state) === 1n && lockState() === 1n;
    const isTime = cash.chain.now + BLOCK < terms.payBy;
    if (isDeep && !isPaid() && isTime && !isWaiting(payer) && does('buyer', 'buyer-pays', block)) {
      payer.call(cashLeg, { kind: 'pay', ...terms }, { value: price });
      record('leg-settled', 'buyer', 'cash', price);
    }
    if (lockState() === 1n && !isWaiting(seller)) {
      if (isPaid() && does('buyer', 'buyer-claims', block)) {
        show(buyer, 'deliver');
        record('leg-settled', 'buyer', 'asset', amount);
      } else if (!isPaid() && cash.chain.now >= terms.payBy && does('seller', 'seller-claims', block)) {
        show(seller, 'giveBack');
        record('leg-settled', 'seller', 'asset', amount, true);
      }
    }
    disturb(block, assets);
    assets.seal();
    cash.seal();
  }
  const ends = (who: 'seller' | 'buyer', balance = new ChainUser(cash.chain, keys[who]).balance) => ({
    asset: world.held(assets, keys[who].address),
    cash: balance,
  });
  const [sellerEnds, buyerEnds] = [ends('seller'), ends('buyer')];
  return {
    trace: recorder.trace(),
    amount,
    price,
    seller: sellerEnds,
    buyer: buyerEnds,
    locked: { asset: world.held(assets, custodian), cash: wei(0n) },
    outcome: deliveryOutcome(world, sellerEnds, buyerEnds),
    blocks: block - 1,
  };
}

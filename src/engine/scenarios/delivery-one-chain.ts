/** Delivery against payment within one chain: both legs in one transaction. */
import { ms, wei } from '../foundation/units.ts';
import { settlementContract } from '../assets/settlement-contract.ts';
import { ChainUser } from '../layer1/chain/chain-user.ts';
import { ContractChain } from '../layer1/chain/contract-chain.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import { deliveryOutcome, deliveryWorld } from './delivery-world.ts';
import type { DeliveryRun, DeliveryStep } from './delivery-world.ts';

/** Runs it; `failAt` is the step that does not happen. */
export function deliverOnOneChain(seed: number, failAt: DeliveryStep | undefined): DeliveryRun {
  const world = deliveryWorld(seed);
  const { share, keys, amount, price, recorder } = world;
  const settlement = settlementContract({ id: 'settlement', asset: share });
  const chain = new ContractChain({
    contracts: [share, settlement],
    accounts: [[keys.buyer.address, { balance: price, nonce: 0 }]],
    feeMarket: false,
  });
  world.issue(chain, []);
  const [seller, buyer] = [new ChainUser(chain, keys.seller), new ChainUser(chain, keys.buyer)];
  const until = chain.now + ms(600_000);
  if (failAt !== 'seller-locks') {
    seller.call(share, { kind: 'approve', spender: contractAddress(settlement.id), amount });
    seller.call(settlement, { kind: 'offer', buyer: keys.buyer.address, amount, price, until });
  }
  chain.seal();
  if (failAt !== 'buyer-pays') {
    const paid = buyer.call(settlement, { kind: 'settle', offer: 1, amount }, { value: price });
    chain.seal();
    const at = chain.now;
    const outcome = chain.receipt(paid)?.ok === true ? 'ok' : (chain.receipt(paid)?.code ?? 'lost');
    const what = { contract: 'settlement', what: 'settle', depth: 1, value: price.toString(), outcome };
    recorder.record({ kind: 'contract-called', at, actor: 'buyer', layer: 1, ...what });
    if (outcome === 'ok')
      recorder.record({
        kind: 'holding-moved',
        at,
        actor: 'buyer',
        layer: 1,
        asset: 'share',
        from: 'seller',
        to: 'buyer',
        amount: amount.toString(),
        how: 'against payment',
      });
  }
  const ends = ({ address, balance }: ChainUser) => ({ asset: world.held(chain, address), cash: balance });
  const [sellerEnds, buyerEnds] = [ends(seller), ends(buyer)];
  return {
    trace: recorder.trace(),
    amount,
    price,
    seller: sellerEnds,
    buyer: buyerEnds,
    locked: { asset: world.held(chain, contractAddress(settlement.id)), cash: wei(0n) },
    outcome: deliveryOutcome(world, sellerEnds, buyerEnds),
    blocks: chain.height,
  };
}

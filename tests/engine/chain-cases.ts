/** What the chain tests share: a genesis with the cast's accounts, and blocks built on any tip. */
import {
  buildBlock,
  createGenesis,
  gas,
  ms,
  slot,
  wei,
  type Block,
  type ChainRules,
  type SignedTransfer,
  type Tip,
} from 'strata';
import { CHAIN_ID, createCast } from './ledger-cases.ts';

export const GWEI = 10n ** 9n;
export const rules: ChainRules = { chainId: CHAIN_ID };
export const fees = { maxFeePerGas: wei(2n * GWEI), maxPriorityFeePerGas: wei(GWEI) };

export const genesisOf = (limit = 105_000n): Tip => createGenesis(createCast().state, gas(limit));
export function extend(
  parent: Tip,
  transfers: readonly SignedTransfer[] = [],
  delay = 1,
): { block: Block; tip: Tip } {
  const { carol } = createCast();
  const { slot: turn, timestamp } = parent.header;
  const proposal = {
    proposer: carol.address,
    slot: slot(turn + delay),
    timestamp: ms(timestamp + 12_000 * delay),
  };
  const { block, state, refused } = buildBlock(parent, transfers, proposal, rules);
  if (refused.length > 0) throw new Error('The block was built without one of its transfers.');
  return { block, tip: { header: block.header, state } };
}

/** The blocks of a Plasma Cash chain as its operator has them, and what it tells the owners of coins out of them. */
import type { Address, Hash } from '../../foundation/units.ts';
import {
  cashBlock,
  cashRoot,
  coinPath,
  encodeCashTransaction,
  encodeCoinProof,
  proveCoin,
} from './cash-transaction.ts';
import type { CashBlock, SignedCashTransaction } from './cash-transaction.ts';
import { getLeaf } from '../../foundation/sparse-merkle.ts';
import type { CoinFacts, CoinHistoryEntry } from './coin-history.ts';
import type { StoredCoin } from './cash-storage.ts';

/** Committed blocks by number, in ascending order. */
export type CashChain = ReadonlyMap<number, CashBlock>;

/** The chain with one more block of these transactions. Nothing is checked: a bad operator can do that too. */
export const withCashBlock = (
  chain: CashChain,
  number: number,
  transactions: readonly SignedCashTransaction[],
): CashChain => new Map([...chain, [number, cashBlock(transactions)]]);

/** What a payer hands over with a coin: for each block since the deposit the coin's transaction or proof that there is none. */
export const coinHistory = (
  chain: CashChain,
  coin: number,
  depositBlock: number,
): readonly CoinHistoryEntry[] =>
  [...chain]
    .filter(([number]) => number > depositBlock)
    .map(([block, tree]) => ({
      block,
      transaction: getLeaf(tree, coinPath(coin)),
      proof: proveCoin(tree, coin),
    }));

/** What the receiver reads below, to check a history against. */
export const coinFacts = (
  contract: Address,
  coin: number,
  { depositor, depositBlock }: Pick<StoredCoin, 'depositor' | 'depositBlock'>,
  roots: readonly (readonly [number, Hash])[],
): CoinFacts => ({
  contract,
  coin,
  depositor,
  depositBlock,
  roots: roots.filter(([number]) => number > depositBlock),
});

/** The fields by which a call shows the coin's transaction of a block; null when that block has none. */
export function showCoin(chain: CashChain, coin: number, block: number) {
  const tree = chain.get(block);
  const transaction = tree === undefined ? null : getLeaf(tree, coinPath(coin));
  if (tree === undefined || transaction === null) return null;
  return {
    coin,
    block,
    transaction: encodeCashTransaction(transaction),
    proof: encodeCoinProof(proveCoin(tree, coin)),
  };
}

/** The roots of all blocks. */
export const cashRoots = (chain: CashChain): readonly (readonly [number, Hash])[] =>
  [...chain].map(([number, block]) => [number, cashRoot(block)] as const);

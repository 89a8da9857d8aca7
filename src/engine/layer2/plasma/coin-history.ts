/** The history of one Plasma Cash coin, and how its receiver checks all of it before taking the coin as paid. */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import type { SparseMerkleProof } from '../../foundation/sparse-merkle.ts';
import type { Address, Hash } from '../../foundation/units.ts';
import { cashSigner, verifyCoin } from './cash-transaction.ts';
import type { SignedCashTransaction } from './cash-transaction.ts';

/** One block of a history: the coin's transaction in it, or that there is none. */
export interface CoinHistoryEntry {
  readonly block: number;
  readonly transaction: SignedCashTransaction | null;
  readonly proof: SparseMerkleProof;
}

/** What everyone can read below. */
export interface CoinFacts {
  readonly contract: Address;
  readonly coin: number;
  /** Who put the coin in, and the number that its deposit has among the blocks. */
  readonly depositor: Address;
  readonly depositBlock: number;
  /** The committed blocks after the deposit, in ascending order. */
  readonly roots: readonly (readonly [block: number, root: Hash])[];
}

/** Whose a coin is, and since which block. */
export interface CoinOwner {
  readonly owner: Address;
  readonly since: number;
}

/** The owner that a history leads to; the part that a lab replaces. */
export type VerifyCoinHistory = (history: readonly CoinHistoryEntry[], facts: CoinFacts) => Result<CoinOwner>;

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({
    code,
    rule: 'Buterin 2018, Plasma Cash, "verify the entire history"',
    message,
    received,
    expected,
  });

/**
 * Goes through every block since the deposit. Refused: `history-incomplete` (a block is left out, where a double spend may
 * hide), `not-proven` (neither the transaction nor its absence), `wrong-parent`, `not-by-the-owner`. A receiver who takes a
 * coin without this cannot answer a challenge later. Needs `ready()`.
 */
export const verifyCoinHistory: VerifyCoinHistory = (history, facts) => {
  const { coin, contract, roots } = facts;
  let owner: CoinOwner = { owner: facts.depositor, since: facts.depositBlock };
  if (history.length !== roots.length)
    return refuse('history-incomplete', 'Every block is shown.', history.length, roots.length);
  for (const [index, { block, transaction, proof }] of history.entries()) {
    const [number, root] = roots[index] ?? [0, '0x' as Hash];
    if (block !== number) return refuse('history-incomplete', 'Blocks come in their order.', block, number);
    if (!verifyCoin(root, coin, transaction, proof))
      return refuse('not-proven', `Block ${block} does not show this.`, transaction, root);
    if (transaction === null) continue;
    if (transaction.coin !== coin || transaction.parent !== owner.since)
      return refuse('wrong-parent', 'It continues another history.', transaction.parent, owner.since);
    const signer = cashSigner(contract, transaction);
    if (signer !== owner.owner)
      return refuse('not-by-the-owner', 'The owner did not sign.', signer, owner.owner);
    owner = { owner: transaction.to, since: block };
  }
  return ok(owner);
};

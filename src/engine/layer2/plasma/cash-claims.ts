/** What a Plasma Cash contract judges: the claim of an exit, the three challenges, and the answer to the third. */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import type { Address, Hash, Ms } from '../../foundation/units.ts';
import { cashSigner, decodeCashTransaction, decodeCoinProof, verifyCoin } from './cash-transaction.ts';
import type { SignedCashTransaction } from './cash-transaction.ts';

/** A transaction of a coin, said to be in a block. */
export interface CashTransactionShown {
  readonly coin: number;
  readonly block: number;
  /** Its bytes and the bytes of its path (`encodeCashTransaction`, `encodeCoinProof`). */
  readonly transaction: Uint8Array;
  readonly proof: Uint8Array;
  /** The root that was committed for the block; null when there is none. */
  readonly root: Hash | null;
  readonly contract: Address;
}

/** What the contract knows of a coin's beginning. */
export interface CoinDeposit {
  readonly depositor: Address;
  readonly depositBlock: number;
}

/** An exit that is open. */
export interface OpenCashExit {
  readonly coin: number;
  readonly owner: Address;
  /** The block of the transaction that made the owner, C, and that of the one before, P(C). */
  readonly block: number;
  readonly parent: number;
  /** Whom P(C) gave the coin to: who signed C. */
  readonly parentOwner: Address;
  readonly requestedAt: Ms;
}

/** The claim to leave with a coin; `parent` shows the transaction before it. The part that a lab replaces, as the next four. */
export type CheckCashExit = (
  claim: CashTransactionShown,
  deposit: CoinDeposit,
  parent: (block: number) => CashTransactionShown,
) => Result<Omit<OpenCashExit, 'requestedAt'>>;
/** Whether a transaction ends an exit at once. */
export type CheckCashChallenge = (shown: CashTransactionShown, exit: OpenCashExit) => Result<void>;
/** Whether a transaction (or the deposit) is one that an exit must answer: who owned the coin after it. */
export type CheckCashBefore = (
  shown: CashTransactionShown,
  exit: OpenCashExit,
  deposit: CoinDeposit,
) => Result<Address>;
/** Whether a transaction answers a challenge: the direct successor of what was shown there. */
export type CheckCashResponse = (
  shown: CashTransactionShown,
  exit: OpenCashExit,
  challenge: { readonly block: number; readonly holder: Address },
) => Result<void>;

/** All that is judged. */
export interface CashRules {
  readonly checkCashExit: CheckCashExit;
  readonly checkAfter: CheckCashChallenge;
  readonly checkBetween: CheckCashChallenge;
  readonly checkBefore: CheckCashBefore;
  readonly checkResponse: CheckCashResponse;
}

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: 'Buterin 2018, Plasma Cash, exits', message, received, expected });

/** The transaction that is shown, once its place under the root is proven. */
function open(shown: CashTransactionShown): Result<SignedCashTransaction> {
  if (shown.root === null)
    return refuse('unknown-block', 'No such block was committed.', shown.block, 'a block');
  const transaction = decodeCashTransaction(shown.transaction);
  if (!transaction.ok) return transaction;
  const proof = decodeCoinProof(shown.proof);
  if (!proof.ok) return proof;
  if (
    transaction.value.coin !== shown.coin ||
    !verifyCoin(shown.root, shown.coin, transaction.value, proof.value)
  )
    return refuse(
      'not-included',
      'The coin’s place in the block holds something else.',
      shown.block,
      shown.coin,
    );
  return transaction;
}

/** The transaction that is shown, if `owner` signed it and it follows the one of block `parent`. */
function signedBy(
  shown: CashTransactionShown,
  owner: Address,
  parent: number,
): Result<SignedCashTransaction> {
  const opened = open(shown);
  if (!opened.ok) return opened;
  if (opened.value.parent !== parent)
    return refuse('other-parent', 'It follows another transaction.', opened.value.parent, parent);
  const signer = cashSigner(shown.contract, opened.value);
  return signer === owner ? opened : refuse('not-by-the-owner', 'The owner did not sign it.', signer, owner);
}

/**
 * C and P(C) are in their blocks, C follows P(C) and is signed by whom P(C) gave the coin to. When the parent is the
 * deposit, the contract knows it itself. Older history is not shown: that is what challenges are for.
 */
export const checkCashExit: CheckCashExit = (claim, { depositor, depositBlock }, parent) => {
  const opened = open(claim);
  if (!opened.ok) return opened;
  const { to, parent: before } = opened.value;
  // What stands in blocks from before the deposit is none of the coin's history, whoever wrote it there.
  if (before >= claim.block || before < depositBlock)
    return refuse('wrong-parent', 'A parent is older, and no older than the deposit.', before, depositBlock);
  let parentOwner = depositor;
  if (before !== depositBlock) {
    const above = open(parent(before));
    if (!above.ok) return above;
    parentOwner = above.value.to;
  }
  const signed = signedBy(claim, parentOwner, before);
  if (!signed.ok) return signed;
  return ok({ coin: claim.coin, owner: to, block: claim.block, parent: before, parentOwner });
};

/** (i) C was spent: a later transaction follows it, signed by the leaver. */
export const checkAfter: CheckCashChallenge = (shown, { owner, block }) => {
  if (shown.block <= block) return refuse('not-after', 'A spend comes after.', shown.block, `above ${block}`);
  const spent = signedBy(shown, owner, block);
  return spent.ok ? ok(undefined) : spent;
};

/** (ii) P(C) was spent between P(C) and C: C is the second spend. */
export const checkBetween: CheckCashChallenge = (shown, { block, parent, parentOwner }) => {
  if (shown.block <= parent || shown.block >= block)
    return refuse('not-between', 'It stands between the two.', shown.block, [parent, block]);
  const spent = signedBy(shown, parentOwner, parent);
  return spent.ok ? ok(undefined) : spent;
};

/**
 * (iii) The coin was somebody's before P(C). The deposit serves too: it is shown by its number alone. The exit is not wrong
 * for that, but who leaves must show what that owner did with the coin.
 */
export const checkBefore: CheckCashBefore = (shown, { parent }, { depositor, depositBlock }) => {
  if (shown.block >= parent || shown.block < depositBlock)
    return refuse('not-before', 'It stands between deposit and parent.', shown.block, [depositBlock, parent]);
  if (shown.block === depositBlock) return ok(depositor);
  const opened = open(shown);
  return opened.ok ? ok(opened.value.to) : opened;
};

/** The direct successor of what was shown, signed by its owner, in a block no later than P(C). */
export const checkResponse: CheckCashResponse = (shown, { parent }, challenge) => {
  if (shown.block > parent)
    return refuse('too-young', 'The successor is P(C) or before it.', shown.block, `at most ${parent}`);
  const answered = signedBy(shown, challenge.holder, challenge.block);
  return answered.ok ? ok(undefined) : answered;
};

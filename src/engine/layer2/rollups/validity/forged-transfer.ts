/**
 * Transfers as a cheating operator would write them down: for each a tree that looks right and a witness that lies in
 * one point.
 */
import {
  accountPath,
  accountWord,
  BALANCE_UNIT,
  createValidityTree,
  validityAccount,
  validityRoot,
  withValidityAccount,
} from './account-tree.ts';
import type { ValidityAccount, ValidityTree } from './account-tree.ts';
import type { Result } from '../../../foundation/result.ts';
import { checkTrace } from './air.ts';
import { fromVector } from './field-vector.ts';
import type { StarkParameters } from './stark.ts';
import { STARK_FIELD } from './stark-field.ts';
import { TRANSFER_COLUMNS, transferAir } from './transfer-air.ts';
import type { TransferConstraints } from './transfer-air.ts';
import { batchStatement, halvedColumns, transferTrace } from './transfer-trace.ts';
import { proveBatch, verifyBatch } from './validity-batch.ts';
import type { MadeBatch } from './validity-batch.ts';
import type { ValidityTransfer } from './validity-transfer.ts';

/** What the accounts are said to hold after a transfer. */
export interface TransferLies {
  readonly sender: ValidityAccount;
  readonly receiver: ValidityAccount;
}

/**
 * A batch of one transfer after which the accounts hold whatever is said, with a proof's worth of witness and roots
 * that fit.
 */
export function forgeBatch(
  tree: ValidityTree,
  transfer: ValidityTransfer,
  lies: TransferLies,
  context: Uint8Array = new Uint8Array(0),
): MadeBatch {
  const { from, to } = transfer;
  const between = withValidityAccount(tree, from, lies.sender);
  const after = withValidityAccount(between, to, lies.receiver);
  const witness = {
    senderBefore: accountWord(validityAccount(tree, from)),
    senderAfter: accountWord(lies.sender),
    senderPath: accountPath(tree, from),
    receiverBefore: accountWord(validityAccount(between, to)),
    receiverAfter: accountWord(lies.receiver),
    receiverPath: accountPath(between, to),
    // A balance below zero is a large element, which only its halving gives away.
    senderBalance: STARK_FIELD.create(lies.sender.balance),
  };
  const claim = {
    depth: tree.depth,
    oldRoot: validityRoot(tree),
    newRoot: validityRoot(after),
    transfers: [transfer],
    context,
  };
  return { claim, witnesses: [witness], tree: after };
}

/**
 * The same lie with other numbers in the columns that are halved, which are the cheat's to choose: what the words
 * afterwards say, what those before make them, or nothing.
 */
function variantsOf({ claim, witnesses, tree }: MadeBatch): readonly MadeBatch[] {
  const { subtract, multiply, inverse, add } = STARK_FIELD;
  const [transfer] = claim.transfers;
  const [witness] = witnesses;
  if (transfer === undefined || witness === undefined) return [];
  const nonce = BigInt(transfer.nonce);
  const balanceIn = (word: bigint, below: bigint): bigint =>
    multiply(subtract(word, below), inverse(BALANCE_UNIT));
  const balances = [
    balanceIn(witness.senderAfter, nonce + 1n),
    subtract(balanceIn(witness.senderBefore, nonce), transfer.amount),
    0n,
  ];
  const credited = add(witness.receiverBefore, multiply(transfer.amount, BALANCE_UNIT));
  const words = [witness.receiverAfter, credited, 0n];
  return balances.flatMap((senderBalance) =>
    words.map((receiverWord) => ({ claim, witnesses: [{ ...witness, senderBalance, receiverWord }], tree })),
  );
}

/**
 * What becomes of a forgery where these equations are all that a transfer has to keep. The cheat looks for numbers
 * that keep them, and proves with whatever comes nearest. It is taken (`ok`) when prover and verifier take it; else
 * the code says why not.
 */
export function tryForgery(
  { batch }: TransferForgery,
  constraints: TransferConstraints,
  parameters: StarkParameters,
): Result<void> {
  const { claim } = batch;
  const air = transferAir(claim.depth, constraints);
  const trace = transferTrace(claim, batch.witnesses).map(fromVector);
  const keeps = ({ witnesses }: MadeBatch): boolean => {
    const halved = halvedColumns(claim.transfers, witnesses, claim.depth);
    return checkTrace(air, batchStatement(claim), trace.toSpliced(TRANSFER_COLUMNS.senderIndex, 4, ...halved))
      .ok;
  };
  const best = variantsOf(batch).find(keeps) ?? batch;
  const proof = proveBatch(best, { parameters, despite: true }, constraints);
  return proof.ok ? verifyBatch(best.claim, proof.value, { parameters }, constraints) : proof;
}

/** A lie by name. */
export interface TransferForgery {
  readonly name: string;
  /** What would be gained by it, to end a sentence with. */
  readonly gain: string;
  readonly batch: MadeBatch;
}

/**
 * One forgery for each thing that the equations of a transfer have to say: cover, debit, credit, nonce before and
 * after, and that a balance does not run over. All in a tree of 8 accounts: account 1 holds 100 and has made one
 * transfer, account 2 holds nearly 2^64.
 */
export function transferForgeries(): readonly TransferForgery[] {
  const most = 2n ** 64n - 1n;
  const [sender, receiver] = [
    { balance: 100n, nonce: 1 },
    { balance: most - 10n, nonce: 0 },
  ];
  const tree = createValidityTree(
    3,
    new Map([
      [1, sender],
      [2, receiver],
    ]),
  );
  const poor = { balance: 0n, nonce: 0 };
  const forged = (
    name: string,
    gain: string,
    transfer: Partial<ValidityTransfer>,
    after: ValidityAccount,
    credited: ValidityAccount,
  ): TransferForgery => ({
    name,
    gain,
    batch: forgeBatch(
      tree,
      { from: 1, to: 3, amount: 7n, nonce: 1, ...transfer },
      { sender: after, receiver: credited },
    ),
  });
  const paid = { balance: 93n, nonce: 2 };
  const got = { balance: 7n, nonce: 0 };
  return [
    forged(
      'without cover',
      'coins that nobody has',
      { amount: 101n },
      { balance: -1n, nonce: 2 },
      { balance: 101n, nonce: 0 },
    ),
    forged('without debit', 'the same coins twice', {}, { ...paid, balance: 100n }, got),
    forged('credited twice', 'coins from nowhere', {}, paid, { ...poor, balance: 14n }),
    forged('same nonce again', 'a transfer that can be repeated', {}, { ...paid, nonce: 1 }, got),
    forged('old nonce', 'an old transfer once more', { nonce: 0 }, { ...paid, nonce: 1 }, got),
    forged(
      'runs over',
      'a balance that has become a nonce',
      { to: 2, amount: 11n },
      { balance: 89n, nonce: 2 },
      {
        balance: most + 1n,
        nonce: 0,
      },
    ),
  ];
}

/** The Plasma chain as those who see its blocks know it: which outputs there are, and what each block does to them. */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import type { Address, Hash } from '../../foundation/units.ts';
import { paddedProof, paddedRoot } from './padded-tree.ts';
import {
  plasmaLeaf,
  plasmaSigningHash,
  PLASMA_TREE_HEIGHT,
  positionNumber,
  witnessHolds,
} from './plasma-transaction.ts';
import type { PlasmaOutput, SignedPlasmaTransaction } from './plasma-transaction.ts';

/** A block with all that it holds; the chain below knows its root only. */
export interface PlasmaBlock {
  readonly number: number;
  readonly transactions: readonly SignedPlasmaTransaction[];
}

/** The outputs that are not spent, by the number of their position. */
export type PlasmaState = ReadonlyMap<bigint, PlasmaOutput>;

/** The root that stands for a block; the part that a lab replaces. */
export type CommitPlasmaBlock = (transactions: readonly SignedPlasmaTransaction[]) => Hash;

/** The padded tree over the transactions' leaves, 16 high. @throws RangeError for more than 2^16 transactions */
export const plasmaRoot: CommitPlasmaBlock = (transactions) =>
  paddedRoot(transactions.map(plasmaLeaf), PLASMA_TREE_HEIGHT);

/** The proof that transaction `index` is in the block. @throws RangeError when there is none */
export const provePlasmaTransaction = (
  transactions: readonly SignedPlasmaTransaction[],
  index: number,
): readonly Hash[] => paddedProof(transactions.map(plasmaLeaf), index, PLASMA_TREE_HEIGHT);

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({
    code,
    rule: 'Buterin 2018, Minimal Viable Plasma, "The Plasma Chain"',
    message,
    received,
    expected,
  });

/**
 * Checks one transaction of the chain at `contract` against the outputs there are. Refused: `no-inputs` (only a deposit
 * has none), `input-twice`, `output-spent` (or never made), `bad-signature` (not the owner's), `value-not-conserved`.
 */
export function checkPlasmaTransaction(
  state: PlasmaState,
  transaction: SignedPlasmaTransaction,
  contract: Address,
): Result<void> {
  const { inputs, outputs, witnesses } = transaction;
  if (inputs.length === 0) return refuse('no-inputs', 'A transaction spends something.', 0, '1 or 2');
  const numbers = inputs.map(positionNumber);
  if (new Set(numbers).size !== numbers.length)
    return refuse('input-twice', 'An output is spent once.', numbers, 'different inputs');
  const hash = plasmaSigningHash(contract, transaction);
  let brought = 0n;
  for (const [index, number] of numbers.entries()) {
    const spent = state.get(number);
    const witness = witnesses[index];
    if (spent === undefined)
      return refuse('output-spent', 'The input is spent or was never made.', number, 'an unspent output');
    if (witness === undefined || !witnessHolds(witness, hash, spent.owner))
      return refuse('bad-signature', 'The owner did not sign.', witness?.publicKey, spent.owner);
    brought += spent.amount;
  }
  const made = outputs.reduce((sum, { amount }) => sum + amount, 0n);
  return made === brought
    ? ok(undefined)
    : refuse('value-not-conserved', 'What comes in goes out.', made, brought);
}

/** Takes the inputs out of `state` and puts the outputs of transaction `index` of block `block` in. */
function change(
  state: Map<bigint, PlasmaOutput>,
  { inputs, outputs }: SignedPlasmaTransaction,
  block: number,
  index: number,
): void {
  for (const input of inputs) state.delete(positionNumber(input));
  for (const [output, made] of outputs.entries())
    state.set(positionNumber({ block, transaction: index, output }), made);
}

/** The outputs after `transaction`, which stands at `index` of block `block`. Nothing is checked. */
export function withPlasmaTransaction(
  state: PlasmaState,
  transaction: SignedPlasmaTransaction,
  block: number,
  index: number,
): PlasmaState {
  const next = new Map(state);
  change(next, transaction, block, index);
  return next;
}

/**
 * The outputs after an operator's block, every transaction checked in its order; the first that does not hold refuses the
 * whole block. What a block of this chain may not do, its root does not show: that is why everyone must see the data.
 */
export function applyPlasmaBlock(
  state: PlasmaState,
  { number, transactions }: PlasmaBlock,
  contract: Address,
): Result<PlasmaState> {
  const next = new Map(state);
  for (const [index, transaction] of transactions.entries()) {
    const checked = checkPlasmaTransaction(next, transaction, contract);
    if (!checked.ok)
      return reject({ ...checked.rejection, message: `Transaction ${index}: ${checked.rejection.message}` });
    change(next, transaction, number, index);
  }
  return ok(next);
}

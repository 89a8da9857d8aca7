/** The Plasma chain as those who see its blocks know it: which outputs there are, and what each block does to them. */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import type { Address, Hash, Hex } from '../../foundation/units.ts';
import { paddedProof, paddedRoot } from './padded-tree.ts';
import {
  confirmationHash,
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

/** An output that is not spent. */
export interface UnspentOutput extends PlasmaOutput {
  /** What those who paid it confirm (`confirmationHash`), and with which keys; null for a deposit, which nobody has to. */
  readonly awaits: { readonly hash: Hash; readonly keys: readonly Hex[] } | null;
}

/** The outputs that are not spent, by the number of their position. */
export type PlasmaState = ReadonlyMap<bigint, UnspentOutput>;

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

/** The counts and ranges that a contract can read (`decodePlasmaTransaction`). */
const hasShape = ({ inputs, outputs, witnesses, published }: SignedPlasmaTransaction): boolean =>
  inputs.length <= 2 &&
  (outputs.length === 1 || outputs.length === 2) &&
  witnesses.length === inputs.length &&
  published.length === inputs.length &&
  outputs.every(({ amount }) => amount >= 0n && amount < 1n << 128n);

/**
 * Checks one transaction of the chain at `contract` against the outputs there are. Refused: `wrong-shape` (what the
 * contract below could not read, its outputs could never leave), `no-inputs` (only a deposit has none), `input-twice`,
 * `output-spent` (or never made), `output-barred` (in `barred`: made of an output that is leaving below), `bad-signature`
 * (not the owner's), `not-confirmed` (the confirmations of what it spends are not published), `value-not-conserved`.
 */
export function checkPlasmaTransaction(
  state: PlasmaState,
  transaction: SignedPlasmaTransaction,
  contract: Address,
  barred: ReadonlySet<bigint> = new Set(),
): Result<void> {
  const { inputs, outputs, witnesses, published } = transaction;
  if (!hasShape(transaction))
    return refuse('wrong-shape', 'It is no transaction.', transaction, '1 or 2 of each');
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
    if (barred.has(number))
      return refuse('output-barred', 'What the input was made of is leaving the chain.', number, 'another');
    if (witness === undefined || !witnessHolds(witness, hash, spent.owner))
      return refuse('bad-signature', 'The owner did not sign.', witness?.publicKey, spent.owner);
    const { keys, hash: confirmed } = spent.awaits ?? { keys: [], hash };
    const shown = published[index] ?? [];
    if (
      shown.length !== keys.length ||
      !keys.every((publicKey, at) => witnessHolds({ publicKey, signature: shown[at] ?? '0x' }, confirmed))
    )
      return refuse('not-confirmed', 'Who paid the input did not confirm.', shown, keys);
    brought += spent.amount;
  }
  const made = outputs.reduce((sum, { amount }) => sum + amount, 0n);
  return made === brought
    ? ok(undefined)
    : refuse('value-not-conserved', 'What comes in goes out.', made, brought);
}

/** Takes the inputs out of `state` and puts the outputs of transaction `index` of block `block` in. */
function change(
  state: Map<bigint, UnspentOutput>,
  { inputs, outputs }: SignedPlasmaTransaction,
  block: number,
  index: number,
  awaits: UnspentOutput['awaits'],
): void {
  for (const input of inputs) state.delete(positionNumber(input));
  for (const [output, made] of outputs.entries())
    state.set(positionNumber({ block, transaction: index, output }), { ...made, awaits });
}

/** The outputs after the deposit that is block `block`. */
export function withPlasmaDeposit(
  state: PlasmaState,
  deposit: SignedPlasmaTransaction,
  block: number,
): PlasmaState {
  const next = new Map(state);
  change(next, deposit, block, 0, null);
  return next;
}

/** What is left after `transactions` that wait for a block: what they make is confirmed, and spent, in a later one. */
export function withoutSpent(
  state: PlasmaState,
  transactions: readonly SignedPlasmaTransaction[],
): PlasmaState {
  const next = new Map(state);
  for (const { inputs } of transactions) for (const input of inputs) next.delete(positionNumber(input));
  return next;
}

/**
 * The outputs after an operator's block, every transaction checked in its order; the first that does not hold refuses the
 * whole block, as do too many of them (`block-too-large`). What a block makes can be spent in a later block only: it is
 * confirmed with the block's root. What a block of this chain may not do, its root does not show: that is why everyone must see the data.
 */
export function applyPlasmaBlock(
  state: PlasmaState,
  { number, transactions }: PlasmaBlock,
  contract: Address,
  barred: ReadonlySet<bigint> = new Set(),
): Result<PlasmaState> {
  const next = new Map(state);
  const most = 2 ** PLASMA_TREE_HEIGHT;
  if (transactions.length > most)
    return refuse('block-too-large', 'So many do not fit.', transactions.length, `at most ${most}`);
  let root: Hash | undefined;
  for (const [index, transaction] of transactions.entries()) {
    const checked = checkPlasmaTransaction(next, transaction, contract, barred);
    if (!checked.ok)
      return reject({ ...checked.rejection, message: `Transaction ${index}: ${checked.rejection.message}` });
    root ??= plasmaRoot(transactions);
    const keys = transaction.witnesses.map(({ publicKey }) => publicKey);
    change(next, transaction, number, index, { hash: confirmationHash(contract, transaction, root), keys });
  }
  return ok(next);
}

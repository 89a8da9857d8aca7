/**
 * A batch of a validity rollup: made from transfers, proven, and checked by anyone from the claim and the proof
 * alone.
 */
import { isPowerOfTwo } from '../../../foundation/polynomial.ts';
import { ok, reject } from '../../../foundation/result.ts';
import type { Result } from '../../../foundation/result.ts';
import { validityAccount, validityRoot } from './account-tree.ts';
import type { ValidityTree } from './account-tree.ts';
import { checkTrace } from './air.ts';
import type { Air } from './air.ts';
import { fromVector } from './field-vector.ts';
import { proveStark } from './prove-stark.ts';
import type { ProveOptions } from './prove-stark.ts';
import type { StarkProof } from './stark.ts';
import { STARK_FIELD } from './stark-field.ts';
import { transferAir } from './transfer-air.ts';
import type { TransferConstraints } from './transfer-air.ts';
import { batchStatement, transferTrace } from './transfer-trace.ts';
import type { BatchClaim } from './transfer-trace.ts';
import { applyValidityTransfer, checkTransferNumbers } from './validity-transfer.ts';
import type { TransferWitness, ValidityTransfer } from './validity-transfer.ts';
import { verifyStark } from './verify-stark.ts';
import type { VerifyOptions } from './verify-stark.ts';

/** The account that coins come from and go to: its balance is what the layer does not hold. */
export const BRIDGE_ACCOUNT = 0;

/** A batch that has been made: what is claimed, what the prover knows, and the accounts afterwards. */
export interface MadeBatch {
  readonly claim: BatchClaim;
  readonly witnesses: readonly TransferWitness[];
  readonly tree: ValidityTree;
}

/** Whether a transfer changes nothing but the bridge's nonce: what batches are filled up with to a power of two. */
export const isPadding = ({ from, to, amount }: ValidityTransfer): boolean =>
  from === BRIDGE_ACCOUNT && to === BRIDGE_ACCOUNT && amount === 0n;

/**
 * Applies transfers in order and makes a batch of them, filled up to a power of two with transfers of nothing from
 * the bridge's account to itself. Refused: whatever `applyValidityTransfer` refuses, and no transfers at all
 * (`empty-batch`).
 */
export function makeBatch(
  tree: ValidityTree,
  transfers: readonly ValidityTransfer[],
  context: Uint8Array = new Uint8Array(0),
): Result<MadeBatch> {
  const size = 2 ** Math.ceil(Math.log2(transfers.length));
  if (transfers.length === 0)
    return reject({
      code: 'empty-batch',
      rule: 'Strata validity rollup, batches',
      message: 'There is nothing to prove.',
      received: 0,
      expected: 'a transfer',
    });
  let after = tree;
  const all: ValidityTransfer[] = [];
  const witnesses: TransferWitness[] = [];
  for (let number = 0; number < size; number += 1) {
    const transfer = transfers[number] ?? {
      from: BRIDGE_ACCOUNT,
      to: BRIDGE_ACCOUNT,
      amount: 0n,
      nonce: validityAccount(after, BRIDGE_ACCOUNT).nonce,
    };
    const applied = applyValidityTransfer(after, transfer);
    if (!applied.ok) return applied;
    after = applied.value.tree;
    all.push(transfer);
    witnesses.push(applied.value.witness);
  }
  const [oldRoot, newRoot] = [validityRoot(tree), validityRoot(after)];
  const claim = { depth: tree.depth, oldRoot, newRoot, transfers: all, context };
  return ok({ claim, witnesses, tree: after });
}

const airs = new Map<number, Air>();
/** The AIR for trees of this depth; the reference equations' is kept. */
function airOf(depth: number, equations?: TransferConstraints): Air {
  if (equations !== undefined) return transferAir(depth, equations);
  let air = airs.get(depth);
  if (air === undefined) airs.set(depth, (air = transferAir(depth)));
  return air;
}

/**
 * Whether a batch and its witnesses keep all equations. Refused: the first that is broken, by name and row
 * (`constraint-violated`, `assertion-violated`): what a proof would not say.
 */
export const checkBatch = (
  { claim, witnesses }: Pick<MadeBatch, 'claim' | 'witnesses'>,
  equations?: TransferConstraints,
): Result<void> =>
  checkTrace(
    airOf(claim.depth, equations),
    batchStatement(claim),
    transferTrace(claim, witnesses).map(fromVector),
  );

/**
 * A proof of a batch. Refused: witnesses that do not keep the equations (`trace-violates-constraints`), unless
 * `despite` is set.
 */
export const proveBatch = (
  { claim, witnesses }: Pick<MadeBatch, 'claim' | 'witnesses'>,
  options: ProveOptions = {},
  equations?: TransferConstraints,
): Result<StarkProof> =>
  proveStark(airOf(claim.depth, equations), batchStatement(claim), transferTrace(claim, witnesses), options);

/**
 * Whether a claim is one that a proof could be for, which the equations rely on. Refused: a number of transfers that is
 * no power of two, roots that are not below p (`malformed-batch`), numbers of a transfer out of range
 * (`malformed-transfer`).
 */
export function checkClaim({ transfers, depth, oldRoot, newRoot }: BatchClaim): Result<void> {
  const isElement = (root: bigint): boolean => root >= 0n && root < STARK_FIELD.modulus;
  if (!isPowerOfTwo(transfers.length) || !isElement(oldRoot) || !isElement(newRoot))
    return reject({
      code: 'malformed-batch',
      rule: 'Strata validity rollup, batches',
      message: 'A batch has a power of two of transfers, and roots below p.',
      received: transfers.length,
      expected: 'a power of two',
    });
  for (const transfer of transfers) {
    const sane = checkTransferNumbers(transfer, depth);
    if (!sane.ok) return sane;
  }
  return ok(undefined);
}

/**
 * Whether `proof` shows that the transfers of `claim` lead from its old root to its new one. Refused: what `checkClaim`
 * refuses, before the proof is looked at, and whatever `verifyStark` refuses.
 */
export function verifyBatch(
  claim: BatchClaim,
  proof: StarkProof,
  options: VerifyOptions = {},
  equations?: TransferConstraints,
): Result<void> {
  const sane = checkClaim(claim);
  if (!sane.ok) return sane;
  return verifyStark(airOf(claim.depth, equations), batchStatement(claim), proof, options);
}

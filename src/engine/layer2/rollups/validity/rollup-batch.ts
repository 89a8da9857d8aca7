/**
 * How the contract takes a batch: deposits in their order, one signature of all senders, the proof; only then the
 * root moves.
 */
import { bigintToFixedBytes, concatBytes } from '../../../foundation/bytes.ts';
import { ok } from '../../../foundation/result.ts';
import type { Result } from '../../../foundation/result.ts';
import { gas } from '../../../foundation/units.ts';
import type { Address, Gas } from '../../../foundation/units.ts';
import { verifyBlsUnproven } from '../../../layer1/scaling/bls-aggregate.ts';
import type { CallContext } from '../../../layer1/machine/contracts/contract.ts';
import { decodeStarkProof } from './proof-bytes.ts';
import {
  addClaim,
  batchContext,
  batchMessage,
  ownerOf,
  refuseCall,
  ROLLUP_SLOTS,
  rollupSlot,
  unpackWaiting,
} from './rollup-storage.ts';
import type { StarkParameters } from './stark.ts';
import type { TransferConstraints } from './transfer-air.ts';
import { BRIDGE_ACCOUNT, checkClaim, isPadding, verifyBatch } from './validity-batch.ts';
import { decodeValidityTransfers } from './validity-transfer.ts';
import type { ValidityTransfer } from './validity-transfer.ts';

/** How a rollup is set up. */
export interface ValidityRollupSettings {
  /** Levels of the account tree: 3, 7 or 15. */
  readonly depth: number;
  readonly parameters: StarkParameters;
  /** How long a deposit or an asked exit may wait before anyone may freeze the rollup, in milliseconds. */
  readonly patienceMs: number;
  /** The equations of a transfer; the engine's own unless told. */
  readonly constraints?: TransferConstraints;
  /** The chain that it stands on, 1 unless told: part of the contract's name, and so of all that is signed and proven. */
  readonly chainId?: number;
  /**
   * Who may post batches; anyone unless told. Where anyone may, whoever gets a batch of their own in first, be it of
   * nothing, makes every batch that is on its way one from an old root, and can hold the rollup up until it is frozen.
   */
  readonly operator?: Address;
}

/** A batch as it is posted. */
export interface PostedValidityBatch {
  readonly oldRoot: bigint;
  readonly newRoot: bigint;
  /** 16 bytes each. */
  readonly transfers: Uint8Array;
  readonly proof: Uint8Array;
  /** The sum of all senders' signatures, 96 bytes; no bytes when nobody has to sign. */
  readonly signature: Uint8Array;
}

/** The event that tells of a batch taken: the new root in 32 bytes, then the transfers. */
export const BATCH_EVENT = 'batch';

/** What a pairing check costs (EIP-2537: 32,600 a pair and 37,700). */
export const PAIRING_GAS: Gas = gas(37_700n + 2n * 32_600n);
/** Adding one more key to the sum of all (EIP-2537, G1 addition). */
const KEY_SUM_GAS = 375n;
/**
 * SHA-256 of two nodes (Yellow Paper, appendix E: 60, and 12 for each word of 32 bytes), about one for 32 bytes of
 * proof.
 */
const GAS_PER_PROOF_WORD = 96n;
/** A product and a sum in the field (Yellow Paper, appendix G: MULMOD and ADDMOD, G_mid each). */
const FIELD_STEP_GAS = 16n;

/**
 * Work that whoever posts can make grow: hashing the proof, and the polynomials through the four numbers of all
 * transfers, made once and evaluated at every query. The equations themselves cost the same for every batch and are
 * not charged.
 */
const checkingGas = (proofBytes: number, transfers: number, queries: number): Gas =>
  gas(
    BigInt(Math.ceil(proofBytes / 32)) * GAS_PER_PROOF_WORD +
      BigInt(4 * transfers * (queries + Math.log2(transfers))) * FIELD_STEP_GAS,
  );

/** Who has to sign, after what came from layer 1 has been crossed off. */
interface Crossed {
  readonly signers: readonly number[];
  readonly depositsTaken: number;
}

/**
 * Crosses off deposits and exits that layer 1 asked for, and credits what leaves. Refused: a deposit that is not the
 * next (`wrong-deposit`).
 */
function crossOff(context: CallContext, transfers: readonly ValidityTransfer[]): Result<Crossed> {
  const signers = new Set<number>();
  let taken = Number(context.load(ROLLUP_SLOTS.depositsTaken));
  for (const transfer of transfers) {
    const { from, to, amount } = transfer;
    if (isPadding(transfer)) continue;
    if (from === BRIDGE_ACCOUNT) {
      const next = unpackWaiting(context.load(rollupSlot('deposit', taken)));
      if (next === null || next.account !== to || next.amount !== amount)
        return refuseCall('wrong-deposit', 'That is not the next deposit.', { to, amount }, next);
      taken += 1;
      continue;
    }
    const request = rollupSlot('request', from);
    const asked = unpackWaiting(context.load(request));
    const isAsked = to === BRIDGE_ACCOUNT && asked !== null && asked.amount === amount;
    // Whoever asked on layer 1 has signed there, for one exit.
    if (isAsked) context.store(request, 0n);
    else signers.add(from);
    if (to === BRIDGE_ACCOUNT) {
      const owner = ownerOf(context, from);
      if (owner === null)
        return refuseCall('no-such-account', 'Nobody has that account.', from, 'an account');
      addClaim(context, owner, amount);
    }
  }
  return ok({ signers: [...signers], depositsTaken: taken });
}

/** The key of an account; its owner has proven to hold the secret when it was opened. */
function keyOf(context: CallContext, account: number): Uint8Array {
  const words = [rollupSlot('key', account), rollupSlot('keyRest', account)].map((slot) =>
    context.load(slot),
  );
  return concatBytes(bigintToFixedBytes(words[0] ?? 0n, 32), bigintToFixedBytes(words[1] ?? 0n, 16));
}

/**
 * Takes a batch. Refused, cheapest first: another caller than the operator (`not-the-operator`), a root that the
 * rollup is not at, such as a batch's that was taken already (`wrong-old-root`), malformed transfers and what
 * `checkClaim` refuses, deposits out of order (`wrong-deposit`), a signature that is not the sum of all senders'
 * (`wrong-signature`, `invalid-signature`), a malformed proof, and what `verifyBatch` refuses. The proof and the
 * signatures are bound to this contract and to the batch's number.
 */
export function takeBatch(
  context: CallContext,
  posted: PostedValidityBatch,
  { depth, parameters, constraints, operator }: ValidityRollupSettings,
): Result<Uint8Array> {
  // CHECK
  if (operator !== undefined && context.caller !== operator)
    return refuseCall('not-the-operator', 'Only the operator posts batches.', context.caller, operator);
  const root = context.load(ROLLUP_SLOTS.root);
  const number = Number(context.load(ROLLUP_SLOTS.batches));
  if (posted.oldRoot !== root)
    return refuseCall('wrong-old-root', 'The rollup is at another root.', posted.oldRoot, root);
  const transfers = decodeValidityTransfers(posted.transfers);
  if (!transfers.ok) return transfers;
  const claim = {
    depth,
    oldRoot: root,
    newRoot: posted.newRoot,
    transfers: transfers.value,
    context: batchContext(context.self, number),
  };
  const sane = checkClaim(claim);
  if (!sane.ok) return sane;
  const crossed = crossOff(context, transfers.value);
  if (!crossed.ok) return crossed;
  const signed = checkSignature(context, crossed.value.signers, batchMessage(claim), posted.signature);
  if (!signed.ok) return signed;
  // CHARGE
  context.charge(checkingGas(posted.proof.length, transfers.value.length, parameters.queries));
  const proof = decodeStarkProof(posted.proof);
  if (!proof.ok) return proof;
  const proven = verifyBatch(claim, proof.value, { parameters }, constraints);
  if (!proven.ok) return proven;
  // APPLY
  context.store(ROLLUP_SLOTS.root, posted.newRoot);
  context.store(ROLLUP_SLOTS.batches, BigInt(number + 1));
  context.store(ROLLUP_SLOTS.depositsTaken, BigInt(crossed.value.depositsTaken));
  // RECORD
  // A batch can come through another contract; the event tells of it in any case.
  context.log(BATCH_EVENT, concatBytes(bigintToFixedBytes(posted.newRoot, 32), posted.transfers));
  return ok(bigintToFixedBytes(BigInt(number + 1), 32));
}

function checkSignature(
  context: CallContext,
  signers: readonly number[],
  message: Uint8Array,
  signature: Uint8Array,
): Result<void> {
  if (signers.length === 0)
    return signature.length === 0
      ? ok(undefined)
      : refuseCall('wrong-signature', 'Nobody has to sign.', signature.length, 0);
  context.charge(gas(PAIRING_GAS + BigInt(signers.length) * KEY_SUM_GAS));
  for (const account of signers)
    if (ownerOf(context, account) === null)
      return refuseCall('no-such-account', 'Nobody has that account.', account, 'an account');
  // Safe here, since `open` asked for each key's proof of possession.
  return verifyBlsUnproven(
    signers.map((account) => keyOf(context, account)),
    message,
    signature,
  );
}

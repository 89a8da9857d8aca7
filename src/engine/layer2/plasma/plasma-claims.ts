/** What a Plasma contract can judge without knowing the chain above: a claim to an output, and that it was spent. */
import { addressOf } from '../../foundation/keys.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import type { Address, Hash, Hex } from '../../foundation/units.ts';
import { verifyPaddedProof } from './padded-tree.ts';
import {
  confirmationHash,
  decodePlasmaTransaction,
  plasmaLeaf,
  plasmaSigningHash,
  PLASMA_TREE_HEIGHT,
  positionNumber,
  witnessHolds,
} from './plasma-transaction.ts';
import type { OutputPosition, PlasmaOutput, SignedPlasmaTransaction } from './plasma-transaction.ts';

/** A transaction shown to be in a block, and confirmed by those who signed it. */
export interface IncludedTransaction {
  readonly block: number;
  /** Its index in the block. */
  readonly transaction: number;
  /** Its bytes (`encodePlasmaTransaction`). */
  readonly data: Uint8Array;
  /** From its leaf to the block's root: {@link PLASMA_TREE_HEIGHT} hashes. */
  readonly proof: readonly Hash[];
  /** A signature over `confirmationHash` for each input, in their order. */
  readonly confirmations: readonly Hex[];
}

/** What a contract knows of a block. */
export interface CommittedRoot {
  readonly root: Hash;
  readonly isDeposit: boolean;
  /** The contract of the chain: what signatures are made for. */
  readonly contract: Address;
}

/** Whether the claim to output `output` of `included` stands; the part that a lab replaces. */
export type CheckExit = (
  included: IncludedTransaction,
  output: number,
  committed: CommittedRoot,
) => Result<PlasmaOutput>;

/** Whether `included` spends `position` of `owner` by input `input`; the part that a lab replaces. */
export type CheckSpend = (
  included: IncludedTransaction,
  input: number,
  spent: { readonly position: OutputPosition; readonly owner: Address },
  committed: CommittedRoot,
) => Result<void>;

const refuse = (code: string, call: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: `Buterin 2018, Minimal Viable Plasma, \`${call}\``, message, received, expected });

/** The transaction of `included`, once its place under the root is proven. */
function open(included: IncludedTransaction, root: Hash, call: string): Result<SignedPlasmaTransaction> {
  const decoded = decodePlasmaTransaction(included.data);
  if (!decoded.ok) return decoded;
  const leaf = plasmaLeaf(decoded.value);
  if (!verifyPaddedProof(root, leaf, included.transaction, included.proof, PLASMA_TREE_HEIGHT))
    return refuse('not-included', call, 'The proof does not lead to the block’s root.', leaf, root);
  return decoded;
}

/**
 * The output that is claimed. Refused: `not-included`, `no-such-output`, `inputs-of-nothing` (no inputs outside a
 * deposit's block), `bad-signature` and `not-confirmed`: each input is signed, and confirmed by the same key. Whether the
 * inputs existed, were unspent and belonged to those who signed cannot be judged here; against that the order of exits
 * helps.
 */
export const checkExit: CheckExit = (included, output, { root, isDeposit, contract }) => {
  const opened = open(included, root, 'startExit');
  if (!opened.ok) return opened;
  const { inputs, outputs, witnesses } = opened.value;
  const claimed = outputs[output];
  if (claimed === undefined)
    return refuse(
      'no-such-output',
      'startExit',
      'The transaction has fewer outputs.',
      output,
      outputs.length,
    );
  if ((inputs.length === 0) !== isDeposit)
    return refuse(
      'inputs-of-nothing',
      'startExit',
      'Only a deposit’s block has a transaction without inputs.',
      inputs.length,
      isDeposit ? 0 : '1 or 2',
    );
  if (included.confirmations.length !== inputs.length)
    return refuse(
      'not-confirmed',
      'startExit',
      'Each input is confirmed.',
      included.confirmations.length,
      inputs.length,
    );
  const signed = plasmaSigningHash(contract, opened.value);
  const confirmed = confirmationHash(contract, opened.value, root);
  for (const [index, { publicKey, signature }] of witnesses.entries()) {
    if (!witnessHolds({ publicKey, signature }, signed))
      return refuse('bad-signature', 'startExit', `Input ${index} is not signed.`, signature, publicKey);
    const confirmation = included.confirmations[index] ?? '0x';
    if (!witnessHolds({ publicKey, signature: confirmation }, confirmed))
      return refuse(
        'not-confirmed',
        'startExit',
        `Input ${index} is not confirmed.`,
        confirmation,
        publicKey,
      );
  }
  return ok(claimed);
};

/**
 * Passes when the exit's owner spent the output: signed a transaction that names it as an input, which is in a block, and
 * confirmed it. Refused: `not-included`, `other-output`, `not-by-the-owner` (an operator can write a spend but not sign
 * it), `not-confirmed`.
 */
export const checkSpend: CheckSpend = (included, input, { position, owner }, { root, contract }) => {
  const opened = open(included, root, 'challengeExit');
  if (!opened.ok) return opened;
  const named = opened.value.inputs[input];
  const witness = opened.value.witnesses[input];
  if (named === undefined || witness === undefined || positionNumber(named) !== positionNumber(position))
    return refuse('other-output', 'challengeExit', 'The transaction spends another output.', named, position);
  if (!witnessHolds(witness, plasmaSigningHash(contract, opened.value), owner))
    return refuse(
      'not-by-the-owner',
      'challengeExit',
      'The exit’s owner did not sign this.',
      addressOf(witness.publicKey),
      owner,
    );
  const confirmation = included.confirmations[input] ?? '0x';
  const hash = confirmationHash(contract, opened.value, root);
  if (!witnessHolds({ publicKey: witness.publicKey, signature: confirmation }, hash))
    return refuse('not-confirmed', 'challengeExit', 'The spend is not confirmed.', confirmation, owner);
  return ok(undefined);
};

/** The scripts of a channel's outputs, as BOLT 3 has them: the classic forms and those of `option_anchors`. */
import { compareBytes, concatBytes, hexToBytes } from '../../foundation/bytes.ts';
import type { Hash, Hex } from '../../foundation/units.ts';
import { hash160 } from '../../layer1/ledger/script/hashing.ts';
import { buildScript } from '../../layer1/ledger/script/instructions.ts';
import { multisigScript } from '../../layer1/ledger/script/templates.ts';
import type { Script } from '../../layer1/ledger/script/templates.ts';
import { ripemd160 } from '@noble/hashes/legacy.js';

/** The keys of one commitment, each of 33 bytes; its owner is who may publish it. */
export interface CommitmentKeys {
  /** Opens everything of the owner's to the other side, once the commitment is revoked. */
  readonly revocation: Hex;
  /** For the owner, after the wait. */
  readonly delayed: Hex;
  readonly ownerHtlc: Hex;
  readonly otherHtlc: Hex;
  /** For what the commitment pays to the other side. */
  readonly otherPayment: Hex;
}

/** The two-of-two output that holds the channel's coins; the keys stand in order of their bytes (BOLT 3, "Funding Transaction Output"). */
export const fundingScript = (one: Hex, other: Hex): Script =>
  multisigScript(2, [hexToBytes(one), hexToBytes(other)].sort(compareBytes));

/** The owner's coins: at once for the revocation key, after `toSelfDelay` blocks for the owner (BOLT 3, "`to_local` Output"; the same for an HTLC transaction's output). */
export const toLocalScript = ({ revocation, delayed }: CommitmentKeys, toSelfDelay: number): Script =>
  buildScript(
    'OP_IF',
    hexToBytes(revocation),
    'OP_ELSE',
    toSelfDelay,
    'OP_CHECKSEQUENCEVERIFY',
    'OP_DROP',
    hexToBytes(delayed),
    'OP_ENDIF',
    'OP_CHECKSIG',
  );

/** The other side's coins with `option_anchors`: its key, one block later (BOLT 3, "`to_remote` Output"). */
export const toRemoteScript = (payment: Hex): Script =>
  buildScript(hexToBytes(payment), 'OP_CHECKSIGVERIFY', 1, 'OP_CHECKSEQUENCEVERIFY');

/** An output from which its side can pay for the commitment's way into a block; after 16 blocks anyone may clear it away (BOLT 3, "`to_local_anchor` and `to_remote_anchor` Output"). */
export const anchorScript = (funding: Hex): Script =>
  buildScript(
    hexToBytes(funding),
    'OP_CHECKSIG',
    'OP_IFDUP',
    'OP_NOTIF',
    16,
    'OP_CHECKSEQUENCEVERIFY',
    'OP_ENDIF',
  );

/** What stands around both HTLC scripts: the revocation key first, then who can claim and who gets back. */
const htlcScript = (
  { revocation, otherHtlc }: CommitmentKeys,
  anchors: boolean,
  ways: readonly Script[],
): Script =>
  concatBytes(
    buildScript(
      'OP_DUP',
      'OP_HASH160',
      hash160(hexToBytes(revocation)),
      'OP_EQUAL',
      'OP_IF',
      'OP_CHECKSIG',
      'OP_ELSE',
    ),
    buildScript(hexToBytes(otherHtlc), 'OP_SWAP', 'OP_SIZE', 32, 'OP_EQUAL'),
    ...ways,
    anchors ? buildScript(1, 'OP_CHECKSEQUENCEVERIFY', 'OP_DROP') : buildScript(),
    buildScript('OP_ENDIF'),
  );

/** RIPEMD-160 of a hash that is SHA-256 of the preimage already: what OP_HASH160 of the preimage gives. */
const paymentHash160 = (paymentHash: Hash): Uint8Array => ripemd160(hexToBytes(paymentHash));

/**
 * An HTLC that the owner offers: to the other side with the preimage, back to the owner by an HTLC-timeout transaction,
 * which both have signed (BOLT 3, "Offered HTLC Outputs").
 */
export const offeredHtlcScript = (keys: CommitmentKeys, paymentHash: Hash, anchors: boolean): Script =>
  htlcScript(keys, anchors, [
    buildScript('OP_NOTIF', 'OP_DROP', 2, 'OP_SWAP', hexToBytes(keys.ownerHtlc), 2, 'OP_CHECKMULTISIG'),
    buildScript(
      'OP_ELSE',
      'OP_HASH160',
      paymentHash160(paymentHash),
      'OP_EQUALVERIFY',
      'OP_CHECKSIG',
      'OP_ENDIF',
    ),
  ]);

/**
 * An HTLC that the owner is offered: to the owner by an HTLC-success transaction with the preimage, back to the other
 * side from height `expiry` on (BOLT 3, "Received HTLC Outputs").
 */
export const receivedHtlcScript = (
  keys: CommitmentKeys,
  paymentHash: Hash,
  expiry: number,
  anchors: boolean,
): Script =>
  htlcScript(keys, anchors, [
    buildScript('OP_IF', 'OP_HASH160', paymentHash160(paymentHash), 'OP_EQUALVERIFY'),
    buildScript(2, 'OP_SWAP', hexToBytes(keys.ownerHtlc), 2, 'OP_CHECKMULTISIG'),
    buildScript('OP_ELSE', 'OP_DROP', expiry, 'OP_CHECKLOCKTIMEVERIFY', 'OP_DROP', 'OP_CHECKSIG', 'OP_ENDIF'),
  ]);

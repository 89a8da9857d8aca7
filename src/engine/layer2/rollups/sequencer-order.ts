/** What a user hands to the sequencer, and what the sequencer promises in return before layer 1 has heard of it. */
import { bigintToFixedBytes, concatBytes, hexToBytes, utf8 } from '../../foundation/bytes.ts';
import { hashHex, keccak256 } from '../../foundation/hash.ts';
import { addressOf, sign, verify } from '../../foundation/keys.ts';
import type { KeyPair } from '../../foundation/keys.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { encodeRlp, rlpInteger } from '../../foundation/rlp.ts';
import type { Address, Hash, Hex, Wei } from '../../foundation/units.ts';

/** A transfer that somebody wants: to an address on the rollup, or to their own on layer 1. */
export interface RollupOrder {
  readonly chainId: number;
  readonly nonce: number;
  readonly to: Address | 'layer-1';
  readonly value: Wei;
  readonly feeClass: number;
}

/** An order with its sender's key and signature. Neither is posted: on layer 1 the batch's one signature stands for all. */
export interface SignedRollupOrder extends RollupOrder {
  readonly publicKey: Hex;
  readonly signature: Hex;
}

/** The id of an order, which its sender signs: with the sender's key in it, so that no two people's orders are ever one. */
export const rollupOrderHash = ({
  chainId,
  nonce,
  to,
  value,
  feeClass,
  publicKey,
}: Omit<SignedRollupOrder, 'signature'>): Hash =>
  hashHex(
    keccak256(
      concatBytes(
        utf8('strata rollup order'),
        encodeRlp([
          rlpInteger(chainId),
          rlpInteger(nonce),
          to === 'layer-1' ? new Uint8Array(0) : hexToBytes(to),
          rlpInteger(value),
          rlpInteger(feeClass),
          hexToBytes(publicKey),
        ]),
      ),
    ),
  );

/** The order, signed. */
export const signRollupOrder = (
  order: RollupOrder,
  { publicKey, secretKey }: KeyPair,
): SignedRollupOrder => ({
  ...order,
  publicKey,
  signature: sign(rollupOrderHash({ ...order, publicKey }), secretKey),
});

/** Who signed an order. Refused: a key that is none, and a signature that does not hold. */
export function rollupOrderSender(order: SignedRollupOrder): Result<Address> {
  const sender = addressOf(order.publicKey);
  if (sender !== null && verify(order.signature, rollupOrderHash(order), order.publicKey)) return ok(sender);
  return reject({
    code: 'bad-signature',
    rule: 'SEC 1, 4.1.4',
    message: 'The order is not signed.',
    received: order.signature,
    expected: 'its sender’s signature',
  });
}

/** The sequencer's word that an order will stand in a certain place. */
export interface SoftConfirmation {
  readonly chainId: number;
  /** The block of layer 2 before the one promised. */
  readonly parent: Hash;
  /** The block of layer 1 up to which the promised block has read: when layer 1 undoes it, another block is in its place. */
  readonly origin: Hash;
  /** Place among the block's transfers, from 0. */
  readonly position: number;
  /** The order, by its id. */
  readonly order: Hash;
  readonly signature: Hex;
}

const promiseHash = ({
  chainId,
  parent,
  origin,
  position,
  order,
}: Omit<SoftConfirmation, 'signature'>): Hash =>
  hashHex(
    keccak256(
      concatBytes(
        utf8('strata soft confirmation'),
        bigintToFixedBytes(BigInt(chainId), 8),
        hexToBytes(parent),
        hexToBytes(origin),
        bigintToFixedBytes(BigInt(position), 6),
        hexToBytes(order),
      ),
    ),
  );

/** The promise, signed. */
export const signSoftConfirmation = (
  promise: Omit<SoftConfirmation, 'signature'>,
  { secretKey }: KeyPair,
): SoftConfirmation => ({ ...promise, signature: sign(promiseHash(promise), secretKey) });

/** Whether `confirmation` is signed by the holder of `publicKey`. */
export const isConfirmedBy = (confirmation: SoftConfirmation, publicKey: Hex): boolean =>
  verify(confirmation.signature, promiseHash(confirmation), publicKey);

/**
 * Whether two confirmations show that the sequencer promised one place twice. That is all that can be proven without waiting: a single
 * promise may also break because layer 1 undid the block that it stood on, and that is nobody's fault. What stood in a place before and after
 * such a loss is no equivocation either: the origins differ.
 */
export const isEquivocation = (one: SoftConfirmation, other: SoftConfirmation, publicKey: Hex): boolean =>
  one.chainId === other.chainId &&
  one.parent === other.parent &&
  one.origin === other.origin &&
  one.position === other.position &&
  one.order !== other.order &&
  isConfirmedBy(one, publicKey) &&
  isConfirmedBy(other, publicKey);

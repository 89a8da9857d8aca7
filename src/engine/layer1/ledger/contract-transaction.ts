/** A transaction that may carry data and blobs: what an account signs to call a contract (EIP-1559, EIP-4844). */
import { bytesToHex, hexToBytes, isHex } from '../../foundation/bytes.ts';
import { hashHex, keccak256 } from '../../foundation/hash.ts';
import { addressOf, publicKeyOf, sign, verifyByKey } from '../../foundation/keys.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { encodeTypedRlp, rlpInteger } from '../../foundation/rlp.ts';
import type { RlpItem } from '../../foundation/rlp.ts';
import type { Address, Hash, Hex, Wei } from '../../foundation/units.ts';
import { malformationOf } from './transfer.ts';
import type { SignedTransfer, Transfer } from './transfer.ts';

/** What an account asks for: a transfer's fields, and what comes along. */
export interface ContractTransaction extends Transfer {
  /** A contract's call, or nothing: `0x`. */
  readonly data: Hex;
  /** Versioned hashes of the blobs that travel beside the transaction (EIP-4844). */
  readonly blobHashes: readonly Hash[];
  /** The most to pay for a unit of blob gas; zero without blobs (EIP-4844). */
  readonly maxFeePerBlobGas: Wei;
}

/** A transaction with its sender's key and signature. */
export interface SignedContractTransaction extends ContractTransaction, SignedTransfer {}

/** Type bytes (EIP-2718): a fee-market transaction, and one with blobs. */
const FEE_MARKET = 2;
const WITH_BLOBS = 3;

/** The signed fields in the order of their EIP; the access list is empty. */
const fields = (transaction: ContractTransaction): RlpItem[] => [
  rlpInteger(transaction.chainId),
  rlpInteger(transaction.nonce),
  rlpInteger(transaction.maxPriorityFeePerGas),
  rlpInteger(transaction.maxFeePerGas),
  rlpInteger(transaction.gasLimit),
  hexToBytes(transaction.to),
  rlpInteger(transaction.value),
  hexToBytes(transaction.data),
  [],
  ...(transaction.blobHashes.length === 0
    ? []
    : [rlpInteger(transaction.maxFeePerBlobGas), transaction.blobHashes.map(hexToBytes)]),
];

const typed = ({ blobHashes }: ContractTransaction, items: RlpItem[]): Uint8Array =>
  encodeTypedRlp(Uint8Array.of(blobHashes.length === 0 ? FEE_MARKET : WITH_BLOBS), items);

const digestOf = (transaction: ContractTransaction): Uint8Array =>
  keccak256(typed(transaction, fields(transaction)));

/** The whole transaction on the wire, without its blobs: the signed fields, then key and signature. */
export const encodeContractTransaction = (transaction: SignedContractTransaction): Uint8Array =>
  typed(transaction, [
    ...fields(transaction),
    hexToBytes(transaction.publicKey),
    hexToBytes(transaction.signature),
  ]);

/** The id of a transaction: Keccak-256 of {@link encodeContractTransaction}. */
export const contractTransactionHash = (transaction: SignedContractTransaction): Hash =>
  hashHex(keccak256(encodeContractTransaction(transaction)));

/**
 * `transaction` with the public key and signature of `secretKey`.
 * @throws RangeError for a bad key; a field out of range is refused by {@link checkContractTransaction}
 */
export function signContractTransaction(
  transaction: ContractTransaction,
  secretKey: Hex,
): SignedContractTransaction {
  const point = isHex(secretKey, 32) ? publicKeyOf(hexToBytes(secretKey)) : null;
  if (point === null) throw new RangeError('A secret key lies between 1 and the order of the group.');
  const signature = sign(hashHex(digestOf(transaction)), secretKey);
  return { ...transaction, publicKey: bytesToHex(point), signature };
}

/** The account that signed. @throws RangeError when the key is no point of the curve */
export function contractSenderOf(transaction: SignedContractTransaction): Address {
  const sender = addressOf(transaction.publicKey);
  if (sender === null) throw new RangeError(`${transaction.publicKey} is no public key.`);
  return sender;
}

const refuse = (code: string, rule: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule, message, received, expected });

/**
 * The sender of `transaction`, once everything about it holds that does not depend on a state. Refused: a malformed
 * field, another chain (EIP-155), a tip above the whole fee (EIP-1559), a blob hash of another version (EIP-4844), a
 * public key that is no point, a signature that does not hold.
 */
export function checkContractTransaction(
  transaction: SignedContractTransaction,
  chainId: number,
): Result<Address> {
  const malformation = malformationOf(transaction);
  if (malformation !== null) return reject(malformation);
  const { data, blobHashes, maxFeePerBlobGas, maxFeePerGas, maxPriorityFeePerGas, publicKey, signature } =
    transaction;
  if (!isHex(data))
    return refuse('malformed-transaction', 'EIP-1559', 'Data are bytes.', data, 'lower-case hexadecimal');
  if (typeof maxFeePerBlobGas !== 'bigint' || maxFeePerBlobGas < 0n || maxFeePerBlobGas >> 256n !== 0n)
    return refuse(
      'malformed-transaction',
      'EIP-4844',
      'A fee is a quantity.',
      maxFeePerBlobGas,
      'a bigint from 0',
    );
  if (!Array.isArray(blobHashes))
    return refuse('malformed-transaction', 'EIP-4844', 'Blob hashes are a list.', blobHashes, 'a list');
  const odd = blobHashes.find((hash) => !isHex(hash, 32) || !hash.startsWith('0x01'));
  if (odd !== undefined)
    return refuse(
      'malformed-blob-hash',
      'EIP-4844',
      'A versioned hash begins with 01.',
      odd,
      '32 bytes from 01',
    );
  if (transaction.chainId !== chainId) {
    const message = `The transaction is for chain ${transaction.chainId}.`;
    return refuse('wrong-chain', 'EIP-155', message, transaction.chainId, chainId);
  }
  if (maxPriorityFeePerGas > maxFeePerGas)
    return refuse(
      'tip-above-max-fee',
      'EIP-1559',
      'The tip exceeds the whole fee.',
      maxPriorityFeePerGas,
      maxFeePerGas,
    );
  const sender = addressOf(publicKey);
  if (sender === null)
    return refuse(
      'bad-public-key',
      'SEC 1, 2.3.4',
      'The key is no point of secp256k1.',
      publicKey,
      'a point',
    );
  if (!verifyByKey(signature, digestOf(transaction), publicKey))
    return refuse(
      'bad-signature',
      'SEC 1, 4.1.4',
      'The signature does not hold.',
      signature,
      `one by ${sender}`,
    );
  return ok(sender);
}

/** A transfer of coins from account to account: EIP-1559's fields, signed over EIP-1559's own payload. */
import { bytesToHex, hexToBytes, isHex } from '../../foundation/bytes.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import { hashHex, keccak256 } from '../../foundation/hash.ts';
import { addressOf, publicKeyOf, sign, verifyByKey } from '../../foundation/keys.ts';
import { reject } from '../../foundation/result.ts';
import type { Rejection, Result } from '../../foundation/result.ts';
import {
  decodeRlp,
  encodeTypedRlp,
  rlpBytes,
  rlpInteger,
  rlpList,
  rlpQuantity,
} from '../../foundation/rlp.ts';
import type { RlpItem } from '../../foundation/rlp.ts';
import { gas, wei } from '../../foundation/units.ts';
import type { Address, Gas, Hash, Hex, Wei } from '../../foundation/units.ts';

/** What a sender asks for. */
export interface Transfer {
  /** Names the chain, so that the same signature is worth nothing on another (EIP-155). */
  readonly chainId: number;
  /** How many transfers the sender has made before; each number works once. */
  readonly nonce: number;
  readonly to: Address;
  readonly value: Wei;
  /** The most gas to pay for; a plain transfer uses {@link TRANSFER_GAS}. */
  readonly gasLimit: Gas;
  /** The most to pay for a unit of gas, base fee and tip together. */
  readonly maxFeePerGas: Wei;
  /** The most of it that goes to the proposer. */
  readonly maxPriorityFeePerGas: Wei;
}

/**
 * A transfer with its sender's key and signature. Ethereum sends a recovery bit and works the key out of the
 * signature; this ledger sends the key, since checking with a known key is the faster of the two.
 */
export interface SignedTransfer extends Transfer {
  /** 33 bytes, compressed. */
  readonly publicKey: Hex;
  /** r and s, 64 bytes, s in the lower half. */
  readonly signature: Hex;
}

/** Gas that a plain transfer uses (Yellow Paper, appendix G: G_transaction). */
export const TRANSFER_GAS = gas(21_000n);

const RULE = 'EIP-1559, specification';
/** Type byte of a fee-market transaction (EIP-2718, EIP-1559). */
const TYPE = 2;
const PREFIX = Uint8Array.of(TYPE);
const NOTHING = new Uint8Array(0);

/** The nine fields that are signed, in the EIP's order; data and access list are empty in a plain transfer. */
const fields = (transfer: Transfer): RlpItem[] => [
  rlpInteger(transfer.chainId),
  rlpInteger(transfer.nonce),
  rlpInteger(transfer.maxPriorityFeePerGas),
  rlpInteger(transfer.maxFeePerGas),
  rlpInteger(transfer.gasLimit),
  hexToBytes(transfer.to),
  rlpInteger(transfer.value),
  NOTHING,
  [],
];

const typed = (items: RlpItem): Uint8Array => encodeTypedRlp(PREFIX, items);

/** The bytes whose hash is signed: 0x02 ‖ rlp of the nine fields, the same as Ethereum's for the same transfer. */
const signingBytes = (transfer: Transfer): Uint8Array => typed(fields(transfer));

/** The hash that a sender signs: Keccak-256 of `signingBytes`. */
export const signingHash = (transfer: Transfer): Hash => hashHex(keccak256(signingBytes(transfer)));

function outOfRange(what: string, received: unknown, expected: string): Rejection {
  return {
    code: 'malformed-transfer',
    rule: RULE,
    message: `${what} must be ${expected}.`,
    received,
    expected,
  };
}

/** 48 bits hold every count here and stay exact in a number; Ethereum allows 64 (EIP-2681). */
const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 48;
const isQuantity = (value: unknown, bits: bigint): value is bigint =>
  typeof value === 'bigint' && value >= 0n && value >> bits === 0n;

/** What is wrong with the form of `transfer`, or null: every field of its type and within the range that Ethereum gives it. */
export function malformationOf(transfer: SignedTransfer): Rejection | null {
  const { chainId, nonce, to, value, gasLimit, maxFeePerGas, maxPriorityFeePerGas, publicKey, signature } =
    transfer;
  if (!isCount(chainId)) return outOfRange('The chain id', chainId, 'a whole number from 0 to 2^48 − 1');
  if (!isCount(nonce)) return outOfRange('The nonce', nonce, 'a whole number from 0 to 2^48 − 1');
  if (!isHex(to, 20)) return outOfRange('The recipient', to, '20 bytes in lower-case hexadecimal');
  if (!isQuantity(value, 256n)) return outOfRange('The value', value, 'a bigint from 0 to 2^256 − 1');
  if (!isQuantity(gasLimit, 64n)) return outOfRange('The gas limit', gasLimit, 'a bigint from 0 to 2^64 − 1');
  if (!isQuantity(maxFeePerGas, 256n))
    return outOfRange('The maximum fee', maxFeePerGas, 'a bigint from 0 to 2^256 − 1');
  if (!isQuantity(maxPriorityFeePerGas, 256n)) {
    return outOfRange('The maximum tip', maxPriorityFeePerGas, 'a bigint from 0 to 2^256 − 1');
  }
  if (!isHex(publicKey, 33))
    return outOfRange('The public key', publicKey, '33 bytes in lower-case hexadecimal');
  if (!isHex(signature, 64))
    return outOfRange('The signature', signature, '64 bytes in lower-case hexadecimal');
  return null;
}

/** `transfer` with the public key and signature of `secretKey`. @throws RangeError for a field out of range or a bad key */
export function signTransfer(transfer: Transfer, secretKey: Hex): SignedTransfer {
  const { chainId, nonce, to, value, gasLimit, maxFeePerGas, maxPriorityFeePerGas } = transfer;
  const plain: Transfer = { chainId, nonce, to, value, gasLimit, maxFeePerGas, maxPriorityFeePerGas };
  const point = isHex(secretKey, 32) ? publicKeyOf(hexToBytes(secretKey)) : null;
  if (point === null) throw new RangeError('A secret key lies between 1 and the order of the group.');
  const unsigned: SignedTransfer = {
    ...plain,
    publicKey: bytesToHex(point),
    signature: `0x${'00'.repeat(64)}`,
  };
  const wrong = malformationOf(unsigned);
  if (wrong !== null) throw new RangeError(wrong.message);
  return { ...unsigned, signature: sign(signingHash(plain), secretKey) };
}

/** The whole transfer on the wire: the nine fields, then key and signature. */
export const encodeTransfer = (transfer: SignedTransfer): Uint8Array =>
  typed([...fields(transfer), hexToBytes(transfer.publicKey), hexToBytes(transfer.signature)]);

/** The id of a transfer: Keccak-256 of {@link encodeTransfer}. */
export const transferHash = (transfer: SignedTransfer): Hash => hashHex(keccak256(encodeTransfer(transfer)));

/**
 * The transfer that `data` encodes. Refused: another type, data or an access list (a plain transfer has none),
 * a quantity with leading zeros or out of range, a field of the wrong length, trailing bytes.
 */
export function decodeTransfer(data: Uint8Array): Result<SignedTransfer> {
  if (data[0] !== TYPE) {
    const message = 'A transfer begins with the type byte 0x02.';
    return reject({
      code: 'transfer-wrong-type',
      rule: 'EIP-2718',
      message,
      received: data[0],
      expected: TYPE,
    });
  }
  const decoded = decodeRlp(data.subarray(1));
  return decoded.ok ? decoding(() => transferFromRlp(decoded.value)) : decoded;
}

function transferFromRlp(item: RlpItem): SignedTransfer {
  const [chainId, nonce, tip, fee, gasLimit, to, value, payload, accessList, publicKey, signature] = rlpList(
    item,
    11,
    'A transfer',
    RULE,
  );
  if (rlpBytes(payload, 'Data', RULE).length !== 0)
    malformed('transfer-with-data', RULE, 'A plain transfer carries no data.', payload, '0 bytes');
  rlpList(accessList, 0, 'An access list', RULE);
  return {
    chainId: Number(rlpQuantity(chainId, 'The chain id', RULE, 48)),
    nonce: Number(rlpQuantity(nonce, 'The nonce', RULE, 48)),
    to: bytesToHex(rlpBytes(to, 'The recipient', RULE, 20)) as Address,
    value: wei(rlpQuantity(value, 'The value', RULE)),
    gasLimit: gas(rlpQuantity(gasLimit, 'The gas limit', RULE, 64)),
    maxFeePerGas: wei(rlpQuantity(fee, 'The maximum fee', RULE)),
    maxPriorityFeePerGas: wei(rlpQuantity(tip, 'The maximum tip', RULE)),
    publicKey: bytesToHex(rlpBytes(publicKey, 'The public key', RULE, 33)),
    signature: bytesToHex(rlpBytes(signature, 'The signature', RULE, 64)),
  };
}

/** The account that signed: the address of the transfer's public key. @throws RangeError when the key is no point of the curve */
export function senderOf(transfer: SignedTransfer): Address {
  const sender = addressOf(transfer.publicKey);
  if (sender === null) throw new RangeError(`${transfer.publicKey} is no public key.`);
  return sender;
}

/** Whether the signature of `transfer` is by its public key and over its signing hash. */
export const hasValidSignature = (transfer: SignedTransfer): boolean =>
  verifyByKey(transfer.signature, keccak256(signingBytes(transfer)), transfer.publicKey);

/** Ethereum's first transaction format: six fields signed, the sender recovered from the signature, no chain named. */
import { bytesToHex, hexToBytes, isHex } from '../../foundation/bytes.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import { hashHex, keccak256 } from '../../foundation/hash.ts';
import {
  isLowS,
  isSignatureNumber,
  recoverPublicKey,
  signRecoverably,
} from '../../foundation/key-recovery.ts';
import { addressOf, publicKeyOf } from '../../foundation/keys.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Rejection, Result } from '../../foundation/result.ts';
import { decodeRlp, encodeRlp, rlpBytes, rlpInteger, rlpList, rlpQuantity } from '../../foundation/rlp.ts';
import type { RlpItem } from '../../foundation/rlp.ts';
import { gas, wei } from '../../foundation/units.ts';
import type { Address, Gas, Hash, Hex, Wei } from '../../foundation/units.ts';

/** A transaction as of 2015. It names no chain: the same signature is good on every chain of this format (cured by EIP-155). */
export interface LegacyTransaction {
  readonly nonce: number;
  readonly gasPrice: Wei;
  readonly gasLimit: Gas;
  /** Null creates a contract. */
  readonly to: Address | null;
  readonly value: Wei;
  readonly data: Hex;
}

/** The signature of a legacy transaction (Yellow Paper, appendix F). */
export interface LegacySignature {
  /** 27 or 28: 27 and the recovery bit. */
  readonly v: 27 | 28;
  readonly r: bigint;
  readonly s: bigint;
}

/** A {@link LegacyTransaction} with its signature. */
export interface SignedLegacyTransaction extends LegacyTransaction {
  readonly signature: LegacySignature;
}

/** Which rules a signature is held to: `frontier` allows both halves of s, `homestead` the lower one only (EIP-2). */
export type LegacyRules = 'frontier' | 'homestead';

const RULE = 'Ethereum Yellow Paper, 4.2';
const SIGNATURE_RULE = 'Ethereum Yellow Paper, appendix F';
const NOTHING = new Uint8Array(0);

function malformationOf({ nonce, gasPrice, gasLimit, to, value, data }: LegacyTransaction): string | null {
  const fits = (amount: unknown, bits: bigint): boolean =>
    typeof amount === 'bigint' && amount >= 0n && amount >> bits === 0n;
  if (!Number.isSafeInteger(nonce) || nonce < 0 || nonce >= 2 ** 48)
    return `A nonce is a whole number from 0 to 2^48 − 1; got ${nonce}.`;
  if (!fits(gasPrice, 256n)) return `A gas price is a bigint from 0 to 2^256 − 1; got ${gasPrice}.`;
  if (!fits(gasLimit, 64n)) return `A gas limit is a bigint from 0 to 2^64 − 1; got ${gasLimit}.`;
  if (to !== null && !isHex(to, 20)) return `A recipient is 20 bytes in lower-case hexadecimal; got ${to}.`;
  if (!fits(value, 256n)) return `A value is a bigint from 0 to 2^256 − 1; got ${value}.`;
  return isHex(data) ? null : `Data are bytes in lower-case hexadecimal; got ${String(data)}.`;
}

function fields(transaction: LegacyTransaction): RlpItem[] {
  const wrong = malformationOf(transaction);
  if (wrong !== null) throw new RangeError(wrong);
  return [
    rlpInteger(transaction.nonce),
    rlpInteger(transaction.gasPrice),
    rlpInteger(transaction.gasLimit),
    transaction.to === null ? NOTHING : hexToBytes(transaction.to),
    rlpInteger(transaction.value),
    hexToBytes(transaction.data),
  ];
}

/** What the sender signs: Keccak-256 of the RLP of the six fields. @throws RangeError for a field out of range */
export const legacySigningHash = (transaction: LegacyTransaction): Hash =>
  hashHex(keccak256(encodeRlp(fields(transaction))));

/** The RLP of nine fields; before it is signed, the last three are empty. @throws RangeError for a field out of range */
export function encodeLegacyTransaction(
  transaction: LegacyTransaction | SignedLegacyTransaction,
): Uint8Array {
  if (!('signature' in transaction)) return encodeRlp([...fields(transaction), NOTHING, NOTHING, NOTHING]);
  const { v, r, s } = transaction.signature;
  return encodeRlp([...fields(transaction), rlpInteger(v), rlpInteger(r), rlpInteger(s)]);
}

/** The id of a signed transaction: Keccak-256 of {@link encodeLegacyTransaction}. */
export const legacyTransactionHash = (transaction: SignedLegacyTransaction): Hash =>
  hashHex(keccak256(encodeLegacyTransaction(transaction)));

/** `transaction` with the signature of `secretKey`, s in the lower half. Needs `ready()`. @throws RangeError for a bad field or key */
export function signLegacyTransaction(
  transaction: LegacyTransaction,
  secretKey: Hex,
): SignedLegacyTransaction {
  const publicKey = isHex(secretKey, 32) ? publicKeyOf(hexToBytes(secretKey)) : null;
  if (publicKey === null) throw new RangeError('A secret key lies between 1 and the order of the group.');
  const { r, s, recovery } = signRecoverably(
    legacySigningHash(transaction),
    secretKey,
    bytesToHex(publicKey),
  );
  return { ...transaction, signature: { v: recovery === 0 ? 27 : 28, r, s } };
}

/**
 * The signed transaction that `data` encodes. Refused: RLP in another than its shortest form, a field out of range,
 * a recipient of neither 0 nor 20 bytes, v other than 27 and 28, r or s that are 0 or not below the order of the group.
 */
export function decodeLegacyTransaction(data: Uint8Array): Result<SignedLegacyTransaction> {
  const decoded = decodeRlp(data);
  return decoded.ok ? decoding(() => transactionFromRlp(decoded.value)) : decoded;
}

function transactionFromRlp(item: RlpItem): SignedLegacyTransaction {
  const [nonce, price, limit, to, value, data, v, r, s] = rlpList(item, 9, 'A legacy transaction', RULE);
  const recipient = rlpBytes(to, 'The recipient', RULE);
  if (recipient.length !== 0) rlpBytes(to, 'The recipient', RULE, 20);
  return {
    nonce: Number(rlpQuantity(nonce, 'The nonce', RULE, 48)),
    gasPrice: wei(rlpQuantity(price, 'The gas price', RULE)),
    gasLimit: gas(rlpQuantity(limit, 'The gas limit', RULE, 64)),
    to: recipient.length === 0 ? null : (bytesToHex(recipient) as Address),
    value: wei(rlpQuantity(value, 'The value', RULE)),
    data: bytesToHex(rlpBytes(data, 'Data', RULE)),
    signature: signatureFromRlp(v, r, s),
  };
}

function signatureFromRlp(v?: RlpItem, r?: RlpItem, s?: RlpItem): LegacySignature {
  const sign = rlpQuantity(v, 'v', SIGNATURE_RULE, 64);
  if (sign !== 27n && sign !== 28n)
    malformed('legacy-wrong-v', SIGNATURE_RULE, 'Before EIP-155, v is 27 or 28.', sign, '27 or 28');
  const half = (field: RlpItem | undefined, what: string): bigint => {
    const value = rlpQuantity(field, what, SIGNATURE_RULE);
    if (!isSignatureNumber(value))
      malformed(
        'signature-out-of-range',
        SIGNATURE_RULE,
        `${what} lies between 1 and n − 1.`,
        value,
        '1 … n − 1',
      );
    return value;
  };
  return { v: sign === 27n ? 27 : 28, r: half(r, 'r'), s: half(s, 's') };
}

/**
 * The account that signed `transaction`: the address of the key that its signature leads to. Needs `ready()`. Any
 * signature leads to some sender or none, so a changed field is refused by nobody here: it names another sender.
 * Refused: s in the upper half, unless under Frontier's rules (EIP-2), and a signature that no key can have made.
 */
export function senderOfLegacyTransaction(
  transaction: SignedLegacyTransaction,
  rules: LegacyRules = 'homestead',
): Result<Address> {
  const { v, r, s } = transaction.signature;
  if (rules === 'homestead' && !isLowS(s)) return reject(highS(s));
  const hash = legacySigningHash(transaction);
  const publicKey = recoverPublicKey(hash, { r, s, recovery: v === 27 ? 0 : 1 });
  const sender = publicKey === null ? null : addressOf(publicKey);
  if (sender !== null) return ok(sender);
  return reject({
    code: 'bad-signature',
    rule: SIGNATURE_RULE,
    message: 'No key can have made this signature.',
    received: r,
    expected: 'the x of a point of the curve',
  });
}

const highS = (s: bigint): Rejection => ({
  code: 'signature-high-s',
  rule: 'EIP-2, specification',
  message: 'Since Homestead s lies in the lower half, or anyone could write the signature in a second way.',
  received: s,
  expected: 'at most n / 2',
});

/** Signing a transaction's inputs: the script or the witness that fulfils each kind of output. */
import { hexToBytes } from '../../foundation/bytes.ts';
import type { Hex, Sat } from '../../foundation/units.ts';
import { signForScript } from './bitcoin-signature.ts';
import { buildScript } from './script/instructions.ts';
import { payToPublicKeyHash } from './script/templates.ts';
import type { Script } from './script/templates.ts';
import { witnessDigest } from './segwit-sighash.ts';
import { SIGHASH, inputAt, legacyDigest } from './sighash.ts';
import type { Transaction, TransactionInput } from './transaction.ts';

/** Who signs, and what the signature covers; {@link SIGHASH}.ALL unless told. */
export interface Signer {
  readonly secretKey: Hex;
  readonly hashType?: number;
}

/** The DER signature with its hash type, over the digest from before SegWit. @throws RangeError for a wrong index or key */
export const signLegacyInput = (
  transaction: Transaction,
  index: number,
  scriptCode: Script,
  { secretKey, hashType = SIGHASH.ALL }: Signer,
): Uint8Array =>
  signForScript(legacyDigest(transaction, index, { scriptCode, hashType }), secretKey, hashType);

/** The DER signature with its hash type, over BIP-143's digest, which covers the `amount` too. @throws RangeError for a wrong index or key */
export const signWitnessInput = (
  transaction: Transaction,
  index: number,
  { scriptCode, amount }: { readonly scriptCode: Script; readonly amount: Sat },
  { secretKey, hashType = SIGHASH.ALL }: Signer,
): Uint8Array =>
  signForScript(witnessDigest(transaction, index, { scriptCode, amount, hashType }), secretKey, hashType);

/** `transaction` with another script or witness in input `index`. @throws RangeError when there is no such input */
export function withInput(
  transaction: Transaction,
  index: number,
  change: Partial<Pick<TransactionInput, 'script' | 'witness'>>,
): Transaction {
  const changed = { ...inputAt(transaction, index), ...change };
  return { ...transaction, inputs: transaction.inputs.map((input, at) => (at === index ? changed : input)) };
}

/** A key pair as `createKey` makes it. */
export interface InputKey extends Signer {
  readonly publicKey: Hex;
}

/** `transaction` with input `index` signed for a P2PKH output of `key`. */
export function spendPublicKeyHash(transaction: Transaction, index: number, key: InputKey): Transaction {
  const publicKey = hexToBytes(key.publicKey);
  const signature = signLegacyInput(transaction, index, payToPublicKeyHash(publicKey), key);
  return withInput(transaction, index, { script: buildScript(signature, publicKey) });
}

/** `transaction` with input `index` signed for a P2WPKH output of `key`, worth `amount`. */
export function spendWitnessPublicKeyHash(
  transaction: Transaction,
  index: number,
  amount: Sat,
  key: InputKey,
): Transaction {
  const publicKey = hexToBytes(key.publicKey);
  // BIP-143: the script code of a key hash is the P2PKH script.
  const scriptCode = payToPublicKeyHash(publicKey);
  const signature = signWitnessInput(transaction, index, { scriptCode, amount }, key);
  return withInput(transaction, index, { witness: [signature, publicKey] });
}

/** `transaction` with input `index` fulfilled for a P2WSH output: the items that `witnessScript` starts with, and the script itself. */
export const spendWitnessScript = (
  transaction: Transaction,
  index: number,
  witnessScript: Script,
  items: readonly Uint8Array[],
): Transaction => withInput(transaction, index, { witness: [...items, witnessScript] });

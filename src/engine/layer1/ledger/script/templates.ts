/** The scripts that people pay to: a key, a script, several keys, a secret, a time. */
import { concatBytes, equalBytes } from '../../../foundation/bytes.ts';
import { sha256 } from '../../../foundation/hash.ts';
import { hash160 } from './hashing.ts';
import { buildScript } from './instructions.ts';
import { OP } from './opcodes.ts';

/** The script of an output or an input. */
export type Script = Uint8Array;

/** What a witness output says: a version, and 2 to 40 bytes that the version gives a meaning (BIP-141). */
export interface WitnessProgram {
  readonly version: number;
  readonly program: Uint8Array;
}

/** OP_DUP OP_HASH160 … OP_EQUALVERIFY OP_CHECKSIG around a hash of 20 bytes. */
export const payToPublicKeyHashScript = (hash: Uint8Array): Script =>
  buildScript('OP_DUP', 'OP_HASH160', hash, 'OP_EQUALVERIFY', 'OP_CHECKSIG');

/** Pays to whoever signs with `publicKey`, named by its hash; the input's script holds signature and key (P2PKH). */
export const payToPublicKeyHash = (publicKey: Uint8Array): Script =>
  payToPublicKeyHashScript(hash160(publicKey));

/** Pays to whoever fulfils `redeemScript`, which the input's script shows (P2SH, BIP-16). */
export const payToScriptHash = (redeemScript: Script): Script =>
  buildScript('OP_HASH160', hash160(redeemScript), 'OP_EQUAL');

/** Pays to whoever signs with `publicKey`; the witness holds signature and key (P2WPKH, BIP-141). */
export const payToWitnessPublicKeyHash = (publicKey: Uint8Array): Script =>
  buildScript('OP_0', hash160(publicKey));

/** Pays to whoever fulfils `witnessScript`, which the witness shows as its last item (P2WSH, BIP-141). */
export const payToWitnessScriptHash = (witnessScript: Script): Script =>
  buildScript('OP_0', sha256(witnessScript));

/** Asks for signatures of `needed` of `publicKeys`, in their order (BIP-11). @throws RangeError for more needed than there are, or over 16 keys */
export function multisigScript(needed: number, publicKeys: readonly Uint8Array[]): Script {
  if (!Number.isInteger(needed) || needed < 1 || needed > publicKeys.length || publicKeys.length > 16) {
    throw new RangeError(`${needed} of ${publicKeys.length} keys is no multisignature.`);
  }
  return buildScript(needed, ...publicKeys, publicKeys.length, 'OP_CHECKMULTISIG');
}

/** Asks for the secret of 32 bytes behind `hash` (its SHA-256), and for a signature by `publicKey`. */
export const hashLockScript = (hash: Uint8Array, publicKey: Uint8Array): Script =>
  buildScript('OP_SIZE', 32, 'OP_EQUALVERIFY', 'OP_SHA256', hash, 'OP_EQUALVERIFY', publicKey, 'OP_CHECKSIG');

/** Asks for a signature by `publicKey`, from height or time `lockTime` on (BIP-65). */
export const timeLockScript = (lockTime: number, publicKey: Uint8Array): Script =>
  buildScript(lockTime, 'OP_CHECKLOCKTIMEVERIFY', 'OP_DROP', publicKey, 'OP_CHECKSIG');

/** Asks for a signature by `publicKey`, once the coin is `sequence` old: in blocks, or as BIP-68 writes time (BIP-112). */
export const relativeLockScript = (sequence: number, publicKey: Uint8Array): Script =>
  buildScript(sequence, 'OP_CHECKSEQUENCEVERIFY', 'OP_DROP', publicKey, 'OP_CHECKSIG');

/** The two ways out of a {@link hashTimeLockScript}. */
export interface HashTimeLock {
  /** SHA-256 of the secret of 32 bytes. */
  readonly hash: Uint8Array;
  /** Who may take the coin with the secret, at any time. */
  readonly receiver: Uint8Array;
  /** Who gets it back without, from `lockTime` on. */
  readonly sender: Uint8Array;
  readonly lockTime: number;
}

/** A payment that is either claimed with a secret or goes back after a time; the item on top, true or false, says which. */
export const hashTimeLockScript = ({ hash, receiver, sender, lockTime }: HashTimeLock): Script =>
  concatBytes(
    buildScript('OP_IF'),
    hashLockScript(hash, receiver),
    buildScript('OP_ELSE'),
    timeLockScript(lockTime, sender),
    buildScript('OP_ENDIF'),
  );

/** Whether `script` is P2SH, byte by byte (BIP-16: the rule knows this one form). */
export const isPayToScriptHash = (script: Script): boolean =>
  script.length === 23 && equalBytes(payToScriptHashOf(script.subarray(2, 22)), script);

const payToScriptHashOf = (hash: Uint8Array): Script =>
  concatBytes(Uint8Array.of(OP.OP_HASH160, 20), hash, Uint8Array.of(OP.OP_EQUAL));

/** The witness program that `script` is, or null: a version from 0 to 16 and one push of 2 to 40 bytes (BIP-141). */
export function witnessProgramOf(script: Script): WitnessProgram | null {
  const [version, length] = script;
  if (version === undefined || length === undefined || script.length < 4 || script.length > 42) return null;
  if (version !== OP.OP_0 && (version < OP.OP_1 || version > OP.OP_16)) return null;
  if (length !== script.length - 2) return null;
  return { version: version === OP.OP_0 ? 0 : version - OP.OP_1 + 1, program: script.slice(2) };
}

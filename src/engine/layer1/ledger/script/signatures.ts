/** Opcodes that check signatures over the transaction which spends. */
import { decodeDer, readLooseDer } from '../der.ts';
import { verifyBitcoinSignature } from '../bitcoin-signature.ts';
import { witnessDigest } from '../segwit-sighash.ts';
import { legacyDigest } from '../sighash.ts';
import { withoutPush } from './instructions.ts';
import { OP } from './opcodes.ts';
import { countOperations, fail, need, pop, popNumber, pushTruth, verified } from './machine.ts';
import type { Machine, Operation, Operations } from './machine.ts';

/** Most keys of one OP_CHECKMULTISIG (Bitcoin Core, script.h: `MAX_PUBKEYS_PER_MULTISIG`). */
const MOST_KEYS = 20;

/** The part of the script that `signatures` cover. Before SegWit a signature was taken out of the script it signs. */
function scriptCode(machine: Machine, signatures: readonly Uint8Array[]): Uint8Array {
  const code = machine.script.subarray(machine.codeStart);
  return machine.digest === 'witness' ? code : signatures.reduce(withoutPush, code);
}

/** The 64 bytes of a signature without its hash type; null for one that can hold for nothing. */
function parse(machine: Machine, signature: Uint8Array): Uint8Array | null {
  if (signature.length === 0) return null;
  const der = signature.subarray(0, -1);
  if (!machine.rules.strictDer) return readLooseDer(der);
  const decoded = decodeDer(der);
  if (decoded.ok) return decoded.value;
  const { rule, message, received, expected } = decoded.rejection;
  return fail('signature-not-der', rule, message, received, expected);
}

function holds(machine: Machine, signature: Uint8Array, publicKey: Uint8Array, code: Uint8Array): boolean {
  const compact = parse(machine, signature);
  if (compact === null) return false;
  const hashType = signature.at(-1) as number;
  const { transaction, input, amount } = machine.spending;
  const digest =
    machine.digest === 'witness'
      ? witnessDigest(transaction, input, { scriptCode: code, amount, hashType })
      : legacyDigest(transaction, input, { scriptCode: code, hashType });
  return verifyBitcoinSignature(compact, digest, publicKey);
}

const checkSignature: Operation = (machine) => {
  need(machine, 2);
  const publicKey = pop(machine);
  const signature = pop(machine);
  pushTruth(machine, holds(machine, signature, publicKey, scriptCode(machine, [signature])));
};

/** Takes a number of items and then these, the last one first. */
function popMany(machine: Machine, most: number, what: string): readonly Uint8Array[] {
  const count = popNumber(machine);
  if (count < 0 || count > most) {
    const message = `OP_CHECKMULTISIG takes 0 to ${most} ${what}.`;
    fail('wrong-count', 'Bitcoin Core, `EvalScript`', message, count, `0 … ${most}`);
  }
  return Array.from({ length: count }, () => pop(machine));
}

/**
 * Whether all signatures hold, each for a key of its own, in the order of the keys. One walk along both lists: a key
 * that a signature does not fit is passed over for good.
 */
const checkMultisig: Operation = (machine) => {
  const keys = popMany(machine, MOST_KEYS, 'keys');
  countOperations(machine, keys.length);
  const signatures = popMany(machine, keys.length, 'signatures');
  const code = scriptCode(machine, signatures);
  let signed = 0;
  for (const [index, key] of keys.entries()) {
    const signature = signatures[signed];
    if (signature === undefined || signatures.length - signed > keys.length - index) break;
    if (holds(machine, signature, key, code)) signed += 1;
  }
  // Satoshi's opcode takes one item too much; what lay there meant nothing, so that anyone could change it.
  const dummy = pop(machine);
  if (machine.rules.emptyDummy && dummy.length !== 0) {
    fail('dummy-not-empty', 'BIP-147', 'The item under the signatures is empty.', dummy.length, 0);
  }
  pushTruth(machine, signed === signatures.length);
};

export const signatureOperations: Operations = {
  [OP.OP_CHECKSIG]: checkSignature,
  [OP.OP_CHECKSIGVERIFY]: verified(checkSignature),
  [OP.OP_CHECKMULTISIG]: checkMultisig,
  [OP.OP_CHECKMULTISIGVERIFY]: verified(checkMultisig),
};

/** How many signatures a transaction can make others check: counted by its opcodes, before any of them is run (BIP-141, "Sigops"). */
import { decoding } from '../../foundation/errors.ts';
import { isPushOnly, readInstruction } from './script/instructions.ts';
import { OP } from './script/opcodes.ts';
import { isPayToScriptHash, witnessProgramOf } from './script/templates.ts';
import type { Script } from './script/templates.ts';
import type { Transaction, TransactionInput, TransactionOutput } from './transaction.ts';

/** The most that the signature operations of a block may cost. */
export const MAX_SIGNATURE_COST = 80_000;

/** An operation outside of a witness costs 4, as a byte does. */
const COST_OUTSIDE_WITNESS = 4;
/** What a multisignature counts for where its number of keys is not looked at (Bitcoin Core, script.h). */
const KEYS_ASSUMED = 20;

/**
 * Signature operations in `script`. With `exact`, a multisignature counts its keys, as the number just before it says;
 * otherwise 20. Counting ends where the script cannot be read on.
 */
export function signatureOperationsIn(script: Script, exact: boolean): number {
  let count = 0;
  let before = OP.OP_NOP as number;
  for (let at = 0; at < script.length;) {
    const position = at;
    const step = decoding(() => readInstruction(script, position));
    if (!step.ok) break;
    const { opcode, end } = step.value;
    if (opcode === OP.OP_CHECKSIG || opcode === OP.OP_CHECKSIGVERIFY) count += 1;
    else if (opcode === OP.OP_CHECKMULTISIG || opcode === OP.OP_CHECKMULTISIGVERIFY) {
      const known = exact && before >= OP.OP_1 && before <= OP.OP_16;
      count += known ? before - OP.OP_1 + 1 : KEYS_ASSUMED;
    }
    before = opcode;
    at = end;
  }
  return count;
}

/** What a script pushes last, when it does nothing but push. */
function lastPush(script: Script): Script | null {
  if (!isPushOnly(script)) return null;
  let last: Uint8Array | null = null;
  for (let at = 0; at < script.length;) {
    const { data, end } = readInstruction(script, at);
    last = data ?? new Uint8Array(0);
    at = end;
  }
  return last;
}

/** Operations that a witness program of version 0 leads to: one for a key, its script's for a script. */
function inWitness(script: Script, witness: readonly Uint8Array[]): number {
  const program = witnessProgramOf(script);
  if (program === null || program.version !== 0) return 0;
  if (program.program.length === 20) return 1;
  const witnessScript = witness.at(-1);
  return program.program.length === 32 && witnessScript !== undefined
    ? signatureOperationsIn(witnessScript, true)
    : 0;
}

function costOfSpending(
  { script, witness }: TransactionInput,
  spent: Pick<TransactionOutput, 'script'>,
): number {
  const redeem = isPayToScriptHash(spent.script) ? lastPush(script) : null;
  if (redeem === null) return inWitness(spent.script, witness);
  return COST_OUTSIDE_WITNESS * signatureOperationsIn(redeem, true) + inWitness(redeem, witness);
}

/** The cost of `transaction`'s signature operations; `spent` are the outputs that it spends, in the order of its inputs, none for a coinbase. */
export function signatureCost(
  { inputs, outputs }: Transaction,
  spent: readonly Pick<TransactionOutput, 'script'>[],
): number {
  const written = [...inputs, ...outputs].reduce(
    (sum, { script }) => sum + signatureOperationsIn(script, false),
    0,
  );
  return spent.reduce((sum, output, index) => {
    const input = inputs[index];
    return input === undefined ? sum : sum + costOfSpending(input, output);
  }, COST_OUTSIDE_WITNESS * written);
}

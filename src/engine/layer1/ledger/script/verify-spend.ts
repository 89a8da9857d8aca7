/** Whether an input may spend an output: the scripts of both are run, and the witness where the output asks for one. */
import { equalBytes } from '../../../foundation/bytes.ts';
import { decoding } from '../../../foundation/errors.ts';
import { sha256 } from '../../../foundation/hash.ts';
import type { Result } from '../../../foundation/result.ts';
import type { Transaction, TransactionOutput } from '../transaction.ts';
import { inputAt } from '../sighash.ts';
import { isPushOnly, plainPush } from './instructions.ts';
import { LONGEST_ITEM, RULES_OF_TODAY, fail } from './machine.ts';
import type { ScriptRules, Spending } from './machine.ts';
import { runScript } from './run-script.ts';
import { isTrue } from './script-number.ts';
import { isPayToScriptHash, payToPublicKeyHashScript, witnessProgramOf } from './templates.ts';
import type { WitnessProgram } from './templates.ts';

const RULE = 'Bitcoin Core, `VerifyScript`';

/** Stops the judgement unless a true item lies on top. */
function expectTrue(stack: readonly Uint8Array[]): void {
  const top = stack.at(-1);
  if (top === undefined || !isTrue(top)) {
    fail('left-false', RULE, 'The script has to end with true on top.', top ?? null, true);
  }
}

/** The script that a witness runs and the items that it starts with (BIP-141, "Witness program"). */
function scriptOfWitness(
  { version, program }: WitnessProgram,
  witness: readonly Uint8Array[],
): { readonly script: Uint8Array; readonly stack: readonly Uint8Array[] } {
  const rule = 'BIP-141, "Witness program"';
  if (version !== 0) {
    fail('unknown-witness-version', rule, `Version ${version} is not known to this engine.`, version, 0);
  }
  if (program.length === 20) {
    if (witness.length !== 2) {
      fail(
        'witness-wrong-length',
        rule,
        'A key hash is spent with a signature and a key.',
        witness.length,
        2,
      );
    }
    return { script: payToPublicKeyHashScript(program), stack: witness };
  }
  if (program.length !== 32) {
    fail('program-wrong-length', rule, 'A program has 20 or 32 bytes.', program.length, [20, 32]);
  }
  const script = witness.at(-1);
  if (script === undefined) fail('witness-wrong-length', rule, 'The witness ends with the script.', 0, 1);
  const hash = sha256(script);
  if (!equalBytes(hash, program)) {
    fail('witness-script-mismatch', rule, 'The output commits to another script.', hash, program);
  }
  return { script, stack: witness.slice(0, -1) };
}

function runWitness(program: WitnessProgram, spending: Spending, rules: ScriptRules): void {
  const { witness } = inputAt(spending.transaction, spending.input);
  const { script, stack } = scriptOfWitness(program, witness);
  const longest = Math.max(0, ...stack.map(({ length }) => length));
  if (longest > LONGEST_ITEM) {
    fail('item-too-long', 'BIP-141', `An item has at most ${LONGEST_ITEM} bytes.`, longest, LONGEST_ITEM);
  }
  const left = runScript(script, { stack, spending, digest: 'witness', rules });
  expectTrue(left);
  if (left.length !== 1) {
    fail('stack-not-clean', 'BIP-141, "Witness program"', 'One item is left.', left.length, 1);
  }
}

/**
 * Accepts input `index` of `transaction` as a spending of `output`. Bare scripts, P2PKH, P2SH, P2WPKH and P2WSH are
 * judged, with BIP-65's and BIP-112's locks; refused is whatever a script refuses, a witness that nothing asks for, and
 * witness versions that this engine does not know. Whether the output exists is for the ledger to say.
 * @throws RangeError when there is no such input · @throws TypeError before `ready()`
 */
export const verifySpend = (
  transaction: Transaction,
  index: number,
  output: TransactionOutput,
  rules: ScriptRules = RULES_OF_TODAY,
): Result<void> =>
  decoding(() => {
    const { script: unlocking, witness } = inputAt(transaction, index);
    const spending = { transaction, input: index, amount: output.value };
    const run = { spending, digest: 'legacy', rules } as const;

    const pushed = runScript(unlocking, { ...run, stack: [] });
    const left = runScript(output.script, { ...run, stack: pushed });
    expectTrue(left);

    let program = rules.witness ? witnessProgramOf(output.script) : null;
    // Nothing may stand beside a witness program: it would be a second spelling of the same spending.
    if (program !== null && unlocking.length > 0) {
      fail('input-not-empty', 'BIP-141', 'The input has no script.', unlocking.length, 0);
    }
    if (rules.payToScriptHash && isPayToScriptHash(output.script)) {
      if (!isPushOnly(unlocking)) {
        fail('not-push-only', 'BIP-16', 'The input pushes data and does nothing else.', unlocking, 'pushes');
      }
      const redeem = pushed.at(-1) as Uint8Array;
      expectTrue(runScript(redeem, { ...run, stack: pushed.slice(0, -1) }));
      program = rules.witness ? witnessProgramOf(redeem) : null;
      if (program !== null && !equalBytes(unlocking, plainPush(redeem))) {
        fail(
          'input-not-empty',
          'BIP-141',
          'The input pushes the program and nothing else.',
          unlocking,
          redeem,
        );
      }
    }
    if (program !== null) runWitness(program, spending, rules);
    else if (rules.witness && witness.length > 0) {
      fail('unexpected-witness', 'BIP-141', 'The output asks for no witness.', witness.length, 0);
    }
  });

/** Runs a script by itself, for the tests of scripts and opcodes. */
import { assembleScript, bytesToHex, sat, type Hash, type Transaction } from 'strata';
import { decoding } from '../../src/engine/foundation/errors.ts';
import { RULES_OF_TODAY } from '../../src/engine/layer1/ledger/script/machine.ts';
import { runScript } from '../../src/engine/layer1/ledger/script/run-script.ts';

/** A spending for scripts that look at one: locked through 700,000, its input waits for 5 blocks. */
export const transaction: Transaction = {
  version: 2,
  inputs: [
    { id: `0x${'11'.repeat(32)}` as Hash, output: 0, script: new Uint8Array(0), sequence: 5, witness: [] },
  ],
  outputs: [{ value: sat(1), script: new Uint8Array(0) }],
  lockTime: 700_000,
};

/** The stack that `script` leaves, in words, or the code of its refusal. */
export function run(script: Uint8Array | string, spending = transaction): string {
  const result = decoding(() =>
    runScript(typeof script === 'string' ? assembleScript(script) : script, {
      stack: [],
      spending: { transaction: spending, input: 0, amount: sat(0) },
      digest: 'witness',
      rules: RULES_OF_TODAY,
    }),
  );
  if (!result.ok) return result.rejection.code.replace('script-', '');
  return result.value.map((item) => (item.length === 0 ? '0' : bytesToHex(item))).join(' ');
}

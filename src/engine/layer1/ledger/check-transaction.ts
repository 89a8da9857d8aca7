/** What can be said of a transaction without knowing the ledger: its shape, its sums and its size (Bitcoin Core, `CheckTransaction`). */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { sat, weight } from '../../foundation/units.ts';
import type { Sat, Weight } from '../../foundation/units.ts';
import { NO_OUTPUT, NO_TRANSACTION, encodeTransaction, isCoinbase } from './transaction.ts';
import type { Transaction, TransactionInput } from './transaction.ts';

/** All the bitcoin that can ever be, in satoshi (Bitcoin Core, consensus/amount.h). */
export const MAX_MONEY: Sat = sat(21_000_000n * 100_000_000n);
/** The most that a block may weigh (BIP-141, "Block size"); a transaction can be no heavier without its witness. */
export const MAX_BLOCK_WEIGHT: Weight = weight(4_000_000);

/** The key of the output that `input` spends: id and number. */
export const outpointKey = ({ id, output }: Pick<TransactionInput, 'id' | 'output'>): string =>
  `${id}:${output}`;

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: 'Bitcoin Core, `CheckTransaction`', message, received, expected });

/** The sum of what `transaction` creates; each value and the sum lie within what can ever be. */
function checkOutputs({ outputs }: Transaction): Result<void> {
  let sum = 0n;
  for (const [index, { value }] of outputs.entries()) {
    sum += value;
    if (value < 0n || value > MAX_MONEY) {
      return refuse(
        'value-out-of-range',
        `Output ${index} has no possible value.`,
        value,
        `0 … ${MAX_MONEY}`,
      );
    }
    if (sum > MAX_MONEY) return refuse('value-out-of-range', 'The outputs exceed all coins.', sum, MAX_MONEY);
  }
  return ok(undefined);
}

/** Each input spends an output of its own; only a coinbase spends none. */
function checkInputs(transaction: Transaction): Result<void> {
  const { inputs } = transaction;
  const seen = new Set<string>();
  for (const input of inputs) {
    const key = outpointKey(input);
    if (seen.has(key))
      return refuse('input-twice', 'An output is spent twice (CVE-2018-17144).', key, 'once');
    seen.add(key);
  }
  if (isCoinbase(transaction)) {
    const length = inputs[0]?.script.length ?? 0;
    if (length < 2 || length > 100) {
      return refuse('coinbase-script-length', "A coinbase's script has 2 to 100 bytes.", length, '2 … 100');
    }
    return ok(undefined);
  }
  const empty = inputs.findIndex(({ id, output }) => id === NO_TRANSACTION && output === NO_OUTPUT);
  if (empty === -1) return ok(undefined);
  return refuse(
    'input-of-nothing',
    `Input ${empty} spends nothing.`,
    outpointKey(inputs[empty] as TransactionInput),
    'an output',
  );
}

/**
 * Accepts `transaction` when its shape is in order. Refused: no inputs or no outputs, more weight without witness than
 * a block has, values that cannot be, an output spent twice, an input of nothing, a coinbase script of another length.
 */
export function checkTransaction(transaction: Transaction): Result<void> {
  if (transaction.inputs.length === 0) return refuse('no-inputs', 'There are no inputs.', 0, 'at least 1');
  if (transaction.outputs.length === 0) return refuse('no-outputs', 'There are no outputs.', 0, 'at least 1');
  const outputs = checkOutputs(transaction);
  if (!outputs.ok) return outputs;
  const bare = 4 * encodeTransaction(transaction, { witness: false }).length;
  if (bare > MAX_BLOCK_WEIGHT) {
    return refuse('transaction-overweight', 'It is heavier than a block may be.', bare, MAX_BLOCK_WEIGHT);
  }
  return checkInputs(transaction);
}

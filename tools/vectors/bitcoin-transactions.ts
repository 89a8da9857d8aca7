// Bitcoin transactions: ids, sizes and weights on the wire, and scripts and signatures where the outputs spent are given.
import { bytesToHex, concatBytes, hexToBytes } from '../../src/engine/foundation/bytes.ts';
import { sat } from '../../src/engine/foundation/units.ts';
import { buildScript } from '../../src/engine/layer1/ledger/script/instructions.ts';
import { RULES_OF_2009 } from '../../src/engine/layer1/ledger/script/machine.ts';
import type { OpcodeName } from '../../src/engine/layer1/ledger/script/opcodes.ts';
import { verifySpend } from '../../src/engine/layer1/ledger/script/verify-spend.ts';
import {
  decodeTransaction,
  encodeTransaction,
  transactionId,
  virtualSize,
  weightOf,
  witnessId,
  type Transaction,
} from '../../src/engine/layer1/ledger/transaction.ts';
import { expectSame, has, integer, list, number, text } from './format.ts';
import type { Format, VectorCase } from './format.ts';

/** A script in the notation of Bitcoin Core's tests: raw bytes with 0x, numbers, text in quotes, names without OP_. */
function scriptFromTestNotation(notation: string): Uint8Array {
  const words = notation.split(' ').filter((word) => word !== '');
  return concatBytes(
    ...words.map((word) => {
      if (word.startsWith('0x')) return hexToBytes(word);
      if (/^-?\d+$/.test(word)) return buildScript(Number(word));
      if (word.startsWith("'")) return buildScript(new TextEncoder().encode(word.slice(1, -1)));
      return buildScript((word.startsWith('OP_') ? word : `OP_${word}`) as OpcodeName);
    }),
  );
}

/**
 * Spends every output that the case names. The transactions come from all of Bitcoin's history, and some of them break
 * a rule that came by a later soft fork: what is refused today has to pass as it did in 2009.
 */
function expectSpends(transaction: Transaction, one: VectorCase): void {
  const spent = list(one, 'prevouts') as readonly VectorCase[];
  for (const [index, input] of transaction.inputs.entries()) {
    const output = spent.find(
      (each) => `0x${text(each, 'txid')}` === input.id && number(each, 'vout') === input.output,
    );
    if (output === undefined) throw new Error(`the output that input ${index} spends is not given`);
    const value = sat(has(output, 'amount') ? integer(output, 'amount') : 0n);
    const coin = { value, script: scriptFromTestNotation(text(output, 'scriptAsm')) };
    const today = verifySpend(transaction, index, coin);
    const judged = today.ok ? today : verifySpend(transaction, index, coin, RULES_OF_2009);
    if (!judged.ok) throw new Error(`input ${index}: ${judged.rejection.code}: ${judged.rejection.message}`);
  }
}

export const bitcoinTransactions: Format = {
  name: 'Bitcoin transactions',
  recognises: (first) => has(first, 'hex', 'txid', 'wtxid', 'weight'),
  run(one) {
    const decoded = decodeTransaction(hexToBytes(text(one, 'hex')));
    if (!decoded.ok) throw new Error(decoded.rejection.message);
    const transaction = decoded.value;
    const stripped = encodeTransaction(transaction, { witness: false });
    const whole = encodeTransaction(transaction, { witness: true });
    expectSame('encoding', bytesToHex(whole), `0x${text(one, 'hex')}`);
    expectSame('txid', transactionId(transaction), `0x${text(one, 'txid')}`);
    expectSame('wtxid', witnessId(transaction), `0x${text(one, 'wtxid')}`);
    expectSame('size', whole.length, number(one, 'size'));
    expectSame('size without witness', stripped.length, number(one, 'strippedSize'));
    expectSame('weight', weightOf(transaction) as number, number(one, 'weight'));
    expectSame('virtual size', virtualSize(transaction), number(one, 'vsize'));
    if (has(one, 'prevouts')) expectSpends(transaction, one);
    return undefined;
  },
};

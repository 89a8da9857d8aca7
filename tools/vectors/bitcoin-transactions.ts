// Bitcoin transactions on the wire: ids, sizes and weights, with and without witness.
import { bytesToHex, hexToBytes } from '../../src/engine/foundation/bytes.ts';
import {
  decodeTransaction,
  encodeTransaction,
  transactionId,
  weightOf,
  witnessId,
} from '../../src/engine/layer1/ledger/transaction.ts';
import { expectSame, has, number, text } from './format.ts';
import type { Format } from './format.ts';

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
    expectSame('virtual size', Math.ceil(weightOf(transaction) / 4), number(one, 'vsize'));
    return undefined;
  },
};

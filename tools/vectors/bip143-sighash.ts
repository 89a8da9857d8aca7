// BIP-143: the digest that a signature in a witness covers, its parts and its bytes, and the signature itself where given.
import { bytesToHex, hexToBytes } from '../../src/engine/foundation/bytes.ts';
import { sat } from '../../src/engine/foundation/units.ts';
import { verifyBitcoinSignature } from '../../src/engine/layer1/ledger/bitcoin-signature.ts';
import { decodeDer } from '../../src/engine/layer1/ledger/der.ts';
import {
  coveredHashes,
  witnessDigest,
  witnessPreimage,
} from '../../src/engine/layer1/ledger/segwit-sighash.ts';
import { decodeTransaction } from '../../src/engine/layer1/ledger/transaction.ts';
import { expectSame, has, integer, number, text } from './format.ts';
import type { Format } from './format.ts';

export const bip143Sighash: Format = {
  name: 'BIP-143 digests',
  recognises: (first) => has(first, 'unsignedTx', 'inIndex', 'scriptCode', 'amount', 'hashType', 'sigHash'),
  run(one) {
    const decoded = decodeTransaction(hexToBytes(text(one, 'unsignedTx')));
    if (!decoded.ok) throw new Error(decoded.rejection.message);
    const transaction = decoded.value;
    const index = number(one, 'inIndex');
    const hashType = number(one, 'hashType');
    const signing = {
      scriptCode: hexToBytes(text(one, 'scriptCode')),
      amount: sat(integer(one, 'amount')),
      hashType,
    };
    const expectBytes = (name: string, actual: Uint8Array): void => {
      if (has(one, name)) expectSame(name, bytesToHex(actual), `0x${text(one, name)}`);
    };
    const covered = coveredHashes(transaction, index, hashType);
    const digest = witnessDigest(transaction, index, signing);
    expectBytes('hashPrevouts', covered.previousOutputs);
    expectBytes('hashSequence', covered.sequences);
    expectBytes('hashOutputs', covered.outputs);
    expectBytes('preimage', witnessPreimage(transaction, index, signing));
    expectBytes('sigHash', digest);
    if (has(one, 'signature', 'publicKey')) {
      const signature = hexToBytes(text(one, 'signature'));
      expectSame('hash type of the signature', signature.at(-1), hashType);
      const compact = decodeDer(signature.subarray(0, -1));
      if (!compact.ok) throw new Error(compact.rejection.message);
      const publicKey = hexToBytes(text(one, 'publicKey'));
      expectSame('signature holds', verifyBitcoinSignature(compact.value, digest, publicKey), true);
    }
    return undefined;
  },
};

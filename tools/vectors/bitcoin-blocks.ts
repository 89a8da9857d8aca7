// Bitcoin headers, compact targets and whole blocks: ids, proof of work, Merkle roots, witness commitments, weights.
import { bytesToHex, equalBytes, hexToBytes } from '../../src/engine/foundation/bytes.ts';
import type { Hash } from '../../src/engine/foundation/units.ts';
import {
  bitcoinMerkleRoot,
  blockWeight,
  checkCommitments,
  committedWitness,
  decodeBitcoinBlock,
  encodeBitcoinBlock,
  hasProofOfWork,
  witnessCommitmentOf,
  witnessMerkleRoot,
} from '../../src/engine/layer1/chain/bitcoin-block.ts';
import {
  bitsOf,
  decodeHeader,
  encodeHeader,
  headerId,
  targetOf,
} from '../../src/engine/layer1/chain/header.ts';
import { transactionId, witnessId } from '../../src/engine/layer1/ledger/transaction.ts';
import { expectSame, has, integer, list, number, text } from './format.ts';
import type { Format, VectorCase } from './format.ts';

const plain = (hex: string): string => hex.replace(/^0x/, '');
const hash = (hex: unknown): Hash => `0x${String(hex)}` as Hash;
const targetHex = (target: bigint): string => target.toString(16).padStart(64, '0');

function runTarget(one: VectorCase): void {
  const bits = Number.parseInt(text(one, 'bits'), 16);
  const target = targetOf(bits);
  expectSame('target', targetHex(target), text(one, 'target'));
  if (target > 0n) expectSame('target of its compact form', targetOf(bitsOf(target)), target);
}

function runHeader(one: VectorCase): void {
  const bytes = hexToBytes(text(one, 'headerHex'));
  const decoded = decodeHeader(bytes);
  if (!decoded.ok) throw new Error(decoded.rejection.message);
  const header = decoded.value;
  expectSame('version', header.version, number(one, 'version'));
  expectSame('prevId', plain(header.prevId), text(one, 'prevId'));
  expectSame('merkleRoot', plain(header.merkleRoot), text(one, 'merkleRoot'));
  expectSame('timestamp', header.timestamp, number(one, 'timestamp'));
  expectSame('bits', header.bits.toString(16).padStart(8, '0'), text(one, 'bits'));
  expectSame('nonce', header.nonce, number(one, 'nonce'));
  expectSame('encoding', plain(bytesToHex(encodeHeader(header))), text(one, 'headerHex'));
  expectSame('id', plain(headerId(header)), text(one, 'id'));
  expectSame('target', targetHex(targetOf(header.bits)), text(one, 'target'));
  if (has(one, 'powValid')) expectSame('proof of work', hasProofOfWork(header), one['powValid']);
}

function runBody(one: VectorCase): void {
  const data = hexToBytes(text(one, 'hex'));
  const decoded = decodeBitcoinBlock(data);
  if (!decoded.ok) throw new Error(decoded.rejection.message);
  const block = decoded.value;
  const ids = block.transactions.map(transactionId);
  expectSame('whole encoding', equalBytes(encodeBitcoinBlock(block, { witness: true }), data), true);
  if (has(one, 'txCount')) expectSame('transactions', BigInt(ids.length), integer(one, 'txCount'));
  if (has(one, 'txids')) expectSame('ids', ids.map(plain).join(), list(one, 'txids').join());
  if (has(one, 'merkleMatchesHeader')) {
    const matches = bitcoinMerkleRoot(ids) === block.header.merkleRoot;
    expectSame('Merkle root matches the header', matches, one['merkleMatchesHeader']);
    const checked = checkCommitments(block);
    if (matches && !checked.ok) throw new Error(checked.rejection.message);
  }
  if (has(one, 'size')) expectSame('size', data.length, number(one, 'size'));
  if (has(one, 'strippedSize')) {
    expectSame(
      'size without witness',
      encodeBitcoinBlock(block, { witness: false }).length,
      number(one, 'strippedSize'),
    );
  }
  if (has(one, 'weight')) expectSame('weight', blockWeight(block) as number, number(one, 'weight'));
  if (!has(one, 'witnessCommitment')) return;
  const wtxids = block.transactions.map((transaction, index) =>
    index === 0 ? '00'.repeat(32) : plain(witnessId(transaction)),
  );
  expectSame('ids with witness', wtxids.join(), list(one, 'wtxids').join());
  expectSame('witness root', plain(witnessMerkleRoot(block)), text(one, 'witnessMerkleRoot'));
  const reserved = block.transactions[0]?.inputs[0]?.witness[0] ?? new Uint8Array(0);
  expectSame('reserved value', plain(bytesToHex(reserved)), text(one, 'witnessReserved'));
  const commitment = witnessCommitmentOf(hash(one['witnessMerkleRoot']), reserved);
  expectSame('witness commitment', plain(bytesToHex(commitment)), text(one, 'witnessCommitment'));
  const committed = committedWitness(block);
  expectSame(
    'commitment in the coinbase',
    committed === null ? 'none' : plain(bytesToHex(committed)),
    text(one, 'witnessCommitment'),
  );
}

export const bitcoinBlocks: Format = {
  name: 'Bitcoin blocks',
  recognises: (first) =>
    (first['kind'] === 'block' && has(first, 'headerHex')) ||
    (first['kind'] === 'target' && has(first, 'bits', 'target')),
  run(one) {
    if (one['kind'] === 'target') runTarget(one);
    else if (one['kind'] === 'block') {
      runHeader(one);
      if (has(one, 'hex')) runBody(one);
      else if (has(one, 'txids')) {
        const matches = bitcoinMerkleRoot(list(one, 'txids').map(hash)) === hash(one['merkleRoot']);
        expectSame('Merkle root matches the header', matches, one['merkleMatchesHeader'] ?? true);
      }
    } else throw new Error(`unknown kind ${String(one['kind'])}`);
    return undefined;
  },
};

/** A whole Bitcoin block: its header, its transactions, and the two Merkle roots that bind them together. */
import { concatBytes, equalBytes, hexToBytes, reverseBytes } from '../../foundation/bytes.ts';
import { decoding } from '../../foundation/errors.ts';
import { doubleSha256, hashHex } from '../../foundation/hash.ts';
import { hasRepeatedTail, merkleRootOfBytes } from '../../foundation/merkle.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { weight } from '../../foundation/units.ts';
import type { Hash, Weight } from '../../foundation/units.ts';
import { WireReader, compactSize } from '../../foundation/wire.ts';
import {
  atMost,
  encodeTransaction,
  readTransaction,
  transactionId,
  witnessId,
} from '../ledger/transaction.ts';
import type { Transaction } from '../ledger/transaction.ts';
import { encodeHeader, headerId, readHeader, targetOf } from './header.ts';
import type { BitcoinHeader } from './header.ts';

/** A block as Bitcoin sends it; the first transaction is the coinbase. */
export interface BitcoinBlock {
  readonly header: BitcoinHeader;
  readonly transactions: readonly Transaction[];
}

/** The bytes of `block`, with or without its transactions' witnesses. */
export const encodeBitcoinBlock = (
  { header, transactions }: BitcoinBlock,
  form: { readonly witness: boolean },
): Uint8Array =>
  concatBytes(
    encodeHeader(header),
    compactSize(transactions.length),
    ...transactions.map((transaction) => encodeTransaction(transaction, form)),
  );

/** The block that exactly `data` encodes; trailing bytes and sizes not in their shortest form are refused. */
export const decodeBitcoinBlock = (data: Uint8Array): Result<BitcoinBlock> =>
  decoding(() => {
    const reader = new WireReader(data);
    const header = readHeader(reader);
    const transactions = Array.from({ length: atMost(reader, 10) }, () => readTransaction(reader));
    reader.end();
    return { header, transactions };
  });

const internal = (hash: Hash): Uint8Array => reverseBytes(hexToBytes(hash));
const displayed = (digest: Uint8Array): Hash => hashHex(reverseBytes(digest));

/** Bitcoin's Merkle root over ids in display order, itself in display order. */
export const bitcoinMerkleRoot = (ids: readonly Hash[]): Hash =>
  displayed(merkleRootOfBytes(ids.map(internal)));

/** The Merkle root over the ids with witness; the coinbase counts as 32 zero bytes (BIP-141, "Commitment structure"). Display order. */
export const witnessMerkleRoot = ({ transactions }: BitcoinBlock): Hash =>
  displayed(
    merkleRootOfBytes(
      transactions.map((one, index) => (index === 0 ? new Uint8Array(32) : internal(witnessId(one)))),
    ),
  );

/** SHA-256 twice over the witness root and the coinbase's reserved value: 32 bytes as they stand in the coinbase. */
export const witnessCommitmentOf = (root: Hash, reserved: Uint8Array): Uint8Array =>
  doubleSha256(concatBytes(internal(root), reserved));

/** OP_RETURN, a push of 36 bytes, and the four bytes that mark a commitment (BIP-141, "Commitment structure"). */
const COMMITMENT_MARK = Uint8Array.of(0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed);

/** The witness commitment in the coinbase: the last output that carries one, or null. */
export function committedWitness({ transactions: [coinbase] }: BitcoinBlock): Uint8Array | null {
  const marked = coinbase?.outputs.findLast(
    ({ script }) => script.length >= 38 && equalBytes(script.subarray(0, 6), COMMITMENT_MARK),
  );
  return marked?.script.slice(6, 38) ?? null;
}

/** Three times the size without witnesses plus the whole size (BIP-141, "Block size"). */
export const blockWeight = (block: BitcoinBlock): Weight =>
  weight(
    3 * encodeBitcoinBlock(block, { witness: false }).length +
      encodeBitcoinBlock(block, { witness: true }).length,
  );

/** Whether the header's id, as a number, is at most its own target (whitepaper, section 4; Bitcoin Core, pow.cpp: `CheckProofOfWork`). */
export const hasProofOfWork = (header: BitcoinHeader): boolean =>
  BigInt(headerId(header)) <= targetOf(header.bits);

/**
 * Accepts `block` when its header commits to its transactions. Refused: another Merkle root, a repeated tail
 * (CVE-2012-2459), a witness without a commitment, and a commitment to other witnesses (BIP-141).
 */
export function checkCommitments(block: BitcoinBlock): Result<void> {
  const ids = block.transactions.map(transactionId);
  const root = bitcoinMerkleRoot(ids);
  const refuse = (code: string, rule: string, message: string, received: unknown, expected: unknown) =>
    reject({ code, rule, message, received, expected });
  if (block.header.merkleRoot !== root) {
    const message = 'The header does not commit to these transactions.';
    return refuse(
      'wrong-merkle-root',
      'Bitcoin whitepaper, section 7',
      message,
      block.header.merkleRoot,
      root,
    );
  }
  if (hasRepeatedTail(ids.map(internal))) {
    const message = 'The tail of the transactions is repeated, which leaves the root as it was.';
    return refuse('repeated-transactions', 'CVE-2012-2459', message, ids.length, 'each transaction once');
  }
  const reserved = block.transactions[0]?.inputs[0]?.witness[0];
  const committed = committedWitness(block);
  if (committed === null) {
    const stray = block.transactions.findIndex(({ inputs }) =>
      inputs.some(({ witness }) => witness.length > 0),
    );
    if (stray === -1) return ok(undefined);
    return refuse(
      'witness-not-committed',
      'BIP-141',
      `Transaction ${stray} has a witness.`,
      'none',
      'a commitment',
    );
  }
  if (reserved?.length !== 32) {
    const message = "The coinbase's witness is one value of 32 bytes.";
    return refuse('witness-reserved-value', 'BIP-141', message, reserved?.length ?? 0, 32);
  }
  const expected = witnessCommitmentOf(witnessMerkleRoot(block), reserved);
  if (equalBytes(committed, expected)) return ok(undefined);
  const message = 'The coinbase commits to other witnesses.';
  return refuse('wrong-witness-commitment', 'BIP-141', message, hashHex(committed), hashHex(expected));
}

/** A block of the account chain: a header that commits to parent, contents and resulting state, and the transfers. */
import { bytesToHex, hexToBytes, isHex } from '../../foundation/bytes.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import { hashHex, keccak256 } from '../../foundation/hash.ts';
import { merkleRootOfBytes } from '../../foundation/merkle.ts';
import type { Rejection, Result } from '../../foundation/result.ts';
import { decodeRlp, encodeRlp, rlpBytes, rlpInteger, rlpList, rlpQuantity } from '../../foundation/rlp.ts';
import type { RlpItem } from '../../foundation/rlp.ts';
import { gas, ms, slot, wei } from '../../foundation/units.ts';
import type { Address, Gas, Hash, Hex, Ms, Slot, Wei } from '../../foundation/units.ts';
import { decodeTransfer, encodeTransfer, transferHash } from '../ledger/transfer.ts';
import type { SignedTransfer } from '../ledger/transfer.ts';

/** What a block commits to. Ethereum's header without what plain transfers do not need (Yellow Paper, 4.3). */
export interface Header {
  readonly parent: Hash;
  readonly height: number;
  readonly slot: Slot;
  readonly timestamp: Ms;
  /** Receives the tips. */
  readonly proposer: Address;
  /** Root of all accounts after the block. */
  readonly stateRoot: Hash;
  /** Merkle root of the transfers' ids. */
  readonly transactionsRoot: Hash;
  readonly gasLimit: Gas;
  readonly gasUsed: Gas;
  readonly baseFee: Wei;
  /** What the consensus asks for: a nonce, a signature, or nothing (`0x`). */
  readonly seal: Hex;
}

/** A header with the transfers it commits to. */
export interface Block {
  readonly header: Header;
  readonly transfers: readonly SignedTransfer[];
}

const RULE = 'Ethereum Yellow Paper, 4.3';

const fields = (header: Header): RlpItem[] => [
  hexToBytes(header.parent),
  rlpInteger(header.height),
  rlpInteger(header.slot),
  rlpInteger(header.timestamp),
  hexToBytes(header.proposer),
  hexToBytes(header.stateRoot),
  hexToBytes(header.transactionsRoot),
  rlpInteger(header.gasLimit),
  rlpInteger(header.gasUsed),
  rlpInteger(header.baseFee),
];

/** The id of a block: Keccak-256 over the rlp of its header, seal included. */
export const headerHash = (header: Header): Hash =>
  hashHex(keccak256(encodeRlp([...fields(header), hexToBytes(header.seal)])));

/** What a proposer seals: Keccak-256 over the rlp of the header without its seal. */
export const sealHash = (header: Header): Hash => hashHex(keccak256(encodeRlp(fields(header))));

/**
 * The Merkle root over the ids of `transfers`. Repeating the tail of a list can leave its root as it was
 * (CVE-2012-2459); here the repeated transfers then fail by their nonces.
 */
export const transactionsRootOf = (transfers: readonly SignedTransfer[]): Hash =>
  hashHex(merkleRootOfBytes(transfers.map((transfer) => hexToBytes(transferHash(transfer)))));

/** The whole block on the wire: rlp of the header's fields and of the encoded transfers. */
export const encodeBlock = ({ header, transfers }: Block): Uint8Array =>
  encodeRlp([[...fields(header), hexToBytes(header.seal)], transfers.map(encodeTransfer)]);

/** The block that `data` encodes. Refused: whatever the rlp, the header or a transfer may not be. Says nothing about its validity. */
export function decodeBlock(data: Uint8Array): Result<Block> {
  const decoded = decodeRlp(data);
  return decoded.ok ? decoding(() => blockFromRlp(decoded.value)) : decoded;
}

function blockFromRlp(item: RlpItem): Block {
  const [header, transfers] = rlpList(item, 2, 'A block', RULE);
  if (transfers === undefined || transfers instanceof Uint8Array) {
    malformed('rlp-not-a-list', RULE, 'The transfers are a list.', 'bytes', 'list');
  }
  return { header: headerFromRlp(header), transfers: transfers.map(transferFromItem) };
}

function transferFromItem(item: RlpItem): SignedTransfer {
  const decoded = decodeTransfer(rlpBytes(item, 'A transfer', RULE));
  if (decoded.ok) return decoded.value;
  const { code, rule, message, received, expected } = decoded.rejection;
  return malformed(code, rule, message, received, expected);
}

function headerFromRlp(item: RlpItem | undefined): Header {
  const list = rlpList(item, 11, 'A header', RULE);
  const [parent, height, turn, timestamp, proposer, state, transactions, gasLimit, gasUsed, baseFee, seal] =
    list;
  const hash = (field: RlpItem | undefined, what: string): Hash => hashHex(rlpBytes(field, what, RULE, 32));
  const count = (field: RlpItem | undefined, what: string): number =>
    Number(rlpQuantity(field, what, RULE, 48));
  return {
    parent: hash(parent, 'The parent'),
    height: count(height, 'The height'),
    slot: slot(count(turn, 'The slot')),
    timestamp: ms(count(timestamp, 'The timestamp')),
    proposer: bytesToHex(rlpBytes(proposer, 'The proposer', RULE, 20)) as Address,
    stateRoot: hash(state, 'The state root'),
    transactionsRoot: hash(transactions, 'The transactions root'),
    gasLimit: gas(rlpQuantity(gasLimit, 'The gas limit', RULE, 64)),
    gasUsed: gas(rlpQuantity(gasUsed, 'The gas used', RULE, 64)),
    baseFee: wei(rlpQuantity(baseFee, 'The base fee', RULE)),
    seal: bytesToHex(rlpBytes(seal, 'The seal', RULE)),
  };
}

/** What is wrong with the form of `header`, or null: a field that its encoding could not carry. */
export function headerMalformation(header: Header): Rejection | null {
  const wrong = (what: string, received: unknown, expected: string): Rejection => ({
    code: 'malformed-header',
    rule: RULE,
    message: `${what} must be ${expected}.`,
    received,
    expected,
  });
  for (const name of ['height', 'slot', 'timestamp'] as const) {
    const value = header[name];
    if (!Number.isSafeInteger(value) || value < 0 || value >= 2 ** 48) {
      return wrong(`The ${name}`, value, 'a whole number from 0 to 2^48 − 1');
    }
  }
  for (const name of ['parent', 'stateRoot', 'transactionsRoot'] as const) {
    if (!isHex(header[name], 32))
      return wrong(`The ${name}`, header[name], '32 bytes in lower-case hexadecimal');
  }
  if (!isHex(header.proposer, 20))
    return wrong('The proposer', header.proposer, '20 bytes in lower-case hexadecimal');
  if (!isHex(header.seal)) return wrong('The seal', header.seal, 'bytes in lower-case hexadecimal');
  for (const [name, bits] of [
    ['gasLimit', 64n],
    ['gasUsed', 64n],
    ['baseFee', 256n],
  ] as const) {
    const value: unknown = header[name];
    if (typeof value !== 'bigint' || value < 0n || value >> bits !== 0n) {
      return wrong(`The ${name}`, value, `a bigint from 0 to 2^${bits} − 1`);
    }
  }
  return null;
}

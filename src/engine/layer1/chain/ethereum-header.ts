/** Ethereum's header of the proof-of-work years, byte for byte, so that the real chain's genesis block can be hashed. */
import { bytesToHex, hexToBytes, isHex } from '../../foundation/bytes.ts';
import { decoding } from '../../foundation/errors.ts';
import { hashHex, keccak256 } from '../../foundation/hash.ts';
import type { Result } from '../../foundation/result.ts';
import { decodeRlp, encodeRlp, rlpBytes, rlpInteger, rlpList, rlpQuantity } from '../../foundation/rlp.ts';
import type { RlpItem } from '../../foundation/rlp.ts';
import { gas } from '../../foundation/units.ts';
import type { Address, Gas, Hash, Hex } from '../../foundation/units.ts';

/** The fifteen fields of a header from Frontier to Berlin (Yellow Paper, 4.3), in their order. */
export interface EthereumHeader {
  readonly parent: Hash;
  /** Keccak-256 of the RLP of the headers of uncles. */
  readonly unclesHash: Hash;
  readonly beneficiary: Address;
  readonly stateRoot: Hash;
  readonly transactionsRoot: Hash;
  readonly receiptsRoot: Hash;
  /** Bloom filter over the logs: 256 bytes. */
  readonly logsBloom: Hex;
  readonly difficulty: bigint;
  readonly number: bigint;
  readonly gasLimit: Gas;
  readonly gasUsed: Gas;
  /** Seconds since 1970. */
  readonly timestamp: bigint;
  /** At most 32 bytes of the miner's choice. */
  readonly extraData: Hex;
  readonly mixHash: Hash;
  /** 8 bytes. */
  readonly nonce: Hex;
}

const RULE = 'Ethereum Yellow Paper, 4.3';
const MOST_EXTRA_DATA = 32;

function fixed(hex: Hex, length: number, what: string): Uint8Array {
  if (!isHex(hex, length)) throw new RangeError(`${what} has ${length} bytes; got ${String(hex)}.`);
  return hexToBytes(hex);
}

/** The RLP of the fifteen fields. @throws RangeError for a field of the wrong length */
export function encodeEthereumHeader(header: EthereumHeader): Uint8Array {
  const { extraData } = header;
  if (!isHex(extraData) || extraData.length > 2 + 2 * MOST_EXTRA_DATA)
    throw new RangeError(`Extra data are ${MOST_EXTRA_DATA} bytes at most.`);
  return encodeRlp([
    fixed(header.parent, 32, 'The parent'),
    fixed(header.unclesHash, 32, 'The hash of the uncles'),
    fixed(header.beneficiary, 20, 'The beneficiary'),
    fixed(header.stateRoot, 32, 'The state root'),
    fixed(header.transactionsRoot, 32, 'The transactions root'),
    fixed(header.receiptsRoot, 32, 'The receipts root'),
    fixed(header.logsBloom, 256, 'The bloom filter'),
    rlpInteger(header.difficulty),
    rlpInteger(header.number),
    rlpInteger(header.gasLimit),
    rlpInteger(header.gasUsed),
    rlpInteger(header.timestamp),
    hexToBytes(extraData),
    fixed(header.mixHash, 32, 'The mix hash'),
    fixed(header.nonce, 8, 'The nonce'),
  ]);
}

/** The id of a block: Keccak-256 of {@link encodeEthereumHeader}. */
export const ethereumHeaderHash = (header: EthereumHeader): Hash =>
  hashHex(keccak256(encodeEthereumHeader(header)));

/** The header that `item` is; stops the decoder at a field of the wrong length or out of range. */
function headerFromRlp(item: RlpItem | undefined): EthereumHeader {
  const list = rlpList(item, 15, 'A header', RULE);
  const hash = (at: number, what: string): Hash => hashHex(rlpBytes(list[at], what, RULE, 32));
  const count = (at: number, what: string, bits = 64): bigint => rlpQuantity(list[at], what, RULE, bits);
  const extraData = rlpBytes(list[12], 'Extra data', RULE);
  if (extraData.length > MOST_EXTRA_DATA) rlpBytes(list[12], 'Extra data at most', RULE, MOST_EXTRA_DATA);
  return {
    parent: hash(0, 'The parent'),
    unclesHash: hash(1, 'The hash of the uncles'),
    beneficiary: bytesToHex(rlpBytes(list[2], 'The beneficiary', RULE, 20)) as Address,
    stateRoot: hash(3, 'The state root'),
    transactionsRoot: hash(4, 'The transactions root'),
    receiptsRoot: hash(5, 'The receipts root'),
    logsBloom: bytesToHex(rlpBytes(list[6], 'The bloom filter', RULE, 256)),
    difficulty: count(7, 'The difficulty', 256),
    number: count(8, 'The number'),
    gasLimit: gas(count(9, 'The gas limit')),
    gasUsed: gas(count(10, 'The gas used')),
    timestamp: count(11, 'The timestamp'),
    extraData: bytesToHex(extraData),
    mixHash: hash(13, 'The mix hash'),
    nonce: bytesToHex(rlpBytes(list[14], 'The nonce', RULE, 8)),
  };
}

/** The header that `data` encodes. Refused: RLP not in its shortest form, another number of fields, a field of the wrong length. */
export function decodeEthereumHeader(data: Uint8Array): Result<EthereumHeader> {
  const decoded = decodeRlp(data);
  return decoded.ok ? decoding(() => headerFromRlp(decoded.value)) : decoded;
}

/** The header of the block (header, transactions, uncles) that `data` encodes; the other two are only held to be lists. */
export function headerOfEthereumBlock(data: Uint8Array): Result<EthereumHeader> {
  const decoded = decodeRlp(data);
  if (!decoded.ok) return decoded;
  return decoding(() => {
    const [header, transactions, uncles] = rlpList(decoded.value, 3, 'A block', RULE);
    for (const part of [transactions, uncles])
      rlpList(part, Array.isArray(part) ? part.length : 0, 'A part', RULE);
    return headerFromRlp(header);
  });
}

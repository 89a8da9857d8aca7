/** What a block of a sidechain is to the chain below: a header of five fields, and receipts that can be shown under it. */
import { bytesToHex, hexToBytes, utf8 } from '../../foundation/bytes.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import { hashHex, keccak256 } from '../../foundation/hash.ts';
import type { Result } from '../../foundation/result.ts';
import { decodeRlp, encodeRlp, rlpBytes, rlpInteger, rlpList } from '../../foundation/rlp.ts';
import type { RlpItem } from '../../foundation/rlp.ts';
import type { Address, Hash, Hex, Ms } from '../../foundation/units.ts';
import type { SealedBlock } from '../../layer1/chain/contract-chain.ts';
import type { ContractLog } from '../../layer1/machine/contracts/contract.ts';
import { paddedProof, paddedRoot } from '../plasma/padded-tree.ts';

/** A block of the sidechain as it is signed and shown below. */
export interface SideHeader {
  readonly number: number;
  readonly time: Ms;
  readonly transactionsRoot: Hash;
  /** Root over {@link sideReceipt} of each transaction, in a padded tree of {@link RECEIPT_TREE_HEIGHT}. */
  readonly receiptsRoot: Hash;
  /** Root of everything on the sidechain after the block. */
  readonly stateRoot: Hash;
}

/** Room for 4,096 receipts in a block. */
export const RECEIPT_TREE_HEIGHT = 12;

/**
 * The hash by which a sidechain's block is known below: Keccak-256 over its fields. Polygon's has four of them: number,
 * time, transactions root and receipts root (RootChainManager, `_checkBlockMembershipInCheckpoint`); the state root is here
 * so that what a contract there has stored can be shown too.
 */
export const sideHeaderHash = (header: SideHeader): Hash =>
  hashHex(
    keccak256(
      encodeRlp([
        rlpInteger(header.number),
        rlpInteger(header.time),
        hexToBytes(header.transactionsRoot),
        hexToBytes(header.receiptsRoot),
        hexToBytes(header.stateRoot),
      ]),
    ),
  );

/** The bytes of a transaction's receipt: the events that its contracts wrote, in their order. */
export const sideReceipt = (logs: readonly ContractLog[]): Uint8Array =>
  encodeRlp(
    logs.map(({ contract, name, data }): RlpItem => [hexToBytes(contract), utf8(name), hexToBytes(data)]),
  );

const RULE = 'Strata sidechain, receipts';

/** The events of a receipt; a name comes back as its UTF-8 bytes in hexadecimal. Refused: any other form. */
export const decodeSideReceipt = (
  data: Uint8Array,
): Result<readonly { readonly contract: Address; readonly name: Hex; readonly data: Hex }[]> =>
  decoding(() => {
    const decoded = decodeRlp(data);
    if (!decoded.ok || decoded.value instanceof Uint8Array)
      return malformed('malformed-receipt', RULE, 'A receipt is a list of events.', data, 'a list');
    return decoded.value.map((log) => {
      const [contract, name, content] = rlpList(log, 3, 'An event', RULE);
      return {
        contract: bytesToHex(rlpBytes(contract, 'A contract', RULE, 20)) as Address,
        name: bytesToHex(rlpBytes(name, 'A name', RULE)),
        data: bytesToHex(rlpBytes(content, 'Data', RULE)),
      };
    });
  });

const receiptLeaf = (receipt: Uint8Array): Hash => hashHex(keccak256(receipt));
const leavesOf = ({ receipts }: Pick<SealedBlock, 'receipts'>): readonly Hash[] =>
  receipts.map(({ logs }) => receiptLeaf(sideReceipt(logs)));

/** The header of a block that the sidechain sealed. */
export const sideHeaderOf = ({ block: { header }, receipts }: SealedBlock): SideHeader => ({
  number: header.height,
  time: header.timestamp,
  transactionsRoot: header.transactionsRoot,
  receiptsRoot: receiptsRootOf(receipts.map(({ logs }) => sideReceipt(logs))),
  stateRoot: header.stateRoot,
});

/** The root over the bytes of receipts. */
export const receiptsRootOf = (receipts: readonly Uint8Array[]): Hash =>
  paddedRoot(receipts.map(receiptLeaf), RECEIPT_TREE_HEIGHT);

/** A receipt and its way to the root: what shows below that something happened on the sidechain. */
export interface ProvenReceipt {
  readonly receipt: Uint8Array;
  /** Its transaction's index in the block. */
  readonly index: number;
  readonly proof: readonly Hash[];
}

/** The proof of what transaction `index` of a block did. @throws RangeError when there is none */
export function proveReceipt(sealed: SealedBlock, index: number): ProvenReceipt {
  const proof = paddedProof(leavesOf(sealed), index, RECEIPT_TREE_HEIGHT);
  return { receipt: sideReceipt(sealed.receipts[index]?.logs ?? []), index, proof };
}

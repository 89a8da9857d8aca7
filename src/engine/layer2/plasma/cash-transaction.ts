/** Plasma Cash: each coin is whole and has one place in every block; a transaction gives one coin to someone else. */
import { bigintToFixedBytes, bytesToHex, hexToBytes } from '../../foundation/bytes.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import { hashHex, keccak256, sha256 } from '../../foundation/hash.ts';
import { addressOf, sign, verify } from '../../foundation/keys.ts';
import type { KeyPair } from '../../foundation/keys.ts';
import type { Result } from '../../foundation/result.ts';
import { decodeRlp, encodeRlp, rlpBytes, rlpInteger, rlpList, rlpQuantity } from '../../foundation/rlp.ts';
import type { RlpItem } from '../../foundation/rlp.ts';
import { emptyTree, proveLeaf, setLeaf, treeRoot, verifyLeaf } from '../../foundation/sparse-merkle.ts';
import type { SparseMerkle, SparseMerkleProof } from '../../foundation/sparse-merkle.ts';
import type { Address, Hash, Hex } from '../../foundation/units.ts';

/** What changes the owner of a coin. */
export interface CashTransaction {
  readonly coin: number;
  /** The block of the transaction before it in the coin's history; for the first, that of the deposit. */
  readonly parent: number;
  readonly to: Address;
}

/** A transaction signed by whom the parent gave the coin to. */
export interface SignedCashTransaction extends CashTransaction {
  readonly publicKey: Hex;
  readonly signature: Hex;
}

const RULE = 'Buterin 2018, Plasma Cash';

const unsigned = ({ coin, parent, to }: CashTransaction): RlpItem[] => [
  rlpInteger(coin),
  rlpInteger(parent),
  hexToBytes(to),
];

/** What the owner signs; it names the contract below. */
export const cashSigningHash = (contract: Address, transaction: CashTransaction): Hash =>
  hashHex(keccak256(encodeRlp([hexToBytes(contract), ...unsigned(transaction)])));

/** `transaction` signed with `key`. Needs `ready()`. */
export const signCashTransaction = (
  contract: Address,
  transaction: CashTransaction,
  { publicKey, secretKey }: KeyPair,
): SignedCashTransaction => ({
  ...transaction,
  publicKey,
  signature: sign(cashSigningHash(contract, transaction), secretKey),
});

/** Who signed, or null when the signature does not hold. */
export const cashSigner = (contract: Address, transaction: SignedCashTransaction): Address | null =>
  verify(transaction.signature, cashSigningHash(contract, transaction), transaction.publicKey)
    ? addressOf(transaction.publicKey)
    : null;

/** The bytes of a transaction, as they stand in its leaf. */
export const encodeCashTransaction = (transaction: SignedCashTransaction): Uint8Array =>
  encodeRlp([...unsigned(transaction), hexToBytes(transaction.publicKey), hexToBytes(transaction.signature)]);

/** The transaction that `data` encode. Refused: any other form. */
export const decodeCashTransaction = (data: Uint8Array): Result<SignedCashTransaction> =>
  decoding(() => {
    const decoded = decodeRlp(data);
    if (!decoded.ok) {
      const { code, rule, message, received, expected } = decoded.rejection;
      return malformed(code, rule, message, received, expected);
    }
    const [coin, parent, to, publicKey, signature] = rlpList(decoded.value, 5, 'A transaction', RULE);
    return {
      coin: Number(rlpQuantity(coin, 'A coin', RULE, 48)),
      parent: Number(rlpQuantity(parent, 'A parent', RULE, 48)),
      to: bytesToHex(rlpBytes(to, 'A receiver', RULE, 20)) as Address,
      publicKey: bytesToHex(rlpBytes(publicKey, 'A public key', RULE, 33)),
      signature: bytesToHex(rlpBytes(signature, 'A signature', RULE, 64)),
    };
  });

/** A block: at most one transaction of each coin, in a sparse Merkle tree by coin. */
export type CashBlock = SparseMerkle<SignedCashTransaction>;

/** A coin's place in every block: SHA-256 of its id, so that paths part early and proofs stay short. */
export const coinPath = (coin: number): Uint8Array => sha256(bigintToFixedBytes(BigInt(coin), 8));

/** The block with these transactions; of two of one coin the later stays, for there is one place. */
export const cashBlock = (transactions: readonly SignedCashTransaction[]): CashBlock =>
  transactions.reduce(
    (block, one) => setLeaf(block, coinPath(one.coin), one),
    emptyTree(encodeCashTransaction),
  );

/** The root that is committed below. */
export const cashRoot = (block: CashBlock): Hash => hashHex(treeRoot(block));

/** What shows that a coin's place in a block holds a transaction, or nothing. */
export const proveCoin = (block: CashBlock, coin: number): SparseMerkleProof =>
  proveLeaf(block, coinPath(coin));

/** Whether the coin's place under `root` holds `transaction`, or nothing for null. */
export const verifyCoin = (
  root: Hash,
  coin: number,
  transaction: SignedCashTransaction | null,
  proof: SparseMerkleProof,
): boolean =>
  verifyLeaf(
    hexToBytes(root),
    coinPath(coin),
    transaction === null ? null : encodeCashTransaction(transaction),
    proof,
  );

/** The bytes of a path in a block's tree. */
export const encodeCoinProof = ({ siblings, leaf }: SparseMerkleProof): Uint8Array =>
  encodeRlp([[...siblings], leaf === null ? [] : [leaf.path, leaf.valueHash]]);

/** The path that `data` encode. Refused: any other form. */
export const decodeCoinProof = (data: Uint8Array): Result<SparseMerkleProof> =>
  decoding(() => {
    const decoded = decodeRlp(data);
    if (!decoded.ok) return malformed('malformed-proof', RULE, decoded.rejection.message, data, 'a proof');
    const [siblings, leaf] = rlpList(decoded.value, 2, 'A proof', RULE);
    if (siblings instanceof Uint8Array || leaf instanceof Uint8Array || !siblings || !leaf)
      return malformed('malformed-proof', RULE, 'A proof is two lists.', data, 'two lists');
    if (leaf.length !== 0 && leaf.length !== 2)
      return malformed('malformed-proof', RULE, 'A leaf is a path and a hash.', leaf.length, '0 or 2');
    const [path, valueHash] = leaf.map((one) => rlpBytes(one, 'A leaf', RULE, 32));
    return {
      siblings: siblings.map((one) => rlpBytes(one, 'A sibling', RULE, 32)),
      leaf: path === undefined || valueHash === undefined ? null : { path, valueHash },
    };
  });

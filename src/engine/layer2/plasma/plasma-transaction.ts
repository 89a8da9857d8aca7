/** A transaction of a Plasma chain: it spends up to two outputs that exist and makes up to two new ones. */
import { bytesToHex, concatBytes, hexToBytes, isHex, utf8 } from '../../foundation/bytes.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import { hashHex, keccak256 } from '../../foundation/hash.ts';
import { addressOf, sign, verify } from '../../foundation/keys.ts';
import type { KeyPair } from '../../foundation/keys.ts';
import type { Result } from '../../foundation/result.ts';
import { decodeRlp, encodeRlp, rlpBytes, rlpInteger, rlpList, rlpQuantity } from '../../foundation/rlp.ts';
import type { RlpItem } from '../../foundation/rlp.ts';
import { wei } from '../../foundation/units.ts';
import type { Address, Hash, Hex, Wei } from '../../foundation/units.ts';

/** Where an output was made: block, transaction in it, output of that; all counted from 0 but for blocks, from 1. */
export interface OutputPosition {
  readonly block: number;
  readonly transaction: number;
  readonly output: number;
}

/** Coins of the Plasma chain and whose they are. */
export interface PlasmaOutput {
  readonly owner: Address;
  readonly amount: Wei;
}

/** What a transaction does; without inputs it is the one transaction of a deposit's block. */
export interface PlasmaTransaction {
  /** At most two, each of them another (Buterin 2018, "The Plasma Chain"). */
  readonly inputs: readonly OutputPosition[];
  /** One or two. */
  readonly outputs: readonly PlasmaOutput[];
}

/** Who signed for one input: a compressed public key (33 bytes) and a signature (64 bytes). */
export interface PlasmaWitness {
  readonly publicKey: Hex;
  readonly signature: Hex;
}

/** A transaction with a witness for each input, in their order. */
export interface SignedPlasmaTransaction extends PlasmaTransaction {
  readonly witnesses: readonly PlasmaWitness[];
  /**
   * For each input the confirmations of the transaction that made it; none for a deposit. They stand in the block so that
   * all who watch can challenge with them: kept secret, they let one coin leave twice (Fourth State 2018, "Plasma
   * Vulnerability: Sybil Txs → Drained contract"; Buterin in the thread on Minimal Viable Plasma).
   */
  readonly published: readonly (readonly Hex[])[];
}

const RULE = 'Buterin 2018, Minimal Viable Plasma, "The Plasma Chain"';

/** The most transactions of a block: 2^16 (Buterin 2018, "Merkle tree of depth 16"). */
export const PLASMA_TREE_HEIGHT = 16;

/**
 * The number of a position: block · 10^9 + transaction · 10^4 + output (Buterin 2018, `startExit`). The older an output,
 * the smaller its number.
 */
export const positionNumber = ({ block, transaction, output }: OutputPosition): bigint =>
  BigInt(block) * 1_000_000_000n + BigInt(transaction) * 10_000n + BigInt(output);

/** The position with this number. */
export const positionOf = (number: bigint): OutputPosition => ({
  block: Number(number / 1_000_000_000n),
  transaction: Number((number % 1_000_000_000n) / 10_000n),
  output: Number(number % 10_000n),
});

const unsigned = ({ inputs, outputs }: PlasmaTransaction): RlpItem[] => [
  inputs.map((input) => rlpInteger(positionNumber(input))),
  outputs.map(({ owner, amount }): RlpItem => [hexToBytes(owner), rlpInteger(amount)]),
];

/** The whole transaction as RLP: inputs by number, outputs, witnesses, published confirmations. */
export const encodePlasmaTransaction = (transaction: SignedPlasmaTransaction): Uint8Array =>
  encodeRlp([
    ...unsigned(transaction),
    transaction.witnesses.map(({ publicKey, signature }): RlpItem => [
      hexToBytes(publicKey),
      hexToBytes(signature),
    ]),
    transaction.published.map((ones): RlpItem => ones.map(hexToBytes)),
  ]);

function listOf(item: RlpItem | undefined, what: string, from: number, to: number): readonly RlpItem[] {
  if (item === undefined || item instanceof Uint8Array || item.length < from || item.length > to)
    malformed(
      'plasma-wrong-count',
      RULE,
      `A transaction has ${from} to ${to} ${what}.`,
      item,
      `${to} at most`,
    );
  return item;
}

/** The transaction that `data` encode. Refused: any other form than {@link encodePlasmaTransaction} writes. */
export const decodePlasmaTransaction = (data: Uint8Array): Result<SignedPlasmaTransaction> =>
  decoding(() => {
    const decoded = decodeRlp(data);
    if (!decoded.ok) {
      const { code, rule, message, received, expected } = decoded.rejection;
      return malformed(code, rule, message, received, expected);
    }
    const [inputs, outputs, witnesses, published] = rlpList(decoded.value, 4, 'A Plasma transaction', RULE);
    const spent = listOf(inputs, 'inputs', 0, 2);
    const signed = listOf(witnesses, 'witnesses', spent.length, spent.length);
    const shown = listOf(published, 'published confirmations', spent.length, spent.length);
    return {
      inputs: spent.map((input) => positionOf(rlpQuantity(input, 'An input', RULE, 64))),
      outputs: listOf(outputs, 'outputs', 1, 2).map((output) => {
        const [owner, amount] = rlpList(output, 2, 'An output', RULE);
        return {
          owner: bytesToHex(rlpBytes(owner, 'An owner', RULE, 20)) as Address,
          amount: wei(rlpQuantity(amount, 'An amount', RULE, 128)),
        };
      }),
      witnesses: signed.map((witness) => {
        const [publicKey, signature] = rlpList(witness, 2, 'A witness', RULE);
        return {
          publicKey: bytesToHex(rlpBytes(publicKey, 'A public key', RULE, 33)),
          signature: bytesToHex(rlpBytes(signature, 'A signature', RULE, 64)),
        };
      }),
      published: shown.map((ones) =>
        listOf(ones, 'confirmations of an input', 0, 2).map((one) =>
          bytesToHex(rlpBytes(one, 'A confirmation', RULE, 64)),
        ),
      ),
    };
  });

/** What the leaf of a transaction is made of: Keccak-256 over all its bytes, witnesses included. */
export const plasmaLeaf = (transaction: SignedPlasmaTransaction): Hash =>
  hashHex(keccak256(encodePlasmaTransaction(transaction)));

/**
 * What the owners of the inputs sign. It names the contract below, so that a signature for one Plasma chain is none for
 * another.
 */
export const plasmaSigningHash = (contract: Address, transaction: PlasmaTransaction): Hash =>
  hashHex(keccak256(encodeRlp([hexToBytes(contract), ...unsigned(transaction)])));

/**
 * What is signed once more when the block is there and its data were seen: the transaction and the block's root (Buterin
 * 2018, "confirm signature"). Only a confirmed transaction counts, so a block that is withheld moves nobody's coins.
 */
export const confirmationHash = (contract: Address, transaction: PlasmaTransaction, root: Hash): Hash =>
  hashHex(
    keccak256(
      concatBytes(
        utf8('strata plasma confirmation'),
        hexToBytes(plasmaSigningHash(contract, transaction)),
        hexToBytes(root),
      ),
    ),
  );

/**
 * `transaction` signed by the owner of each input, in their order; `published` goes along unsigned and is none unless told.
 * Needs `ready()`. @throws RangeError for too few keys
 */
export function signPlasmaTransaction(
  contract: Address,
  transaction: PlasmaTransaction,
  keys: readonly KeyPair[],
  published: SignedPlasmaTransaction['published'] = transaction.inputs.map(() => []),
): SignedPlasmaTransaction {
  if (keys.length !== transaction.inputs.length)
    throw new RangeError(`${transaction.inputs.length} inputs need as many keys; got ${keys.length}.`);
  const hash = plasmaSigningHash(contract, transaction);
  const witnesses = keys.map(({ publicKey, secretKey }) => ({ publicKey, signature: sign(hash, secretKey) }));
  return { ...transaction, witnesses, published };
}

/** Whether `witness` is `owner`'s signature over `hash`. */
export const witnessHolds = ({ publicKey, signature }: PlasmaWitness, hash: Hash, owner?: Address): boolean =>
  isHex(publicKey, 33) &&
  (owner === undefined || addressOf(publicKey) === owner) &&
  verify(signature, hash, publicKey);

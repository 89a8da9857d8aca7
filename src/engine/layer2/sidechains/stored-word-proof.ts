/** The proof that a contract of another chain has stored certain words, out of that chain's state root alone. */
import { concatBytes, hexToBytes } from '../../foundation/bytes.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { decodeRlp, encodeRlp, rlpBytes, rlpList } from '../../foundation/rlp.ts';
import type { RlpItem } from '../../foundation/rlp.ts';
import { proveLeaf, treeRoot, verifyLeaf } from '../../foundation/sparse-merkle.ts';
import type { SparseMerkleProof } from '../../foundation/sparse-merkle.ts';
import type { Address, Hash } from '../../foundation/units.ts';
import { stateRoot } from '../../layer1/ledger/accounts.ts';
import { storageOf } from '../../layer1/machine/contracts/contract-state.ts';
import type { ContractState } from '../../layer1/machine/contracts/contract-state.ts';
import { proveWord, rootWith } from '../../layer1/machine/word-proof.ts';
import type { WordProof } from '../../layer1/machine/word-proof.ts';
import type { Word } from '../../layer1/machine/word.ts';
import { wordRoot } from '../../layer1/machine/word-tree.ts';

/** A way from a chain's state root to the words of one contract. */
export interface StoredWordsProof {
  readonly accountsRoot: Uint8Array;
  /** From the root of all storages to the contract's. */
  readonly storage: SparseMerkleProof;
  /** The root of the contract's words. */
  readonly wordsRoot: Uint8Array;
  /** From there to each word. */
  readonly words: readonly WordProof[];
}

const pathOf = (contract: Address): Uint8Array => sha256(hexToBytes(contract));

/** The proof of the words in `slots` of `contract`, zero included. */
export const proveStoredWords = (
  state: ContractState,
  contract: Address,
  slots: readonly Word[],
): StoredWordsProof => ({
  accountsRoot: hexToBytes(stateRoot(state.accounts)),
  storage: proveLeaf(state.storages, pathOf(contract)),
  wordsRoot: wordRoot(storageOf(state, contract)),
  words: slots.map((slot) => proveWord(storageOf(state, contract), slot)),
});

const storagesRootOf = (state: ContractState): Uint8Array => treeRoot(state.storages);

/** The two roots whose hash is the state root (`contractStateRoot`). */
export const stateParts = (state: ContractState): { readonly accounts: Hash; readonly storages: Hash } => ({
  accounts: stateRoot(state.accounts),
  storages: hashHex(storagesRootOf(state)),
});

/** The bytes of a path in a sparse tree. */
export const encodeSparseProof = ({ siblings, leaf }: SparseMerkleProof): RlpItem => [
  [...siblings],
  leaf === null ? [] : [leaf.path, leaf.valueHash],
];

/** The bytes of a proof; `storagesRoot` stands beside it, since a state root is the hash of two. */
export const encodeStoredWords = (proof: StoredWordsProof, storagesRoot: Hash): Uint8Array =>
  encodeRlp([
    proof.accountsRoot,
    hexToBytes(storagesRoot),
    encodeSparseProof(proof.storage),
    proof.wordsRoot,
    proof.words.map(({ mask, hashes }): RlpItem => [mask, [...hashes]]),
  ]);

const RULE = 'Strata state, proof of stored words';

const bytesOf = (item: RlpItem | undefined, what: string): readonly Uint8Array[] => {
  if (item === undefined || item instanceof Uint8Array)
    return malformed('malformed-proof', RULE, `${what} is a list.`, 'bytes', 'a list');
  return item.map((one) => rlpBytes(one, what, RULE));
};

/** A path in a sparse tree out of its item; stops the decoder around it otherwise. */
export function readSparseProof(item: RlpItem | undefined): SparseMerkleProof {
  const [siblings, leaf] = rlpList(item ?? [], 2, 'A path', RULE);
  const ends = bytesOf(leaf, 'A leaf');
  const [path, valueHash] = ends;
  return {
    siblings: bytesOf(siblings, 'Siblings'),
    leaf: path === undefined || valueHash === undefined ? null : { path, valueHash },
  };
}

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: RULE, message, received, expected });

/**
 * Whether `contract` had stored `expected` (slot and word) under `root`. Refused: `malformed-proof`, `wrong-state-root`,
 * `wrong-storage` (another contract's), `wrong-word`.
 */
export function verifyStoredWords(
  root: Hash,
  contract: Address,
  expected: readonly (readonly [slot: Word, word: Word])[],
  data: Uint8Array,
): Result<void> {
  const read = decoding(() => {
    const decoded = decodeRlp(data);
    if (!decoded.ok) return malformed('malformed-proof', RULE, decoded.rejection.message, data, 'RLP');
    const [accounts, storages, storage, wordsRoot, words] = rlpList(decoded.value, 5, 'A proof', RULE);
    if (words === undefined || words instanceof Uint8Array)
      return malformed('malformed-proof', RULE, 'Words are a list.', words, 'a list');
    return {
      accounts: rlpBytes(accounts, 'The accounts’ root', RULE, 32),
      storages: rlpBytes(storages, 'The storages’ root', RULE, 32),
      storage: readSparseProof(storage),
      wordsRoot: rlpBytes(wordsRoot, 'The words’ root', RULE, 32),
      words: words.map((one): WordProof => {
        const [mask, hashes] = rlpList(one, 2, 'A word', RULE);
        return { mask: rlpBytes(mask, 'A mask', RULE), hashes: bytesOf(hashes, 'Hashes') };
      }),
    };
  });
  if (!read.ok) return read;
  const { accounts, storages, storage, wordsRoot, words } = read.value;
  const found = hashHex(sha256(concatBytes(accounts, storages)));
  if (found !== root) return refuse('wrong-state-root', 'The two roots are not this state’s.', found, root);
  if (!verifyLeaf(storages, pathOf(contract), wordsRoot, storage))
    return refuse('wrong-storage', 'The contract’s storage is another.', hashHex(wordsRoot), contract);
  if (words.length !== expected.length)
    return refuse('wrong-word', 'Each word has its path.', words.length, expected.length);
  for (const [index, [slot, word]] of expected.entries()) {
    const proof = words[index];
    const reached = proof === undefined ? null : rootWith(256, slot, word, proof);
    if (reached === null || hashHex(reached) !== hashHex(wordsRoot))
      return refuse('wrong-word', `The contract has another word in slot ${index} of these.`, word, slot);
  }
  return ok(undefined);
}

/** The words that a contract has stored, as a tree whose every entry, and every gap, another chain can be shown. */
import { bytesToBigint, compareBytes, concatBytes, hexToBytes, utf8 } from '../foundation/bytes.ts';
import { sha256 } from '../foundation/hash.ts';
import { emptyTree, leavesOf, proveLeaf, setLeaf, treeRoot } from '../foundation/sparse-merkle.ts';
import type { SparseMerkle } from '../foundation/sparse-merkle.ts';
import type { Address } from '../foundation/units.ts';
import { storageOf } from '../layer1/machine/contracts/contract-state.ts';
import type { ContractState } from '../layer1/machine/contracts/contract-state.ts';
import { wordBytes } from '../layer1/machine/word.ts';
import { SMT_SPEC } from './ics23-specs.ts';
import type { CommitmentProof, ExistenceProof, ProofInnerOp } from './ics23-types.ts';

/** An entry of a store. */
export interface StoreEntry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** Keys and values under one root, hashed as {@link SMT_SPEC} says; neither may be empty. */
export interface ProvableStore {
  readonly tree: SparseMerkle<StoreEntry>;
}

/** The store of these entries. @throws RangeError for an empty key or value, of which ICS-23 has no proof */
export function provableStore(entries: Iterable<StoreEntry>): ProvableStore {
  let tree = emptyTree<StoreEntry>(({ value }) => value);
  for (const entry of entries) {
    if (entry.key.length === 0 || entry.value.length === 0)
      throw new RangeError('A provable entry has a key and a value.');
    tree = setLeaf(tree, sha256(entry.key), entry);
  }
  return { tree };
}

/** The key under which a contract's store has its address, so that no store is empty: of an empty one nothing can be proven. */
const OWNER_KEY = utf8('contract');

/** All words of `contract` that are not zero: the slot is the key, both of 32 bytes. Besides them its address. */
export function contractStore(state: ContractState, contract: Address): ProvableStore {
  const entries: StoreEntry[] = [{ key: OWNER_KEY, value: hexToBytes(contract) }];
  const stack = [storageOf(state, contract).root];
  while (stack.length > 0) {
    const node = stack.pop();
    if (node === null || node === undefined) continue;
    if (node.path === null) stack.push(node.left, node.right);
    else entries.push({ key: node.path, value: wordBytes(node.word) });
  }
  return provableStore(entries);
}

/** The root of a store: 32 bytes, zeros for an empty one. */
export const storeRoot = ({ tree }: ProvableStore): Uint8Array => treeRoot(tree);

/** The value at `key`, or null. */
export const storeValue = ({ tree }: ProvableStore, key: Uint8Array): Uint8Array | null => {
  const path = sha256(key);
  for (const [at, entry] of leavesOf(tree)) if (compareBytes(at, path) === 0) return entry.value;
  return null;
};

function existence({ tree }: ProvableStore, { key, value }: StoreEntry): ExistenceProof {
  const at = sha256(key);
  const { siblings } = proveLeaf(tree, at);
  const position = bytesToBigint(at);
  const path = siblings.map((sibling, depth): ProofInnerOp => {
    const isRight = (position >> BigInt(255 - depth)) % 2n === 1n;
    const one = Uint8Array.of(1);
    return {
      hash: 'SHA256',
      prefix: isRight ? concatBytes(one, sibling) : one,
      suffix: isRight ? new Uint8Array(0) : sibling,
    };
  });
  return { key, value, leaf: SMT_SPEC.leaf, path: path.toReversed() };
}

/**
 * What stands at `key`: its proof of existence, or a proof of absence by its neighbours in the order of the keys' hashes.
 * @throws RangeError for an empty store, of which ICS-23 can prove nothing
 */
export function proveKey(store: ProvableStore, key: Uint8Array): CommitmentProof {
  const at = sha256(key);
  let left: StoreEntry | null = null;
  let right: StoreEntry | null = null;
  for (const [path, entry] of leavesOf(store.tree)) {
    const order = compareBytes(path, at);
    if (order === 0) return { kind: 'exist', exist: existence(store, entry) };
    if (order < 0) left = entry;
    else right ??= entry;
  }
  if (left === null && right === null) throw new RangeError('An empty store has no proofs.');
  const beside = (entry: StoreEntry | null) => (entry === null ? null : existence(store, entry));
  return { kind: 'nonexist', nonexist: { key, left: beside(left), right: beside(right) } };
}

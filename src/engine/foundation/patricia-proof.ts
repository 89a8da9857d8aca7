/** Proofs from a Patricia trie: the nodes along a key's path, from which anyone with the root can read its value or absence. */
import { bytesToHex, equalBytes, hexToBytes } from './bytes.ts';
import { decoding, malformed } from './errors.ts';
import { keccak256 } from './hash.ts';
import { encodeTrieNode, isHeldInPlace } from './patricia-node.ts';
import type { TrieNode } from './patricia-node.ts';
import { nibblesOf, readHexPrefix, sharedLength } from './patricia-path.ts';
import { EMPTY_TRIE_ROOT, trieTrail } from './patricia-trie.ts';
import type { Trie } from './patricia-trie.ts';
import { decodeRlp, encodeRlp } from './rlp.ts';
import type { RlpItem } from './rlp.ts';
import type { Result } from './result.ts';
import type { Hash } from './units.ts';

const RULE = 'Ethereum Yellow Paper, appendix D';

/**
 * The RLP of the nodes from the root along `key`, as far as the path leads (EIP-1186, `accountProof`). Nodes that stand
 * inside their parent are not listed again. An empty trie has an empty proof.
 */
export function proveTrie(trie: Trie, key: Uint8Array): readonly Uint8Array[] {
  const proof: Uint8Array[] = [];
  let node = trie.root;
  let trail = trieTrail(trie, key);
  while (node !== null) {
    if (node === trie.root || !isHeldInPlace(node)) proof.push(encodeTrieNode(node));
    const next = follow(node, trail);
    if (next === null) break;
    ({ node, trail } = next);
  }
  return proof;
}

function follow(node: TrieNode, trail: Uint8Array): { node: TrieNode; trail: Uint8Array } | null {
  if (node.kind === 'leaf') return null;
  if (node.kind === 'extension') {
    if (sharedLength(node.path, trail) < node.path.length) return null;
    return { node: node.child, trail: trail.subarray(node.path.length) };
  }
  const child = trail.length === 0 ? null : node.children[trail[0] as number];
  return child ? { node: child, trail: trail.subarray(1) } : null;
}

/** A reference as a proof's node holds it: nothing, the hash of a node, or the node in place. */
function checkReference(item: RlpItem | undefined): RlpItem {
  if (item === undefined)
    malformed('trie-node-shape', RULE, 'A reference is missing.', 'nothing', 'a reference');
  if (!(item instanceof Uint8Array)) {
    const { length } = encodeRlp(item);
    if (length >= 32)
      malformed(
        'trie-node-in-place',
        RULE,
        'A node of 32 bytes or more stands behind its hash.',
        length,
        'below 32',
      );
  } else if (item.length !== 32 && item.length !== 0) {
    malformed('trie-reference-length', RULE, 'A reference is a hash of 32 bytes.', item.length, 32);
  }
  return item;
}

const isAbsent = (item: RlpItem): boolean => item instanceof Uint8Array && item.length === 0;

/** What a node on the path says: the value (null for none), or where to go on. */
type Turn =
  | { readonly value: Uint8Array | null }
  | { readonly next: RlpItem; readonly trail: Uint8Array; readonly toBranch: boolean };

function readBranch(item: readonly RlpItem[], trail: Uint8Array): Turn {
  const children = item.slice(0, 16).map(checkReference);
  const value = item[16];
  if (!(value instanceof Uint8Array))
    malformed('trie-node-shape', RULE, 'A value is bytes.', 'list', 'bytes');
  const ways = children.filter((child) => !isAbsent(child)).length + (value.length > 0 ? 1 : 0);
  if (ways < 2)
    malformed('trie-branch-needless', RULE, 'A branch has two ways at least.', ways, 'at least 2');
  if (trail.length === 0) return { value: value.length === 0 ? null : value };
  const next = children[trail[0] as number] as RlpItem;
  return isAbsent(next) ? { value: null } : { next, trail: trail.subarray(1), toBranch: false };
}

function readNode(item: RlpItem, trail: Uint8Array, mustBranch: boolean): Turn {
  if (item instanceof Uint8Array) malformed('trie-node-shape', RULE, 'A node is a list.', 'bytes', 'list');
  if (item.length === 17) return readBranch(item, trail);
  if (item.length !== 2)
    malformed('trie-node-shape', RULE, 'A node has 2 or 17 items.', item.length, '2 or 17');
  if (mustBranch) malformed('trie-extension-chain', RULE, 'An extension leads to a branch.', 2, '17 items');
  const [packed, second] = item as readonly [RlpItem, RlpItem];
  if (!(packed instanceof Uint8Array))
    malformed('trie-node-shape', RULE, 'A path is bytes.', 'list', 'bytes');
  const { path, isLeaf } = readHexPrefix(packed);
  if (isLeaf) {
    if (!(second instanceof Uint8Array) || second.length === 0)
      malformed('trie-leaf-empty', RULE, 'A leaf holds a value.', 'no value', 'at least 1 byte');
    return { value: equalBytes(path, trail) ? second : null };
  }
  const next = checkReference(second);
  if (path.length === 0 || isAbsent(next))
    malformed(
      'trie-extension-needless',
      RULE,
      'An extension has a path and leads somewhere.',
      path.length,
      'at least 1',
    );
  if (sharedLength(path, trail) < path.length) return { value: null };
  return { next, trail: trail.subarray(path.length), toBranch: true };
}

/**
 * The value that `proof` shows at `key` under `root`; null when it shows that there is none. For a secure trie, hash the
 * key first or say `secure`. Refused: a node whose hash is not the one asked for, a node missing or one too many, and
 * every form of node that {@link proveTrie} would not write.
 */
export const verifyTrieProof = (
  root: Hash,
  key: Uint8Array,
  proof: readonly Uint8Array[],
  { secure = false }: { readonly secure?: boolean } = {},
): Result<Uint8Array | null> => decoding(() => readProof(root, secure ? keccak256(key) : key, proof));

function readProof(root: Hash, key: Uint8Array, proof: readonly Uint8Array[]): Uint8Array | null {
  let used = 0;
  const take = (hash: Uint8Array): RlpItem => {
    const node = proof[used];
    if (node === undefined)
      malformed('trie-proof-short', RULE, `Node ${used} is missing.`, proof.length, used + 1);
    used += 1;
    const actual = keccak256(node);
    if (!equalBytes(actual, hash)) {
      const message = `Node ${used - 1} is not the one that its parent names.`;
      malformed('trie-proof-hash', RULE, message, bytesToHex(actual), bytesToHex(hash));
    }
    const decoded = decodeRlp(node);
    if (decoded.ok) return decoded.value;
    const { code, rule, message, received, expected } = decoded.rejection;
    return malformed(code, rule, message, received, expected);
  };
  let value: Uint8Array | null = null;
  if (root !== EMPTY_TRIE_ROOT || proof.length > 0) {
    let item = take(hexToBytes(root));
    let turn = readNode(item, nibblesOf(key), false);
    while ('next' in turn) {
      const { next, toBranch, trail } = turn;
      if (next instanceof Uint8Array) {
        item = take(next);
        if (encodeRlp(item).length < 32)
          malformed(
            'trie-node-by-hash',
            RULE,
            'A node below 32 bytes stands in its parent.',
            'a hash',
            'the node',
          );
      } else item = next;
      turn = readNode(item, trail, toBranch);
    }
    ({ value } = turn);
  }
  if (used !== proof.length)
    malformed('trie-proof-long', RULE, 'Nodes follow the end of the path.', proof.length, used);
  return value;
}

/** The accounts of a validity rollup: a Merkle tree under Rescue-Prime, where a root names a version for good. */
import { ok, reject } from '../../../foundation/result.ts';
import type { Result } from '../../../foundation/result.ts';
import { rescueCompress, rescueCompressAll } from './rescue-prime.ts';
import { STARK_FIELD } from './stark-field.ts';

/** An account of the rollup; its place in the tree is its address. */
export interface ValidityAccount {
  /** In wei, below 2^64. */
  readonly balance: bigint;
  /** Transfers sent so far, below 2^32. */
  readonly nonce: number;
}

interface Node {
  readonly hash: bigint;
  readonly children: readonly [Node, Node] | ValidityAccount;
}

/** All accounts, 2^depth of them. Changing one gives a new tree that shares all but one path. */
export interface ValidityTree {
  readonly depth: number;
  readonly top: Node;
}

/** Bits of a balance and of a nonce. */
export const BALANCE_BITS = 64;
/** Bits of a nonce: what stands below the balance in an account's word. */
export const NONCE_BITS = 32;
/** 2^32: a balance is worth so much in an account's word. */
export const BALANCE_UNIT: bigint = 1n << BigInt(NONCE_BITS);

const NOBODY: ValidityAccount = { balance: 0n, nonce: 0 };

/**
 * Balance and nonce as one element: nonce + 2^32 · balance, below 2^96 and so far below the modulus for all that an
 * account can hold.
 */
export const accountWord = ({ balance, nonce }: ValidityAccount): bigint =>
  STARK_FIELD.create(BigInt(nonce) + BALANCE_UNIT * balance);

/** The leaf of account `index`: its index and its word, hashed together. */
export const accountLeaf = (index: number, account: ValidityAccount): bigint =>
  rescueCompress(BigInt(index), accountWord(account));

const isIndex = (index: number, depth: number): boolean =>
  Number.isInteger(index) && index >= 0 && index < 2 ** depth;

/**
 * The tree of these accounts; all others hold nothing. Throws RangeError for a depth other than 3, 7 or 15 (a
 * transfer takes a power of two of hashes then), an index beyond the tree, a balance or a nonce beyond its bits.
 */
export function createValidityTree(
  depth: number,
  accounts: ReadonlyMap<number, ValidityAccount>,
): ValidityTree {
  if (![3, 7, 15].includes(depth)) throw new RangeError(`A tree has 3, 7 or 15 levels; got ${depth}.`);
  for (const [index, { balance, nonce }] of accounts)
    if (!isIndex(index, depth) || balance < 0n || balance >> 64n > 0n || !(nonce >= 0 && nonce < 2 ** 32))
      throw new RangeError(`Account ${index} with ${balance} and nonce ${nonce} does not fit the tree.`);
  const leaves = Array.from({ length: 2 ** depth }, (_, index) => accounts.get(index) ?? NOBODY);
  const hashes = rescueCompressAll(leaves.map((account, index) => [BigInt(index), accountWord(account)]));
  let row = leaves.map((children, index): Node => ({ hash: hashes[index] as bigint, children }));
  while (row.length > 1) {
    const pairs = Array.from(
      { length: row.length / 2 },
      (_, at) => [row[2 * at] as Node, row[2 * at + 1] as Node] as const,
    );
    const above = rescueCompressAll(pairs.map(([left, right]) => [left.hash, right.hash]));
    row = pairs.map((children, at) => ({ hash: above[at] as bigint, children }));
  }
  return { depth, top: row[0] as Node };
}

/** The root of the tree, one element. */
export const validityRoot = ({ top }: ValidityTree): bigint => top.hash;

const isInner = (children: Node['children']): children is readonly [Node, Node] => Array.isArray(children);

/** The nodes from the root down to account `index`. @throws RangeError when there is no such account */
function pathNodes({ depth, top }: ValidityTree, index: number): readonly Node[] {
  if (!isIndex(index, depth)) throw new RangeError(`There is no account ${index} in this tree.`);
  const nodes: Node[] = [top];
  for (let level = depth - 1, node = top; level >= 0; level -= 1) {
    if (!isInner(node.children)) throw new RangeError('A leaf stands too high.');
    node = node.children[(index >> level) & 1] as Node;
    nodes.push(node);
  }
  return nodes;
}

/** Account `index`. @throws RangeError when there is no such account */
export function validityAccount(tree: ValidityTree, index: number): ValidityAccount {
  const leaf = pathNodes(tree, index).at(-1)?.children ?? NOBODY;
  return isInner(leaf) ? NOBODY : leaf;
}

/**
 * The nodes beside the path of account `index`, from the leaf up, `depth` of them. @throws RangeError when there is
 * no such account
 */
export function accountPath(tree: ValidityTree, index: number): readonly bigint[] {
  const nodes = pathNodes(tree, index).slice(0, -1);
  return nodes
    .map(({ children }, at) => {
      const bit = (index >> (tree.depth - 1 - at)) & 1;
      return isInner(children) ? (children[1 - bit] as Node).hash : 0n;
    })
    .reverse();
}

/** The tree with another account in place `index`. @throws RangeError when there is no such account */
export function withValidityAccount(
  tree: ValidityTree,
  index: number,
  account: ValidityAccount,
): ValidityTree {
  const nodes = pathNodes(tree, index);
  let node: Node = { hash: accountLeaf(index, account), children: account };
  for (let level = 0; level < tree.depth; level += 1) {
    const above = nodes[tree.depth - 1 - level]?.children;
    if (above === undefined || !isInner(above)) throw new RangeError('A leaf stands too high.');
    const children: readonly [Node, Node] = (index >> level) & 1 ? [above[0], node] : [node, above[1]];
    node = { hash: rescueCompress(children[0].hash, children[1].hash), children };
  }
  return { depth: tree.depth, top: node };
}

/** The root that account `index` and the nodes beside its path make up. */
export const rootOfPath = (index: number, account: ValidityAccount, path: readonly bigint[]): bigint =>
  path.reduce(
    (node, sibling, level) =>
      (index >> level) & 1 ? rescueCompress(sibling, node) : rescueCompress(node, sibling),
    accountLeaf(index, account),
  );

/**
 * Whether `account` stands at `index` under `root`. Refused: an index or a path that no tree of `depth` has, numbers
 * beyond their bits (`malformed-account`), and a path to another root (`wrong-account-path`).
 */
export function verifyAccountPath(
  root: bigint,
  depth: number,
  index: number,
  account: ValidityAccount,
  path: readonly bigint[],
): Result<void> {
  const rule = 'Strata validity rollup, accounts';
  const { balance, nonce } = account;
  const isSane =
    isIndex(index, depth) &&
    path.length === depth &&
    path.every((node) => node >= 0n && node < STARK_FIELD.modulus) &&
    balance >= 0n &&
    balance >> BigInt(BALANCE_BITS) === 0n &&
    Number.isInteger(nonce) &&
    nonce >= 0 &&
    nonce < 2 ** NONCE_BITS;
  if (!isSane) {
    const received = { index, balance, nonce, path: path.length };
    return reject({
      code: 'malformed-account',
      rule,
      message: 'No tree has that.',
      received,
      expected: depth,
    });
  }
  const led = rootOfPath(index, account, path);
  if (led === root) return ok(undefined);
  return reject({
    code: 'wrong-account-path',
    rule,
    message: 'The path leads to another root.',
    received: led,
    expected: root,
  });
}

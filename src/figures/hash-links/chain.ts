/** A little chain of real headers that can be edited, judged and mined again; the difficulty alone is of teaching size. */
import {
  bitsOf,
  createRandom,
  doubleSha256,
  hashHex,
  headerId,
  meetsTarget,
  mine,
  targetOf,
  utf8,
} from 'strata';
import type { BitcoinHeader, Hash } from 'strata';

/** Ids must begin with three zero digits: one hash in 4,096 does. Bitcoin asks for about nineteen. */
const BITS = bitsOf((1n << 244n) - 1n);
/** The target that every id must not exceed. */
const TARGET = targetOf(BITS);
/** Hashes it takes on average to find a nonce. */
export const EXPECTED_HASHES = 4_096;

const NO_PARENT = `0x${'00'.repeat(32)}` as Hash;
const BLOCKS = 4;
const NAMES = ['Ada', 'Ben', 'Cleo', 'Dov', 'Eve', 'Finn'] as const;

/** A block as the learner sees it: what it says, and its header, which commits to that. */
export interface EditableBlock {
  readonly data: string;
  readonly header: BitcoinHeader;
}

/** How a block stands: its own work, and its link to the block before. */
export interface Judgement {
  readonly id: Hash;
  readonly meetsTarget: boolean;
  /** `cut off`: this link holds, but one before it does not, so the block hangs on nothing. */
  readonly link: 'first' | 'holds' | 'broken' | 'cut off';
}

const rootOf = (data: string): Hash => hashHex(doubleSha256(utf8(data)));

/** A nonce for `header`, tried from 0. */
function findNonce(header: BitcoinHeader): { readonly nonce: number; readonly hashes: number } {
  const found = mine(header, { from: 0, tries: 2 ** 32 });
  if (found === null) throw new RangeError('No nonce of 32 bits meets the target.');
  return found;
}

/** A chain of four blocks from a seed, every link and every id sound. */
export function createChain(seed: number): readonly EditableBlock[] {
  const random = createRandom(seed, 'hash-links');
  const chain: EditableBlock[] = [];
  let prevId = NO_PARENT;
  for (let height = 0; height < BLOCKS; height += 1) {
    const [payer, payee] = random.shuffle(NAMES);
    const data = `${payer} pays ${payee} ${random.int(1, 9)}`;
    const header = {
      version: 1,
      prevId,
      merkleRoot: rootOf(data),
      timestamp: height * 600,
      bits: BITS,
      nonce: 0,
    };
    const block = { data, header: { ...header, nonce: findNonce(header).nonce } };
    chain.push(block);
    prevId = headerId(block.header);
  }
  return chain;
}

const replaced = (
  chain: readonly EditableBlock[],
  at: number,
  change: (block: EditableBlock) => EditableBlock,
) => chain.map((block, index) => (index === at ? change(block) : block));

/** The chain with other data in one block; nothing else is repaired. */
export const editData = (
  chain: readonly EditableBlock[],
  at: number,
  data: string,
): readonly EditableBlock[] =>
  replaced(chain, at, ({ header }) => ({ data, header: { ...header, merkleRoot: rootOf(data) } }));

/** The chain with another nonce in one block. @throws RangeError for a nonce that does not fit in 32 bits */
export function editNonce(
  chain: readonly EditableBlock[],
  at: number,
  nonce: number,
): readonly EditableBlock[] {
  if (!Number.isInteger(nonce) || nonce < 0 || nonce >= 2 ** 32)
    throw new RangeError(`${nonce} is no 32-bit nonce.`);
  return replaced(chain, at, ({ data, header }) => ({ data, header: { ...header, nonce } }));
}

/** The header that repairs block `at` once it has a nonce: it names the present id of the block before. */
export function headerToMine(chain: readonly EditableBlock[], at: number): BitcoinHeader {
  const block = chain[at];
  if (block === undefined) throw new RangeError(`There is no block ${at}.`);
  const parent = chain[at - 1];
  return { ...block.header, prevId: parent === undefined ? NO_PARENT : headerId(parent.header), nonce: 0 };
}

/** The chain with block `at` mined again on the block before it, and the hashes that took. */
export function remine(chain: readonly EditableBlock[], at: number) {
  const header = headerToMine(chain, at);
  const { nonce, hashes } = findNonce(header);
  return { chain: replaced(chain, at, ({ data }) => ({ data, header: { ...header, nonce } })), hashes };
}

/** How each block stands, as a node that follows the links from the first would find it. */
export function judge(chain: readonly EditableBlock[]): readonly Judgement[] {
  let sound = true;
  let parentId: Hash | null = null;
  return chain.map(({ header }): Judgement => {
    const id = headerId(header);
    const linked = parentId === null || header.prevId === parentId;
    const link = parentId === null ? 'first' : !linked ? 'broken' : sound ? 'holds' : 'cut off';
    const works = meetsTarget(id, TARGET);
    sound = sound && linked && works;
    parentId = id;
    return { id, meetsTarget: works, link };
  });
}

/** The first block that must be mined again, or -1 when the chain is sound. */
export const firstFault = (judgements: readonly Judgement[]): number =>
  judgements.findIndex(({ meetsTarget: works, link }) => !works || link === 'broken' || link === 'cut off');

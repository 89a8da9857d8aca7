/** One tree, three rules: the longest branch, the heaviest one, and the one that validators voted for. */
import {
  addBlock,
  createTree,
  hashHex,
  heaviestChain,
  lmdGhost,
  longestChain,
  sha256,
  slot,
  utf8,
} from 'strata';
import type { Hash } from 'strata';

const hashOf = (name: string): Hash => hashHex(sha256(utf8(name)));

export function main(): void {
  const names = new Map<Hash, string>();
  let tree = createTree({
    hash: hashOf('root'),
    parent: hashOf('none'),
    height: 0,
    work: 1n,
    slot: slot(0),
  });
  const branches = [
    ['long 1', 'root', 1, 1n],
    ['long 2', 'long 1', 2, 1n],
    ['long 3', 'long 2', 3, 1n],
    ['heavy 1', 'root', 1, 4n],
    ['voted 1', 'root', 1, 1n],
  ] as const;
  for (const [name, parent, height, work] of branches) {
    const hash = hashOf(name);
    names.set(hash, name);
    const block = {
      hash,
      parent: hashOf(parent),
      height,
      work,
      slot: slot(height),
    };
    const added = addBlock(tree, block);
    if (added.ok) tree = added.value;
  }

  const votes = [0, 1, 2].map((validator) => ({
    validator,
    block: hashOf('voted 1'),
    slot: slot(3),
    stake: 32n,
  }));
  for (const [rule, choose] of Object.entries({
    longestChain,
    heaviestChain,
    lmdGhost,
  })) {
    console.log(`${rule} chooses “${names.get(choose(tree, votes))}”`);
  }
}

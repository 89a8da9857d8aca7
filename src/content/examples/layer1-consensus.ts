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
  const grow = (
    name: string,
    parent: string,
    height: number,
    work: bigint,
  ): void => {
    names.set(hashOf(name), name);
    const added = addBlock(tree, {
      hash: hashOf(name),
      parent: hashOf(parent),
      height,
      work,
      slot: slot(height),
    });
    if (added.ok) tree = added.value;
    else console.log(added.rejection);
  };
  grow('long 1', 'root', 1, 1n);
  grow('long 2', 'long 1', 2, 1n);
  grow('long 3', 'long 2', 3, 1n);
  grow('heavy 1', 'root', 1, 4n);
  grow('voted 1', 'root', 1, 1n);

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

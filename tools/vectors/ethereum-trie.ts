// Merkle Patricia trie: the root after inserting, overwriting and deleting, and proofs of all that was touched.
import { equalBytes, hexToBytes, utf8 } from '../../src/engine/foundation/bytes.ts';
import { proveTrie, verifyTrieProof } from '../../src/engine/foundation/patricia-proof.ts';
import {
  emptyTrie,
  trieDelete,
  trieGet,
  triePut,
  trieRoot,
} from '../../src/engine/foundation/patricia-trie.ts';
import type { Trie } from '../../src/engine/foundation/patricia-trie.ts';
import { expectSame, has, list, text } from './format.ts';
import type { Format } from './format.ts';

const bytesOf = (written: unknown): Uint8Array => {
  if (typeof written !== 'string') throw new Error(`neither text nor hexadecimal: ${String(written)}`);
  return written.startsWith('0x') ? hexToBytes(written) : utf8(written);
};

interface Operation {
  readonly key: Uint8Array;
  /** Null deletes. */
  readonly value: Uint8Array | null;
}

const operationOf = (written: unknown): Operation => {
  if (!Array.isArray(written)) throw new Error(`no operation: ${String(written)}`);
  const [key, value] = written as unknown[];
  return { key: bytesOf(key), value: value === null ? null : bytesOf(value) };
};

const applied = (operations: readonly Operation[], secure: boolean): Trie =>
  operations.reduce(
    (trie, { key, value }) => (value === null ? trieDelete(trie, key) : triePut(trie, key, value)),
    emptyTrie({ secure }),
  );

function checkProofs(trie: Trie, operations: readonly Operation[]): void {
  for (const { key } of operations) {
    const shown = verifyTrieProof(trieRoot(trie), key, proveTrie(trie, key), trie);
    if (!shown.ok) throw new Error(`proof refused: ${shown.rejection.message}`);
    const held = trieGet(trie, key);
    const same = held === null || shown.value === null ? held === shown.value : equalBytes(held, shown.value);
    expectSame('the proof shows what the trie holds', same, true);
  }
}

export const ethereumTrie: Format = {
  name: 'Merkle Patricia trie',
  recognises: (first) => has(first, 'ops', 'root', 'secure', 'anyOrder'),
  run(one) {
    const operations = list(one, 'ops').map(operationOf);
    const secure = one['secure'] === true;
    const trie = applied(operations, secure);
    expectSame('root', trieRoot(trie), text(one, 'root'));
    if (one['anyOrder'] === true)
      expectSame(
        'root in reverse order',
        trieRoot(applied(operations.toReversed(), secure)),
        text(one, 'root'),
      );
    checkProofs(trie, operations);
    return undefined;
  },
};

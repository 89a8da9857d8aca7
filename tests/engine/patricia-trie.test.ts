/** The Patricia trie: one root for one content, and proofs that show it and nothing else. */
import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytesToHex,
  EMPTY_TRIE_ROOT,
  emptyTrie,
  encodeRlp,
  hashHex,
  hexToBytes,
  keccak256,
  proveTrie,
  trieDelete,
  trieGet,
  triePut,
  trieRoot,
  utf8,
  verifyTrieProof,
  type Hash,
  type RlpItem,
  type Trie,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

const RUNS = { numRuns: runs() };
/** Keys from few bytes, so that they share beginnings, end within each other and part late. */
const keys = fc
  .array(fc.constantFrom(0x00, 0x01, 0x10, 0x11, 0xff), { maxLength: 5 })
  .map((key) => Uint8Array.from(key));
const values = fc.uint8Array({ minLength: 1, maxLength: 40 });
const contents = fc.uniqueArray(fc.tuple(keys, values), {
  selector: ([key]) => bytesToHex(key),
  maxLength: 30,
});

const trieOf = (entries: readonly (readonly [Uint8Array, Uint8Array])[], secure = false): Trie =>
  entries.reduce((trie, [key, value]) => triePut(trie, key, value), emptyTrie({ secure }));

describe('the root of a Patricia trie', () => {
  test('is that of the empty trie, as the Yellow Paper has it, when nothing is in it', () => {
    expect(trieRoot(emptyTrie())).toBe('0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421');
  });

  test('of the four words that Ethereum explains its trie with is the one that it gives', () => {
    const words = { do: 'verb', horse: 'stallion', doge: 'coin', dog: 'puppy' };
    const entries = Object.entries(words).map(([key, value]) => [utf8(key), utf8(value)] as const);
    expect(trieRoot(trieOf(entries))).toBe(
      '0x5991bb8c6514148a29db676a14ac506cd2cd5775ace63c30a4fe457715e9ac84',
    );
  });

  test('does not depend on the order in which the content came', () => {
    fc.assert(
      fc.property(
        contents.chain((entries) =>
          fc.tuple(fc.constant(entries), fc.shuffledSubarray(entries, { minLength: entries.length })),
        ),
        fc.boolean(),
        ([entries, shuffled], secure) => {
          expect(trieRoot(trieOf(shuffled, secure))).toBe(trieRoot(trieOf(entries, secure)));
        },
      ),
      RUNS,
    );
  });

  test('tells nothing of what was there and went, or had another value', () => {
    fc.assert(
      fc.property(contents, contents, (kept, gone) => {
        const held = new Set(kept.map(([key]) => bytesToHex(key)));
        let trie = trieOf([...gone, ...kept]);
        for (const [key] of gone) if (!held.has(bytesToHex(key))) trie = trieDelete(trie, key);
        expect(trieRoot(trie)).toBe(trieRoot(trieOf(kept)));
      }),
      RUNS,
    );
  });

  test('is that of an independent library after the same puts and deletes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(keys, fc.option(values)), { maxLength: 25 }), async (operations) => {
        const peer = new MerklePatriciaTrie();
        let trie = emptyTrie();
        // The library empties the whole trie when the empty key is deleted from a branch.
        for (const [key, value] of operations.filter(([one]) => one.length > 0)) {
          if (value === null) await peer.del(key);
          else await peer.put(key, value);
          trie = value === null ? trieDelete(trie, key) : triePut(trie, key, value);
        }
        expect(trieRoot(trie)).toBe(bytesToHex(peer.root()));
      }),
      RUNS,
    );
  });

  test('of an older version stays as it was', () => {
    const old = trieOf([[utf8('dog'), utf8('puppy')]]);
    const root = trieRoot(old);
    triePut(trieDelete(old, utf8('dog')), utf8('doge'), utf8('coin'));
    expect(trieRoot(old)).toBe(root);
    expect(trieGet(old, utf8('dog'))).toEqual(utf8('puppy'));
  });

  test('an empty value is no value: putting it removes the key', () => {
    const trie = triePut(trieOf([[utf8('dog'), utf8('puppy')]]), utf8('dog'), new Uint8Array(0));
    expect(trieRoot(trie)).toBe(EMPTY_TRIE_ROOT);
  });
});

describe('a proof from a Patricia trie', () => {
  test('shows what the trie holds at any key, and that it holds nothing where it does not', () => {
    fc.assert(
      fc.property(contents, keys, fc.boolean(), (entries, other, secure) => {
        const trie = trieOf(entries, secure);
        for (const key of [other, ...entries.map(([one]) => one)])
          expect(verifyTrieProof(trieRoot(trie), key, proveTrie(trie, key), { secure })).toEqual({
            ok: true,
            value: trieGet(trie, key),
          });
      }),
      RUNS,
    );
  });

  test('with any one byte changed shows nothing', () => {
    fc.assert(
      fc.property(
        contents,
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (entries, which, where, change) => {
          fc.pre(entries.length > 0);
          const trie = trieOf(entries);
          const [key] = entries[which % entries.length] as (typeof entries)[number];
          const proof = proveTrie(trie, key).map((node) => node.slice());
          const node = proof[where % proof.length] as Uint8Array;
          node[where % node.length] = (node[where % node.length] as number) ^ change;
          expect(verifyTrieProof(trieRoot(trie), key, proof)).toMatchObject({ ok: false });
        },
      ),
      RUNS,
    );
  });

  test('is refused with a node too few, too many, or under another root', () => {
    const trie = trieOf([
      [utf8('dog'), utf8('puppy of more than thirty-two bytes, so that it has a hash')],
      [utf8('horse'), utf8('stallion')],
    ]);
    const root = trieRoot(trie);
    const proof = proveTrie(trie, utf8('dog'));
    const codeOf = (nodes: readonly Uint8Array[], under: Hash = root): string => {
      const shown = verifyTrieProof(under, utf8('dog'), nodes);
      return shown.ok ? 'accepted' : shown.rejection.code;
    };
    expect(codeOf(proof)).toBe('accepted');
    expect(proof.length).toBeGreaterThan(1);
    expect(codeOf(proof.slice(0, -1))).toBe('trie-proof-short');
    expect(codeOf([...proof, Uint8Array.of(0x80)])).toBe('trie-proof-long');
    expect(codeOf(proof, EMPTY_TRIE_ROOT)).toBe('trie-proof-hash');
    expect(codeOf([], EMPTY_TRIE_ROOT)).toBe('accepted');
  });

  test('is refused for each form of node that a trie does not have, though its hash is right', () => {
    const codeOf = (item: RlpItem, key = '0x12'): string => {
      const node = encodeRlp(item);
      const shown = verifyTrieProof(hashHex(keccak256(node)), hexToBytes(key), [node]);
      return shown.ok ? 'accepted' : shown.rejection.code;
    };
    const [value, none] = [Uint8Array.of(1), new Uint8Array(0)];
    const branch = (children: Readonly<Record<number, RlpItem>>, end: RlpItem = none): RlpItem[] => [
      ...Array.from({ length: 16 }, (_child, nibble) => children[nibble] ?? none),
      end,
    ];
    expect(codeOf([hexToBytes('2012'), value])).toBe('accepted');
    expect(codeOf([hexToBytes('2112'), value])).toBe('trie-path-padding');
    expect(codeOf([hexToBytes('4012'), value])).toBe('trie-path-flags');
    expect(codeOf([none, value])).toBe('trie-path-empty');
    expect(codeOf([hexToBytes('2012'), none])).toBe('trie-leaf-empty');
    expect(codeOf([hexToBytes('00'), new Uint8Array(32)])).toBe('trie-extension-needless');
    expect(codeOf([hexToBytes('0012'), none])).toBe('trie-extension-needless');
    expect(codeOf([hexToBytes('0012'), value])).toBe('trie-reference-length');
    expect(codeOf([hexToBytes('11'), [hexToBytes('32'), value]])).toBe('trie-extension-chain');
    expect(codeOf([hexToBytes('0012'), [hexToBytes('20'), new Uint8Array(40)]])).toBe('trie-node-in-place');
    expect(codeOf(branch({ 1: [hexToBytes('32'), value] }))).toBe('trie-branch-needless');
    expect(codeOf(branch({ 1: [hexToBytes('32'), value] }, value))).toBe('accepted');
    expect(codeOf(branch({ 1: [hexToBytes('32'), value] }, [value]))).toBe('trie-node-shape');
    expect(codeOf([value])).toBe('trie-node-shape');
    expect(codeOf(value)).toBe('trie-node-shape');
  });

  test('of any bytes at all is answered by a value', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 70 }), { maxLength: 4 }), keys, (nodes, key) => {
        const [first] = nodes;
        const root = first === undefined ? EMPTY_TRIE_ROOT : hashHex(keccak256(first));
        const shown = verifyTrieProof(root, key, nodes);
        if (first !== undefined && shown.ok) expect(nodes.length).toBe(1);
      }),
      RUNS,
    );
  });
});

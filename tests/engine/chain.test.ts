import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  baseFeeAfter,
  buildBlock,
  Chain,
  decodeBlock,
  encodeBlock,
  encodeRlp,
  getAccount,
  headerHash,
  heaviestChain,
  importBlock,
  Mempool,
  ms,
  ready,
  sealHash,
  slot,
  stateRoot,
  type Header,
  type Hash,
} from 'strata';
import { extend, fees, genesisOf, GWEI, rules } from './chain-cases.ts';
import { CHAIN_ID, createCast, transferBy } from './ledger-cases.ts';
import { runs } from './runs.ts';

describe('building a block', () => {
  beforeAll(ready);
  test('leaves out and reports what does not hold, and stops at the gas limit', () => {
    const { alice, bob, carol } = createCast();
    const genesis = genesisOf(63_000n);
    const stale = transferBy(alice, bob, { ...fees, nonce: 9 });
    const good = [0, 1, 2, 3].map((nonce) => transferBy(alice, bob, { ...fees, nonce }));
    const proposal = { proposer: carol.address, slot: slot(1), timestamp: ms(1) };
    const { block, refused } = buildBlock(genesis, [stale, ...good], proposal, rules);
    expect(block.transfers).toEqual(good.slice(0, 3));
    expect(refused.map(({ rejection }) => rejection.code)).toEqual(['nonce-too-high']);
    expect(importBlock(genesis, block, rules).ok).toBe(true);
    expect(baseFeeAfter({ header: block.header, state: genesis.state })).toBe(GWEI + GWEI / 8n);
  });

  test('seals over everything but the seal', () => {
    const { carol } = createCast();
    const genesis = genesisOf();
    const proposal = { proposer: carol.address, slot: slot(1), timestamp: ms(1), seal: sealHash };
    const { block } = buildBlock(genesis, [], proposal, rules);
    expect(block.header.seal).toBe(sealHash({ ...block.header, seal: '0x' }));
    expect(headerHash(block.header)).not.toBe(headerHash({ ...block.header, seal: '0x' }));
  });
});

describe('a block on the wire', () => {
  beforeAll(ready);
  test('decodes from what it encodes to', () => {
    const { alice, bob } = createCast();
    fc.assert(
      fc.property(fc.nat(3), fc.integer({ min: 1, max: 1_000 }), (count, delay) => {
        const transfers = Array.from({ length: count }, (_, nonce) =>
          transferBy(alice, bob, { ...fees, nonce }),
        );
        const { block } = extend(genesisOf(), transfers, delay);
        expect(decodeBlock(encodeBlock(block))).toEqual({ ok: true, value: block });
      }),
      { numRuns: runs() },
    );
  });

  test('is refused when it breaks off, goes on, or lacks a field', () => {
    const { alice, bob } = createCast();
    const data = encodeBlock(extend(genesisOf(), [transferBy(alice, bob, fees)]).block);
    for (let length = 0; length < data.length; length += 1)
      expect(decodeBlock(data.subarray(0, length)).ok).toBe(false);
    expect(decodeBlock(Uint8Array.of(...data, 0)).ok).toBe(false);
    expect(decodeBlock(encodeRlp([[], []])).ok).toBe(false);
    expect(decodeBlock(encodeRlp([])).ok).toBe(false);
    expect(decodeBlock(encodeRlp(new Uint8Array(3))).ok).toBe(false);
  });
});

describe('a chain', () => {
  beforeAll(ready);

  test('follows the longest branch, undoes the other and gives its blocks back', () => {
    const { alice, bob, carol } = createCast();
    const genesis = genesisOf();
    const chain = new Chain(genesis, rules);
    const paid = transferBy(alice, bob, fees);
    const short = extend(genesis, [paid]);
    const first = chain.import(short.block);
    expect(first.ok && first.value.reorganised).toBe(null);
    expect(getAccount(chain.tip.state, alice.address).nonce).toBe(1);

    const longA = extend(genesis, [], 2);
    const longB = extend(longA.tip, [transferBy(bob, carol, fees)]);
    chain.import(longA.block);
    const second = chain.import(longB.block);
    if (!second.ok) throw new Error(second.rejection.message);
    expect(second.value.reorganised).toEqual({
      from: headerHash(short.block.header),
      to: headerHash(longB.block.header),
      ancestor: headerHash(genesis.header),
      undone: [short.block],
      applied: [longA.block, longB.block],
    });
    expect(getAccount(chain.tip.state, alice.address).nonce).toBe(0);
    expect(getAccount(chain.tip.state, bob.address).nonce).toBe(1);
    expect(chain.canonical()).toEqual(
      [genesis, longA.tip, longB.tip].map(({ header }) => headerHash(header)),
    );

    const pool = new Mempool({ chainId: CHAIN_ID });
    for (const { transfers } of second.value.reorganised?.undone ?? [])
      for (const one of transfers) pool.add(one, chain.tip.state);
    expect(pool.all()).toEqual([paid]);
  });

  test('keeps the state of every block, also of those that were undone', () => {
    const { alice, bob } = createCast();
    const genesis = genesisOf();
    const chain = new Chain(genesis, rules);
    const one = extend(genesis, [transferBy(alice, bob, fees)]);
    const other = extend(genesis, [], 2);
    const further = extend(other.tip, []);
    for (const { block } of [one, other, further]) expect(chain.import(block).ok).toBe(true);
    for (const { block } of [one, other, further]) {
      const tip = chain.at(headerHash(block.header));
      expect(tip && stateRoot(tip.state)).toBe(block.header.stateRoot);
      expect(chain.block(headerHash(block.header))).toEqual(block);
    }
  });

  test('can be told another fork choice', () => {
    const genesis = genesisOf();
    const workOf = (header: Header): bigint => (header.slot === 5 ? 10n : 1n);
    const chain = new Chain(genesis, { ...rules, forkChoice: heaviestChain, workOf });
    const light = extend(genesis, []);
    const lighter = extend(light.tip, []);
    const heavy = extend(genesis, [], 5);
    for (const { block } of [light, lighter, heavy]) chain.import(block);
    expect(chain.head).toBe(headerHash(heavy.block.header));
  });

  test('refuses a block it knows and one whose parent it does not, and stays as it was', () => {
    const genesis = genesisOf();
    const chain = new Chain(genesis, rules);
    const one = extend(genesis, []);
    const two = extend(one.tip, []);
    const orphan = chain.import(two.block);
    expect(orphan.ok ? '' : orphan.rejection.code).toBe('parent-unknown');
    expect(chain.import(one.block).ok).toBe(true);
    const again = chain.import(one.block);
    expect(again.ok ? '' : again.rejection.code).toBe('block-known');
    const invalid = chain.import({
      ...two.block,
      header: { ...two.block.header, stateRoot: `0x${'00'.repeat(32)}` as Hash },
    });
    expect(invalid.ok).toBe(false);
    expect(chain.head).toBe(headerHash(one.block.header));
    expect(chain.tree.blocks.size).toBe(2);
  });

  test('ends on the same head in whatever order the blocks of a tree come', () => {
    const genesis = genesisOf();
    const a1 = extend(genesis, []);
    const a2 = extend(a1.tip, []);
    const b1 = extend(genesis, [], 2);
    const b2 = extend(b1.tip, []);
    const b3 = extend(b2.tip, []);
    const blocks = [a1, a2, b1, b2, b3].map(({ block }) => block);
    fc.assert(
      fc.property(fc.shuffledSubarray(blocks, { minLength: 5 }), (order) => {
        const chain = new Chain(genesis, rules);
        let waiting = order;
        while (waiting.length > 0) waiting = waiting.filter((block) => !chain.import(block).ok);
        expect(chain.head).toBe(headerHash(b3.block.header));
        expect(stateRoot(chain.tip.state)).toBe(b3.block.header.stateRoot);
      }),
      { numRuns: runs() },
    );
  });
});

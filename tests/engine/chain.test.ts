import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  baseFeeAfter,
  buildBlock,
  Chain,
  createGenesis,
  decodeBlock,
  encodeBlock,
  encodeRlp,
  gas,
  getAccount,
  headerHash,
  heaviestChain,
  importBlock,
  Mempool,
  ms,
  ready,
  reject,
  sealHash,
  slot,
  stateRoot,
  transactionsRootOf,
  wei,
  type Block,
  type ChainRules,
  type Header,
  type Hash,
  type SignedTransfer,
  type Tip,
} from 'strata';
import { CHAIN_ID, createCast, transferBy } from './ledger-cases.ts';

const GWEI = 10n ** 9n;
const rules: ChainRules = { chainId: CHAIN_ID };
const fees = { maxFeePerGas: wei(2n * GWEI), maxPriorityFeePerGas: wei(GWEI) };

const genesisOf = (limit = 105_000n): Tip => createGenesis(createCast().state, gas(limit));
function extend(
  parent: Tip,
  transfers: readonly SignedTransfer[] = [],
  delay = 1,
): { block: Block; tip: Tip } {
  const { carol } = createCast();
  const { height, slot: turn, timestamp } = parent.header;
  const proposal = {
    proposer: carol.address,
    slot: slot(turn + delay),
    timestamp: ms(timestamp + 12_000 * delay),
  };
  const { block, state, refused } = buildBlock(parent, transfers, proposal, rules);
  expect(refused).toEqual([]);
  expect(block.header.height).toBe(height + 1);
  return { block, tip: { header: block.header, state } };
}

describe('importing a block', () => {
  beforeAll(ready);
  const sample = (): { genesis: Tip; block: Block } => {
    const { alice, bob } = createCast();
    const genesis = genesisOf();
    const transfers = [0, 1].map((nonce) => transferBy(alice, bob, { ...fees, nonce }));
    return { genesis, block: extend(genesis, transfers).block };
  };
  const codeOf = (
    change: (header: Header, block: Block, genesis: Tip) => Partial<Header>,
    transfers?: (list: readonly SignedTransfer[]) => readonly SignedTransfer[],
    under = rules,
  ): string => {
    const { genesis, block } = sample();
    const spoilt = {
      header: { ...block.header, ...change(block.header, block, genesis) },
      transfers: transfers?.(block.transfers) ?? block.transfers,
    };
    const imported = importBlock(genesis, spoilt, under);
    return imported.ok ? 'accepted' : imported.rejection.code;
  };

  test('leads to the state that its builder reached', () => {
    const { genesis, block } = sample();
    const imported = importBlock(genesis, block, rules);
    expect(imported.ok && stateRoot(imported.value)).toBe(block.header.stateRoot);
  });

  const other = `0x${'ab'.repeat(32)}` as Hash;
  test.each<[string, string, (header: Header) => Partial<Header>]>([
    ['another parent', 'wrong-parent', () => ({ parent: other })],
    ['a height too many', 'wrong-height', ({ height }) => ({ height: height + 1 })],
    ['the slot of its parent', 'slot-not-later', () => ({ slot: slot(0) })],
    ['the time of its parent', 'time-not-later', () => ({ timestamp: ms(0) })],
    [
      'a gas limit that rose a step too far',
      'gas-limit-out-of-bounds',
      ({ gasLimit }) => ({ gasLimit: gas(gasLimit + gasLimit / 1024n) }),
    ],
    [
      'a gas limit that fell a step too far',
      'gas-limit-out-of-bounds',
      ({ gasLimit }) => ({ gasLimit: gas(gasLimit - gasLimit / 1024n) }),
    ],
    ['more gas used than its limit', 'gas-above-limit', ({ gasLimit }) => ({ gasUsed: gas(gasLimit + 1n) })],
    ['a gas too many used', 'wrong-gas-used', ({ gasUsed }) => ({ gasUsed: gas(gasUsed + 1n) })],
    ['a wei more of base fee', 'wrong-base-fee', ({ baseFee }) => ({ baseFee: wei(baseFee + 1n) })],
    ['another state root', 'wrong-state-root', () => ({ stateRoot: other })],
    ['another transactions root', 'wrong-transactions-root', () => ({ transactionsRoot: other })],
    ['a seal that nobody asked for', 'seal-not-empty', () => ({ seal: '0x00' })],
    ['half a height', 'malformed-header', () => ({ height: 0.5 })],
    ['a root in capitals', 'malformed-header', () => ({ stateRoot: `0x${'AB'.repeat(32)}` as Hash })],
    ['a negative base fee', 'malformed-header', () => ({ baseFee: wei(-1n) })],
    ['a proposer of 19 bytes', 'malformed-header', () => ({ proposer: '0x00' as never })],
  ])('refuses %s: %s', (_, code, change) => {
    expect(codeOf(change)).toBe(code);
  });

  test('refuses other transfers than the header commits to, though they lead to a state', () => {
    expect(
      codeOf(
        () => ({}),
        (list) => [...list].reverse(),
      ),
    ).toBe('nonce-too-high');
    expect(
      codeOf(
        () => ({}),
        (list) => list.slice(0, 1),
      ),
    ).toBe('wrong-gas-used');
    const { alice, bob, carol } = createCast();
    const elsewhere = transferBy(alice, carol, { ...fees, nonce: 1 });
    expect(
      codeOf(
        () => ({}),
        (list) => [list[0] ?? elsewhere, elsewhere],
      ),
    ).toBe('wrong-transactions-root');
    const dearer = transferBy(alice, bob, { ...fees, nonce: 1, value: wei(1_001n) });
    const both = (list: readonly SignedTransfer[]): readonly SignedTransfer[] => [list[0] ?? dearer, dearer];
    expect(
      codeOf((_, block) => ({ transactionsRoot: transactionsRootOf(both(block.transfers)) }), both),
    ).toBe('wrong-state-root');
  });

  test('refuses a transfer that does not hold, and says which', () => {
    const { genesis, block } = sample();
    for (const at of [0, 1]) {
      const transfers = block.transfers.map((one, index) =>
        index === at ? { ...one, value: wei(one.value + 1n) } : one,
      );
      const imported = importBlock(genesis, { ...block, transfers }, rules);
      expect(imported.ok ? '' : imported.rejection.code).toBe('bad-signature');
      expect(imported.ok ? '' : imported.rejection.message).toMatch(new RegExp(`^Transfer ${at}: `));
    }
  });

  test('refuses the repeated tail that leaves the transactions root as it was', () => {
    const { alice, bob } = createCast();
    const genesis = genesisOf();
    const { block } = extend(
      genesis,
      [0, 1, 2].map((nonce) => transferBy(alice, bob, { ...fees, nonce })),
    );
    const transfers = [...block.transfers, ...block.transfers.slice(2)];
    expect(transactionsRootOf(transfers)).toBe(block.header.transactionsRoot);
    const imported = importBlock(
      genesis,
      { header: { ...block.header, gasUsed: gas(84_000n) }, transfers },
      rules,
    );
    expect(imported.ok ? '' : imported.rejection.code).toBe('nonce-too-low');
  });

  test('refuses a transfer that may use more gas than is left', () => {
    const { alice, bob } = createCast();
    const genesis = genesisOf();
    const greedy = transferBy(alice, bob, { ...fees, nonce: 1, gasLimit: gas(84_001n) });
    const { block } = extend(genesis, [transferBy(alice, bob, fees)]);
    const spoilt = {
      header: { ...block.header, gasUsed: gas(42_000n) },
      transfers: [...block.transfers, greedy],
    };
    const imported = importBlock(genesis, spoilt, rules);
    expect(imported.ok ? '' : imported.rejection.code).toBe('transfer-above-gas-left');
  });

  test('asks the consensus about the seal, and takes a learner’s state transition', () => {
    const evidence = { rule: 'test', message: 'no', received: 0, expected: 1 };
    const never = { ...rules, verifySeal: () => reject({ code: 'bad-seal', ...evidence }) };
    expect(codeOf(() => ({}), undefined, never)).toBe('bad-seal');
    const lazy: ChainRules = { ...rules, apply: () => reject({ code: 'not-my-day', ...evidence }) };
    expect(codeOf(() => ({}), undefined, lazy)).toBe('not-my-day');
  });
});

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
      { numRuns: 200 },
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
      { numRuns: 200 },
    );
  });
});

import { beforeAll, describe, expect, test } from 'vitest';
import {
  gas,
  importBlock,
  ms,
  ready,
  reject,
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
import { extend, fees, genesisOf, rules } from './chain-cases.ts';
import { createCast, transferBy } from './ledger-cases.ts';

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

/** The full fork choice store, beyond the published scenarios: what it refuses, and what one vote, one boost, one payload changes. */
import { describe, expect, test } from 'vitest';
import {
  ForkChoiceStore,
  slot,
  type Checkpoint,
  type Hash,
  type HeadSearch,
} from '../../src/engine/index.ts';

const root = (digit: string): Hash => `0x${digit.repeat(64)}` as Hash;
const start: Checkpoint = { epoch: 1, root: root('0') };
const search: HeadSearch = { justified: start, finalized: start, balances: [32n, 32n, 32n] };

/** 0 ← a ← b and 0 ← c. */
function twoBranches(): ForkChoiceStore {
  const store = new ForkChoiceStore({ root: root('0'), slot: slot(0), justified: start, finalized: start });
  const blocks = [
    ['a', '0', 1],
    ['b', 'a', 2],
    ['c', '0', 3],
  ] as const;
  for (const [name, parent, at] of blocks)
    store.addBlock({
      root: root(name),
      parent: root(parent),
      slot: slot(at),
      justified: start,
      finalized: start,
    });
  return store;
}
const headOf = (store: ForkChoiceStore, changes: Partial<HeadSearch> = {}): string => {
  const found = store.findHead({ ...search, ...changes });
  return found.ok ? found.value.slice(-1) : found.rejection.code;
};

describe('the store follows the latest messages', () => {
  test('a vote for a block weighs on all its ancestors', () => {
    const store = twoBranches();
    expect(headOf(store)).toBe('c');
    store.addVote({ validator: 0, block: root('b'), targetEpoch: 1 });
    expect(headOf(store)).toBe('b');
    expect(['0', 'a', 'b', 'c'].map((name) => store.weightOf(root(name)))).toEqual([32n, 32n, 32n, 0n]);
  });

  test('a later epoch moves a vote, the same epoch does not', () => {
    const store = twoBranches();
    store.addVote({ validator: 0, block: root('b'), targetEpoch: 2 });
    store.addVote({ validator: 0, block: root('c'), targetEpoch: 2 });
    expect(headOf(store)).toBe('b');
    store.addVote({ validator: 0, block: root('c'), targetEpoch: 3 });
    expect(headOf(store)).toBe('c');
  });

  test('votes weigh what their validators hold now, and nothing for a stranger', () => {
    const store = twoBranches();
    store.addVote({ validator: 0, block: root('b'), targetEpoch: 1 });
    store.addVote({ validator: 1, block: root('c'), targetEpoch: 1 });
    store.addVote({ validator: 9, block: root('c'), targetEpoch: 1 });
    expect(headOf(store, { balances: [33n, 32n] })).toBe('b');
    expect(headOf(store, { balances: [32n, 33n] })).toBe('c');
  });

  test('the boost is a share of one slot of balances, and lent for one search', () => {
    const store = twoBranches();
    store.addVote({ validator: 0, block: root('c'), targetEpoch: 1 });
    const balances = Array.from({ length: 64 }, () => 32n);
    // One slot's share is 64 × 32 / 32 = 64: 51 percent of it is 32, a tie with one vote, which the greater root wins; 52 are 33.
    expect(headOf(store, { balances, boost: root('b'), boostPercent: 51n })).toBe('c');
    expect(headOf(store, { balances, boost: root('b'), boostPercent: 52n })).toBe('b');
    expect(headOf(store, { balances })).toBe('c');
  });
});

describe('the store refuses a head that may not be', () => {
  test('a justified root that it does not know', () => {
    const store = twoBranches();
    expect(headOf(store, { justified: { epoch: 1, root: root('9') } })).toBe('justified-root-unknown');
  });

  test('a start from which no block agrees with the finalised checkpoint', () => {
    const store = twoBranches();
    expect(headOf(store, { finalized: { epoch: 2, root: root('9') } })).toBe('head-not-viable');
    expect(headOf(store, { finalized: start })).toBe('c');
  });

  test('blocks whose justified checkpoint is more than two epochs behind the clock', () => {
    const store = twoBranches();
    const justified = { epoch: 2, root: root('0') };
    expect(headOf(store, { justified, currentEpoch: 3 })).toBe('c');
    expect(headOf(store, { justified, currentEpoch: 4 })).toBe('head-not-viable');
  });

  test('an invalid payload and all that builds on it, whoever voted for it', () => {
    const store = twoBranches();
    store.addVote({ validator: 0, block: root('b'), targetEpoch: 1 });
    store.invalidatePayload(root('b'), root('0'));
    expect(headOf(store)).toBe('c');
    expect(store.weightOf(root('0'))).toBe(0n);
    store.addBlock({ root: root('d'), parent: root('b'), slot: slot(4), justified: start, finalized: start });
    store.addVote({ validator: 1, block: root('d'), targetEpoch: 1 });
    expect(headOf(store)).toBe('c');
    store.invalidatePayload(root('c'), null);
    expect(headOf(store)).toBe('0');
    store.invalidatePayload(root('0'), null);
    expect(headOf(store)).toBe('head-not-viable');
  });

  test('pruning forgets what came before the finalised block, from the threshold on', () => {
    const store = twoBranches();
    store.prune(root('b'), 3);
    expect(store.size).toBe(4);
    store.prune(root('b'), 2);
    expect(store.size).toBe(2);
  });
});

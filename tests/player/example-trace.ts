/** A trace with one event of every kind, for tests of what shows and says them. */
import type { Trace, TraceEvent } from 'strata';

const hash = (digit: string): string => `0x${digit.repeat(64)}`;
const [a, b, c] = [hash('a'), hash('b'), hash('c')];

type Unplaced<E> = E extends unknown ? Omit<E, 'at' | 'sequence' | 'actor' | 'layer'> : never;

const EVENTS: readonly (readonly [string, 1 | 2, Unplaced<TraceEvent>])[] = [
  ['payer', 1, { kind: 'transaction-submitted', transaction: a, fee: '1234567', size: 226 }],
  [
    'node-1',
    1,
    { kind: 'transaction-rejected', transaction: b, code: 'nonce-too-low', why: 'The nonce was used.' },
  ],
  ['miner', 1, { kind: 'transaction-included', transaction: a, block: c, waited: 12_000 }],
  [
    'node-0',
    1,
    {
      kind: 'block-proposed',
      block: a,
      parent: b,
      height: 7,
      transactions: [c],
      used: '1',
      limit: '2',
      fees: '3',
      hashes: 4_096,
    },
  ],
  ['node-1', 1, { kind: 'block-received', block: a, from: 'node-0' }],
  [
    'node-2',
    1,
    { kind: 'block-rejected', block: b, code: 'work-missing', why: 'The hash is above the target.' },
  ],
  ['node-0', 1, { kind: 'message-sent', to: 'node-2', what: 'block', arrives: 99 }],
  ['node-1', 1, { kind: 'head-changed', from: b, to: a, height: 7 }],
  ['node-2', 1, { kind: 'reorganised', from: b, to: a, ancestor: c, depth: 2 }],
  ['node-2', 1, { kind: 'vote-cast', block: a, slot: 3, weight: '32' }],
  ['beacon', 1, { kind: 'proposer-drawn', slot: 4, validator: 9, stake: '64' }],
  ['miners', 1, { kind: 'difficulty-retargeted', height: 64, from: '16', to: '64', meanInterval: 150_000 }],
  ['miners', 1, { kind: 'hash-rate-changed', from: 16, to: 64 }],
  ['sequencer', 2, { kind: 'batch-posted', batch: b, transaction: c, transactions: [a, b], bytes: 230 }],
  ['sequencer', 2, { kind: 'soft-confirmed', transaction: a, waited: 250 }],
  ['reader', 1, { kind: 'link-checked', block: a, height: 1, holds: false }],
  [
    'mal',
    1,
    { kind: 'contract-called', contract: 'vault', what: 'withdraw', depth: 3, value: '0', outcome: 'locked' },
  ],
  ['liar', 2, { kind: 'root-claimed', step: 12, root: a }],
  ['verifier', 1, { kind: 'step-proved', step: 12, root: a, bytes: 457, holds: false }],
  ['shard-0', 1, { kind: 'receipt-issued', receipt: b, to: 'shard-1', value: '10' }],
  ['shard-1', 1, { kind: 'receipt-redeemed', receipt: b, waited: 24_000 }],
  [
    'shard-1',
    1,
    { kind: 'receipt-refused', receipt: b, code: 'receipt-redeemed', why: 'It was redeemed before.' },
  ],
  ['worker-2', 1, { kind: 'transaction-executed', transaction: 'move-7', takes: 3, outcome: 'ok' }],
];

/** One event of every kind, a second apart. */
export const EVERY_KIND: Trace = {
  seed: 1,
  events: EVENTS.map(
    ([actor, layer, event], sequence) =>
      ({ ...event, at: sequence * 1_000, sequence, actor, layer }) as TraceEvent,
  ),
};

/** Bridges as stories: who locks what, what travels, who gets what, in order and with the amounts. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  ready,
  runAtomicSwap,
  runBridgeTheft,
  runCouncilUpgrade,
  runDeliveryVersusPayment,
  runPacketTransfer,
  runSecurityToken,
  runSharedSecurity,
  verifyForeignHeader,
  verifyMembership,
  ok,
  type Trace,
} from '../../src/engine/index.ts';
import { readTrace } from '../../src/player/read-trace.ts';
import { describeEvent } from '../../src/player/sentences.ts';

beforeAll(() => ready());

/** What a trace tells, without who and when. */
const told = ({ events }: Trace): readonly string[] =>
  events.map((event) => {
    const value = 'value' in event && event.value !== undefined ? ` ${event.value}` : '';
    const outcome = 'outcome' in event ? ` ${event.outcome}` : '';
    return `${event.actor} ${event.kind}${value}${outcome}`;
  });

test('story: 624 go west, 235 come home, 139 are too late and go back, and 389 stay locked for 389 vouchers', () => {
  const run = runPacketTransfer({ seed: 1 });
  expect(told(run.trace)).toEqual([
    'east packet-sent 624',
    'west client-updated',
    'west packet-received',
    'east client-updated',
    'east packet-settled delivered',
    'west packet-sent 235',
    'east client-updated',
    'east packet-received',
    'west client-updated',
    'west packet-settled delivered',
    'east packet-sent 139',
    'east client-updated',
    'east packet-settled timed-out',
  ]);
  expect(run).toMatchObject({ sent: 624n, home: 235n, late: 139n, locked: 389n, vouchers: 389n });
  expect(run.balance).toBe(1_000_000n - 389n);
  expect([run.relayed, run.refused]).toEqual([10, 0]);
});

test('story: a bridge whose light client asks for no votes pays to whoever forges a header', () => {
  // The lab's part, left out: every header is taken.
  const careless = runPacketTransfer({ seed: 1, verify: () => ok(undefined) });
  expect(careless.locked).toBe(389n);
  expect(runPacketTransfer({ seed: 1, verify: verifyForeignHeader }).locked).toBe(389n);
  // And one that takes no proof lets nothing through.
  const strict = runPacketTransfer({
    seed: 1,
    proofs: {
      membership: (spec, root, proof, key) => verifyMembership(spec, root, proof, key, new Uint8Array(32)),
      nonMembership: () => ok(undefined),
    },
  });
  expect(strict).toMatchObject({ vouchers: 0n });
  expect(strict.refused).toBeGreaterThan(0);
});

test('story: Ana locks coins, Ben locks his behind the same hash, she shows the secret, he uses it', () => {
  const { trace, swapped } = runAtomicSwap({ seed: 1 });
  expect(told(trace)).toEqual([
    `ana leg-locked ${swapped.coins}`,
    `ben leg-locked ${swapped.wei}`,
    `ana leg-settled ${swapped.wei} claimed`,
    `ben leg-settled ${swapped.coins} claimed`,
  ]);
});

test('story: Ben never answers, and after four hours Ana takes back what she locked', () => {
  const { trace, swapped, minutes } = runAtomicSwap({ seed: 1, failAt: 'ben-locks' });
  expect(told(trace)).toEqual([
    `ana leg-locked ${swapped.coins}`,
    `ana leg-settled ${swapped.coins} given-back`,
  ]);
  expect(minutes).toBe(250);
});

test('story: a security and its price change hands across two chains, and go back when the buyer does not pay', () => {
  const { trace, amount, price } = runDeliveryVersusPayment({ seed: 1, way: 'proofs' });
  expect(told(trace)).toEqual([
    `seller leg-locked ${amount}`,
    `buyer leg-settled ${price} claimed`,
    `buyer leg-settled ${amount} claimed`,
  ]);
  const unpaid = runDeliveryVersusPayment({ seed: 1, way: 'proofs', failAt: 'buyer-pays' });
  expect(told(unpaid.trace)).toEqual([
    `seller leg-locked ${amount}`,
    `seller leg-settled ${amount} given-back`,
  ]);
});

describe('the player shows and says', () => {
  test.each([
    ['packets', () => runPacketTransfer({ seed: 2 })],
    ['a swap', () => runAtomicSwap({ seed: 2 })],
    ['a theft', () => runBridgeTheft({ seed: 2 })],
    ['shared security', () => runSharedSecurity({ seed: 2 })],
    ['a council', () => runCouncilUpgrade({ seed: 2 })],
    ['a security', () => runSecurityToken({ seed: 2 })],
    ['a delivery', () => runDeliveryVersusPayment({ seed: 2, way: 'hash-locks' })],
  ] as const)('%s, every event in a sentence', (_what, run) => {
    const { trace } = run();
    const read = readTrace(JSON.parse(JSON.stringify(trace)));
    expect(read.ok).toBe(true);
    for (const event of trace.events) expect(describeEvent(event)).toMatch(/^[A-Z0-9].*\.$/);
  });
});

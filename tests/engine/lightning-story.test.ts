/** The story of Ann, who has one channel and pays people whom she has none with; and what a node answers to a bad HTLC. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  checkFinalHtlc,
  checkForwarding,
  failureOf,
  findRoute,
  LIGHTNING_ROUTE_CHANNELS,
  LightningNetwork,
  ms,
  msat,
  ok,
  opensHash,
  ready,
  reject,
  runLightningNetwork,
  runLightningRoute,
  type FindRoute,
  type Hash,
  type HopPayload,
  type LightningInvoice,
  type LightningRouteRun,
  type Route,
} from '../../src/engine/index.ts';
import { readTrace } from '../../src/player/read-trace.ts';

let run: LightningRouteRun;
beforeAll(async () => {
  await ready();
  run = runLightningRoute({ seed: 1 });
});

/** What happened to payment number `index`, as `who does what`. */
const eventsOf = (index: number): readonly string[] =>
  run.trace.events.flatMap((event) =>
    'payment' in event && event.payment === run.payments[index]?.invoice.paymentHash
      ? [`${event.actor} ${event.kind}${'to' in event ? ` to ${event.to}` : ''}`]
      : [],
  );

describe('three payments over Lightning', () => {
  test('the first goes from hop to hop on a promise, and the preimage comes back the same way', () => {
    expect(eventsOf(0)).toEqual([
      'Ann payment-attempted to Dora',
      'Ann htlc-added to Ben',
      'Ben htlc-added to Cem',
      'Cem htlc-added to Dora',
      'Cem htlc-fulfilled',
      'Ben htlc-fulfilled',
      'Ann htlc-fulfilled',
      'Ann payment-ended',
    ]);
    const [payment] = run.payments;
    expect(payment).toMatchObject({ status: 'paid', attempts: 1, route: { fee: 12_000n } });
    expect(opensHash(payment?.preimage ?? '0x', payment?.invoice.paymentHash ?? ('0x' as Hash))).toBe(true);
  });

  test('each promise is for less and for a shorter time than the one before it', () => {
    const promises = run.trace.events.filter(
      (event) => event.kind === 'htlc-added' && event.payment === run.payments[0]?.invoice.paymentHash,
    );
    const figures = promises.map((event) => event.kind === 'htlc-added' && [event.amount, event.expiry]);
    expect(figures).toEqual([
      ['50012000', 800_098],
      ['50006000', 800_058],
      ['50000000', 800_018],
    ]);
  });

  test('the second is refused by Cem, who has too little left, and arrives over Eli for more', () => {
    expect(eventsOf(1)).toEqual([
      'Ann payment-attempted to Dora',
      'Ann htlc-added to Ben',
      'Ben htlc-added to Cem',
      'Ben htlc-failed',
      'Ann htlc-failed',
      'Ann attempt-failed',
      'Ann payment-attempted to Dora',
      'Ann htlc-added to Ben',
      'Ben htlc-added to Eli',
      'Eli htlc-added to Dora',
      'Eli htlc-fulfilled',
      'Ben htlc-fulfilled',
      'Ann htlc-fulfilled',
      'Ann payment-ended',
    ]);
    expect(run.payments[1]).toMatchObject({ status: 'paid', attempts: 2, route: { fee: 302_075n } });
  });

  test('the third cannot arrive: all of it is back, and no other way is left to try', () => {
    expect(eventsOf(2).slice(-4)).toEqual([
      'Ben htlc-failed',
      'Ann htlc-failed',
      'Ann attempt-failed',
      'Ann payment-ended',
    ]);
    expect(run.payments[2]).toMatchObject({
      status: 'failed',
      attempts: 1,
      preimage: null,
      failure: 'temporary_channel_failure',
    });
  });

  test('in the end everyone has what the two payments that arrived gave and took, to the thousandth of a satoshi', () => {
    const gains = Object.fromEntries(run.wealth.map(({ node, before, after }) => [node, after - before]));
    expect(gains).toEqual({
      Ann: -(50_012_000n + 300_302_075n),
      Ben: 6_000n + 151_075n,
      Cem: 6_000n,
      Dora: 350_000_000n,
      Eli: 151_000n,
      Fay: 0n,
    });
    expect(run.locked).toBe(0n);
  });

  test('the player can show it', () => {
    const read = readTrace(run.trace);
    expect(read).toMatchObject({ ok: true });
  });
});

describe('a route that somebody else has found', () => {
  const altered =
    (change: (route: Route) => Route): FindRoute =>
    (graph, request) => {
      const found = findRoute(graph, request);
      return found.ok ? ok(change(found.value)) : found;
    };
  const outcome = (part: FindRoute) => {
    const { payments, wealth, asked } = runLightningRoute({ seed: 1, findRoute: part });
    const moved = wealth.some(({ before, after }) => before !== after);
    const [first] = asked;
    return [payments[0]?.failure, moved, first?.checked.ok === false && first.checked.rejection.code];
  };

  test('without fees is refused by the first node that asks for one', () => {
    const free = altered((route) => ({
      ...route,
      hops: route.hops.map((hop) => ({ ...hop, amount: route.amount })),
    }));
    expect(outcome(free)).toEqual(['fee_insufficient', false, 'fee_insufficient']);
  });

  test('with one lock for all is refused, since nobody would have time to claim', () => {
    const flat = altered((route) => ({
      ...route,
      hops: route.hops.map((hop) => ({ ...hop, cltvDelta: 60 })),
    }));
    expect(outcome(flat)).toEqual(['incorrect_cltv_expiry', false, 'incorrect_cltv_expiry']);
  });

  test('that skips a hop leads nowhere', () => {
    const skipping = altered(({ hops: [first, , ...rest], ...route }) => ({
      ...route,
      hops: first === undefined ? [] : [first, ...rest],
    }));
    expect(outcome(skipping)).toEqual(['unknown_next_peer', false, 'unknown_next_peer']);
  });

  test('sealed for another node than its last channel leads to cannot be read there', () => {
    const misaddressed = altered((route) => ({
      ...route,
      hops: route.hops.map((hop) => (hop.to === 'Dora' ? { ...hop, to: 'Fay' } : hop)),
    }));
    expect(outcome(misaddressed)).toEqual(['invalid_onion_hmac', false, 'no-route']);
  });

  test('that is none fails the payment, and nothing else', () => {
    const none: FindRoute = () =>
      reject({ code: 'no-route', rule: '', message: '', received: null, expected: null });
    expect(outcome(none)).toEqual(['no-route', false, 'no-route']);
    expect(outcome(altered((route) => ({ ...route, hops: [] })))).toEqual(['no-route', false, 'no-route']);
    const absurd = altered((route) => ({
      ...route,
      hops: route.hops.map((hop) => ({ ...hop, amount: msat(-1) })),
    }));
    expect(outcome(absurd).slice(0, 2)).toEqual(['no-route', false]);
  });
});

describe('an invoice', () => {
  const pay = (change: (invoice: LightningInvoice) => LightningInvoice) => {
    const network = new LightningNetwork({ seed: 1, channels: LIGHTNING_ROUTE_CHANNELS });
    network.payAt(ms(1), 'Ann', change(network.invoice('Dora', msat(1_000_000))));
    network.run(ms(60_000));
    const [payment] = network.payments;
    return [payment?.status, payment?.failure, payment?.attempts, network.locked];
  };

  test.each<[string, (invoice: LightningInvoice) => LightningInvoice]>([
    ['an unknown hash', (invoice) => ({ ...invoice, paymentHash: `0x${'11'.repeat(32)}` as Hash })],
    ['another secret', (invoice) => ({ ...invoice, paymentSecret: `0x${'22'.repeat(32)}` as Hash })],
    ['a tenth of the amount', (invoice) => ({ ...invoice, amount: msat(100_000) })],
    ['thrice the amount', (invoice) => ({ ...invoice, amount: msat(3_000_000) })],
    ['too short a lock', (invoice) => ({ ...invoice, finalCltvDelta: 17 })],
  ])('paid with %s is refused by the payee once and for all', (_name, change) => {
    expect(pay(change)).toEqual(['failed', 'incorrect_or_unknown_payment_details', 1, 0n]);
  });

  test('is paid once: a second payer is refused', () => {
    const network = new LightningNetwork({ seed: 1, channels: LIGHTNING_ROUTE_CHANNELS });
    const invoice = network.invoice('Dora', msat(1_000_000));
    network.payAt(ms(1), 'Ann', invoice);
    network.payAt(ms(10_000), 'Ben', invoice);
    network.run(ms(60_000));
    expect(network.payments.map(({ status }) => status)).toEqual(['paid', 'failed']);
    expect(() => network.nodeOf('Ann').pay(invoice)).toThrow(RangeError);
  });
});

describe('what a node answers, by the figures of the HTLC', () => {
  const policy = {
    feeBase: msat(100),
    feeProportional: 10_000,
    cltvExpiryDelta: 40,
    htlcMinimum: msat(1_000),
    htlcMaximum: msat(50_000),
  };
  const payload: HopPayload = { amountToForward: msat(10_000), outgoingCltv: 1_000, channel: 5n };

  test.each([
    ['ok', 10_200, 1_040, {}, 900],
    ['fee_insufficient', 10_199, 1_040, {}, 900],
    ['incorrect_cltv_expiry', 10_200, 1_039, {}, 900],
    ['amount_below_minimum', 10_200, 1_040, { amountToForward: msat(999) }, 900],
    ['temporary_channel_failure', 60_000, 1_040, { amountToForward: msat(50_001) }, 900],
    ['expiry_too_soon', 10_200, 1_040, {}, 998],
    ['ok', 10_200, 1_040, {}, 997],
    ['expiry_too_far', 10_200, 3_000, { outgoingCltv: 2_900 }, 983],
  ])('%s', (code, amount, cltvExpiry, change, height) => {
    const incoming = { amount: msat(amount), cltvExpiry };
    const checked = checkForwarding(incoming, { ...payload, ...change }, policy, height, 2);
    expect(checked.ok ? 'ok' : failureOf(checked.rejection.received).name).toBe(code);
  });

  test.each([
    ['final_incorrect_cltv_expiry', 10_000, 999],
    ['final_incorrect_htlc_amount', 9_999, 1_000],
    ['incorrect_or_unknown_payment_details', 10_000, 1_000],
  ])('%s at the payee', (code, amount, cltvExpiry) => {
    const checked = checkFinalHtlc({ amount: msat(amount), cltvExpiry }, payload, null, 900);
    expect(checked.ok ? 'ok' : failureOf(checked.rejection.received).name).toBe(code);
  });
});

describe('a network of many', () => {
  test('pays most of what is asked for, and counts what it cost', () => {
    const network = runLightningNetwork({ seed: 1, nodes: 30, payments: 60 });
    expect(network).toMatchObject({ payments: 60, pending: 0 });
    expect(network.paid + network.failed).toBe(60);
    expect(network.paid).toBeGreaterThanOrEqual(57);
    expect(network.hops.reduce((sum, count) => sum + count, 0)).toBe(network.paid);
    expect(network.locked).toHaveLength(20);
    expect(network.locked.every(({ locked }) => locked <= network.capacity)).toBe(true);
    expect(network.locked.some(({ locked }) => locked > 0n)).toBe(true);
    expect(network.fees).toBeLessThan(network.amount / 100n);
  });

  test('with nodes that let HTLCs lie, payments through them stay under way', () => {
    const network = runLightningNetwork({ seed: 1, nodes: 30, payments: 60, holders: 6 });
    expect(network.pending).toBeGreaterThan(0);
    expect(network.paid).toBeLessThan(60);
  });
});

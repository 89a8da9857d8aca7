/** A channel as its two parties see it: what moves, what is refused, and how both come to agree over a bad line. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addHtlc,
  againOf,
  bytesToHex,
  createLink,
  failHtlc,
  fulfilHtlc,
  isWaiting,
  lockedInHtlcs,
  makeUpdate,
  msat,
  openLightningChannel,
  sha256,
  shortChannelId,
  takeMessage,
  type ChannelLink,
  type Hash,
  type Hex,
  type HtlcUpdate,
  type LightningChannel,
  type LinkMessage,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

const CHANNEL = shortChannelId(1, 1, 1);
const preimageOf = (id: number): Hex => bytesToHex(new Uint8Array(32).fill(id + 1));
const hashOf = (id: number): Hash => bytesToHex(sha256(new Uint8Array(32).fill(id + 1))) as Hash;
const sumOf = (channel: LightningChannel): bigint => channel.ours + channel.theirs + lockedInHtlcs(channel);

describe('the state of a channel', () => {
  const open = openLightningChannel(CHANNEL, msat(1_000), msat(600));
  const htlc = {
    offeredBy: 'ours' as const,
    id: 0,
    amount: msat(200),
    paymentHash: hashOf(0),
    cltvExpiry: 9,
  };
  const added = addHtlc(open, htlc);
  const pending = added.ok ? added.value : open;

  test('an HTLC goes to the other side for its preimage, and back without it', () => {
    expect(pending).toMatchObject({ ours: 400n, theirs: 400n });
    expect(fulfilHtlc(pending, 'ours', 0, preimageOf(0))).toMatchObject({
      value: { ours: 400n, theirs: 600n },
    });
    expect(failHtlc(pending, 'ours', 0)).toMatchObject({ value: { ours: 600n, theirs: 400n, htlcs: [] } });
  });

  test.each([
    ['insufficient-balance', () => addHtlc(open, { ...htlc, amount: msat(601) })],
    ['empty-htlc', () => addHtlc(open, { ...htlc, amount: msat(0) })],
    ['repeated-id', () => addHtlc(pending, htlc)],
    ['malformed-lock', () => addHtlc(open, { ...htlc, cltvExpiry: Number.NaN })],
    ['malformed-lock', () => addHtlc(open, { ...htlc, cltvExpiry: -1 })],
    ['malformed-lock', () => addHtlc(open, { ...htlc, cltvExpiry: 500_000_000 })],
    ['malformed-hash', () => addHtlc(open, { ...htlc, paymentHash: '0x12' as Hash })],
    ['wrong-preimage', () => fulfilHtlc(pending, 'ours', 0, 'no hex' as Hex)],
    ['wrong-preimage', () => fulfilHtlc(pending, 'ours', 0, preimageOf(1))],
    ['unknown-htlc', () => fulfilHtlc(pending, 'theirs', 0, preimageOf(0))],
    ['unknown-htlc', () => failHtlc(open, 'ours', 0)],
  ])('%s is refused', (code, change) => {
    expect(change()).toMatchObject({ ok: false, rejection: { code } });
  });

  test('no more than 483 HTLCs of a side', () => {
    let channel = openLightningChannel(CHANNEL, msat(1_000), msat(1_000));
    for (let id = 0; id < 483; id += 1) {
      const next = addHtlc(channel, { ...htlc, id, amount: msat(1) });
      if (!next.ok) throw new Error(next.rejection.message);
      channel = next.value;
    }
    const over = addHtlc(channel, { ...htlc, id: 483, amount: msat(1) });
    expect(over).toMatchObject({ rejection: { code: 'too-many-htlcs' } });
  });
});

/** Two ends of one channel, and the messages on their way to each. */
interface Pair {
  readonly ends: [ChannelLink, ChannelLink];
  readonly wire: [LinkMessage[], LinkMessage[]];
  readonly committed: [HtlcUpdate[], HtlcUpdate[]];
}

const createPair = (): Pair => ({
  ends: [
    createLink(openLightningChannel(CHANNEL, msat(1_000), msat(500)), 'b'),
    createLink(openLightningChannel(CHANNEL, msat(1_000), msat(500)), 'a'),
  ],
  wire: [[], []],
  committed: [[], []],
});

/** Takes a message at end `at`; a refusal is a broken protocol. */
function hear(pair: Pair, at: 0 | 1, message: LinkMessage): void {
  const step = takeMessage(pair.ends[at], message);
  if (!step.ok) throw new Error(`${step.rejection.code}: ${step.rejection.message}`);
  pair.ends[at] = step.value.link;
  pair.wire[at === 0 ? 1 : 0].push(...step.value.messages);
  pair.committed[at].push(...step.value.committed);
}

/** End `at` makes an update if it can: an HTLC, or the removal of the oldest one that it has been offered for good. */
function act(pair: Pair, at: 0 | 1, what: number): void {
  const link = pair.ends[at];
  const gone = link.unacknowledged.flatMap(({ update }) => (update.kind === 'add' ? [] : [update.id]));
  const oldest = pair.committed[at].find(
    (update) =>
      update.kind === 'add' &&
      !gone.includes(update.id) &&
      link.channel.htlcs.some(({ offeredBy, id }) => offeredBy === 'theirs' && id === update.id),
  );
  const update: HtlcUpdate | null =
    what < 2
      ? {
          ...{ kind: 'add', id: link.offered, amount: msat(1 + 290 * what), cltvExpiry: 9 },
          ...{ paymentHash: hashOf(link.offered), onion: new Uint8Array(0) },
        }
      : oldest === undefined
        ? null
        : what === 2
          ? { kind: 'fulfil', id: oldest.id, preimage: preimageOf(oldest.id) }
          : { kind: 'fail', id: oldest.id, reason: new Uint8Array(1) };
  if (update === null) return;
  const step = makeUpdate(link, update);
  if (!step.ok) return expect(step.rejection.code).toBe('insufficient-balance');
  pair.ends[at] = step.value.link;
  pair.wire[at === 0 ? 1 : 0].push(...step.value.messages);
}

describe('two ends of a channel over a line that loses, doubles and reorders', () => {
  const schedules = fc.array(
    fc.record({
      at: fc.constantFrom<0 | 1>(0, 1),
      what: fc.constantFrom('act', 'hear', 'hear', 'hear', 'lose', 'double', 'again'),
      pick: fc.nat(1_000),
    }),
    { maxLength: 80 },
  );

  test('agree in the end, keep every coin at every step, and commit every update once and in order', () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        const pair = createPair();
        for (const { at, what, pick } of schedule) {
          const wire = pair.wire[at];
          const place = pick % Math.max(1, wire.length);
          const message = wire[place];
          if (what === 'act') act(pair, at, pick % 4);
          else if (what === 'again') pair.wire[at === 0 ? 1 : 0].push(...againOf(pair.ends[at]));
          else if (message !== undefined) {
            if (what !== 'double') wire.splice(place, 1);
            if (what !== 'lose') hear(pair, at, message);
          }
          for (const { channel } of pair.ends) {
            expect(sumOf(channel)).toBe(1_000n);
            expect(channel.ours >= 0n && channel.theirs >= 0n).toBe(true);
          }
        }
        // Quiet weather: what is waiting is said again until nothing is.
        for (let round = 0; round < 6; round += 1) {
          for (const at of [0, 1] as const) {
            pair.wire[at === 0 ? 1 : 0].push(...againOf(pair.ends[at]));
            for (const message of pair.wire[at].splice(0)) hear(pair, at, message);
          }
        }
        const [a, b] = pair.ends;
        expect([isWaiting(a), isWaiting(b)]).toEqual([false, false]);
        expect([a.early, b.early]).toEqual([[], []]);
        expect([a.channel.ours, a.channel.theirs]).toEqual([b.channel.theirs, b.channel.ours]);
        expect(pair.committed[1]).toHaveLength(a.made);
        expect(pair.committed[0]).toHaveLength(b.made);
        for (const heard of pair.committed) {
          const ids = heard.flatMap((update) => (update.kind === 'add' ? [update.id] : []));
          expect(ids).toEqual(ids.map((_id, index) => index));
        }
      }),
      { numRuns: runs(300) },
    );
  });

  test('coins that came back may be spent again, even when the word that they are back arrives later', () => {
    const pair = createPair();
    const add = (id: number): HtlcUpdate => ({
      ...{ kind: 'add', id, amount: msat(400), cltvExpiry: 9 },
      ...{ paymentHash: hashOf(id), onion: new Uint8Array(0) },
    });
    const make = (at: 0 | 1, update: HtlcUpdate): void => {
      const step = makeUpdate(pair.ends[at], update);
      if (!step.ok) throw new Error(step.rejection.message);
      pair.ends[at] = step.value.link;
      pair.wire[at === 0 ? 1 : 0].push(...step.value.messages);
    };
    const settle = (): void => {
      while (pair.wire[0].length + pair.wire[1].length > 0)
        for (const at of [0, 1] as const)
          for (const message of pair.wire[at].splice(0)) hear(pair, at, message);
    };
    make(0, add(0));
    settle();
    make(1, { kind: 'fail', id: 0, reason: new Uint8Array(1) });
    for (const message of pair.wire[0].splice(0)) hear(pair, 0, message);
    make(0, add(1));
    // Of 500 coins, 400 are in the second HTLC; the acknowledgement that freed them is overtaken by it.
    pair.wire[1].reverse();
    settle();
    expect(pair.ends[1].channel).toMatchObject({ ours: 500n, theirs: 100n });
  });

  test('a preimage of another length opens nothing: no script would take it', () => {
    const long = bytesToHex(new Uint8Array(33).fill(7));
    const paymentHash = bytesToHex(sha256(new Uint8Array(33).fill(7))) as Hash;
    const channel = openLightningChannel(CHANNEL, msat(1_000), msat(600));
    const added = addHtlc(channel, { offeredBy: 'ours', id: 0, amount: msat(1), paymentHash, cltvExpiry: 9 });
    expect(added.ok && fulfilHtlc(added.value, 'ours', 0, long)).toMatchObject({
      rejection: { code: 'wrong-preimage' },
    });
  });

  test('updates that come thousands too early are let go, those within what two sides can have under way wait', () => {
    let link = createLink(openLightningChannel(CHANNEL, msat(1_000), msat(600)), 'peer');
    const early = (number: number): LinkMessage => ({
      kind: 'update',
      channel: CHANNEL,
      number,
      acknowledged: 0,
      update: { kind: 'fail', id: 0, reason: new Uint8Array(0) },
    });
    for (const number of [2, 966, 967, 5_000, Number.MAX_SAFE_INTEGER, Number.NaN]) {
      const step = takeMessage(link, early(number));
      if (step.ok) link = step.value.link;
    }
    expect(link.early.map(({ number }) => number)).toEqual([2, 966]);
  });

  test('an HTLC that its sender cannot pay for closes the channel', () => {
    const [a, b] = createPair().ends;
    const made = makeUpdate(a, {
      ...{ kind: 'add', id: 0, amount: msat(500), cltvExpiry: 9 },
      ...{ paymentHash: hashOf(0), onion: new Uint8Array(0) },
    });
    if (!made.ok || made.value.messages[0]?.kind !== 'update') throw new Error('no update');
    const [message] = made.value.messages;
    if (message.update.kind !== 'add') throw new Error('no addition');
    const forged = { ...message, update: { ...message.update, amount: msat(501) } };
    expect(takeMessage(b, forged)).toMatchObject({ rejection: { code: 'insufficient-balance' } });
  });
});

/** Checks of the netting lab: the right money first, then few transfers, then the fewest. */
import { createRandom, netPositions, settle, type Payment, type Random, type Settle } from 'strata';
import { expect } from '../../workbench/contract/expect.ts';
import { lab } from '../../workbench/contract/lab.ts';

interface Learner {
  readonly settle: Settle;
}

/** What a transfer takes on layer 1, about: V. Buterin, An Incomplete Guide to Rollups (5 January 2021). */
const TRANSFER_BYTES = 112;

const partyOf = (index: number): string =>
  `${'abcdefghijklmnopqrstuvwxyz'[index % 26] ?? ''}${Math.floor(index / 26) || ''}`;

const parties = (count: number): string[] => Array.from({ length: count }, (_, index) => partyOf(index));

/** `count` payments among `who`, now and then one to oneself; amounts up to `most`. */
function dayOf(random: Random, who: readonly string[], count: number, most: bigint): Payment[] {
  return Array.from({ length: count }, () => ({
    from: random.pick(who),
    to: random.pick(who),
    amount: 1n + random.bigint(most),
  }));
}

/** A day on which groups of two to four settle among themselves, with rings of payments across them that cancel out. */
function dayOfGroups(random: Random, count: number): Payment[] {
  const who = random.shuffle(parties(count));
  const day: Payment[] = [];
  for (let start = 0; start < count;) {
    const members = who.slice(start, start + random.int(2, 4));
    day.push(...dayOf(random, members, 3 * members.length, 9n));
    start += members.length;
  }
  for (let ring = 0; ring < count; ring++) {
    const amount = 1n + random.bigint(50n);
    const [a, b, c] = random.shuffle(who);
    if (a && b && c)
      day.push({ from: a, to: b, amount }, { from: b, to: c, amount }, { from: c, to: a, amount });
  }
  return random.shuffle(day);
}

const open = (day: readonly Payment[]): number =>
  [...netPositions(day).values()].filter((net) => net !== 0n).length;
const tell = ({ from, to, amount }: Payment): string => `${from} → ${to} ${amount}`;
const listed = (transfers: readonly Payment[]): string =>
  transfers.length === 0
    ? 'none'
    : transfers.length > 12
      ? `${transfers.length} of them`
      : transfers.map(tell).join(', ');
const balances = (day: readonly Payment[]): string =>
  [...netPositions(day)]
    .filter(([, net]) => net !== 0n)
    .map(([party, net]) => `${party} ${net > 0n ? '+' : ''}${net}`)
    .join(', ');

/** Fails with the first party whose evening balance is not its day's. */
function expectSameMoney(day: readonly Payment[], transfers: readonly Payment[]): void {
  const due = netPositions(day);
  const found = new Map<string, bigint>();
  for (const { from, to, amount } of transfers) {
    found.set(from, (found.get(from) ?? 0n) - amount);
    found.set(to, (found.get(to) ?? 0n) + amount);
  }
  for (const party of new Set([...due.keys(), ...found.keys()])) {
    const expected = due.get(party) ?? 0n;
    const actual = found.get(party) ?? 0n;
    expect(actual === expected).toBeTrue(
      `After ${day.length} payments ${party} should be ${expected < 0n ? 'down' : 'up'} ${expected < 0n ? -expected : expected}. ` +
        `Your transfers leave ${party} ${actual < 0n ? 'down' : 'up'} ${actual < 0n ? -actual : actual}. Transfers: ${listed(transfers)}.`,
    );
  }
}

export default lab<Learner>({ settle: 1 }, (check) => {
  check(
    'Everyone ends where the day left them',
    ({ learner, seed, size }) => {
      const random = createRandom(seed, 'balances');
      for (const most of [10n, 1_000_000n, 10n ** 21n]) {
        const day = dayOf(random, parties(size), 4 * size, most);
        expectSameMoney(day, learner.settle(day));
      }
    },
    { sizes: [2, 3, 5, 8] },
  );

  check(
    'Every transfer moves something from one party to another',
    ({ learner, seed, size }) => {
      const day = dayOfGroups(createRandom(seed, 'moves'), size);
      const due = netPositions(day);
      learner.settle(day).forEach((transfer, index) => {
        const { from, to, amount } = transfer;
        const is = `Transfer ${index + 1}, ${tell(transfer)},`;
        expect(amount > 0n).toBeTrue(
          `${is} moves ${amount === 0n ? 'nothing, and takes a place in a block all the same' : 'less than nothing: turn it round'}.`,
        );
        expect(from !== to).toBeTrue(`${is} goes from ${from} to ${from}.`);
        const stranger = [from, to].find((party) => !due.has(party));
        expect(stranger === undefined).toBeTrue(`${is} names ${stranger}, who had no part in the day.`);
      });
    },
    { sizes: [2, 4, 8] },
  );

  check(
    'A day that cancels out sends nothing',
    ({ learner, seed, size }) => {
      const random = createRandom(seed, 'rings');
      const ring = random.shuffle(parties(size));
      const amount = 1n + random.bigint(1000n);
      const day = ring.map((from, index): Payment => ({
        from,
        to: ring[(index + 1) % size] ?? from,
        amount,
      }));
      const transfers = learner.settle(day);
      expect(transfers.length === 0).toBeTrue(
        `The day was ${listed(day)}. Everyone got back what they gave, and your transfers are: ${listed(transfers)}.`,
      );
    },
    { sizes: [2, 3, 5, 12] },
  );

  check(
    'One transfer fewer than parties is always enough',
    ({ learner, seed, size }) => {
      const day = dayOf(createRandom(seed, 'enough'), parties(size), 6 * size, 1_000_000n);
      const transfers = learner.settle(day);
      expectSameMoney(day, transfers);
      const most = Math.max(0, open(day) - 1);
      expect(transfers.length <= most).toBeTrue(
        `${open(day)} parties are out of balance, so ${most === 1 ? '1 transfer is' : `${most} transfers are`} enough. You need ${transfers.length}.`,
      );
    },
    { sizes: [2, 4, 12, 40, 200] },
  );

  check(
    'Among a few parties no transfer is one too many',
    ({ learner, seed, size }) => {
      const random = createRandom(seed, 'fewest');
      for (let round = 0; round < 6; round++) {
        const day = dayOfGroups(random, size);
        const transfers = learner.settle(day);
        expectSameMoney(day, transfers);
        const fewest = settle(day);
        expect(transfers.length === fewest.length).toBeTrue(
          `Balances: ${balances(day)}. You need ${transfers.length} (${listed(transfers)}), and ${fewest.length} ${fewest.length === 1 ? 'is' : 'are'} enough: ${listed(fewest)}.`,
        );
      }
    },
    { sizes: [2, 3, 4, 5, 6, 7, 8, 9] },
  );

  check('A thousand payments become a handful of transfers', ({ learner, seed, measure }) => {
    const day = dayOf(createRandom(seed, 'thousand'), parties(12), 1000, 10_000n);
    const transfers = learner.settle(day);
    expectSameMoney(day, transfers);
    expect(transfers.length <= 11).toBeTrue(
      `Twelve parties made 1,000 payments. Eleven transfers settle them; yours are ${transfers.length}.`,
    );
    const moved = (payments: readonly Payment[]): bigint =>
      payments.reduce((sum, { amount }) => sum + amount, 0n);
    const netted = (sent: readonly Payment[]): number =>
      Number((10_000n * (moved(day) - moved(sent))) / moved(day)) / 100;
    const reference = settle(day);
    measure('transfers', transfers.length, 'transfers', reference.length);
    measure(
      'bytes-saved',
      (day.length - transfers.length) * TRANSFER_BYTES,
      'bytes',
      (day.length - reference.length) * TRANSFER_BYTES,
    );
    measure('value-netted', netted(transfers), '% of value', netted(reference));
  });
});

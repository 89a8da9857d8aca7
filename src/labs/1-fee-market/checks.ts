/** Checks of the fee market lab: valid blocks first, then blocks that are worth building, then a market of them. */
import {
  createRandom,
  hashHex,
  ms,
  runFeeMarket,
  sat,
  selectByArrival,
  selectByFeeRate,
  sha256,
  utf8,
  weight,
  type FeeMarketRun,
  type Hash,
  type Pending,
  type Random,
  type SelectTransactions,
} from 'strata';
import { expect } from '../../workbench/contract/expect.ts';
import { lab } from '../../workbench/contract/lab.ts';

interface Learner {
  readonly selectTransactions: SelectTransactions;
}

/** A pending transaction in a hand-made pool, by name. */
type Waiting = Pending<string>;

const idOf = (name: string): Hash => hashHex(sha256(utf8(name)));

function waiting(
  name: string,
  fee: number,
  heavy: number,
  parents: readonly Waiting[] = [],
  arrivedAt = 0,
): Waiting {
  return {
    id: idOf(name),
    transaction: name,
    fee: sat(fee),
    weight: weight(heavy),
    parents: parents.map(({ id }) => id),
    arrivedAt: ms(arrivedAt),
  };
}

/** `size` transactions; a third spend an output of one or two that came before them, one in ten an output on the chain. */
function poolOf(random: Random, size: number): Waiting[] {
  const pool: Waiting[] = [];
  for (let index = 0; index < size; index++) {
    const weighs = random.int(400, 2400);
    const parents = index > 0 && random.chance(1, 3) ? [random.pick(pool)] : [];
    if (parents.length > 0 && random.chance(1, 3)) parents.push(random.pick(pool));
    const made = waiting(
      `${random.int(0, 999_999)}-${index}`,
      random.int(1, 40) * weighs,
      weighs,
      [...new Set(parents)],
      index,
    );
    const onChain = random.chance(1, 10) ? [idOf(`on chain ${index}`)] : [];
    pool.push({ ...made, parents: [...made.parents, ...onChain] });
  }
  return random.shuffle(pool);
}

/** A limit that holds about two fifths of the pool. */
const tight = (pool: readonly Waiting[]): number => Math.max(2400, Math.floor((2 * weightOf(pool)) / 5));

const weightOf = (block: readonly Pending<unknown>[]): number =>
  block.reduce((sum, { weight: each }) => sum + each, 0);
const feesOf = (block: readonly Pending<unknown>[]): bigint => block.reduce((sum, { fee }) => sum + fee, 0n);
const group = (amount: number | bigint): string => String(amount).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',');
const short = (id: string): string => id.slice(0, 10);
const names = (block: readonly Waiting[]): string =>
  block.length === 0 ? 'nothing' : block.map(({ transaction }) => transaction).join(', ');

const choose = (
  { selectTransactions }: Learner,
  pool: readonly Waiting[],
  limit: number,
): readonly Waiting[] => selectTransactions(pool, weight(limit));

/** The event at which a block of `mine` first earns less than the same block of `other`. */
function firstPoorer(mine: FeeMarketRun, other: FeeMarketRun): number {
  const height = mine.series.find(({ fees }, index) => fees < (other.series[index]?.fees ?? 0n))?.height;
  return mine.trace.events.findIndex((event) => event.kind === 'block-proposed' && event.height === height);
}

export default lab<Learner>({ selectTransactions: 2 }, (check) => {
  check(
    'Never weighs more than the block allows',
    ({ learner, seed, size }) => {
      const pool = poolOf(createRandom(seed, 'weight'), size);
      for (const limit of [0, 2400, tight(pool), weightOf(pool)]) {
        const block = choose(learner, pool, limit);
        expect(weightOf(block) <= limit).toBeTrue(
          `Out of ${size} waiting you chose ${block.length}, which weigh ${group(weightOf(block))}. The block may weigh ` +
            `${group(limit)}: nodes refuse it, and whoever built it earns nothing.`,
        );
      }
    },
    { sizes: [1, 5, 20, 80] },
  );

  check(
    'Takes each transaction once and none from elsewhere',
    ({ learner, seed, size }) => {
      const pool = poolOf(createRandom(seed, 'once'), size);
      const known = new Set<string>(pool.map(({ id }) => id));
      const taken = new Set<string>();
      for (const { id } of choose(learner, pool, tight(pool))) {
        expect(known.has(id)).toBeTrue(
          `Transaction ${short(id)} stands in your block and was never in the pool.`,
        );
        expect(!taken.has(id)).toBeTrue(
          `Transaction ${short(id)} stands in your block twice. Its second copy spends what the first has spent already.`,
        );
        taken.add(id);
      }
    },
    { sizes: [2, 8, 40, 80] },
  );

  check(
    'A child never stands before its parent, or without it',
    ({ learner, seed, size }) => {
      const pool = poolOf(createRandom(seed, 'order'), size);
      const inPool = new Set(pool.map(({ id }) => id));
      const placed = new Set<Hash>();
      choose(learner, pool, tight(pool)).forEach(({ id, parents }, position) => {
        const missing = parents.find((parent) => inPool.has(parent) && !placed.has(parent));
        expect(missing === undefined).toBeTrue(
          `Transaction ${short(id)}, number ${position + 1} in your block, spends an output of ${short(missing ?? '')}, ` +
            'which does not stand before it. A node that checks the block in order finds nothing to spend.',
        );
        placed.add(id);
      });
    },
    { sizes: [2, 8, 40, 80] },
  );

  check('A child pays for its parent', ({ learner, seed }) => {
    const random = createRandom(seed, 'child pays');
    const poor = waiting('poor parent', random.int(1, 50), 800);
    const rich = waiting('rich child', random.int(60_000, 90_000), 800, [poor]);
    const middling = ['first', 'second', 'third'].map((name) => waiting(name, random.int(8000, 16_000), 800));
    const block = choose(learner, random.shuffle([poor, rich, ...middling]), 1600);
    expect(feesOf(block) >= feesOf([poor, rich])).toBeTrue(
      `A parent pays ${poor.fee} sat and its child ${group(rich.fee)}: together ${group(feesOf([poor, rich]))} for 1,600 units, ` +
        `more than any two of the others. You chose ${names(block)}, for ${group(feesOf(block))} sat.`,
    );
  });

  check(
    'Rate decides, not the size of the fee',
    ({ learner, seed }) => {
      const random = createRandom(seed, 'rate');
      const heavy = waiting('heavy', random.int(50_000, 60_000), 4000);
      const light = Array.from({ length: 10 }, (_, index) =>
        waiting(`light ${index + 1}`, random.int(8000, 9000), 400),
      );
      const block = choose(learner, random.shuffle([heavy, ...light]), 4000);
      expect(feesOf(block)).toBeAtLeast(feesOf(light));
    },
    {
      explain: ({ actual, expected }) =>
        `One transaction pays the highest fee and weighs 4,000, the whole block. Ten light ones weigh 400 each and pay ` +
        `${group(BigInt(String(expected)))} sat together. Your block earns ${group(BigInt(String(actual)))}.`,
    },
  );

  check('Goes on when one does not fit', ({ learner, seed }) => {
    const random = createRandom(seed, 'misfit');
    const best = waiting('best', random.int(80_000, 90_000), 1000);
    const tooHeavy = waiting('too heavy', random.int(100_000, 120_000), 2000);
    const small = ['small one', 'small two'].map((name) => waiting(name, random.int(2000, 4000), 700));
    const block = choose(learner, random.shuffle([best, tooHeavy, ...small]), 2600);
    expect(feesOf(block) >= feesOf([best, ...small])).toBeTrue(
      `After the best transaction 1,600 units are left. The next by rate weighs 2,000; two small ones of 700 would fit. ` +
        `You chose ${names(block)}, for ${group(feesOf(block))} sat, and ${group(feesOf([best, ...small]))} could be had.`,
    );
  });

  check(
    'The same pool in any order gives the same block',
    ({ learner, seed, size }) => {
      const random = createRandom(seed, 'ties');
      // All of one weight and two rates: nearly everything is a tie.
      const pool = Array.from({ length: size }, (_, index) =>
        waiting(`tie ${random.int(0, 999_999)} ${index}`, random.pick([8000, 16_000]), 800, [], index),
      );
      const limit = 800 * Math.ceil(size / 3);
      const once = choose(learner, pool, limit).map(({ id }) => id);
      for (let round = 0; round < 4; round++) {
        const again = choose(learner, random.shuffle(pool), limit).map(({ id }) => id);
        const at = again.findIndex((id, index) => id !== once[index]);
        expect(again.length === once.length && at === -1).toBeTrue(
          `The same ${size} transactions, heard of in another order: at place ${at + 1} one block has ${short(once[at] ?? 'nothing')}, ` +
            `the other ${short(again[at] ?? 'nothing')}. They pay the same rate, and your choice hangs on their place in the array.`,
        );
      }
    },
    { sizes: [3, 10, 30] },
  );

  check(
    'Earns what a miner would, and more than first come, first served',
    ({ learner, seed, size, show, measure }) => {
      const blocks = 8;
      const market = (select: SelectTransactions) => runFeeMarket({ seed, blocks, load: size, select });
      const mine = market(learner.selectTransactions);
      const reference = market(selectByFeeRate);
      const queue = market(selectByArrival);
      const [refusal] = mine.rejections;
      const enough = mine.fees * 100n >= reference.fees * 97n;
      if (refusal)
        show(
          mine.trace,
          mine.trace.events.findIndex(({ kind }) => kind === 'block-rejected'),
        );
      else if (!enough) show(mine.trace, firstPoorer(mine, reference));
      expect(refusal === undefined).toBeTrue(
        `The network refused ${mine.refused} of your ${blocks} blocks. The first because: ${refusal?.message}`,
      );
      expect(enough).toBeTrue(
        `At ${size} percent load your ${blocks} blocks earned ${group(mine.fees)} sat. Choosing the best package each time earns ` +
          `${group(reference.fees)}, first come, first served ${group(queue.fees)}. Within three percent of the former is asked.`,
      );
      if (size < 200) return;
      const perBlock = (run: FeeMarketRun): number => Math.round(Number(run.fees) / blocks);
      const gain = (run: FeeMarketRun): number => Number((run.fees * 100n) / queue.fees) / 100;
      measure('fees-a-block', perBlock(mine), 'sat', perBlock(reference));
      measure('more-than-first-come', gain(mine), '×', gain(reference));
      measure('still-waiting', mine.waiting, 'payments', reference.waiting);
    },
    { sizes: [80, 200] },
  );
});

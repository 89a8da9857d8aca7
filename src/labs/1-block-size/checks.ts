/** Checks of the lab on block size: the arithmetic against a chain that fills its blocks, the search against a network that carries them. */
import {
  bytes,
  createRandom,
  ms,
  runBlockSize,
  runGossip,
  type BlockSizeRule,
  type Bytes,
  type Capacity,
  type GossipRun,
  type LargestBlock,
  type Reach,
} from 'strata';
import { expect, MismatchError } from '../../workbench/contract/expect.ts';
import { lab } from '../../workbench/contract/lab.ts';

interface BlockSize {
  readonly capacity: Capacity;
  readonly largestBlock: LargestBlock;
}

const rule = (blockBytes: number, transactionBytes: number, seconds: number): BlockSizeRule => ({
  blockBytes: bytes(blockBytes),
  transactionBytes: bytes(transactionBytes),
  intervalMs: ms(seconds * 1000),
});

/** Rules with figures that were published or follow from a published rule. */
const PUBLISHED: readonly (readonly [string, BlockSizeRule, number])[] = [
  ['Bitcoin, 1 MB blocks, payments of 250 bytes', rule(1_000_000, 250, 600), 6.67],
  ['Bitcoin, 1 MB blocks, transactions of 500 bytes', rule(1_000_000, 500, 600), 3.33],
  ['4 MB blocks every ten minutes, payments of 250 bytes', rule(4_000_000, 250, 600), 26.67],
  ['1 MB blocks every minute, payments of 250 bytes', rule(1_000_000, 250, 60), 66.67],
];

/** The usual line, half a megabit a second, and the usual wait, one Bitcoin interval. */
const USUAL = { bandwidth: 62_500, nodes: 40, latency: ms(100) } as const;
/** A chain of 60 blocks on such lines, full from beginning to end. */
const CROWDED = { bandwidth: USUAL.bandwidth, nodes: 12, load: 1_000, seconds: 36_000 } as const;
const WITHIN = ms(600_000);
const STEP = bytes(10_000);
const MOST = bytes(16_000_000);
/** Questions that bisection needs for 1,600 steps, and two to spare. */
const QUESTIONS = Math.ceil(Math.log2(MOST / STEP + 1)) + 2;

/** The lesson's figures are taken on this seed only, so that everybody who is right reads the same ones. */
const MEASURED = 1;

/** Blocks in a hundred that are lost on a crowded chain with blocks of so many megabytes: four runs of 60 blocks. */
const staleShare = (megabytesEach: number): number => {
  const runs = [1, 2, 3, 4].map((seed) =>
    runBlockSize({ ...CROWDED, seed, rule: rule(megabytesEach * 1_000_000, 250, 600) }),
  );
  const lost = runs.reduce((sum, { stale }) => sum + stale, 0);
  return (100 * lost) / runs.reduce((sum, { blocks }) => sum + blocks, 0);
};

interface Line {
  readonly bandwidth: number;
  readonly nodes: number;
  readonly latency: ReturnType<typeof ms>;
}

/** A number to three decimals, anything else as it is. */
const short = (value: unknown): string =>
  typeof value === 'number' ? String(Number(value.toFixed(3))) : String(value);

/** A network that differs from seed to seed. */
const lineOf = (seed: number): Line => {
  const random = createRandom(seed, 'line');
  return {
    bandwidth: random.int(20_000, 150_000),
    nodes: random.int(24, 44),
    latency: ms(random.int(40, 400)),
  };
};

const gossip = (seed: number, blockBytes: Bytes, line: Line): GossipRun =>
  runGossip({ seed, blockBytes, blocks: 2, ...line });

/** A `reach` that runs the network, counts how often it is asked, and stops answering when it is asked too often. */
const counted = (reach: Reach): { readonly reach: Reach; readonly asked: () => number } => {
  let asked = 0;
  return {
    asked: () => asked,
    reach: (size) => {
      asked += 1;
      if (asked > QUESTIONS)
        throw new MismatchError(`More than ${QUESTIONS} questions.`, 'too many questions', QUESTIONS);
      return reach(size);
    },
  };
};

const TOO_MANY = `The network was asked more than ${QUESTIONS} times. It can be told with fewer: each answer should halve what is left.`;
const megabytes = (size: unknown): string =>
  typeof size === 'number' ? `${size / 1_000_000} MB` : String(size);

export default lab<BlockSize>({ capacity: 1, largestBlock: 2 }, (check) => {
  check(
    'The published figures come out',
    ({ learner, measure }) => {
      for (const [chain, one, figure] of PUBLISHED) {
        const rate = learner.capacity(one);
        expect({ chain, rate: Math.abs(rate - figure) <= 0.005 ? figure : rate }).toEqual({
          chain,
          rate: figure,
        });
      }
      measure('capacity at 1 MB', learner.capacity(rule(1_000_000, 250, 600)), 'tx/s', 1000 / 150);
      measure('capacity at 2 MB', learner.capacity(rule(2_000_000, 250, 600)), 'tx/s', 2000 / 150);
    },
    {
      explain: ({ actual, expected }) => {
        const { chain, rate } = actual as { readonly chain: string; readonly rate: unknown };
        const right = (expected as { readonly rate: number }).rate;
        const thousands =
          typeof rate === 'number' && [1000, 0.001].some((off) => Math.abs(rate / right / off - 1) < 0.01);
        const hint = thousands
          ? ' That is off by a factor of a thousand: intervals are in milliseconds.'
          : '';
        return `${chain}: ${right} a second. You said ${short(rate)}.${hint}`;
      },
    },
  );

  check(
    'Half a payment does not fit',
    ({ learner, seed }) => {
      const random = createRandom(seed, 'left over');
      const size = random.int(200, 900);
      const whole = random.int(1, 5);
      const left = random.int(1, size - 1);
      // One block a second, so that the rate is the number of payments in a block.
      const rate = learner.capacity(rule(whole * size + left, size, 1));
      expect({ size, left, rate }).toEqual({ size, left, rate: whole });
    },
    {
      explain: ({ actual, expected }) => {
        const mine = actual as { readonly size: number; readonly left: number; readonly rate: unknown };
        const right = (expected as { readonly rate: number }).rate;
        return `The block has room for ${right} payments of ${mine.size} bytes, and ${mine.left} bytes are left over. One block comes a second; you said ${short(mine.rate)} payments a second.`;
      },
    },
  );

  check(
    'Twice the block or half the wait is twice the payments',
    ({ learner, seed }) => {
      const random = createRandom(seed, 'twice');
      const size = random.int(150, 600);
      const count = random.int(10, 5000);
      const seconds = random.int(2, 400) * 2;
      const once = learner.capacity(rule(size * count, size, seconds));
      const larger = learner.capacity(rule(2 * size * count, size, seconds)) / once;
      const sooner = learner.capacity(rule(size * count, size, seconds / 2)) / once;
      expect({ what: 'twice the block', times: Math.round(larger * 1e6) / 1e6 }).toEqual({
        what: 'twice the block',
        times: 2,
      });
      expect({ what: 'half the wait', times: Math.round(sooner * 1e6) / 1e6 }).toEqual({
        what: 'half the wait',
        times: 2,
      });
    },
    {
      explain: ({ actual }) => {
        const { what, times } = actual as { readonly what: string; readonly times: number };
        return `With ${what}, your capacity is ${times} times what it was. It should be twice.`;
      },
    },
  );

  check(
    'A busy chain carries what you promised',
    ({ learner, seed, size, show, measure }) => {
      const random = createRandom(seed, 'busy');
      const perBlock = random.int(5, 60);
      const transactionBytes = random.int(180, 420);
      const seconds = random.int(10, 90);
      const one = rule(perBlock * transactionBytes + random.int(0, 79), transactionBytes, seconds);
      // Four times as many arrive as fit, so that nearly every block is full.
      const load = (4 * perBlock) / seconds;
      const run = runBlockSize({
        seed,
        rule: one,
        load,
        seconds: size * seconds,
        nodes: 8,
        capacity: learner.capacity,
      });
      show(run.trace);
      const promised = Math.round(run.predicted * seconds * 1000) / 1000;
      for (const { taken, waiting } of run.queue) {
        if (waiting > 0) expect({ seconds, payments: promised }).toEqual({ seconds, payments: taken });
      }
      if (seed !== MEASURED || size < 20) return;
      measure('stale share at 1 MB', staleShare(1), '%');
      measure('stale share at 4 MB', staleShare(4), '%');
    },
    {
      sizes: [4, 20],
      explain: ({ actual, expected }) => {
        const mine = actual as { readonly seconds: number; readonly payments: number };
        const right = expected as { readonly payments: number };
        return `More payments came than fit. Each full block of this chain carried ${right.payments}, one block every ${mine.seconds} seconds on average; by your capacity it should have been ${mine.payments}.`;
      },
    },
  );

  check(
    'Your largest block arrives in time',
    ({ learner, seed, show, measure }) => {
      const line = lineOf(seed);
      const { reach } = counted((size) => ms(gossip(seed, size, line).ninetiethMs));
      const size = learner.largestBlock(reach, { withinMs: WITHIN, step: STEP, most: MOST });
      expect({ size, fits: Number.isInteger(size / STEP) }).toEqual({ size, fits: true });
      if (size > 0) {
        const run = gossip(seed, bytes(size), line);
        show(run.trace);
        expect({ size, late: Math.max(0, run.ninetiethMs - WITHIN) }).toEqual({ size, late: 0 });
      }
      if (seed !== MEASURED) return;
      const usual = learner.largestBlock((bytesOf) => ms(gossip(seed, bytesOf, USUAL).ninetiethMs), {
        withinMs: WITHIN,
        step: STEP,
        most: MOST,
      });
      measure('largest block in time', usual / 1_000_000, 'MB');
      measure(
        'capacity at the largest block',
        learner.capacity({ ...rule(1, 250, 600), blockBytes: usual }),
        'tx/s',
      );
    },
    {
      explain: ({ actual, expected }) => {
        if (actual === 'too many questions') return TOO_MANY;
        const mine = actual as { readonly size: number; readonly late?: number };
        return Object.hasOwn(expected as object, 'fits')
          ? `${String(mine.size)} bytes is no multiple of the step of ${STEP} bytes.`
          : `A block of ${megabytes(mine.size)} reached nine nodes in ten ${((mine.late ?? 0) / 1000).toFixed(1)} s too late.`;
      },
    },
  );

  check(
    'One step more would not have arrived',
    ({ learner, seed, show }) => {
      const line = lineOf(seed);
      const { reach } = counted((size) => ms(gossip(seed, size, line).ninetiethMs));
      const size = learner.largestBlock(reach, { withinMs: WITHIN, step: STEP, most: MOST });
      if (size === MOST) return;
      const next = bytes(size + STEP);
      const run = gossip(seed, next, line);
      show(run.trace);
      expect({ size, next, inTime: run.ninetiethMs <= WITHIN }).toEqual({ size, next, inTime: false });
    },
    {
      explain: ({ actual }) => {
        if (actual === 'too many questions') return TOO_MANY;
        const { size, next } = actual as { readonly size: number; readonly next: number };
        return `You stopped at ${megabytes(size)}; a block of ${megabytes(next)} is in time as well.`;
      },
    },
  );

  check(
    'Few questions are enough, whatever the limit',
    ({ learner, seed, size }) => {
      const random = createRandom(seed, 'questions');
      const perStep = random.int(20, 900);
      for (const answer of [0, 1, size - 1, size, random.int(0, size)]) {
        const { reach, asked } = counted((wanted) => ms((wanted / STEP) * perStep));
        const most = bytes(size * STEP);
        const limit = { withinMs: ms(answer * perStep), step: STEP, most };
        const found = learner.largestBlock(reach, limit);
        expect({ most, answer, found: found / STEP }).toEqual({ most, answer, found: answer });
        const allowed = Math.ceil(Math.log2(size + 1)) + 2;
        expect({ most, allowed, asked: Math.max(asked(), allowed) }).toEqual({
          most,
          allowed,
          asked: allowed,
        });
      }
    },
    {
      sizes: [2, 31, 1600],
      explain: ({ actual }) => {
        if (actual === 'too many questions') return TOO_MANY;
        const mine = actual as {
          readonly most: number;
          readonly answer?: number;
          readonly found?: number;
          readonly allowed?: number;
          readonly asked?: number;
        };
        return mine.asked === undefined
          ? `On a line where a block of ${mine.answer} steps arrives at the last millisecond (of at most ${mine.most / STEP} steps), you said ${mine.found} steps.`
          : `For ${mine.most / STEP} possible sizes ${mine.allowed} questions are enough; you asked ${mine.asked}.`;
      },
    },
  );
});

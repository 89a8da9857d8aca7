/** Checks of the proof-of-work lab: the search for a nonce, then the rule that keeps blocks coming at one pace. */
import {
  bitsOf,
  createRandom,
  hashHex,
  headerId,
  mine as searchNonces,
  ms,
  retarget as bitcoinsRule,
  runMining,
  sha256,
  targetOf,
  utf8,
  type BitcoinHeader,
  type Hash,
  type Mine,
  type MiningRun,
  type Retarget,
  type RetargetWindow,
} from 'strata';
import { expect } from '../../workbench/contract/expect.ts';
import { lab } from '../../workbench/contract/lab.ts';

interface Learner {
  readonly mine: Mine;
  readonly retarget: Retarget;
}

/** Bitcoin's easiest target: nobody may mine below difficulty 1 (Bitcoin Core, chainparams, `powLimit`, as `bits`). */
const EASIEST = 0x1d00ffff;

/** Bitcoin's block 0, 3 January 2009. */
const GENESIS: BitcoinHeader = {
  version: 1,
  prevId: `0x${'0'.repeat(64)}` as Hash,
  merkleRoot: '0x4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b' as Hash,
  timestamp: 1_231_006_505,
  bits: EASIEST,
  nonce: 2_083_236_893,
};

/** Three ends of windows from Bitcoin's chain: times in seconds (Bitcoin Core, `src/test/pow_tests.cpp`). */
const HISTORY = [
  {
    block: 32_256,
    day: '30 December 2009',
    bits: EASIEST,
    first: 1_261_130_161,
    last: 1_262_152_739,
    next: 0x1d00d86a,
  },
  {
    block: 2_016,
    day: '27 January 2009',
    bits: EASIEST,
    first: 1_231_006_505,
    last: 1_233_061_996,
    next: EASIEST,
  },
  {
    block: 68_544,
    day: '16 July 2010',
    bits: 0x1c05a3f4,
    first: 1_279_008_237,
    last: 1_279_297_671,
    next: 0x1c0168fd,
  },
] as const;

/** A header whose target takes `hashes` tries on average. */
function headerAt(seed: number, hashes: bigint): BitcoinHeader {
  const named = (what: string): Hash => hashHex(sha256(utf8(`${what} of proof-of-work ${seed}/${hashes}`)));
  const target = 2n ** 256n / hashes - 1n;
  return {
    version: 2,
    prevId: named('parent'),
    merkleRoot: named('root'),
    timestamp: 1_700_000_000,
    bits: bitsOf(target),
    nonce: 0,
  };
}

const hex = (bits: unknown): string => Number(bits).toString(16).padStart(8, '0');
const short = (id: string): string => `${id.slice(0, 14)}…`;

/** A window of Bitcoin's shape that took `took` milliseconds. */
const windowThatTook = (took: number, target: bigint): RetargetWindow => ({
  target,
  firstTimestamp: ms(1_700_000_000_000),
  lastTimestamp: ms(1_700_000_000_000 + took),
  blocks: 2016,
  intervalMs: ms(600_000),
  maxTarget: targetOf(EASIEST),
});

/** What Bitcoin means a window to take, in milliseconds: two weeks. */
const TWO_WEEKS = 2016 * 600_000;

/** Compares as a header would store it, so that a rule may round to `bits` itself or leave that to the miner. */
const sameBits = (mine: bigint, theirs: bigint): void => expect(bitsOf(mine)).toBe(bitsOf(theirs));

export default lab<Learner>({ mine: 2, retarget: 1 }, (check) => {
  check(
    'The id of a mined header is not above its target',
    ({ learner, seed, size }) => {
      const random = createRandom(seed, 'difficulty');
      const header = headerAt(seed, BigInt(size) + random.bigint(BigInt(size)));
      const tries = size * 64;
      const target = targetOf(header.bits);
      const found = learner.mine(header, { from: 0, tries });
      const reference = searchNonces(header, { from: 0, tries });
      if (!found) {
        expect(reference === null).toBeTrue(
          `You gave up, but nonce ${reference?.nonce} works: it brings the header's id down to the target.`,
        );
        return;
      }
      const id = headerId({ ...header, nonce: found.nonce });
      expect(BigInt(id) <= target).toBeTrue(
        `With your nonce ${found.nonce} the id is ${short(id)}, above the target ${short(`0x${target.toString(16).padStart(64, '0')}`)}: no node would take this block.`,
      );
    },
    { sizes: [2, 16, 256, 2048] },
  );

  check(
    "Bitcoin's first block is found again",
    ({ learner }) => {
      const from = GENESIS.nonce - 500;
      expect(learner.mine({ ...GENESIS, nonce: 0 }, { from, tries: 1000 })?.nonce ?? null).toBe(
        GENESIS.nonce,
      );
    },
    {
      explain: ({ actual, expected }) =>
        `Block 0 was mined with nonce ${expected}, the 501st from where this search starts; you returned ${actual === null ? 'null' : `nonce ${actual}`}.`,
    },
  );

  check(
    'It gives up when its tries are spent',
    ({ learner, size }) => {
      // The winning nonce lies just past the last one allowed, so a search that goes on finds it and shows itself.
      const from = GENESIS.nonce - size;
      expect(learner.mine({ ...GENESIS, nonce: 0 }, { from, tries: size })).toBe(null);
      // And here nothing is near: whoever does not count would search for hours.
      expect(learner.mine({ ...GENESIS, nonce: 0, version: 2 }, { from: 0, tries: size })).toBe(null);
    },
    {
      sizes: [0, 1, 200],
      explain: ({ actual }) =>
        `No nonce among those you were allowed meets the target, so the answer is null; you returned ${describe(actual)}.`,
    },
  );

  check(
    'It stops at the last nonce that fits in four bytes',
    ({ learner, seed, size }) => {
      const header = headerAt(seed, 64n);
      const from = 2 ** 32 - size;
      const reference = searchNonces(header, { from, tries: 4096 });
      expect(learner.mine(header, { from, tries: 4096 })?.nonce ?? null).toBe(reference?.nonce ?? null);
    },
    {
      sizes: [1, 2, 8],
      explain: ({ actual, expected }) =>
        `A header has four bytes for its nonce, so the last is 4294967295; the search should end with ${expected === null ? 'null' : `nonce ${expected}`} and you returned ${actual === null ? 'null' : `nonce ${actual}`}.`,
    },
  );

  check(
    'It says how many hashes it spent',
    ({ learner, seed, size, measure }) => {
      let spent = 0;
      const blocks = 24;
      for (let i = 0; i < blocks; i += 1) {
        const header = headerAt(seed * 100 + i, BigInt(size));
        const reference = searchNonces(header, { from: 1000, tries: size * 64 });
        expect(learner.mine(header, { from: 1000, tries: size * 64 })).toEqual(reference);
        spent += reference?.hashes ?? size * 64;
      }
      measure(`hashes-a-block-at-${size}`, Math.round(spent / blocks), 'hashes', size);
    },
    {
      sizes: [4, 256],
      explain: ({ actual, expected }) =>
        `The first nonce that works, and every hash up to it, it included: ${describe(expected)}. You returned ${describe(actual)}.`,
    },
  );

  check('A window of real blocks can be mined with it', ({ learner, seed, show, measure }) => {
    const reference = runMining({ seed, windows: 1 });
    const run = minedBy(learner, seed);
    if (typeof run === 'string') {
      expect(false).toBeTrue(`The nodes of this chain do not take your block. ${run}`);
      return;
    }
    show(run.trace);
    measure('hashes-a-block', run.hashes / run.headers.length, 'hashes', 16);
    const parted = run.headers.findIndex((header, at) => header.nonce !== reference.headers[at]?.nonce);
    expect(parted < 0).toBeTrue(
      `Block ${parted + 1} of the window: the first nonce that meets its target is ${reference.headers[parted]?.nonce}, and yours is ${run.headers[parted]?.nonce}.`,
    );
  });

  check(
    "Bitcoin's own changes of difficulty come out to the bit",
    ({ learner, size }) => {
      const past = HISTORY[size - 1] ?? HISTORY[0];
      const window: RetargetWindow = {
        target: targetOf(past.bits),
        firstTimestamp: ms(past.first * 1000),
        lastTimestamp: ms(past.last * 1000),
        blocks: 2016,
        intervalMs: ms(600_000),
        maxTarget: targetOf(EASIEST),
      };
      const bits = bitsOf(learner.retarget(window));
      const days = ((past.last - past.first) / 86_400).toFixed(2);
      expect(bits === past.next).toBeTrue(
        `Block ${past.block}, ${past.day}: the window took ${days} days instead of 14 and the chain went from bits ${hex(past.bits)} to ${hex(past.next)}; you say ${hex(bits)}.`,
      );
    },
    { sizes: [1, 2, 3] },
  );

  check(
    'A small drift is corrected too',
    ({ learner, seed, size }) => {
      const random = createRandom(seed, `drift ${size}`);
      for (let i = 0; i < 20; i += 1) {
        const target = targetOf(EASIEST) / (2n + random.bigint(1_000_000n));
        const drift = Math.floor(TWO_WEEKS / size) * (random.chance(1, 2) ? 1 : -1);
        const window = windowThatTook(TWO_WEEKS + drift, target);
        sameBits(learner.retarget(window), bitcoinsRule(window));
      }
    },
    {
      sizes: [2, 20, 1000],
      explain: ({ actual, expected }) =>
        `The new target should be stored as bits ${hex(expected)}, the old target times the time taken over the time meant; yours would be ${hex(actual)}.`,
    },
  );

  check(
    'One window moves the target by four at most',
    ({ learner, size }) => {
      const target = targetOf(EASIEST) / 4096n;
      for (const took of [Math.floor(TWO_WEEKS / size), TWO_WEEKS * size, -TWO_WEEKS]) {
        const window = windowThatTook(took, target);
        sameBits(learner.retarget(window), bitcoinsRule(window));
      }
    },
    {
      sizes: [4, 5, 64],
      explain: ({ actual, expected }) => {
        const factor = Number((targetOf(Number(actual)) * 1000n) / (targetOf(EASIEST) / 4096n)) / 1000;
        return `You moved the target by a factor of ${factor}; between a quarter and four is allowed (bits ${hex(expected)}), also when the clocks say that no time passed.`;
      },
    },
  );

  check(
    'The target never passes the easiest one allowed',
    ({ learner, size }) => {
      const window = windowThatTook(TWO_WEEKS * 3, targetOf(EASIEST) / BigInt(size));
      sameBits(learner.retarget(window), bitcoinsRule(window));
    },
    {
      sizes: [1, 2, 8],
      explain: ({ actual, expected }) =>
        `The window took three times as long as meant. The chain's easiest target is bits ${hex(EASIEST)}, so the next is ${hex(expected)}; you went to ${hex(actual)}.`,
    },
  );

  check(
    'After the hash rate jumps the interval comes back',
    ({ learner, seed, size, show, measure }) => {
      // Two windows correct a factor of eight; the last two of five should run at the chain's pace.
      const yours = runMining({ seed, windows: 5, shockAt: 1, shock: size, retarget: learner.retarget });
      const settled = yours.windows.slice(-2).reduce((sum, window) => sum + window.meanIntervalMs, 0) / 2;
      const seconds = (interval: number): number => Math.round(interval / 100) / 10;
      const shockAt = yours.trace.events.findIndex(({ kind }) => kind === 'hash-rate-changed');
      const answered = yours.trace.events.findIndex(
        ({ kind }, at) => at > shockAt && kind === 'difficulty-retargeted',
      );
      show(yours.trace, answered < 0 ? undefined : answered);
      measure('interval-after-shock', seconds(yours.windows[1]?.meanIntervalMs ?? 0), 's');
      measure('interval-settled', seconds(settled), 's');
      expect(seconds(settled)).toBeWithin(seconds(yours.intervalMs), seconds(yours.intervalMs) * 0.6);
    },
    {
      sizes: [8],
      explain: ({ actual, expected }) =>
        `Eight times the hash rate, and in the last two windows blocks came every ${actual} s; the chain aims at ${expected} s.`,
    },
  );
});

/** A window mined by the learner's function, or why the chain refuses it. */
function minedBy({ mine }: Learner, seed: number): MiningRun | string {
  try {
    return runMining({ seed, windows: 1, mine });
  } catch (thrown) {
    // What the engine says of a nonce; an error of the learner's own code is another kind, and passes.
    if (thrown instanceof RangeError) return thrown.message;
    throw thrown;
  }
}

/** A miner's answer in words. */
function describe(answer: unknown): string {
  if (answer === null || typeof answer !== 'object') return String(answer);
  const { nonce, hashes } = answer as { readonly nonce?: unknown; readonly hashes?: unknown };
  return `nonce ${nonce} after ${hashes} hashes`;
}

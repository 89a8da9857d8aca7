/** Checks of the base fee lab: the rule of EIP-1559 on published blocks, at its edges, over many blocks and in a market. */
import {
  createRandom,
  gas,
  nextBaseFee,
  runBaseFee,
  wei,
  type BaseFeeRun,
  type FeeParent,
  type NextBaseFee,
} from 'strata';
import { expect } from '../../workbench/contract/expect.ts';
import { lab } from '../../workbench/contract/lab.ts';
import type { Mismatch } from '../../workbench/contract/types.ts';

interface Learner {
  readonly nextBaseFee: NextBaseFee;
}

/** A parent and the fee that came of it, so that an explanation can name both. */
interface Step {
  readonly parent: FeeParent;
  readonly fee: unknown;
}

/** [base fee, gas used, gas target, base fee of the child]. */
type Row = readonly [number, number, number, number];

/**
 * The first two blocks under the rule on Ethereum's main chain, 12,965,000 and 12,965,001 (5 August 2021), and rows of
 * the table with which ethereumjs tests the same rule (packages/block/test/testdata/eip1559baseFee.ts).
 */
const published: readonly Row[] = [
  [1_000_000_000, 30_025_257, 15_014_561, 1_124_967_822],
  [1_000_000_000, 10_000_000, 5_000_000, 1_125_000_000],
  [1_000_000_000, 7_000_000, 8_000_000, 984_375_000],
  [1_100_000_000, 10_000_000, 7_000_000, 1_158_928_571],
  [1_086_250_000, 9_000_000, 7_000_000, 1_125_044_642],
  [1_072_671_875, 9_000_000, 6_000_000, 1_139_713_867],
];

const parentOf = (
  baseFee: bigint | number,
  gasUsed: bigint | number,
  gasTarget: bigint | number,
): FeeParent => ({
  baseFee: wei(baseFee),
  gasUsed: gas(gasUsed),
  gasTarget: gas(gasTarget),
});

const step = (learner: Learner, parent: FeeParent): Step => ({ parent, fee: learner.nextBaseFee(parent) });

const group = (amount: unknown): string => String(amount).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',');

/** "A parent at 5 wei that used 3 of a target of 2: you said 5, the rule says 6." */
function tellStep({ actual, expected }: Mismatch): string {
  const { parent, fee } = actual as Step;
  const rule = (expected as Step).fee;
  const off =
    typeof fee === 'bigint' && typeof rule === 'bigint'
      ? ` You are ${group(fee > rule ? fee - rule : rule - fee)} wei ${fee > rule ? 'above' : 'below'} it.`
      : ` A base fee is a bigint; yours is a ${typeof fee}.`;
  return (
    `The parent charged ${group(parent.baseFee)} wei and used ${group(parent.gasUsed)} gas, with a target of ` +
    `${group(parent.gasTarget)}. You said ${group(fee)} wei, the rule says ${group(rule)}.${off}`
  );
}

const TARGET = gas(15_000_000);

/** The fee after `count` blocks that all used the same gas. */
function feeAfter(learner: Learner, start: bigint, used: bigint, count: number): bigint {
  let fee = wei(start);
  for (let block = 0; block < count; block++) fee = learner.nextBaseFee(parentOf(fee, used, TARGET));
  return fee;
}

const ratio = (part: bigint, whole: bigint): number => Number((part * 10_000n) / whole) / 10_000;

/** Mean gas used over the last 60 blocks, in percent of the target. */
function usedWhenSettled({ series, gasTarget }: BaseFeeRun): number {
  const used = series.slice(-60).reduce((sum, block) => sum + block.gasUsed, 0n);
  return Number((used * 1000n) / (gasTarget * 60n)) / 10;
}

/** Mean base fee over the last 60 blocks, in gwei (10^9 wei). */
const feeWhenSettled = ({ series }: BaseFeeRun): number =>
  Math.round(Number(series.slice(-60).reduce((sum, block) => sum + block.baseFee, 0n)) / 60 / 1e7) / 100;

export default lab<Learner>({ nextBaseFee: 1 }, (check) => {
  check(
    'A block at its target leaves the fee as it was',
    ({ learner, seed }) => {
      const random = createRandom(seed, 'at-target');
      for (const baseFee of [0n, 1n, 7n, 1_000_000_000n, random.bigint(10n ** 18n)]) {
        const target = 1n + random.bigint(30_000_000n);
        const parent = parentOf(baseFee, target, target);
        expect(step(learner, parent)).toEqual({ parent, fee: baseFee });
      }
    },
    { explain: tellStep },
  );

  check(
    'Published blocks come out to the wei',
    ({ learner }) => {
      for (const [baseFee, gasUsed, gasTarget, child] of published) {
        const parent = parentOf(baseFee, gasUsed, gasTarget);
        expect(step(learner, parent)).toEqual({ parent, fee: wei(child) });
      }
    },
    { explain: tellStep },
  );

  check(
    'Above target the fee rises by at least one wei',
    ({ learner, seed }) => {
      const random = createRandom(seed, 'low-fees');
      for (let baseFee = 0; baseFee <= 9; baseFee++) {
        const target = 15_000_000 + random.int(0, 1_000_000);
        const parent = parentOf(baseFee, target + random.int(1, 1000), target);
        expect(step(learner, parent)).toEqual({ parent, fee: wei(baseFee + 1) });
      }
    },
    { explain: tellStep },
  );

  check(
    'Below target the fall has no minimum',
    ({ learner, seed }) => {
      const random = createRandom(seed, 'low-falls');
      for (let baseFee = 0; baseFee <= 7; baseFee++) {
        const target = 15_000_000 + random.int(0, 1_000_000);
        const parent = parentOf(baseFee, random.int(0, target - 1), target);
        expect(step(learner, parent)).toEqual({ parent, fee: wei(baseFee) });
      }
      const empty = parentOf(8, 0, 15_000_000);
      expect(step(learner, empty)).toEqual({ parent: empty, fee: wei(7) });
    },
    { explain: tellStep },
  );

  check(
    'No wei is lost however high the fee',
    ({ learner, seed, size }) => {
      const random = createRandom(seed, `fees-of-${size}-digits`);
      for (let row = 0; row < 60; row++) {
        const target = 1n + random.bigint(30_000_000n);
        const parent = parentOf(random.bigint(10n ** BigInt(size)), random.bigint(2n * target + 1n), target);
        expect(step(learner, parent)).toEqual({ parent, fee: nextBaseFee(parent) });
      }
    },
    { sizes: [3, 9, 12, 18, 24], explain: tellStep },
  );

  check(
    'Full blocks compound at 9/8 and no faster',
    ({ learner, seed, size, measure }) => {
      const random = createRandom(seed, 'compound');
      const start = 1_000_000_000n + random.bigint(1_000_000_000n);
      const times = (eighths: bigint, amount: bigint): bigint =>
        (amount * eighths ** BigInt(size)) / 8n ** BigInt(size);
      const full = feeAfter(learner, start, 2n * TARGET, size);
      const empty = feeAfter(learner, start, 0n, size);
      const tell = (kind: string, eighths: bigint, fee: bigint): string =>
        `${size} ${kind} ${size === 1 ? 'block takes' : 'blocks in a row take'} a base fee of ${group(start)} wei to ` +
        `(${eighths}/8)^${size} of it, ${group(times(eighths, start))} wei, but for what whole-number division drops. ` +
        `Yours ends at ${group(fee)}.`;
      // Each division drops less than 1 wei. Over n blocks that adds up to less than 8(9/8)^n on the way up, 8 on the way down.
      const up = times(9n, start);
      expect(full <= up && full + times(9n, 8n) + 1n >= up).toBeTrue(tell('full', 9n, full));
      const down = times(7n, start);
      expect(empty >= down && empty <= down + 8n).toBeTrue(tell('empty', 7n, empty));
      // A run keeps the measurements of its last size.
      if (size !== 60) return;
      measure(
        'growth-of-20-full-blocks',
        ratio(feeAfter(learner, start, 2n * TARGET, 20), start),
        '×',
        1.125 ** 20,
      );
      measure('fall-of-20-empty-blocks', ratio(feeAfter(learner, start, 0n, 20), start), '×', 0.875 ** 20);
    },
    { sizes: [1, 6, 20, 60] },
  );

  check(
    'Steady demand settles at the target',
    ({ learner, seed, size, show, measure }) => {
      // A rush of three times the buyers for 20 blocks, then steady demand: the fee has to come down again, too.
      const demand = (height: number): number => (height <= 20 ? 3 * size : size);
      const market = (rule: NextBaseFee) => runBaseFee({ seed, blocks: 120, demand, nextBaseFee: rule });
      const mine = market(learner.nextBaseFee);
      const share = usedWhenSettled(mine);
      const held = share >= 90 && share <= 110;
      if (!held) show(mine.trace, mine.trace.events.length - 1);
      expect(held).toBeTrue(
        `After a rush of 20 blocks, ${size} buyers come for each block, and the target holds 50. Over the last 60 of 120 blocks ` +
          `your fee, now ${group(mine.series.at(-1)?.baseFee)} wei, let in ${share} percent of the target. It should turn until that is 100.`,
      );
      if (size !== 150) return;
      const reference = market(nextBaseFee);
      measure('gas-used-when-settled', share, '% of target', usedWhenSettled(reference));
      measure('fee-when-settled', feeWhenSettled(mine), 'gwei', feeWhenSettled(reference));
    },
    { sizes: [75, 150] },
  );
});

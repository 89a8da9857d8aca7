/** What the engine computes for the lesson on the emergence of layer 2. */
import {
  createRandom,
  gas,
  nextBaseFee,
  runBaseFee,
  runFeeMarket,
  runTwoLayers,
  selectByArrival,
  selectByFeeRate,
  settle,
  wei,
  type BaseFeeRun,
  type FeeMarketRun,
  type Payment,
  type SelectTransactions,
  type TwoLayersRun,
} from 'strata';
import type { ComputedValues } from '../schemas/computed.ts';

/** Base fee as a multiple of the first, after `blocks` that all used the same share of their limit. */
function growth(blocks: number, used: 'full' | 'empty'): number {
  const start = 10n ** 12n;
  const gasTarget = gas(15_000_000);
  let baseFee = wei(start);
  for (let block = 0; block < blocks; block++) {
    baseFee = nextBaseFee({ baseFee, gasUsed: gas(used === 'full' ? 2n * gasTarget : 0n), gasTarget });
  }
  return Number(baseFee) / Number(start);
}

const fullBlocksTo = (factor: number): number => {
  let blocks = 0;
  while (growth(blocks, 'full') < factor) blocks++;
  return blocks;
};

/** Each run is used by several entries: runs are kept by what they were asked for. */
const runs = new Map<string, FeeMarketRun>();
function market(
  seed: number,
  blocks: number,
  load: number,
  select: SelectTransactions = selectByFeeRate,
): FeeMarketRun {
  const name = `${seed} ${blocks} ${load} ${select === selectByArrival ? 'arrival' : 'rate'}`;
  const run = runs.get(name) ?? runFeeMarket({ seed, blocks, load, select });
  runs.set(name, run);
  return run;
}

/** The market of the prose: eight hours of blocks, one every ten minutes on average. */
const crowd = (load: number, select?: SelectTransactions): FeeMarketRun => market(2017, 48, load, select);

const arrived = (run: FeeMarketRun): number => run.included + run.waiting;

/** Median wait of a class of payers in whole minutes: 0 offers under 10 sat per virtual byte, 2 offers 30 and more. */
const waitOf = (run: FeeMarketRun, place: 0 | 2): number =>
  Math.round((run.classes[place]?.medianWaitMs ?? 0) / 60_000);

/** Share of the lowest class that got in, in percent. */
function cheapIncluded(run: FeeMarketRun): number {
  const cheap = run.classes[0];
  return cheap ? Math.round((100 * cheap.included) / cheap.arrived) : 0;
}

/** The run that the lab `fee-market` measures, on the lab's first seed. */
const lab = (select?: SelectTransactions): FeeMarketRun => market(141, 8, 200, select);

/** The market that the lab `base-fee` measures: a rush for 20 blocks, then 150 buyers a block; the target holds 50. */
const rush = (): BaseFeeRun =>
  runBaseFee({ seed: 1559, blocks: 120, demand: (height) => (height <= 20 ? 450 : 150) });

const lastSixty = ({ series }: BaseFeeRun) => series.slice(-60);

/** The two layers of the prose: 12 payments a second for 96 seconds, of which `share` percent go to the rollup. */
const kept = new Map<number, TwoLayersRun>();
function layers(share: 0 | 50 | 100): TwoLayersRun {
  const run = kept.get(share) ?? runTwoLayers({ seed: 2, load: 12, share, seconds: 96 });
  kept.set(share, run);
  return run;
}

const seconds = (milliseconds: number | null): number => (milliseconds ?? 0) / 1000;
const gwei = (amount: bigint | null): number => Number(amount ?? 0n) / 1e9;

/** How the base fee at the end compares when half of the payers have moved: within a tenth counts as the same. */
function whenHalfMoves(): 'lower' | 'same' | 'higher' {
  const before = gwei(layers(0).layer1.lastBaseFee);
  const after = gwei(layers(50).layer1.lastBaseFee);
  if (after < 0.9 * before) return 'lower';
  return after > 1.1 * before ? 'higher' : 'same';
}

/** A thousand payments between twelve parties: the day that the lab `netting` measures, on its first seed. */
function day(): Payment[] {
  const random = createRandom(7, 'thousand');
  const parties = [...'abcdefghijkl'];
  return Array.from({ length: 1000 }, () => ({
    from: random.pick(parties),
    to: random.pick(parties),
    amount: 1n + random.bigint(10_000n),
  }));
}

const moved = (payments: readonly Payment[]): bigint =>
  payments.reduce((sum, { amount }) => sum + amount, 0n);

/** What a transfer takes on layer 1, about: Buterin 2021. */
const TRANSFER_BYTES = 112;

export const computed: ComputedValues = {
  'blocks-to-tenfold': () => fullBlocksTo(10),
  'blocks-to-double': () => fullBlocksTo(2),
  'minutes-to-tenfold': () => (fullBlocksTo(10) * 12) / 60,
  'growth-of-20-full-blocks': () => growth(20, 'full'),
  'london-child-gwei': () =>
    Number(
      nextBaseFee({ baseFee: wei(10n ** 9n), gasUsed: gas(30_025_257), gasTarget: gas(30_029_122 / 2) }),
    ) / 1e9,
  'settled-by-formula': () => 10 * (1 - 50 / 150),
  'settled-by-run': () => lastSixty(rush()).reduce((sum, { baseFee }) => sum + Number(baseFee), 0) / 60 / 1e9,
  'gas-used-when-settled': () =>
    (lastSixty(rush()).reduce((sum, { gasUsed }) => sum + Number(gasUsed), 0) /
      60 /
      Number(rush().gasTarget)) *
    100,

  'included-at-80': () => crowd(80).included,
  'dear-wait-at-80': () => waitOf(crowd(80), 2),
  'cheap-wait-at-80': () => waitOf(crowd(80), 0),
  'arrived-at-200': () => arrived(crowd(200)),
  'included-at-200': () => crowd(200).included,
  'waiting-at-200': () => crowd(200).waiting,
  'dear-wait-at-200': () => waitOf(crowd(200), 2),
  'cheap-included-at-200': () => cheapIncluded(crowd(200)),
  'cheap-wait-at-200': () => waitOf(crowd(200), 0),
  'queue-wait-at-200': () => waitOf(crowd(200, selectByArrival), 2),
  'fees-gain-at-200': () => Number(crowd(200).fees) / Number(crowd(80).fees),

  'fees-a-block': () => Math.round(Number(lab().fees) / 8),
  'more-than-first-come': () => Number(lab().fees) / Number(lab(selectByArrival).fees),
  'still-waiting': () => lab().waiting,

  'layer-1-when-half-moves': whenHalfMoves,
  'came-in-all': () => layers(0).layer1.submitted,
  'base-included-0': () => layers(0).layer1.included,
  'base-submitted-50': () => layers(50).layer1.submitted,
  'base-included-50': () => layers(50).layer1.included,
  'base-wait-0': () => seconds(layers(0).layer1.medianWaitMs),
  'base-wait-50': () => seconds(layers(50).layer1.medianWaitMs),
  'base-fee-0': () => gwei(layers(0).layer1.lastBaseFee),
  'base-fee-50': () => gwei(layers(50).layer1.lastBaseFee),
  'base-fee-100': () => gwei(layers(100).layer1.lastBaseFee),
  'paid-0': () => gwei(layers(0).layer1.medianFee) / 1000,
  'paid-50': () => gwei(layers(50).layer1.medianFee) / 1000,
  'rollup-submitted-50': () => layers(50).layer2.submitted,
  'rollup-included-50': () => layers(50).layer2.included,
  'rollup-included-100': () => layers(100).layer2.included,
  'rollup-soft-wait-50': () => seconds(layers(50).layer2.medianSoftWaitMs),
  'rollup-soft-wait-100': () => seconds(layers(100).layer2.medianSoftWaitMs),
  'rollup-posted-wait-50': () => seconds(layers(50).layer2.medianPostedWaitMs),
  'rollup-posted-wait-100': () => seconds(layers(100).layer2.medianPostedWaitMs),
  'rollup-paid-50': () => gwei(layers(50).layer2.medianFee) / 1000,
  'rollup-paid-100': () => gwei(layers(100).layer2.medianFee) / 1000,
  'rollup-bytes': () => layers(100).layer2.bytesPerTransfer ?? 0,
  'rollup-gas': () => Number(layers(100).layer2.gasPerTransfer ?? 0n),
  'gas-saved': () => 21_000 / Number(layers(100).layer2.gasPerTransfer ?? 1n),
  'fee-ratio-50': () => gwei(layers(50).layer1.medianFee) / gwei(layers(50).layer2.medianFee),

  'fewest-of-seven': () =>
    settle([
      { from: 'b', to: 'a', amount: 5n },
      { from: 'd', to: 'c', amount: 1n },
      { from: 'e', to: 'c', amount: 2n },
      { from: 'g', to: 'f', amount: 4n },
    ]).length,
  transfers: () => settle(day()).length,
  'bytes-saved': () => (1000 - settle(day()).length) * TRANSFER_BYTES,
  'payments-not-sent': () => 1000 - settle(day()).length,
  'value-netted': () => {
    const all = day();
    return Number(((moved(all) - moved(settle(all))) * 10_000n) / moved(all)) / 100;
  },
};

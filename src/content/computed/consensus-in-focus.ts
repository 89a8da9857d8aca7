/** What the engine computes for the lesson on consensus. */
import {
  bitsOf,
  heaviestChain,
  lmdGhost,
  ms,
  retarget,
  runForks,
  runMining,
  runStakeDraw,
  targetOf,
  workOf,
  type ForksRun,
  type MiningRun,
  type RetargetWindow,
} from 'strata';
import type { ComputedValues } from '../schemas/computed.ts';

const EASIEST = targetOf(0x1d00ffff);

/** Bitcoin's window before block 32,256: blocks 30,240 to 32,255 (Bitcoin Core, `src/test/pow_tests.cpp`). */
const FIRST_CHANGE: RetargetWindow = {
  target: EASIEST,
  firstTimestamp: ms(1_261_130_161_000),
  lastTimestamp: ms(1_262_152_739_000),
  blocks: 2016,
  intervalMs: ms(600_000),
  maxTarget: EASIEST,
};

/** Windows at the wrong pace after the hash rate was multiplied, without any luck: each takes just the time its target implies. */
function retargetsAfter(factor: bigint): number {
  const normal = EASIEST / 2n ** 20n;
  let target = normal;
  for (let windows = 0; ; windows++) {
    // The time a block takes falls with the hash rate and with a rising target.
    const intervalMs = (600_000n * normal) / (target * factor);
    if (intervalMs > 590_000n) return windows;
    target = retarget({
      ...FIRST_CHANGE,
      target,
      firstTimestamp: ms(0),
      lastTimestamp: ms(Number(intervalMs) * 2016),
    });
  }
}

let mining: MiningRun | undefined;
/** The run that lab `proof-of-work` makes with its first seed. */
const mined = (): MiningRun => (mining ??= runMining({ seed: 1, windows: 5, shockAt: 1, shock: 8 }));
const seconds = (interval: number): number => Math.round(interval / 100) / 10;
/** The last two of five windows: a factor of eight takes two corrections, so the third window is still too fast. */
const settled = (): number =>
  seconds(
    mined()
      .windows.slice(-2)
      .reduce((sum, w) => sum + w.meanIntervalMs, 0) / 2,
  );

const forks = new Map<string, ForksRun>();
/** The runs that lab `fork-choice` makes with its first seed. */
function forked(by: 'work' | 'stake'): ForksRun {
  const run =
    forks.get(by) ??
    runForks({
      seed: 1,
      nodes: 7,
      by,
      latency: ms(3000),
      blocks: by === 'work' ? 30 : 14,
      forkChoice: by === 'work' ? heaviestChain : lmdGhost,
    });
  forks.set(by, run);
  return run;
}

/**
 * Percent of blocks built in vain, pooled over ten seeds, by mechanism and pace. Network and fork choice are the same for both (the
 * heaviest chain), so that who may propose, and when, is all that differs.
 */
function stalePercent(by: 'work' | 'stake', intervalMs: number): number {
  let built = 0;
  let stale = 0;
  for (let seed = 1; seed <= 10; seed++) {
    const run = runForks({
      seed,
      nodes: 7,
      by,
      latency: ms(2000),
      intervalMs: ms(intervalMs),
      blocks: 40,
      forkChoice: heaviestChain,
    });
    built += run.blocks;
    stale += run.stale;
  }
  return (100 * stale) / built;
}

const forkedStale = (by: 'work' | 'stake'): number => (100 * forked(by).stale) / forked(by).blocks;

/** The largest deviation from its due, in standard deviations, of the scenario's six validators. */
function drawDeviation(): number {
  const { shares } = runStakeDraw({ seed: 1 });
  const slots = shares.reduce((sum, { drawn }) => sum + drawn, 0);
  const away = ({ drawn, expected }: (typeof shares)[number]): number =>
    Math.abs(drawn - expected) / Math.sqrt(expected * (1 - expected / slots));
  return Math.max(...shares.map(away));
}

/** Percent of slots drawn by an owner of a quarter of the stake who holds it as `pieces` validators. */
function quarterHeldAs(pieces: number): number {
  const others = Array.from({ length: 6 }, (_, id) => ({ id, stake: 64n }));
  const own = Array.from({ length: pieces }, (_, i) => ({ id: 100 + i, stake: 128n / BigInt(pieces) }));
  const { shares } = runStakeDraw({ seed: 1, validators: [...others, ...own] });
  const all = shares.reduce((sum, { drawn }) => sum + drawn, 0);
  return (100 * shares.filter(({ id }) => id >= 100).reduce((sum, { drawn }) => sum + drawn, 0)) / all;
}

export const computed: ComputedValues = {
  'retargets-after-eightfold': () => retargetsAfter(8n),
  'retargets-after-fortyfold': () => retargetsAfter(40n),
  'genesis-hashes-billion': () => Number(workOf(EASIEST)) / 1e9,
  'first-change-days': () => (FIRST_CHANGE.lastTimestamp - FIRST_CHANGE.firstTimestamp) / 86_400_000,
  'first-change-difficulty': () => Number(EASIEST) / Number(targetOf(bitsOf(retarget(FIRST_CHANGE)))),
  'interval-after-shock': () => seconds(mined().windows[1]?.meanIntervalMs ?? 0),
  'interval-settled': settled,
  'offset-percent': () => 100 / 63,
  'stale-by-work': () => forkedStale('work'),
  'stale-by-stake': () => forkedStale('stake'),
  'reorganisations-by-work': () => forked('work').reorganisations,
  'reorganisations-by-stake': () => forked('stake').reorganisations,
  'stale-work-60': () => stalePercent('work', 60_000),
  'stale-work-12': () => stalePercent('work', 12_000),
  'stale-stake-12': () => stalePercent('stake', 12_000),
  'draw-deviation': drawDeviation,
  'quarter-as-1': () => quarterHeldAs(1),
  'quarter-as-64': () => quarterHeldAs(64),
  'merge-percent': () => (100 * (13.3 - 12)) / 13.3,
  'finality-minutes': () => (2 * 32 * 12) / 60,
};

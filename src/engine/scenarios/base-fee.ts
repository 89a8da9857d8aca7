/** Scenario: demand that comes and goes, and the base fee that follows it. */
import { createRandom, type Random } from '../foundation/random.ts';
import { gas, wei, type Gas, type Wei } from '../foundation/units.ts';
import { INITIAL_BASE_FEE, gasTargetOf, nextBaseFee, type NextBaseFee } from '../layer1/ledger/base-fee.ts';
import { TRANSFER_GAS } from '../layer1/ledger/transfer.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/** How many transfers want into the block of this height, at whatever they are ready to pay. */
export type Demand = (height: number) => number;

/** What a run of the base fee is made of. */
export interface BaseFeeSettings {
  readonly seed: number;
  /** 120 unless told. */
  readonly blocks?: number;
  /** `demandSurge` unless told. */
  readonly demand?: Demand;
  /** The part under test; the reference unless told. */
  readonly nextBaseFee?: NextBaseFee;
}

/** One block of the run. */
export interface BaseFeeBlock {
  readonly height: number;
  readonly baseFee: Wei;
  readonly gasUsed: Gas;
  /** Transfers that wanted in and offered less than the base fee, or found the block full. */
  readonly turnedAway: number;
}

/** What a run of the base fee gives back. */
export interface BaseFeeRun {
  readonly trace: Trace;
  readonly series: readonly BaseFeeBlock[];
  readonly gasLimit: Gas;
  readonly gasTarget: Gas;
  /** Base fees of all transfers: nobody has them any more. */
  readonly burnt: Wei;
  readonly highest: Wei;
}

const SLOT_MS = 12_000;
/** Room for 100 transfers, 50 at the target: mainnet's 36 million gas of 2025, made 17 times smaller. */
const GAS_LIMIT = gas(100n * TRANSFER_GAS);
/** The most that anybody offers for a unit of gas. */
const HIGHEST_OFFER = 10n * INITIAL_BASE_FEE;

/**
 * Just what the target holds at the first base fee, four times as much for blocks 20 to 59, then as before.
 */
export const demandSurge: Demand = (height) => (height >= 20 && height < 60 ? 222 : 56);

/**
 * Runs blocks in which each transfer offers something between nothing and ten times the first base fee,
 * evenly, and comes in if that is at least the base fee, the best offers first. No transfer is signed or
 * executed here: only gas and fees count (`runTwoLayers` does the rest). A transfer that is turned away gives
 * up, so demand is what `demand` says in each block. Throws RangeError when the rule returns anything but a
 * bigint of 0 or more, or the demand is not a whole number from 0.
 */
export function runBaseFee(settings: BaseFeeSettings): BaseFeeRun {
  const { seed, blocks = 120, demand = demandSurge, nextBaseFee: rule = nextBaseFee } = settings;
  const random = createRandom(seed, 'base-fee');
  const recorder = new Recorder(seed);
  const gasTarget = gasTargetOf(GAS_LIMIT);
  const room = Number(GAS_LIMIT / TRANSFER_GAS);

  const series: BaseFeeBlock[] = [];
  let baseFee: Wei = INITIAL_BASE_FEE;
  let burnt = 0n;
  for (let height = 1; height <= blocks; height++) {
    const offers = offersAt(height, demand, random);
    const included = Math.min(room, offers.filter((offer) => offer >= baseFee).length);
    const gasUsed = gas(BigInt(included) * TRANSFER_GAS);
    burnt += gasUsed * baseFee;
    series.push({ height, baseFee, gasUsed, turnedAway: offers.length - included });
    recorder.record({
      kind: 'block-proposed',
      at: height * SLOT_MS,
      actor: 'proposer',
      layer: 1,
      block: `block-${height}`,
      parent: `block-${height - 1}`,
      height,
      transactions: [],
      used: `${gasUsed}`,
      limit: `${GAS_LIMIT}`,
      fees: `${gasUsed * baseFee}`,
      baseFee: `${baseFee}`,
    });
    baseFee = checked(rule({ baseFee, gasUsed, gasTarget }), height);
  }
  const highest = series.reduce((most, block) => (block.baseFee > most ? block.baseFee : most), wei(0n));
  return { trace: recorder.trace(), series, gasLimit: GAS_LIMIT, gasTarget, burnt: wei(burnt), highest };
}

function offersAt(height: number, demand: Demand, random: Random): bigint[] {
  const wanted = demand(height);
  if (!Number.isSafeInteger(wanted) || wanted < 0)
    throw new RangeError(`Block ${height} cannot be wanted by ${wanted} transfers.`);
  return Array.from({ length: wanted }, () => random.bigint(HIGHEST_OFFER));
}

function checked(baseFee: unknown, height: number): Wei {
  if (typeof baseFee !== 'bigint' || baseFee < 0n)
    throw new RangeError(
      `After block ${height} the rule gave ${String(baseFee)}: a base fee is a bigint from 0 upwards.`,
    );
  return wei(baseFee);
}

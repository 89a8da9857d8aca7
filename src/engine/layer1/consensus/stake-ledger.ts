/**
 * What stake earns and what it loses: rewards for voting in time, penalties for silence, and the slashing that
 * grows with the number of offenders.
 */

/** Smallest unit on Ethereum's consensus layer; 10^9 of them are an ether. */
export type Gwei = bigint;

// Constants of consensus-specs, phase0, altair and bellatrix/beacon-chain.md, presets.
/** Stake counts in whole steps of this size: one ether (phase0, `EFFECTIVE_BALANCE_INCREMENT`). */
export const EFFECTIVE_BALANCE_INCREMENT: Gwei = 1_000_000_000n;
/** Scales every reward (phase0, `BASE_REWARD_FACTOR`). */
export const BASE_REWARD_FACTOR = 64n;
/** The weights of all duties together (altair, `WEIGHT_DENOMINATOR`). */
export const WEIGHT_DENOMINATOR = 64n;
/** The proposer's share of {@link WEIGHT_DENOMINATOR} (altair, `PROPOSER_WEIGHT`). */
export const PROPOSER_WEIGHT = 8n;
/** A slashed validator loses one part in this many at once (bellatrix, `MIN_SLASHING_PENALTY_QUOTIENT_BELLATRIX`). */
export const MIN_SLASHING_PENALTY_QUOTIENT = 32n;
/** How much more is lost when others are slashed near the same time (bellatrix, `PROPORTIONAL_SLASHING_MULTIPLIER_BELLATRIX`). */
export const PROPORTIONAL_SLASHING_MULTIPLIER = 3n;
/** A missed epoch adds this to a validator's inactivity score (altair, `INACTIVITY_SCORE_BIAS`). */
export const INACTIVITY_SCORE_BIAS = 4n;
/** Divides the leak of stake while nothing becomes final (bellatrix, `INACTIVITY_PENALTY_QUOTIENT_BELLATRIX`). */
export const INACTIVITY_PENALTY_QUOTIENT = 1n << 24n;

/** What a vote can be in time with, and the weight of each (altair/beacon-chain.md, participation flags). */
export const FLAG_WEIGHTS = { source: 14n, target: 26n, head: 14n } as const;

/** The largest whole number whose square is at most n. Throws RangeError below zero. */
export function integerSquareRoot(n: bigint): bigint {
  if (n < 0n) throw new RangeError(`No whole number has the square ${n}.`);
  let root = n;
  for (let next = (root + 1n) / 2n; next < root; next = (root + n / root) / 2n) root = next;
  return root;
}

const increments = (balance: Gwei): bigint => balance / EFFECTIVE_BALANCE_INCREMENT;

/**
 * What a validator with this balance could earn in an epoch if everyone did everything in time. It falls with
 * the square root of all stake: four times the stake halves each one's reward (altair/beacon-chain.md,
 * `get_base_reward`). Throws RangeError when there is no stake.
 */
export function baseReward(balance: Gwei, allStake: Gwei): Gwei {
  if (allStake <= 0n) throw new RangeError('Rewards need stake.');
  return (
    increments(balance) * ((EFFECTIVE_BALANCE_INCREMENT * BASE_REWARD_FACTOR) / integerSquareRoot(allStake))
  );
}

/** What one validator did in an epoch. */
export interface Participation {
  readonly source: boolean;
  readonly target: boolean;
  readonly head: boolean;
}

/** The stake that did each thing in time, of all stake. */
export interface EpochStake {
  readonly all: Gwei;
  readonly source: Gwei;
  readonly target: Gwei;
  readonly head: Gwei;
}

/**
 * What an epoch brings a validator: for each thing done in time its weight's share of the base reward, times
 * the share of stake that did it too; for a missed source or target the same weight is taken away, for a
 * missed head nothing. While the chain does not finalise (`leaking`), nobody is rewarded. Source:
 * altair/beacon-chain.md, `get_flag_index_deltas`.
 */
export function epochReward(balance: Gwei, did: Participation, stake: EpochStake, leaking = false): Gwei {
  const base = baseReward(balance, stake.all);
  let sum = 0n;
  for (const flag of ['source', 'target', 'head'] as const) {
    const weight = FLAG_WEIGHTS[flag];
    if (did[flag]) {
      const share = base * weight * increments(stake[flag]);
      if (!leaking) sum += share / (increments(stake.all) * WEIGHT_DENOMINATOR);
    } else if (flag !== 'head') sum -= (base * weight) / WEIGHT_DENOMINATOR;
  }
  return sum;
}

/**
 * A proposer's part for putting votes into a block: 8/56 of what the votes' flags earn (altair/beacon-chain.md,
 * `process_attestation`). `numerator` sums base reward × weight over them.
 */
export const proposerReward = (numerator: bigint): Gwei =>
  numerator / (((WEIGHT_DENOMINATOR - PROPOSER_WEIGHT) * WEIGHT_DENOMINATOR) / PROPOSER_WEIGHT);

/** What is taken at once from whoever is slashed: a 32nd of its balance (bellatrix, `slash_validator`). */
export const slashingPenalty = (balance: Gwei): Gwei => balance / MIN_SLASHING_PENALTY_QUOTIENT;

/**
 * What is taken later, in the middle of the time until it may leave: three times the share of all stake that
 * was slashed in the same weeks, at most everything. One offender loses almost nothing more; a third of all
 * stake loses all of it, so that breaking finality costs at least that third (bellatrix,
 * `process_slashings`).
 */
export function correlationPenalty(balance: Gwei, slashedStake: Gwei, allStake: Gwei): Gwei {
  const multiplied = slashedStake * PROPORTIONAL_SLASHING_MULTIPLIER;
  const adjusted = multiplied < allStake ? multiplied : allStake;
  return ((increments(balance) * adjusted) / allStake) * EFFECTIVE_BALANCE_INCREMENT;
}

/**
 * What an epoch without finality costs a validator that stays silent, by its inactivity score, which rises by 4
 * an epoch: so the loss grows with the square of time, until those who vote are two thirds again (altair,
 * `get_inactivity_penalty_deltas`, Bellatrix's quotient).
 */
export const inactivityPenalty = (balance: Gwei, score: bigint): Gwei =>
  (balance * score) / (INACTIVITY_SCORE_BIAS * INACTIVITY_PENALTY_QUOTIENT);

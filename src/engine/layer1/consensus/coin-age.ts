/**
 * Peercoin's proof of stake: a coin that has lain still may mint, the likelier the more it is and the longer
 * it lay, and starts from nothing once it has.
 */
import { concatBytes, hexToBytes, utf8 } from '../../foundation/bytes.ts';
import { doubleSha256, hashHex } from '../../foundation/hash.ts';
import { ms, type Hash, type Ms } from '../../foundation/units.ts';

/** An unspent output that may mint. */
export interface AgedCoin {
  readonly id: number;
  readonly owner: string;
  /** In the smallest unit: {@link PEERCOIN_UNIT} of them are a coin. */
  readonly amount: bigint;
  /** When it last moved; before the world began, a time below zero. */
  readonly since: Ms;
}

/** Smallest units in a coin: 10^6 (Peercoin, `COIN`). */
export const PEERCOIN_UNIT = 1_000_000n;
/** Milliseconds in a day. */
export const DAY_MS = 86_400_000;
/** A coin mints after 30 days at the earliest (Peercoin, `nStakeMinAge`). */
export const MINIMUM_STAKE_DAYS = 30n;
/** After 90 days its weight grows no more (Peercoin, `STAKE_MAX_AGE`). */
export const MAXIMUM_STAKE_DAYS = 90n;

/**
 * Coin age in coin days, whole: amount times days held, as the paper defines it (S. King, S. Nadal, PPCoin:
 * Peer-to-Peer Crypto-Currency with Proof-of-Stake, 2012, "Coin Age"). It is used up when the coin moves.
 */
export const coinAge = ({ amount, since }: AgedCoin, now: Ms): bigint =>
  (amount * BigInt(Math.max(0, now - since))) / (PEERCOIN_UNIT * BigInt(DAY_MS));

/** A coin's weight in the draw, in coin days; the part that a lab replaces. */
export type KernelWeight = (coin: AgedCoin, now: Ms) => bigint;

/**
 * Coin days that count in the draw: the days held, up to 90, less 30, times the amount; nothing before 30 days.
 * Old coins so weigh at most twice what a coin of 60 days does. Source: Peercoin, `src/kernel.cpp`, `GetWeight`.
 */
export const kernelWeight: KernelWeight = (coin, now) => {
  const day = BigInt(DAY_MS);
  const held = BigInt(Math.max(0, now - coin.since));
  const most = MAXIMUM_STAKE_DAYS * day;
  const counted = (held < most ? held : most) - MINIMUM_STAKE_DAYS * day;
  return counted <= 0n ? 0n : (coin.amount * counted) / (PEERCOIN_UNIT * day);
};

/**
 * The hash that is held against the target: of the stake modifier, the coin and the second, so that a coin
 * has one try a second and more machines find nothing more. Simplified: the coin's id and age stand for the
 * place of its transaction in its block. Source: Peercoin, `src/kernel.cpp`, `CheckStakeKernelHash`.
 */
export const kernelHash = (modifier: Hash, coin: AgedCoin, now: Ms): Hash =>
  hashHex(
    doubleSha256(
      concatBytes(hexToBytes(modifier), utf8(`${coin.id}/${coin.since}/${Math.floor(now / 1000)}`)),
    ),
  );

/** What a kernel is tried against. */
export interface KernelRule {
  /** Chain-wide and known in advance; see {@link nextModifier}. */
  readonly modifier: Hash;
  /** Target of one coin day; a coin's own target is this times its weight. */
  readonly targetPerCoinDay: bigint;
  readonly weigh?: KernelWeight;
}

/**
 * Whether this coin may mint in this second: kernel hash ≤ target a coin day × weight, so its chance is in
 * proportion to its weight (PPCoin 2012, "Proof-of-Stake Generation"). A coin without weight never may.
 */
export function meetsKernel(
  coin: AgedCoin,
  now: Ms,
  { modifier, targetPerCoinDay, weigh }: KernelRule,
): boolean {
  const weight = (weigh ?? kernelWeight)(coin, now);
  return weight > 0n && BigInt(kernelHash(modifier, coin, now)) <= targetPerCoinDay * weight;
}

/**
 * What a minter receives for the coin days it uses up: one hundredth of a coin a coin year, in smallest
 * units, rounded down (PPCoin 2012, "Minting"; the year has 365 days here, a third of a day less than the code's).
 */
export const mintReward = (coinDays: bigint): bigint => (coinDays * PEERCOIN_UNIT) / (100n * 365n);

/** The coin after it has minted at `now`: larger by the reward, its age used up. */
export const afterMint = (coin: AgedCoin, now: Ms): AgedCoin => ({
  ...coin,
  amount: coin.amount + mintReward(coinAge(coin, now)),
  since: ms(Math.floor(now / 1000) * 1000),
});

/** How long a stake modifier stays; 6 hours (Peercoin, `nModifierInterval`). */
export const MODIFIER_INTERVAL_MS = ms(6 * 3_600_000);

/**
 * The modifier after a block: the hash of the block before, when a new interval has begun since that one; else
 * as it was. Simplified: Peercoin gathers one bit from each of 64 blocks of the last nine days, so that no
 * single minter chooses it; here the last one of an interval could try several blocks.
 */
export const nextModifier = (modifier: Hash, parent: Hash, parentAt: Ms, at: Ms): Hash =>
  Math.floor(at / MODIFIER_INTERVAL_MS) > Math.floor(parentAt / MODIFIER_INTERVAL_MS) ? parent : modifier;

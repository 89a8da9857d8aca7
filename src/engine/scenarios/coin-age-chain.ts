/** Scenario: old coins mint blocks beside miners, and start from nothing once they have. */
import { utf8 } from '../foundation/bytes.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import { createRandom } from '../foundation/random.ts';
import { ms } from '../foundation/units.ts';
import { bitsOf } from '../layer1/chain/header.ts';
import { createWorld } from '../layer1/consensus/chain-world.ts';
import {
  DAY_MS,
  kernelWeight,
  PEERCOIN_UNIT,
  type AgedCoin,
  type KernelWeight,
} from '../layer1/consensus/coin-age.ts';
import { afterConfirmations } from '../layer1/consensus/finality-rules.ts';
import { heaviestChain } from '../layer1/consensus/fork-choice.ts';
import { proofOfCoinAge } from '../layer1/consensus/sealed-by-coin-age.ts';
import { effortOf } from '../measures/energy.ts';
import type { Trace } from '../simulation/trace.ts';
import { figuresOfChain, headersOf, nodeOf, type ChainFigures } from './chain-figures.ts';

/** What a hybrid run is made of. */
export interface CoinAgeRunSettings {
  readonly seed: number;
  /** 6 unless told; each has as many coins as its number and one. */
  readonly nodes?: number;
  /** Simulated minutes; 60 unless told. */
  readonly minutes?: number;
  /** The part under test; the reference unless told. */
  readonly weigh?: KernelWeight;
}

/** A minted block. */
export interface MintedBlock {
  readonly height: number;
  readonly coin: number;
  readonly coinDays: bigint;
}

/** What a hybrid run gives back. */
export interface CoinAgeRun extends ChainFigures {
  readonly trace: Trace;
  readonly minted: readonly MintedBlock[];
  readonly mined: number;
  /** Kernel hashes and mining hashes of all nodes together. */
  readonly hashes: number;
  /** The coins at the beginning and in the end. */
  readonly before: readonly AgedCoin[];
  readonly after: readonly AgedCoin[];
  /** What minting added, in smallest units. */
  readonly reward: bigint;
}

const STEP_MS = ms(1000);
/** About one minted and one mined block in this time, where Peercoin aims at ten minutes in all. */
const INTERVAL_MS = ms(120_000);
const TRIES = 4;

/**
 * Runs Peercoin's hybrid with coins of 20 to 120 days: those under 30 days never mint, the others in proportion
 * to amount and age up to 90 days. The target is set once, from the weight at the beginning, so minted blocks
 * become rarer as old coins are used up; in life the target follows.
 */
export function runCoinAge(settings: CoinAgeRunSettings): CoinAgeRun {
  const { seed, nodes = 6, minutes = 60, weigh } = settings;
  const random = createRandom(seed, 'coins');
  const before = Array.from({ length: nodes }, (_, node) =>
    Array.from({ length: node + 1 }, (_, index): AgedCoin => {
      const id = (node * (node + 1)) / 2 + index;
      const amount = BigInt(random.int(10, 200)) * PEERCOIN_UNIT;
      return { id, owner: `node-${node}`, amount, since: ms(-random.int(20, 120) * DAY_MS) };
    }),
  ).flat();
  const steps = BigInt(INTERVAL_MS / STEP_MS);
  const weight = before.reduce((sum, coin) => sum + kernelWeight(coin, ms(0)), 1n);
  const consensus = proofOfCoinAge({
    coins: before,
    targetPerCoinDay: (1n << 256n) / (weight * steps),
    modifier: hashHex(sha256(utf8(`modifier/${seed}`))),
    work: {
      salt: `${seed}`,
      bits: bitsOf((1n << 256n) / (BigInt(nodes * TRIES) * steps)),
      triesPerStep: () => TRIES,
    },
    ...(weigh && { weigh }),
  });
  const ends = ms(minutes * 60_000);
  const world = createWorld({
    seed,
    nodes,
    latency: { minMs: ms(50), maxMs: ms(150) },
    consensus,
    forkChoice: heaviestChain,
    stepMs: STEP_MS,
    finality: afterConfirmations(6),
    countEveryMs: ms(60_000),
    quietFrom: ends,
  });
  const trace = world.run(ms(ends + 60_000));
  const watcher = nodeOf(world, 0);
  const chain = headersOf(watcher);
  const minted = chain.flatMap(({ height, seal }) =>
    seal.kind === 'coin-age' ? [{ height, coin: seal.coin, coinDays: seal.coinDays }] : [],
  );
  const after = [...consensus.coinsAt(watcher).coins.values()];
  const sum = (coins: readonly AgedCoin[]): bigint => coins.reduce((total, { amount }) => total + amount, 0n);
  return {
    ...figuresOfChain(world),
    trace,
    minted,
    mined: chain.length - minted.length,
    hashes: effortOf(trace).hashes,
    before,
    after,
    reward: sum(after) - sum(before),
  };
}

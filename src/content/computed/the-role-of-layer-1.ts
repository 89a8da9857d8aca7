/** What the engine computes for the lesson on the role of layer 1. */
import {
  bytes,
  capacity,
  createKey,
  createState,
  encodeHeader,
  getAccount,
  largestBlock,
  ms,
  runBlockSize,
  runGossip,
  staleRate,
  targetOf,
  TRANSFER_GAS,
  upfrontCost,
  wei,
  workOf,
  type BlockSizeRule,
  type BlockSizeRun,
  type Hash,
} from 'strata';
import type { ComputedValues } from '../schemas/computed.ts';

const rule = (megabytes: number, transactionBytes = 250, seconds = 600): BlockSizeRule => ({
  blockBytes: bytes(megabytes * 1_000_000),
  transactionBytes: bytes(transactionBytes),
  intervalMs: ms(seconds * 1000),
});

/** The usual line of the lab: half a megabit a second. */
const BANDWIDTH = 62_500;
const GWEI = 1_000_000_000n;

/** Four chains of 60 full blocks on such lines: what the lab's checks measure, by block size in megabytes. */
const crowded = new Map<number, readonly BlockSizeRun[]>();
function crowdedChains(megabytes: number): readonly BlockSizeRun[] {
  const known = crowded.get(megabytes);
  if (known !== undefined) return known;
  const settings = { rule: rule(megabytes), bandwidth: BANDWIDTH, nodes: 12, load: 1_000, seconds: 36_000 };
  const runs = [1, 2, 3, 4].map((seed) => runBlockSize({ seed, ...settings }));
  crowded.set(megabytes, runs);
  return runs;
}

/** Blocks in a hundred that are found and lost. */
function stalePercent(megabytes: number): number {
  const runs = crowdedChains(megabytes);
  const stale = runs.reduce((sum, run) => sum + run.stale, 0);
  return (100 * stale) / runs.reduce((sum, run) => sum + run.blocks, 0);
}

/** Mean seconds until another node has a block. */
function delaySeconds(megabytes: number): number {
  const runs = crowdedChains(megabytes);
  return runs.reduce((sum, { meanDelayMs }) => sum + meanDelayMs, 0) / runs.length / 1000;
}

const largest = () =>
  largestBlock(
    (blockBytes) =>
      ms(
        runGossip({ seed: 1, blockBytes, blocks: 2, bandwidth: BANDWIDTH, nodes: 40, latency: ms(100) })
          .ninetiethMs,
      ),
    { withinMs: ms(600_000), step: bytes(10_000), most: bytes(16_000_000) },
  );

/** Target of Bitcoin's first blocks, in the compact form of their headers. */
const FIRST_BITS = 0x1d00ffff;
const NO_HASH = `0x${'00'.repeat(32)}` as Hash;
const headerBytes = (): number =>
  encodeHeader({ version: 1, prevId: NO_HASH, merkleRoot: NO_HASH, timestamp: 0, bits: FIRST_BITS, nonce: 0 })
    .length;

/** The most Ana can send when she holds 0.01 ether and caps the price of gas at 40 gwei, in gwei. */
function mostAnaCanSend(): number {
  const ana = createKey('ana').address;
  const state = createState([[ana, { balance: wei(10_000_000n * GWEI), nonce: 0 }]]);
  const fees = { gasLimit: TRANSFER_GAS, maxFeePerGas: wei(40n * GWEI), maxPriorityFeePerGas: wei(GWEI) };
  const reserved = upfrontCost({ chainId: 1, nonce: 0, to: ana, value: wei(0), ...fees });
  return Number((getAccount(state, ana).balance - reserved) / GWEI);
}

export const computed: ComputedValues = {
  'header-bytes': headerBytes,
  'headers-a-year-mb': () => (headerBytes() * 6 * 24 * 365) / 1_000_000,
  'genesis-hashes-billions': () => Number(workOf(targetOf(FIRST_BITS))) / 1e9,
  'rewrite-20': () => 20 * Number(workOf((1n << 252n) - 1n)),
  'transfer-gas': () => Number(TRANSFER_GAS),
  'most-ana-can-send': mostAnaCanSend,
  'payments-a-block': () => capacity(rule(1)) * 600,
  'capacity-1mb': () => capacity(rule(1)),
  'capacity-2mb': () => capacity(rule(2)),
  'capacity-500': () => capacity(rule(1, 500)),
  'capacity-2mb-400-300': () => capacity(rule(2, 400, 300)),
  'block-for-1000-mb': () => (1000 * 600 * 250) / 1_000_000,
  'decker-model-percent': () => 100 * staleRate(11.37, 633.68),
  'stale-when-doubled': () => {
    const [once, twice] = [stalePercent(1), stalePercent(2)];
    if (twice === once) return 'same';
    return twice > once ? 'more' : 'less';
  },
  'stale-1mb-percent': () => stalePercent(1),
  'stale-4mb-percent': () => stalePercent(4),
  'delay-1mb-seconds': () => delaySeconds(1),
  'delay-4mb-seconds': () => delaySeconds(4),
  'formula-1mb-percent': () => 100 * staleRate(delaySeconds(1), 600),
  'formula-4mb-percent': () => 100 * staleRate(delaySeconds(4), 600),
  'largest-block-mb': () => largest() / 1_000_000,
  'capacity-at-largest': () => capacity({ ...rule(1), blockBytes: largest() }),
};

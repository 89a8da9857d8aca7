/** One world for each mechanism of agreement, set up alike, so that they can be compared. */
import { utf8 } from '../foundation/bytes.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import { createKey, type KeyPair } from '../foundation/keys.ts';
import { ms, type Ms } from '../foundation/units.ts';
import { bitsOf } from '../layer1/chain/header.ts';
import type { ChainWorldSettings } from '../layer1/consensus/chain-world.ts';
import { DAY_MS, PEERCOIN_UNIT, type AgedCoin } from '../layer1/consensus/coin-age.ts';
import type { NodeId } from '../layer1/consensus/consensus.ts';
import {
  afterConfirmations,
  builtUponBy,
  casperFinality,
  casperVotes,
} from '../layer1/consensus/finality-rules.ts';
import { heaviestChain, longestChain } from '../layer1/consensus/fork-choice.ts';
import { lmdGhost } from '../layer1/consensus/lmd-ghost.ts';
import { proofOfAuthority } from '../layer1/consensus/sealed-by-authority.ts';
import { proofOfCoinAge } from '../layer1/consensus/sealed-by-coin-age.ts';
import { delegatedProofOfStake } from '../layer1/consensus/sealed-by-delegates.ts';
import {
  newestCertified,
  quorumConsensus,
  signedVotes,
  threeChain,
} from '../layer1/consensus/sealed-by-quorum.ts';
import { proofOfStake } from '../layer1/consensus/sealed-by-stake.ts';
import { proofOfWork } from '../layer1/consensus/sealed-by-work.ts';

/** The mechanisms by name. */
export type Mechanism = 'work' | 'stake' | 'delegates' | 'authority' | 'coin-age' | 'quorum';

/** All of them, in the order in which the course meets them. */
export const MECHANISMS: readonly Mechanism[] = [
  'work',
  'stake',
  'delegates',
  'authority',
  'coin-age',
  'quorum',
];

/** What every mechanism's world is given. */
export interface MechanismSettings {
  readonly seed: number;
  readonly nodes: number;
  readonly intervalMs: Ms;
}

/** The parts of a world that a mechanism decides. */
export type MechanismWorld = Pick<
  ChainWorldSettings,
  'consensus' | 'forkChoice' | 'stepMs' | 'voting' | 'finality'
>;

/** Blocks on top after which the merchants of work and coin age deliver. */
export const CONFIRMATIONS = 6;
/** Slots in an epoch: 32 on Ethereum, 4 here, so that a lesson's run has several. */
export const SLOTS_PER_EPOCH = 4;
const STEP_MS = ms(1000);
const STAKE = 32n;
const nodeOf = (index: number): NodeId => `node-${index}`;
const everyone = ({ nodes }: MechanismSettings): readonly number[] =>
  Array.from({ length: nodes }, (_, i) => i);
const beaconOf = ({ seed }: MechanismSettings) => hashHex(sha256(utf8(`beacon/${seed}`)));

/** The committee's keys; the same for everyone, for lessons alone. Needs `ready()`. */
export const memberKeys = (nodes: number): readonly KeyPair[] =>
  Array.from({ length: nodes }, (_, id) => createKey(`member ${id}`));

/**
 * The world of one mechanism, all nodes with equal power: the same hash rate, stake, votes, coins or seat. Work
 * hashes at teaching difficulty, one try a second a node; of the hybrid's blocks about half are minted. Each
 * has the finality its users trust: 6 confirmations, Casper's votes, two thirds of the producers, more than
 * half of the signers, a three-chain. `quorum` needs `ready()`.
 */
export const MECHANISM_WORLDS: Readonly<Record<Mechanism, (settings: MechanismSettings) => MechanismWorld>> =
  {
    work: (settings) => ({
      consensus: proofOfWork(workOf(settings, 1n)),
      forkChoice: heaviestChain,
      stepMs: STEP_MS,
      finality: afterConfirmations(CONFIRMATIONS),
    }),
    stake(settings) {
      const validators = everyone(settings).map((id) => ({ id, stake: STAKE }));
      const { intervalMs: slotMs } = settings;
      const casper = { validators, slotsPerEpoch: SLOTS_PER_EPOCH };
      return {
        consensus: proofOfStake({ validators, beacon: beaconOf(settings), slotMs, nodeOf }),
        forkChoice: lmdGhost,
        stepMs: slotMs,
        voting: { slotMs, stakeOf: () => STAKE, cast: casperVotes(casper) },
        finality: casperFinality(casper),
      };
    },
    delegates(settings) {
      const producers = everyone(settings);
      const ballots = producers.map((voter) => ({ voter, stake: STAKE, approves: producers }));
      return {
        consensus: delegatedProofOfStake({
          ballots: () => ballots,
          seats: settings.nodes,
          patience: 4 * settings.nodes,
          beacon: beaconOf(settings),
          slotMs: settings.intervalMs,
          nodeOf,
        }),
        forkChoice: longestChain,
        stepMs: settings.intervalMs,
        finality: builtUponBy(Math.floor((2 * settings.nodes) / 3) + 1),
      };
    },
    authority: (settings) => ({
      consensus: proofOfAuthority({ signers: everyone(settings).map(nodeOf), periodMs: settings.intervalMs }),
      forkChoice: heaviestChain,
      stepMs: ms(100),
      finality: builtUponBy(Math.floor(settings.nodes / 2) + 1),
    }),
    'coin-age': (settings) => ({
      consensus: proofOfCoinAge({
        coins: everyone(settings).flatMap(oldCoins),
        modifier: hashHex(sha256(utf8(`modifier/${settings.seed}`))),
        // Half of the blocks: each second all coins together, 60 × 100 coin days a node, meet it once in 2 intervals.
        targetPerCoinDay: (1n << 256n) / BigInt(6000 * settings.nodes * 2 * (settings.intervalMs / STEP_MS)),
        work: workOf(settings, 2n),
      }),
      forkChoice: heaviestChain,
      stepMs: STEP_MS,
      finality: afterConfirmations(CONFIRMATIONS),
    }),
    quorum(settings) {
      const keys = memberKeys(settings.nodes);
      const members = keys.map(({ publicKey }, id) => ({ id, publicKey }));
      const secretKeyOf = (member: number) => (keys[member] as KeyPair).secretKey;
      return {
        consensus: quorumConsensus({ members, slotMs: settings.intervalMs, nodeOf }),
        forkChoice: newestCertified(members.length),
        stepMs: settings.intervalMs,
        voting: { slotMs: settings.intervalMs, stakeOf: () => 1n, cast: signedVotes(secretKeyOf) },
        finality: threeChain,
      };
    },
  };

/** Hashes that each node tries in a second. */
const TRIES = 4;

/** Work for one block in `share` intervals. */
const workOf = ({ seed, nodes, intervalMs }: MechanismSettings, share: bigint) => ({
  salt: `${seed}`,
  bits: bitsOf((1n << 256n) / (share * BigInt(TRIES * nodes * (intervalMs / STEP_MS)))),
  triesPerStep: () => TRIES,
});

/** A hundred coins in four outputs that have lain for 90 days: as heavy as they get. Each mints once. */
const oldCoins = (node: number): readonly AgedCoin[] =>
  [0, 1, 2, 3].map((part) => ({
    id: 4 * node + part,
    owner: nodeOf(node),
    amount: 25n * PEERCOIN_UNIT,
    since: ms(-90 * DAY_MS),
  }));

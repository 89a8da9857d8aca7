/** Peercoin's hybrid as a plug for a world: minting by coin age beside mining by work, on one chain. */
import { hashHex, sha256 } from '../../foundation/hash.ts';
import { utf8 } from '../../foundation/bytes.ts';
import { ok, reject, type Result } from '../../foundation/result.ts';
import { slot, type Hash, type Ms } from '../../foundation/units.ts';
import { blockAt } from './block-tree.ts';
import { ChainStates } from './chain-states.ts';
import {
  headerDigest,
  templateOn,
  type ChainView,
  type Consensus,
  type NodeId,
  type SealedHeader,
} from './consensus.ts';
import {
  afterMint,
  coinAge,
  meetsKernel,
  nextModifier,
  type AgedCoin,
  type KernelWeight,
} from './coin-age.ts';
import { proofOfWork, type WorkSettings } from './sealed-by-work.ts';

/** What a hybrid world runs on. */
export interface CoinAgeSettings {
  readonly coins: readonly AgedCoin[];
  /** Target of one coin day; the same for a whole run. */
  readonly targetPerCoinDay: bigint;
  /** The first stake modifier; the same for all runs unless told. */
  readonly modifier?: Hash;
  /** The mining beside it; without it all blocks are minted. */
  readonly work?: WorkSettings;
  /** The part that a lab replaces; the reference unless told. */
  readonly weigh?: KernelWeight;
}

/** The coins after a block, and the modifier that the next kernel is hashed with. */
export interface MintState {
  readonly coins: ReadonlyMap<number, AgedCoin>;
  readonly modifier: Hash;
  /** When the block was built. */
  readonly at: Ms;
}

/** A hybrid chain, and what it says of its coins to whoever draws or measures it. */
export interface CoinAgeConsensus extends Consensus {
  /** The coins after `view.head`. */
  coinsAt(view: ChainView): MintState;
}

/**
 * Peercoin's hybrid as a plug: each second every coin of a node has one try at its kernel, and beside it the
 * node may mine. A minted block weighs the coin days it uses up, a mined one 1: the chain that used up most
 * coin age wins, so work alone cannot overtake stake. Refused: `seal-kind`, `coin-unknown`, `not-owner`,
 * `kernel-missed` (above its target, or too young), `age-wrong` (other coin days than the coin has), and for a
 * mined block what proof of work refuses. Simplified: one fixed target each, the modifier as `nextModifier`
 * says, no signature, no second block by one kernel on another fork refused ("Duplicate Stake Protection").
 * Source: S. King, S. Nadal, PPCoin, 2012, sections 3 and 4.
 */
export function proofOfCoinAge(settings: CoinAgeSettings): CoinAgeConsensus {
  const { coins, targetPerCoinDay, work, weigh } = settings;
  const mining = work && proofOfWork(work);
  const first: MintState = {
    coins: new Map(coins.map((coin) => [coin.id, coin])),
    modifier: settings.modifier ?? hashHex(sha256(utf8('modifier'))),
    at: 0 as Ms,
  };
  const states = new ChainStates<MintState>(first, (state, header) => {
    const { seal, parent, timestamp } = header;
    const coin = seal.kind === 'coin-age' ? state.coins.get(seal.coin) : undefined;
    return {
      coins: coin ? new Map(state.coins).set(coin.id, afterMint(coin, timestamp)) : state.coins,
      modifier: nextModifier(state.modifier, parent, state.at, timestamp),
      at: timestamp,
    };
  });
  const rule = (modifier: Hash) => ({ modifier, targetPerCoinDay, ...(weigh && { weigh }) });
  const ownCoins = (by: NodeId): number => coins.filter(({ owner }) => owner === by).length;

  return {
    coinsAt: (view) => states.at(view),
    template: (view, by, now) => templateOn(view, by, now, slot(blockAt(view.tree, view.head).height + 1)),
    propose: (view, by, now) => {
      const state = states.at(view);
      for (const coin of state.coins.values())
        if (coin.owner === by && meetsKernel(coin, now, rule(state.modifier)))
          return { kind: 'coin-age', coin: coin.id, coinDays: coinAge(coin, now) };
      return mining?.propose(view, by, now) ?? null;
    },
    seal: (header, input) => ({ ...header, seal: input }),
    identify: (header) =>
      header.seal.kind === 'coin-age'
        ? headerDigest(header, `${header.seal.coin}/${header.timestamp}`)
        : (mining ?? noMining).identify(header),
    hashesOf: (by, found) =>
      ownCoins(by) + (found?.kind === 'coin-age' ? 0 : (mining?.hashesOf?.(by, found) ?? 0)),
    workOf: ({ seal }) => (seal.kind === 'coin-age' ? seal.coinDays : 1n),
    verify: (header, view) => {
      if (header.seal.kind === 'coin-age') return checkMint(header, states.at(view), rule);
      return mining
        ? mining.verify(header, view)
        : refuse('seal-kind', 'This chain is sealed by coin age.', header.seal.kind, 'coin-age');
    },
  };
}

const noMining = {
  identify: (): never => {
    throw new TypeError('This chain has no mined blocks: `verify` refuses them first.');
  },
};

function checkMint(
  { seal, proposer, timestamp }: SealedHeader,
  { coins, modifier }: MintState,
  rule: (modifier: Hash) => Parameters<typeof meetsKernel>[2],
): Result<void> {
  if (seal.kind !== 'coin-age') return refuse('seal-kind', 'Not minted.', seal.kind, 'coin-age');
  const coin = coins.get(seal.coin);
  if (!coin) return refuse('coin-unknown', `There is no coin ${seal.coin}.`, seal.coin, [...coins.keys()]);
  if (coin.owner !== proposer)
    return refuse('not-owner', `Coin ${coin.id} is not ${proposer}'s.`, proposer, coin.owner);
  if (!meetsKernel(coin, timestamp, rule(modifier)))
    return refuse('kernel-missed', 'The kernel is above its target.', timestamp, 'a second that meets it');
  const age = coinAge(coin, timestamp);
  if (seal.coinDays !== age)
    return refuse('age-wrong', `Coin ${coin.id} is ${age} coin days old.`, seal.coinDays, age);
  return ok(undefined);
}

const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<void> =>
  reject({ code, rule: 'PPCoin (2012), section 3, Proof-of-Stake Generation', message, received, expected });

/** Who publishes an old state: it keeps every commitment that it ever had, and goes to the chain with the one that gave it most. */
import type { Random } from '../foundation/random.ts';
import { reject } from '../foundation/result.ts';
import type { Result } from '../foundation/result.ts';
import type { Hash, Msat } from '../foundation/units.ts';
import type { CoinChain } from '../layer1/chain/coin-chain.ts';
import { channelClaims, ownCommitmentTransaction } from '../layer2/channels/channel-claims.ts';
import type { ChannelState } from '../layer2/channels/channel-state.ts';

/** What the cheat would gain with an old state over its newest, in thousandths of a satoshi; not positive when nothing. */
export const gainFromOldState = (old: ChannelState, newest: ChannelState): Msat =>
  (old.own.shares[old.side] - newest.own.shares[newest.side]) as Msat;

/**
 * The revoked state of `archive` that gives its owner most, drawn by `random` among equals; null when none gives more than
 * the newest one: a side that only ever gained has nothing to cheat with.
 */
export function chooseRevokedState(
  archive: readonly ChannelState[],
  newest: ChannelState,
  random: Random,
): ChannelState | null {
  const revoked = archive.filter(({ own }) => own.number < newest.own.number);
  const most = revoked.reduce(
    (best, state) => (gainFromOldState(state, newest) > best ? gainFromOldState(state, newest) : best),
    0n,
  );
  if (most === 0n) return null;
  const best = revoked.filter((state) => gainFromOldState(state, newest) === most);
  // One state may have been stored at several steps: each commitment counts once.
  const each = best.filter(({ own }, at) => best.findIndex((one) => one.own.number === own.number) === at);
  return random.pick(each);
}

/**
 * A cheat with an old state. It publishes the commitment, takes what HTLCs it can, and its own coins as soon as the wait
 * is over, block by block, by the same rules as an honest side. It wins exactly when nobody who holds the revealed secret
 * acts within the wait (BOLT 3, "`to_local` Output").
 */
export class RevokedStateCheat {
  /** The old state, as if it were the newest. */
  readonly state: ChannelState;

  constructor(old: ChannelState) {
    this.state = { ...old, phase: 'failed', closing: null };
  }

  /** Publishes the old commitment. Refused: when the chain refuses it, as when the channel is closed already. */
  publish(chain: CoinChain): Result<Hash> {
    if (chain.spenderOf(this.state.terms.funding) !== null) {
      const { id } = this.state.terms.funding;
      const message = 'The channel is closed already.';
      return reject({
        code: 'channel-closed',
        rule: 'BOLT 5',
        message,
        received: id,
        expected: 'an open channel',
      });
    }
    return chain.submit(ownCommitmentTransaction(this.state));
  }

  /** Submits all that the old state lets it take now; the ids of what the pool took. */
  act(chain: CoinChain): readonly Hash[] {
    return channelClaims(this.state, chain).flatMap((transaction) => {
      const submitted = chain.submit(transaction);
      return submitted.ok ? [submitted.value] : [];
    });
  }
}

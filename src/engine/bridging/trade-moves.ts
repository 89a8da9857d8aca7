/** What a party to an exchange by hash locks does next: the whole judgement that keeps it from losing, as one function. */
import type { Ms } from '../foundation/units.ts';

/** One leg as the chain shows it. */
export interface TradeLeg {
  readonly state: 'none' | 'locked' | 'claimed' | 'refunded';
  /** Time from which on the one who locked takes it back, and claims are too late; agreed beforehand. */
  readonly until: Ms;
}

/** What a party sees. The first has the secret and locks first; the second locks when it sees that. */
export interface TradeView {
  readonly role: 'first' | 'second';
  readonly now: Ms;
  /** Time between blocks, the same on both chains: what is sent now stands in a block this much later. */
  readonly blockMs: Ms;
  /** The leg that the party itself locks, and the one that it is to get. */
  readonly own: TradeLeg;
  readonly other: TradeLeg;
  /** Whether the party knows the secret: the first always, the second once the first has claimed. */
  readonly knowsSecret: boolean;
}

/** What a party can do. */
export type TradeMove = 'lock' | 'claim' | 'take-back' | 'wait';

/** How a party decides; the labs' type for a learner's own {@link decideTradeMove}. */
export type DecideTradeMove = (view: TradeView) => TradeMove;

/** How many blocks the second party keeps between the ends of the two locks: enough to read the secret and to claim. */
export const TRADE_MARGIN_BLOCKS = 4;

/**
 * The honest party. Claim what can be claimed, if the claim stands in a block in time; take back one's own when its time is over; the first locks at once,
 * as long as the second could still answer; the second locks only when the first's leg is locked and ends {@link TRADE_MARGIN_BLOCKS} blocks or more after
 * its own. Were it the other way round, the first could wait for its own lock to end, take it back, and then claim.
 */
export const decideTradeMove: DecideTradeMove = ({ role, now, blockMs, own, other, knowsSecret }) => {
  const isInTime = now + blockMs < other.until;
  const margin = TRADE_MARGIN_BLOCKS * blockMs;
  // Claimed: the first had claimed before, and a reorganisation has undone that, but the secret is out.
  const hasGiven = role === 'second' || own.state === 'locked' || own.state === 'claimed';
  if (other.state === 'locked' && knowsSecret && isInTime && hasGiven) return 'claim';
  if (own.state === 'locked' && now + blockMs >= own.until) return 'take-back';
  if (own.state !== 'none') return 'wait';
  if (role === 'first') return now + margin < other.until && now + margin < own.until ? 'lock' : 'wait';
  const isOrdered = own.until + margin <= other.until;
  return other.state === 'locked' && isOrdered && now + margin < own.until ? 'lock' : 'wait';
};

/** Delegated proof of stake as a plug for a world: in each slot the elected producer whose turn it is builds. */
import { ok, reject, type Result } from '../../foundation/result.ts';
import { slot as toSlot, type Ms, type Slot } from '../../foundation/units.ts';
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
  afterProduced,
  FIRST_SCHEDULE,
  producerAt,
  scheduleAt,
  type DelegateRules,
  type Schedule,
} from './delegated-proof-of-stake.ts';

/** What a world of delegates runs on. */
export interface DelegateSettings extends DelegateRules {
  /** Length of a slot: 3 s on BitShares and Steem, 0.5 s on EOS. */
  readonly slotMs: Ms;
  /** The node that a producer runs on. */
  readonly nodeOf: (producer: number) => NodeId;
}

/** A delegated chain, and what it says of its producers to whoever draws or measures it. */
export interface DelegatedConsensus extends Consensus {
  /** The schedule in which `slot` lies, on the chain of `view.head`. */
  scheduleAt(view: ChainView, slot: Slot): Schedule;
}

/**
 * Delegated proof of stake as a plug: elections, rotation and replacement are read from the chain, so every
 * node has the same schedule. Refused: `seal-kind`, `slot-too-early` (not after its parent's), `wrong-producer`
 * (not the one whose turn the slot is), `wrong-node`. Smaller than real: ballots come from the settings and not
 * from transactions, and the author is taken from the header without a signature. Source: EOS.IO Technical
 * White Paper v2 (2018), "Consensus Algorithm (BFT-DPOS)".
 */
export function delegatedProofOfStake(settings: DelegateSettings): DelegatedConsensus {
  const { slotMs, nodeOf, seats } = settings;
  const slotAt = (now: Ms): Slot => toSlot(Math.floor(now / slotMs));
  const states = new ChainStates<Schedule>(FIRST_SCHEDULE, (schedule, { seal, slot }) =>
    afterProduced(
      scheduleAt(schedule, slot, settings),
      seal.kind === 'delegate' ? seal.producer : Number.NaN,
      slot,
    ),
  );
  const scheduleOf = (view: ChainView, slot: Slot): Schedule => scheduleAt(states.at(view), slot, settings);
  const turnOf = (view: ChainView, slot: Slot): number => producerAt(scheduleOf(view, slot), slot, seats);

  return {
    scheduleAt: scheduleOf,
    template: (view, by, now) => templateOn(view, by, now, slotAt(now)),
    propose: (view, by, now) => {
      const slot = slotAt(now);
      if (blockAt(view.tree, view.head).slot >= slot) return null;
      const producer = turnOf(view, slot);
      return nodeOf(producer) === by ? { kind: 'delegate', producer } : null;
    },
    seal: (header, input) => ({ ...header, seal: input }),
    identify: (header) =>
      headerDigest(header, header.seal.kind === 'delegate' ? `${header.seal.producer}` : ''),
    workOf: () => 1n,
    verify: (header, view) => checkTurn(header, view, turnOf, nodeOf),
  };
}

function checkTurn(
  { seal, slot, proposer }: SealedHeader,
  view: ChainView,
  turnOf: (view: ChainView, slot: Slot) => number,
  nodeOf: (producer: number) => NodeId,
): Result<void> {
  if (seal.kind !== 'delegate')
    return refuse(
      'seal-kind',
      `This chain is sealed by delegates, not by ${seal.kind}.`,
      seal.kind,
      'delegate',
    );
  const earliest = blockAt(view.tree, view.head).slot + 1;
  if (slot < earliest)
    return refuse('slot-too-early', `Slot ${slot} is not after its parent's.`, slot, earliest);
  const due = turnOf(view, slot);
  if (seal.producer !== due)
    return refuse(
      'wrong-producer',
      `Slot ${slot} is the turn of producer ${due}, not of ${seal.producer}.`,
      seal.producer,
      due,
    );
  if (proposer !== nodeOf(due))
    return refuse('wrong-node', `Producer ${due} runs on ${nodeOf(due)}.`, proposer, nodeOf(due));
  return ok(undefined);
}

const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<void> =>
  reject({ code, rule: 'EOS.IO Technical White Paper v2, Consensus Algorithm', message, received, expected });

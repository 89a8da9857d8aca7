/** Proof of stake as a plug for a world: who is drawn for the slot seals its block. */
import { concatBytes, hexToBytes, utf8 } from '../../foundation/bytes.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import { ok, reject, type Result } from '../../foundation/result.ts';
import { slot as toSlot, type Hash, type Ms, type Slot } from '../../foundation/units.ts';
import { blockAt } from './block-tree.ts';
import { templateOn, type ChainView, type Consensus, type NodeId, type SealedHeader } from './consensus.ts';
import { drawProposer, type DrawProposer, type Validator } from './proof-of-stake.ts';

/** What a proof-of-stake world runs on. */
export interface StakeSettings {
  readonly validators: readonly Validator[];
  readonly beacon: Hash;
  /** Length of a slot: 12,000 on Ethereum. */
  readonly slotMs: Ms;
  /** The node that a validator runs on. */
  readonly nodeOf: (validator: number) => NodeId;
  /** The draw; the reference unless a lab puts its own here. */
  readonly draw?: DrawProposer;
}

/**
 * Proof of stake as a plug for a world: in each slot the drawn validator's node, and no other, builds one
 * block on its head. Refused: `seal-kind`, `slot-too-early` (not after its parent's), `wrong-proposer` (not
 * the validator drawn for the slot), `wrong-node` (not the node it runs on). Source: consensus-specs,
 * phase0/beacon-chain.md, `process_block_header`. Smaller than real: one validator a node, no RANDAO (the
 * beacon stands for a whole run), and a block's author is taken from its header without a signature; the
 * ledger's transfers carry real ones.
 */
export function proofOfStake({
  validators,
  beacon,
  slotMs,
  nodeOf,
  draw = drawProposer,
}: StakeSettings): Consensus {
  const drawn = new Map<Slot, number>();
  const proposerOf = (slot: Slot): number => {
    const known = drawn.get(slot) ?? draw(validators, beacon, slot);
    drawn.set(slot, known);
    return known;
  };
  const slotAt = (now: Ms): Slot => toSlot(Math.floor(now / slotMs));

  return {
    template: (view, by, now) => templateOn(view, by, now, slotAt(now)),
    propose: (view, by, now) => {
      const validator = proposerOf(slotAt(now));
      const free = blockAt(view.tree, view.head).slot < slotAt(now);
      return free && nodeOf(validator) === by ? { kind: 'stake', validator } : null;
    },
    seal: (header, input) => ({ ...header, seal: input }),
    identify,
    workOf: () => 1n,
    verify: (header, view) => checkSeal(header, view, proposerOf(header.slot), nodeOf),
  };
}

/** SHA-256 of the header's fields, one after the other. */
const identify = ({ parent, height, slot, proposer, body }: SealedHeader): Hash => {
  const numbers = utf8(`${height}/${slot}/${proposer}`);
  return hashHex(sha256(concatBytes(hexToBytes(parent), hexToBytes(body), numbers)));
};

function checkSeal(
  { seal, slot, proposer }: SealedHeader,
  { tree, head }: ChainView,
  drawn: number,
  nodeOf: (validator: number) => NodeId,
): Result<void> {
  const rule = 'consensus-specs, phase0/beacon-chain.md, process_block_header';
  const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<void> =>
    reject({ code, rule, message, received, expected });

  if (seal.kind !== 'stake')
    return refuse('seal-kind', `This chain is sealed by stake, not by ${seal.kind}.`, seal.kind, 'stake');
  const earliest = blockAt(tree, head).slot + 1;
  if (slot < earliest)
    return refuse(
      'slot-too-early',
      `Slot ${slot} is not after its parent's, ${earliest - 1}.`,
      slot,
      earliest,
    );
  if (seal.validator !== drawn)
    return refuse(
      'wrong-proposer',
      `Validator ${drawn} was drawn for slot ${slot}, not ${seal.validator}.`,
      seal.validator,
      drawn,
    );
  if (proposer !== nodeOf(drawn))
    return refuse(
      'wrong-node',
      `Validator ${drawn} runs on ${nodeOf(drawn)}, not on ${proposer}.`,
      proposer,
      nodeOf(drawn),
    );
  return ok(undefined);
}

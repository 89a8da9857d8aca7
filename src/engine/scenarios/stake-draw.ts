/** Scenario: many slots, one draw each, and how often each validator came up. */
import { hashHex, sha256 } from '../foundation/hash.ts';
import { utf8 } from '../foundation/bytes.ts';
import { slot, type Hash } from '../foundation/units.ts';
import {
  drawProposer,
  totalStake,
  type DrawProposer,
  type Validator,
} from '../layer1/consensus/proof-of-stake.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/** What a run of draws is made of. */
export interface StakeDrawSettings {
  readonly seed: number;
  /** Who may be drawn; six with 32 to 1,024 coins unless told. */
  readonly validators?: readonly Validator[];
  /** How many draws; 3,200 unless told, 100 epochs. */
  readonly slots?: number;
  /** The part under test; the reference unless told. */
  readonly draw?: DrawProposer;
}

/** How often one validator was drawn. */
export interface DrawnShare extends Validator {
  readonly drawn: number;
  /** Draws that its share of the stake stands for. */
  readonly expected: number;
}

/** What a run of draws gives back. */
export interface StakeDrawRun {
  readonly trace: Trace;
  readonly shares: readonly DrawnShare[];
}

const SLOTS_PER_EPOCH = 32;
const SLOT_MS = 12_000;
const VALIDATORS: readonly Validator[] = [32n, 64n, 128n, 256n, 512n, 1024n].map((stake, id) => ({
  id,
  stake,
}));

/**
 * Draws one proposer a slot, with a new beacon every 32 slots, and counts. Smaller than real: a handful of
 * validators stand for about a million, and the beacon is a hash of seed and epoch where Ethereum mixes in
 * every proposer's signature. Throws RangeError when the draw names nobody from the list.
 */
export function runStakeDraw(settings: StakeDrawSettings): StakeDrawRun {
  const { seed, validators = VALIDATORS, slots = 3200, draw = drawProposer } = settings;
  const recorder = new Recorder(seed);
  const drawn = new Map(validators.map(({ id }) => [id, 0]));

  for (let turn = 0; turn < slots; turn++) {
    const chosen = draw(validators, beaconOf(seed, Math.floor(turn / SLOTS_PER_EPOCH)), slot(turn));
    const validator = validators.find(({ id }) => id === chosen);
    if (!validator)
      throw new RangeError(`The draw of slot ${turn} named ${String(chosen)}, which is no validator's id.`);
    drawn.set(chosen, (drawn.get(chosen) ?? 0) + 1);
    const event = { at: turn * SLOT_MS, actor: 'beacon', layer: 1 } as const;
    recorder.record({
      ...event,
      kind: 'proposer-drawn',
      slot: turn,
      validator: chosen,
      stake: `${validator.stake}`,
    });
  }

  const total = Number(totalStake(validators));
  const shares = validators.map((validator) => ({
    ...validator,
    drawn: drawn.get(validator.id) ?? 0,
    expected: (slots * Number(validator.stake)) / total,
  }));
  return { trace: recorder.trace(), shares };
}

/** The beacon of an epoch: the same for everyone, known to nobody before. */
const beaconOf = (seed: number, epoch: number): Hash => hashHex(sha256(utf8(`beacon/${seed}/${epoch}`)));

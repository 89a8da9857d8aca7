/** Writes the trace of a dispute game from what stands on the chain after each block. */
import type { Ms, Wei } from '../foundation/units.ts';
import { depthOf } from '../layer2/rollups/optimistic/position.ts';
import type { DisputeClaim, DisputeGame } from '../layer2/rollups/optimistic/dispute-claims.ts';
import type { NewTraceEvent } from '../simulation/recorder.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/** How a claim stands against its parent. */
const stanceOf = (claim: DisputeClaim, parent: DisputeClaim | undefined): 'root' | 'attack' | 'defence' => {
  if (parent === undefined) return 'root';
  return claim.position >> 1n === parent.position ? 'attack' : 'defence';
};

/** Compares the game after each block with what was seen before. */
export class DisputeRecord {
  /** Claims countered by a step so far. */
  steps = 0;
  readonly #recorder: Recorder;
  readonly #nameOf: (owner: string) => string;
  readonly #made = new Set<string>();
  readonly #stepped = new Set<string>();
  readonly #resolved = new Set<string>();

  constructor(seed: number, nameOf: (owner: string) => string) {
    this.#recorder = new Recorder(seed);
    this.#nameOf = nameOf;
  }

  /** Records what is new in `game` at `at`, after a reorganisation of `undone` blocks. */
  see(at: Ms, { game, claims }: DisputeGame, undone = 0): void {
    if (undone > 0)
      this.#recorder.record({
        ...{ kind: 'reorganised', at, actor: 'layer-1', layer: 1 },
        ...{ from: 'head', to: 'new head', ancestor: 'common block', depth: undone },
      });
    for (const claim of claims) {
      const { id, index, parent, position, value, bond, clock } = claim;
      const above = parent === null ? undefined : claims[parent];
      if (!this.#made.has(id)) {
        this.#made.add(id);
        this.#recorder.record({
          ...{ kind: 'claim-made', at, actor: this.#nameOf(claim.claimant), layer: 1, game, claim: index },
          ...{ against: parent ?? -1, stance: stanceOf(claim, above), position: position.toString() },
          ...{ depth: depthOf(position), value, bond: bond.toString(), used: clock.duration },
        });
      }
      if (claim.counteredBy !== null && !claim.isResolved && !this.#stepped.has(id)) {
        this.#stepped.add(id);
        this.steps += 1;
        this.#recorder.record({
          ...{ kind: 'claim-countered', at, actor: this.#nameOf(claim.counteredBy), layer: 1 },
          ...{ game, claim: index },
        });
      }
    }
    for (const claim of claims.toReversed()) {
      if (!claim.isResolved || this.#resolved.has(claim.id)) continue;
      this.#resolved.add(claim.id);
      const winner = this.#nameOf(claim.counteredBy ?? claim.claimant);
      this.#recorder.record({
        ...{
          kind: 'claim-resolved',
          at,
          actor: this.#nameOf(claim.claimant),
          layer: 1,
          game,
          claim: claim.index,
        },
        ...{ stands: claim.counteredBy === null, winner, bond: claim.bond.toString() },
      });
    }
  }

  /** Records how the game ended, if it did. */
  end(at: Ms, { game, status, createdAt, resolvedAt, claims }: DisputeGame): void {
    if (status === 'in-progress') return;
    this.#recorder.record({
      ...{ kind: 'dispute-resolved', at, actor: 'dispute-games', layer: 1, dispute: `game ${game}` },
      ...{ root: claims[0]?.value ?? '', holds: status === 'defender-wins', lasted: resolvedAt - createdAt },
    });
  }

  /** Records that a player took out bonds. */
  pay(at: Ms, name: string, value: Wei): void {
    this.#recorder.record({ kind: 'bond-paid', at, actor: name, layer: 1, value: value.toString() });
  }

  /** Records what else happened. */
  note(event: NewTraceEvent): void {
    this.#recorder.record(event);
  }

  trace(): Trace {
    return this.#recorder.trace();
  }
}

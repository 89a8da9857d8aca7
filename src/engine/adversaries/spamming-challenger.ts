/** The spamming challenger: counters whatever stands, right or wrong, to bury the honest under claims; each of its claims has a bond. */
import { bigintToFixedBytes } from '../foundation/bytes.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import type { Random } from '../foundation/random.ts';
import type { Address, Hash } from '../foundation/units.ts';
import type { DisputeClaim, DisputeGame } from '../layer2/rollups/optimistic/dispute-claims.ts';
import { requiredBond } from '../layer2/rollups/optimistic/dispute-parameters.ts';
import type { DisputeParameters } from '../layer2/rollups/optimistic/dispute-parameters.ts';
import type { DisputeTruth } from '../layer2/rollups/optimistic/dispute-truth.ts';
import type { DisputeAction } from '../layer2/rollups/optimistic/honest-challenger.ts';
import { depthOf, positionAfter } from '../layer2/rollups/optimistic/position.ts';
import { hollowTruth } from './lying-proposer.ts';

/** What a spammer goes by. */
export interface SpamSettings {
  readonly random: Random;
  /** Claims that it makes at once. */
  readonly burst: number;
  readonly parameters: DisputeParameters;
  /** A belief from which some of its values are taken: with the honest one it rides along on claims that are right, at the wrong place. */
  readonly truth: DisputeTruth;
  /** Whose claims it leaves alone, at times: its own. */
  readonly self: Address;
}

/**
 * The next burst: attacks and defences of random claims with values out of nowhere or, half of the time, taken from
 * `truth`. Claims right at the wrong place are the freeloaders of the specification (OP Stack, Fault Dispute Game, "Freeloader Claims").
 */
export function spamMoves(game: DisputeGame, settings: SpamSettings): readonly DisputeAction[] {
  const { random, burst, parameters, truth, self } = settings;
  const salt: Hash = hashHex(sha256(bigintToFixedBytes(random.bigint(1n << 200n), 32)));
  const hollow = hollowTruth(salt, game, parameters);
  const open = game.claims.filter(
    ({ position, isResolved, claimant }) =>
      !isResolved && depthOf(position) < parameters.maxDepth && (claimant !== self || random.chance(1, 4)),
  );
  if (open.length === 0) return [];
  return Array.from({ length: burst }, (): DisputeAction => {
    // The newest claims are the deepest; a spammer who only hit the root would never reach the machine.
    const newest = random.chance(1, 2) ? open.slice(-3) : open;
    const claim: DisputeClaim = random.pick(newest);
    const isAttack = claim.parent === null || random.chance(1, 2);
    const position = positionAfter(claim.position, isAttack);
    const belief = random.chance(1, 2) ? truth : hollow;
    return {
      call: {
        kind: 'move',
        claim: claim.id,
        isAttack,
        value: belief.valueAt(position),
        header: belief.headerAt(position),
      },
      value: requiredBond(parameters, depthOf(position)),
    };
  });
}

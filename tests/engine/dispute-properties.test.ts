/** What holds in every dispute game, whoever lies and whatever the network and layer 1 do. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createKey,
  PROPOSER_LIES,
  ready,
  runDisputeGame,
  TEACHING_DISPUTE,
  type DisputeGameRun,
  type DisputeGameSettings,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

await ready();

/** Four blocks of 64 steps: as many levels as fit a batch of one transfer. */
const SMALL = { ...TEACHING_DISPUTE, maxDepth: 9, splitDepth: 2 };
const honest = createKey('honest').address;

const settings = fc.record({
  seed: fc.nat(1_000_000),
  lie: fc.constantFrom(...PROPOSER_LIES, 'none' as const),
  accomplices: fc.nat(2),
  spam: fc.nat(16),
  batches: fc.integer({ min: 1, max: 4 }),
  transfersPerBatch: fc.constant(1),
  parameters: fc.constant(SMALL),
  faults: fc.constantFrom(
    {},
    { missesOneIn: 3 },
    { reorganisesOneIn: 6 },
    { missesOneIn: 3, reorganisesOneIn: 6 },
  ),
});

/** Runs the game and holds all that must be true of it against it. */
function check(game: DisputeGameSettings): DisputeGameRun {
  const run = runDisputeGame(game);
  // An invalid root is never final while one honest challenger is awake, and a valid one wins.
  expect(run.status).toBe(run.isRootTrue ? 'defender-wins' : 'challenger-wins');
  // A valid root is never blocked for longer than the bound, and an invalid one is not open longer either.
  expect(run.lasted).toBeLessThanOrEqual(run.bound);
  // Bonds are conserved: what some lose is what others win, and the contract keeps nothing.
  expect(Object.values(run.gains).reduce((sum, gain) => sum + gain, 0n)).toBe(0n);
  expect(run.left).toBe(0n);
  for (const { claimant, counteredBy, parent, index } of run.claims) {
    if (claimant !== honest) continue;
    // The honest player never loses a bond, and has the bond of every claim that it countered.
    expect(counteredBy).toBeNull();
    if (parent === null) continue;
    expect(run.claims[parent]?.counteredBy).toBe(honest);
    // It never counters its own claim, and no claim twice.
    expect(run.claims[parent]?.claimant).not.toBe(honest);
    expect(run.claims.filter((one) => one.parent === parent && one.claimant === honest)).toHaveLength(1);
    expect(index).toBeGreaterThan(parent);
  }
  // Each honest claim answers one of the others', a level above: what it must stake is bounded by what they do.
  expect(run.honestStake * 100_000n <= run.othersStake * 109_493n + SMALL.rootBond * 100_000n).toBe(true);
  return run;
}

describe('a dispute game', () => {
  test('ends with the truth, in time and with every honest bond, against liars, spam, absence and reorganisations', () => {
    fc.assert(
      fc.property(settings, (game) => {
        const run = check(game);
        expect((run.gains['honest'] as bigint) >= 0n).toBe(true);
      }),
      { numRuns: runs(12) },
    );
  }, 120_000);

  test.each([...PROPOSER_LIES, 'none' as const])(
    'with the lie "%s" ends as it must for fixed seeds',
    (lie) => {
      for (const seed of [1, 2])
        check({ seed, lie, spam: 8, batches: 3, transfersPerBatch: 1, parameters: SMALL });
    },
  );

  test('over depth 73 with split 30 is played as on mainnet', () => {
    const parameters = { ...TEACHING_DISPUTE, maxDepth: 73, splitDepth: 30 };
    const run = check({ seed: 3, batches: 3, transfersPerBatch: 3, parameters });
    expect(run.status).toBe('challenger-wins');
    // Every level is gone through once; the last, an odd one, is the honest player's, and the liar has no step against it.
    expect(run.claims).toHaveLength(74);
    expect(run.claims.at(-1)?.claimant).toBe(honest);
    expect(run.steps).toBe(0);
  });

  test('goes against the honest player when it sleeps: nobody else stops a forged root', () => {
    const run = runDisputeGame({
      ...{ seed: 1, batches: 2, transfersPerBatch: 1, parameters: SMALL },
      choose: () => 'ignore',
    });
    expect(run.isRootTrue).toBe(false);
    expect(run.status).toBe('defender-wins');
  });

  test('goes against a player who defends what is wrong and attacks what is right', () => {
    const run = runDisputeGame({
      ...{ seed: 1, batches: 2, transfersPerBatch: 1, parameters: SMALL },
      choose: ({ isOwn, parent, claim, ownValue }) => {
        if (isOwn) return 'ignore';
        if (parent === null) return 'attack';
        return claim.value === ownValue ? 'attack' : 'defend';
      },
    });
    expect((run.gains['honest'] as bigint) < 0n).toBe(true);
  });
});

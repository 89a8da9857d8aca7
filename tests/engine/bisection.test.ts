/** Bisection: its rounds, the contract call by call, and what holds in every dispute. */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  bisectionLength,
  bisectionRounds,
  bisections,
  bisectionStorageIn,
  bisectMove,
  contractAddress,
  DISPUTE_INTERVAL,
  DISPUTE_PURSE,
  DisputeWorld,
  halve,
  hexToBytes,
  longestBisection,
  machineRoot,
  middleOf,
  ms,
  outputRoot,
  PROPOSER_LIES,
  ready,
  runBisection,
  TEACHING_BISECTION,
  TransferRollup,
  verifyStep,
  decodeWitness,
  wei,
  type BisectionCall,
  type BisectionRun,
  type BisectionRunSettings,
  type Contract,
  type DisputedSegment,
  type Hash,
} from '../../src/engine/index.ts';
import { encodeMachineHeader, headerOf } from '../../src/engine/layer1/machine/machine-header.ts';
import { runs } from './runs.ts';

await ready();

const ROOT = `0x${'11'.repeat(32)}` as Hash;
const rootOf = (step: number): Hash => `0x${step.toString(16).padStart(64, '0')}` as Hash;

describe('halving', () => {
  test('takes the binary logarithm of the steps in rounds, rounded up', () => {
    for (const [steps, rounds] of [
      [1, 0],
      [2, 1],
      [3, 2],
      [4, 2],
      [5, 3],
      [1_000, 10],
      [2 ** 20, 20],
      [2 ** 26, 26],
    ] as const)
      expect(bisectionRounds(steps)).toBe(rounds);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), (steps) => {
        const rounds = bisectionRounds(steps);
        expect(bisectionLength(steps)).toBe(2 ** rounds);
        expect(2 ** rounds >= steps && (rounds === 0 || 2 ** (rounds - 1) < steps)).toBe(true);
      }),
      { numRuns: runs() },
    );
    expect(() => bisectionRounds(0)).toThrow(RangeError);
  });

  test('finds the first wrong step in exactly that many rounds, wherever it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 2 ** 20 }), fc.nat(), (steps, chance) => {
        const to = bisectionLength(steps);
        const wrong = 1 + (chance % to);
        const liar = (step: number): Hash => (step < wrong ? rootOf(step) : rootOf(step + 2 ** 30));
        let segment: DisputedSegment = { from: 0, to, agreed: rootOf(0), asserted: liar(to) };
        let rounds = 0;
        for (; segment.to - segment.from > 1; rounds += 1) {
          const middle = middleOf(segment);
          const half = bisectMove({ segment, middle, middleRoot: liar(middle) }, rootOf);
          const halved = halve(segment, liar(middle), half);
          if (!halved.ok) throw new Error(halved.rejection.code);
          segment = halved.value;
        }
        expect(rounds).toBe(bisectionRounds(steps));
        expect(segment).toEqual({
          from: wrong - 1,
          to: wrong,
          agreed: rootOf(wrong - 1),
          asserted: liar(wrong),
        });
        expect(halve(segment, ROOT, 'later')).toMatchObject({ rejection: { code: 'one-step-left' } });
      }),
      { numRuns: runs() },
    );
  });
});

describe('the contract', () => {
  let world: DisputeWorld;
  let contract: Contract<BisectionCall>;
  let node: TransferRollup;
  let forged: TransferRollup;
  const { stake, clock, challengePeriod } = TEACHING_BISECTION;
  const blocks = (time: number): number => Math.ceil(time / DISPUTE_INTERVAL);

  beforeEach(() => {
    world = new DisputeWorld({
      ...{ seed: 2, players: ['asserter', 'challenger', 'other'], batches: 1, transfersPerBatch: 1 },
      contract: (genesis) =>
        (contract = bisections({ parameters: TEACHING_BISECTION, genesis: outputRoot(genesis) })),
    });
    node = new TransferRollup(world.genesis, world.batches);
    forged = new TransferRollup(world.genesis, world.batches, { height: 1, step: 7, slot: 9n, word: 9n });
  });

  function say(name: string, call: BisectionCall, value = 0n): string {
    const hash = world.send(name, contract, call, wei(value));
    world.chain.seal();
    return world.chain.receipt(hash)?.code ?? 'lost';
  }
  const headerIn = (rollup: TransferRollup): Uint8Array => {
    const run = rollup.runOf(1);
    return encodeMachineHeader(headerOf(run.at(run.steps)));
  };
  const assertRun = (rollup = forged, name = 'asserter', value: bigint = stake): string =>
    say(
      name,
      { kind: 'assert', steps: rollup.runOf(1).steps, header: headerIn(rollup), inbox: node.inboxAt(1) },
      value,
    );
  const challenge = (rollup = forged, value: bigint = stake): string =>
    say('challenger', { kind: 'challenge', assertion: 0, end: rollup.runOf(1).rootAt(1_000) }, value);
  const storage = () => bisectionStorageIn(world.chain.state, contractAddress(contract.id));
  const bisect = (middle: Hash) =>
    say('asserter', {
      kind: 'bisect',
      challenge: 0,
      asserted: storage().challenge(0).segment.asserted,
      middle,
    });

  test('takes an assertion of a halted machine, with its stake, on the inbox as it is', () => {
    const steps = node.runOf(1).steps;
    const running = encodeMachineHeader(headerOf(node.runOf(1).at(3)));
    expect(assertRun(forged, 'asserter', stake - 1n)).toBe('wrong-stake');
    expect(say('asserter', { kind: 'assert', steps, header: running, inbox: node.inboxAt(1) }, stake)).toBe(
      'still-running',
    );
    expect(say('asserter', { kind: 'assert', steps, header: headerIn(node), inbox: ROOT }, stake)).toBe(
      'inbox-changed',
    );
    expect(
      say(
        'asserter',
        { kind: 'assert', steps: 2 ** 27, header: headerIn(node), inbox: node.inboxAt(1) },
        stake,
      ),
    ).toBe('steps-out-of-range');
    expect(assertRun()).toBe('ok');
  });

  test('takes challenges of the very assertion, in its period', () => {
    expect(challenge()).toBe('no-such-assertion');
    assertRun();
    expect(challenge(node)).toBe('another-assertion');
    expect(challenge(forged, 1n)).toBe('wrong-stake');
    world.chain.sealMany(blocks(challengePeriod));
    expect(challenge()).toBe('period-over');
  });

  test('lets each party move in its turn only, about the segment as it stands', () => {
    assertRun();
    challenge();
    const root = forged.runOf(1).rootAt(32);
    expect(say('challenger', { kind: 'choose', challenge: 0, middle: root, isLater: true })).toBe(
      'not-your-turn',
    );
    expect(
      say('other', { kind: 'bisect', challenge: 0, asserted: forged.runOf(1).rootAt(64), middle: root }),
    ).toBe('not-a-party');
    expect(say('asserter', { kind: 'bisect', challenge: 0, asserted: ROOT, middle: root })).toBe(
      'another-segment',
    );
    expect(say('asserter', { kind: 'bisect', challenge: 7, asserted: ROOT, middle: root })).toBe(
      'no-such-challenge',
    );
    expect(bisect(root)).toBe('ok');
    expect(say('challenger', { kind: 'choose', challenge: 0, middle: ROOT, isLater: true })).toBe(
      'another-segment',
    );
    expect(say('challenger', { kind: 'prove', challenge: 0, witness: node.runOf(1).witnessAt(0) })).toBe(
      'not-one-step',
    );
    expect(say('challenger', { kind: 'choose', challenge: 0, middle: root, isLater: false })).toBe('ok');
    expect(storage().challenge(0).segment).toMatchObject({ from: 0, to: 32, asserted: root });
  });

  test('runs the clock of whose turn it is, and gives the other the win when it ends', () => {
    assertRun();
    challenge();
    expect(say('other', { kind: 'timeout', challenge: 0 })).toBe('clock-not-expired');
    world.chain.sealMany(blocks(clock) - 3);
    expect(bisect(ROOT)).toBe('ok');
    expect(storage().challenge(0).asserterLeft).toBeLessThan(DISPUTE_INTERVAL);
    expect(say('challenger', { kind: 'choose', challenge: 0, middle: ROOT, isLater: false })).toBe('ok');
    world.chain.seal();
    expect(bisect(ROOT)).toBe('clock-expired');
    expect(say('other', { kind: 'timeout', challenge: 0 })).toBe('ok');
    expect(storage().challenge(0).turn).toBe('challenger-won');
    expect(storage().assertion(0).status).toBe('rejected');
    expect(world.user('challenger').balance).toBe(DISPUTE_PURSE + stake);
    expect(say('other', { kind: 'timeout', challenge: 0 })).toBe('challenge-over');
  });

  test('confirms an assertion when its period is over and nothing is open, and then a second of the same output', () => {
    assertRun(node);
    assertRun(node, 'other');
    expect(say('asserter', { kind: 'confirm', assertion: 0 })).toBe('period-not-over');
    say('challenger', { kind: 'challenge', assertion: 1, end: node.runOf(1).rootAt(64) }, stake);
    world.chain.sealMany(blocks(challengePeriod));
    expect(say('asserter', { kind: 'confirm', assertion: 0 })).toBe('ok');
    expect(storage().confirmed).toEqual({ root: node.outputAt(1), height: 1 });
    expect(say('other', { kind: 'confirm', assertion: 1 })).toBe('challenges-open');
    expect(say('asserter', { kind: 'confirm', assertion: 0 })).toBe('assertion-settled');
    expect(world.user('asserter').balance).toBe(DISPUTE_PURSE);
  });

  test('gives the stake of an assertion that contradicts a confirmed one to whoever shows it', () => {
    assertRun(node);
    assertRun(forged, 'other');
    world.chain.sealMany(blocks(challengePeriod));
    expect(say('asserter', { kind: 'confirm', assertion: 0 })).toBe('ok');
    expect(say('challenger', { kind: 'confirm', assertion: 1 })).toBe('ok');
    expect(storage().assertion(1).status).toBe('rejected');
    expect(world.user('challenger').balance).toBe(DISPUTE_PURSE + stake);
    expect(world.heldBy(contract.id)).toBe(0n);
  });

  test('takes a witness of the very step and no other', () => {
    const run = node.runOf(1);
    const witness = decodeWitness(run.witnessAt(6));
    if (!witness.ok) throw new Error(witness.rejection.code);
    expect(verifyStep(run.rootAt(6), witness.value)).toEqual({ ok: true, value: machineRoot(run.at(7)) });
    expect(verifyStep(run.rootAt(5), witness.value)).toMatchObject({
      rejection: { code: 'witness-wrong-state' },
    });
    expect(decodeWitness(hexToBytes('0xc0'))).toMatchObject({ ok: false });
  });
});

/** Days become hours; a clock still holds all moves of a party that is away as long as may be: 9 rounds of 4 blocks. */
const SHORT = {
  ...TEACHING_BISECTION,
  challengePeriod: ms(60 * DISPUTE_INTERVAL),
  clock: ms(60 * DISPUTE_INTERVAL),
};

/** Plays it and holds what must be true of every dispute against it. */
function check(settings: BisectionRunSettings): BisectionRun {
  const run = runBisection(settings);
  expect(run.status).toBe(run.isAssertionTrue ? 'confirmed' : 'rejected');
  expect(run.lasted).toBeLessThanOrEqual(run.bound);
  expect(Object.values(run.gains).reduce((sum, gain) => sum + gain, 0n)).toBe(0n);
  expect(run.left).toBe(0n);
  expect((run.gains['honest'] as bigint) >= 0n).toBe(true);
  for (const { round, segment } of run.challenges) {
    expect(round).toBeLessThanOrEqual(run.rounds);
    if (segment.to - segment.from === 1) expect(round).toBe(run.rounds);
  }
  return run;
}

describe('a dispute', () => {
  const faults = fc.constantFrom(
    {},
    { missesOneIn: 3 },
    { reorganisesOneIn: 6 },
    { missesOneIn: 3, reorganisesOneIn: 6 },
  );
  const settings = fc.record({
    seed: fc.nat(1_000_000),
    lie: fc.constantFrom(...PROPOSER_LIES, 'none' as const),
    challengers: fc.nat(3),
    transfers: fc.integer({ min: 1, max: 9 }),
    parameters: fc.constant(SHORT),
    faults,
  });

  test('ends with the truth, in time and without loss for the honest, against liars, accomplices, absence and reorganisations', () => {
    fc.assert(
      fc.property(settings, (one) => {
        check(one);
      }),
      { numRuns: runs(20) },
    );
  }, 120_000);

  test.each([...PROPOSER_LIES, 'none' as const])(
    'with the lie "%s" ends as it must for fixed seeds',
    (lie) => {
      for (const seed of [1, 2, 3]) check({ seed, lie, challengers: 2, transfers: 3, parameters: SHORT });
    },
  );

  test('comes down to the very step that was forged', () => {
    for (const seed of [1, 2, 3, 4]) {
      const run = check({ seed });
      expect(run.found).toBe(run.firstWrong);
    }
  });

  test('is lost by a challenger who chooses the wrong half', () => {
    const run = runBisection({
      seed: 1,
      bisect: ({ middle, middleRoot }, rootAt) => (rootAt(middle) === middleRoot ? 'earlier' : 'later'),
    });
    expect(run.status).toBe('confirmed');
    expect(run.isAssertionTrue).toBe(false);
    expect((run.gains['honest'] as bigint) < 0n).toBe(true);
  });

  test('with the periods of Arbitrum One is over within 19.1 days', () => {
    expect(longestBisection(TEACHING_BISECTION) / 86_400_000).toBeCloseTo(3 * 6.3636, 3);
  });
});

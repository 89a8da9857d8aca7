/** Attacks on minimal viable Plasma: coins that leave twice, owners who pay together, blocks that are invalid. */
import { describe, expect, test } from 'vitest';
import {
  barredOutputs,
  challengesIn,
  confirmationsBy,
  exitableAt,
  exitCall,
  EXIT_PERIODS,
  exitsOwed,
  forgePlasmaOutput,
  ms,
  positionNumber,
  positionOf,
  ready,
  sign,
  signPlasmaTransaction,
  wei,
  type Hash,
} from '../../src/engine/index.ts';
import { BOND, DAY, keyOf, PlasmaWorld, START } from './plasma-cases.ts';

await ready();

const ZERO = `0x${'00'.repeat(32)}` as Hash;

const at = (block: number, transaction = 0, output = 0): bigint =>
  positionNumber({ block, transaction, output });
/** Starts an exit with all that the world knows. */
function leave(world: PlasmaWorld, name: string, position: bigint): string {
  const call = exitCall(world.view(), position, world.confirmations);
  return call === null ? 'not confirmed' : world.done(name, call, BOND);
}

describe('a confirmation that is kept secret', () => {
  /** Cho has 1,000 in, and so has Ana, who pays it to Ben and confirms it to nobody. */
  function secret(): PlasmaWorld {
    const world = new PlasmaWorld(['ana', 'ben', 'cho']);
    world.deposit('cho', 1_000n);
    world.deposit('ana', 1_000n);
    expect(world.operator.receive(world.payment('ana', at(2), 'ben', 1_000n)).ok).toBe(true);
    world.commit([]);
    return world;
  }

  test('lets Ana leave with what she spent, and then nobody with what it was made into', () => {
    const world = secret();
    expect(leave(world, 'ana', at(2))).toBe('ok');
    world.confirm(['ana']);
    expect(leave(world, 'ben', at(1000))).toBe('input-leaving');
    world.wait(8 * DAY);
    world.finalise();
    expect(world.user('ana').balance).toBe(START);
    expect(leave(world, 'ben', at(1000))).toBe('input-left');
    expect(world.outputsOf('ben')).toEqual([]);
    expect(leave(world, 'cho', at(1))).toBe('ok');
    world.wait(8 * DAY);
    world.finalise();
    expect(world.user('cho').balance).toBe(START);
  });

  test('that comes out with an exit of the payment lets anyone end the exit of what was spent', () => {
    const world = secret();
    world.confirm(['ana']);
    expect(leave(world, 'ben', at(1000))).toBe('ok');
    expect(leave(world, 'ana', at(2))).toBe('ok');
    const [call] = challengesIn(world.view(), new Map());
    if (call === undefined) throw new TypeError();
    expect(world.done('cho', call)).toBe('ok');
    expect(world.user('cho').balance).toBe(START - 1_000n + BOND);
  });

  test('has to be published before the payment goes on, and then anyone can end the exit', () => {
    const world = secret();
    expect(world.pay('ben', 'ben', 1_000n)).toBe('not-confirmed');
    world.confirm(['ana']);
    expect(world.pay('ben', 'ben', 1_000n)).toBe('ok');
    world.commit([]);
    expect(leave(world, 'ana', at(2))).toBe('ok');
    expect(challengesIn(world.view(), new Map())).toHaveLength(1);
  });

  test('cannot wash the payment clean in a later block: that block is invalid, and whoever is older leaves first', () => {
    const world = secret();
    expect(leave(world, 'ana', at(2))).toBe('ok');
    world.confirm(['ana']);
    const washed = world.payment('ben', at(1000), 'ben', 1_000n);
    const refused = world.operator.receive(washed);
    expect(refused.ok ? 'ok' : refused.rejection.code).toBe('output-barred');
    world.wait(4 * DAY);
    world.operator.commitBlock({ number: 2_000, transactions: [washed] });
    world.chain.seal();
    expect(world.view().trouble).toMatchObject({ block: 2_000, why: 'invalid', code: 'output-barred' });
    world.wait(4 * DAY);
    // Cho has never seen Ana's confirmation.
    for (const exit of exitsOwed(world.view(), keyOf('cho').address, new Map()))
      expect(world.done('cho', exit, BOND)).toBe('ok');
    world.finalise();
    expect(world.user('ana').balance).toBe(START);
    // The contract cannot see through to Ana's exit; the order of payments does it.
    world.confirm(['ben']);
    const dishonest = {
      ...world.view(),
      blocks: new Map([[2_000, { number: 2_000, transactions: [washed] }]]),
    };
    const signed = confirmationsBy(dishonest, keyOf('ben'));
    const call = exitCall(dishonest, at(2_000), signed);
    if (call === null) throw new TypeError();
    expect(world.done('ben', call, BOND)).toBe('ok');
    world.wait(15 * DAY);
    world.finalise();
    expect(world.user('cho').balance).toBe(START);
    expect(world.user('ben').balance).toBe(START);
  });

  test('in the first half of the time to challenge, a block that spends on is valid: it ends the exit', () => {
    const world = secret();
    expect(leave(world, 'ana', at(2))).toBe('ok');
    world.confirm(['ana']);
    world.operator.commitBlock({
      number: 2_000,
      transactions: [world.payment('ben', at(1000), 'cho', 1_000n)],
    });
    world.chain.seal();
    expect(world.view().trouble).toBe(null);
    const [call] = challengesIn(world.view(), new Map());
    expect(call === undefined ? 'none' : world.done('cho', call)).toBe('ok');
  });
});

test('what is made of a leaving output is barred after exactly half of the time to challenge', () => {
  const exits = new Map([[at(1), { startedAt: ms(100), exitableAt: ms(301) }]]);
  const spends = new Map([[at(1), { block: 1_000, transaction: 0, input: 0 }]]);
  const output = { owner: keyOf('ben').address, amount: wei(1n) };
  const made = { inputs: [positionOf(at(1))], outputs: [output, output], witnesses: [], published: [[]] };
  const blocks = new Map([[1_000, { number: 1_000, transactions: [made] }]]);
  expect([...barredOutputs({ exits, spends, blocks }, ms(200))]).toEqual([]);
  expect([...barredOutputs({ exits, spends, blocks }, ms(201))]).toEqual([at(1000), at(1000, 0, 1)]);
});

test('two owners who pay together: one confirmation holds up its own input, and honest users give none', () => {
  const world = new PlasmaWorld(['ana', 'ben', 'cho']);
  world.deposit('ana', 1_000n);
  world.deposit('ben', 1_000n);
  const transaction = {
    inputs: [positionOf(at(1)), positionOf(at(2))],
    outputs: [{ owner: keyOf('cho').address, amount: wei(2_000n) }],
  };
  const joint = signPlasmaTransaction(world.address, transaction, [keyOf('ana'), keyOf('ben')]);
  expect(world.operator.receive(joint).ok).toBe(true);
  world.commit();
  expect(world.confirmations.size).toBe(0);
  // Unconfirmed, both leave with what they put in.
  expect(leave(world, 'ana', at(1))).toBe('ok');
  // Had Ana confirmed alone, her exit would be ended, and Cho's could not begin.
  const view = world.view();
  const root = view.state.get(at(1000))?.awaits;
  expect(root?.keys).toEqual([keyOf('ana').publicKey, keyOf('ben').publicKey]);
  const half = new Map([
    ['1000/0', [sign(root?.hash ?? ZERO, keyOf('ana').secretKey), `0x${'00'.repeat(64)}` as const]],
  ]);
  expect(challengesIn(view, half)).toHaveLength(1);
  const [challenge] = challengesIn(view, half);
  if (challenge === undefined) throw new TypeError();
  expect(world.done('cho', challenge)).toBe('ok');
  const claim = exitCall(world.view(), at(1000), half);
  expect(claim === null ? 'none' : world.done('cho', claim, BOND)).toBe('not-confirmed');
});

describe('an invalid block', () => {
  test('that gets in front of a deposit does not get its coins: the deposit is paid first', () => {
    const world = new PlasmaWorld(['ana', 'ben']);
    const theft = forgePlasmaOutput(world.address, keyOf('operator'), 1_000, [at(1)], wei(5_000n));
    world.operator.commitBlock({ number: 1_000, transactions: theft.transactions });
    world.operator.withhold(1_000);
    expect(world.deposit('ana', 5_000n)).toBe('ok');
    expect(world.done('operator', theft.exit, BOND)).toBe('ok');
    world.wait(5 * DAY);
    world.act('ana');
    world.wait(30 * DAY);
    world.finalise();
    expect(world.user('ana').balance).toBe(START);
    expect(world.user('operator').balance).toBe(START);
  });

  test('is one with a transaction that the contract could not read: its outputs could never leave', () => {
    const world = new PlasmaWorld(['ana', 'ben']);
    world.deposit('ana', 900n);
    const output = { owner: keyOf('ben').address, amount: wei(300n) };
    const wide = { inputs: [positionOf(at(1))], outputs: [output, output, output] };
    const signed = signPlasmaTransaction(world.address, wide, [keyOf('ana')]);
    const refused = world.operator.receive(signed);
    expect(refused.ok ? 'ok' : refused.rejection.code).toBe('wrong-shape');
    world.operator.commitBlock({ number: 1_000, transactions: [signed] });
    world.chain.seal();
    expect(world.view().trouble).toMatchObject({ why: 'invalid', code: 'wrong-shape' });
    expect(exitsOwed(world.view(), keyOf('ana').address, new Map())).toHaveLength(1);
  });

  test('of more transactions than fit a tree is other data, and crashes nobody', () => {
    const world = new PlasmaWorld(['ana']);
    world.operator.commitBlock({ number: 1_000, transactions: [] });
    world.chain.seal();
    const many = Array.from({ length: 65_537 }, () => ({
      inputs: [],
      outputs: [],
      witnesses: [],
      published: [],
    }));
    expect(world.viewOf(() => many).trouble).toMatchObject({ why: 'other-data' });
  });
});

test('the time of an exit at its edges: a week from the request, two from the block, a deposit one', () => {
  const week = 7 * DAY;
  const block = { committedAt: ms(1_000), isDeposit: false };
  expect(exitableAt(block, ms(1_000), EXIT_PERIODS)).toBe(1_000 + 2 * week);
  expect(exitableAt(block, ms(1_000 + week), EXIT_PERIODS)).toBe(1_000 + 2 * week);
  expect(exitableAt(block, ms(1_001 + week), EXIT_PERIODS)).toBe(1_001 + 2 * week);
  expect(exitableAt({ ...block, isDeposit: true }, ms(1_000), EXIT_PERIODS)).toBe(1_000 + week);
});

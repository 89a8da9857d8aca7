/** Minimal viable Plasma: what the contract takes and refuses, in which order exits are paid, and when. */
import { describe, expect, test } from 'vitest';
import {
  exitIn,
  exitsOwed,
  exitCall,
  lockedIn,
  positionNumber,
  ready,
  wei,
  signPlasmaTransaction,
  positionOf,
  plasmaRoot,
  provePlasmaTransaction,
  encodePlasmaTransaction,
  confirmationHash,
  sign,
  hexToBytes,
  type PlasmaCall,
} from '../../src/engine/index.ts';
import { BOND, DAY, keyOf, PlasmaWorld, START } from './plasma-cases.ts';

await ready();

const deposited = positionNumber({ block: 1, transaction: 0, output: 0 });

/** Ana has put 1,000 in and paid Ben 400 of it in block 1000. */
function paid(confirming: readonly string[] = ['ana', 'ben']): PlasmaWorld {
  const world = new PlasmaWorld(['ana', 'ben', 'cho']);
  expect(world.deposit('ana', 1_000n)).toBe('ok');
  expect(world.pay('ana', 'ben', 400n)).toBe('ok');
  world.commit(confirming);
  return world;
}

const exitOf = (world: PlasmaWorld, position: bigint): PlasmaCall => {
  const call = exitCall(world.view(), position, world.confirmations);
  if (call === null) throw new RangeError('Not confirmed.');
  return call;
};
const at = (block: number, transaction: number, output: number): bigint =>
  positionNumber({ block, transaction, output });

describe('an exit', () => {
  test('of a confirmed output is paid two weeks after its block, with its bond', () => {
    const world = paid();
    expect(world.done('ben', exitOf(world, at(1000, 0, 0)), BOND)).toBe('ok');
    world.wait(14 * DAY - 3 * 6 * 3_600_000);
    expect(world.finalise()).toBe('ok');
    expect(exitIn(world.chain.state, 'plasma', at(1000, 0, 0)).status).toBe('open');
    world.wait(2 * 6 * 3_600_000);
    world.finalise();
    expect(exitIn(world.chain.state, 'plasma', at(1000, 0, 0)).status).toBe('paid');
    expect(world.user('ben').balance).toBe(START + 400n);
    expect(lockedIn(world.chain.state, 'plasma')).toBe(600n);
  });

  test('of a deposit is paid a week after it was asked for', () => {
    const world = new PlasmaWorld(['ana']);
    world.deposit('ana', 1_000n);
    expect(world.done('ana', exitOf(world, deposited), BOND)).toBe('ok');
    world.wait(7 * DAY);
    world.finalise();
    expect(world.user('ana').balance).toBe(START);
  });

  test('happens once', () => {
    const world = paid();
    const call = exitOf(world, at(1000, 0, 0));
    expect(world.done('ben', call, BOND)).toBe('ok');
    expect(world.done('ben', call, BOND)).toBe('already-exited');
    world.wait(14 * DAY);
    world.finalise();
    expect(world.done('ben', call, BOND)).toBe('already-exited');
  });

  test.each<[string, string, (call: Extract<PlasmaCall, { kind: 'startExit' }>) => PlasmaCall]>([
    ['at another place of the block', 'not-included', (call) => ({ ...call, transaction: 1 })],
    ['of an output that is not there', 'no-such-output', (call) => ({ ...call, output: 2 })],
    ['of a block that is not there', 'unknown-block', (call) => ({ ...call, block: 2000 })],
    ['out of another block', 'not-included', (call) => ({ ...call, block: 1 })],
    ['without a confirmation', 'not-confirmed', (call) => ({ ...call, confirmations: [] })],
    [
      'with a wrong confirmation',
      'not-confirmed',
      (call) => ({ ...call, confirmations: [new Uint8Array(64).fill(1)] }),
    ],
    ['with a shorter proof', 'not-included', (call) => ({ ...call, proof: call.proof.slice(1) })],
    ['of bytes that say nothing', 'rlp-empty', (call) => ({ ...call, data: new Uint8Array(0) })],
    ['of someone else’s output', 'not-the-owner', (call) => ({ ...call, output: 1 })],
  ])('%s is refused: %s', (_what, code, change) => {
    const world = paid();
    const call = exitOf(world, at(1000, 0, 0));
    if (call.kind !== 'startExit') throw new TypeError();
    expect(world.done('ben', change(call), BOND)).toBe(code);
  });

  test('needs its bond, no more and no less', () => {
    const world = paid();
    const call = exitOf(world, at(1000, 0, 0));
    expect(world.done('ben', call, BOND - 1n)).toBe('wrong-bond');
    expect(world.done('ben', call, BOND + 1n)).toBe('wrong-bond');
  });
});

describe('a challenge', () => {
  test('with the confirmed spend ends the exit and brings its bond', () => {
    const world = paid();
    expect(world.done('ana', exitOf(world, deposited), BOND)).toBe('ok');
    expect(world.act('ben')).toBe(1);
    world.chain.seal();
    expect(exitIn(world.chain.state, 'plasma', deposited).status).toBe('cancelled');
    expect(world.user('ben').balance).toBe(START + BOND);
    world.wait(15 * DAY);
    world.finalise();
    expect(world.user('ana').balance).toBe(START - 1_000n - BOND);
    expect(lockedIn(world.chain.state, 'plasma')).toBe(1_000n);
  });

  test('without a confirmation is refused: an unconfirmed spend binds nobody', () => {
    const world = paid([]);
    expect(world.done('ana', exitOf(world, deposited), BOND)).toBe('ok');
    const { transactions } = world.view().blocks.get(1000) ?? { transactions: [] };
    const [spend] = transactions;
    if (spend === undefined) throw new TypeError();
    const challenge: PlasmaCall = {
      kind: 'challengeExit',
      exit: deposited,
      input: 0,
      block: 1000,
      transaction: 0,
      data: encodePlasmaTransaction(spend),
      proof: provePlasmaTransaction(transactions, 0),
      confirmations: [new Uint8Array(64)],
    };
    expect(world.done('ben', challenge)).toBe('not-confirmed');
  });

  test('with a spend that the operator wrote is refused: only the owner’s signature counts', () => {
    const world = paid();
    const operator = keyOf('operator');
    const theft = signPlasmaTransaction(
      world.address,
      { inputs: [positionOf(at(1000, 0, 0))], outputs: [{ owner: operator.address, amount: wei(400n) }] },
      [operator],
    );
    world.operator.commitBlock({ number: 2000, transactions: [theft] });
    world.chain.seal();
    expect(world.view().trouble).toMatchObject({ block: 2000, why: 'invalid', code: 'bad-signature' });
    expect(world.done('ben', exitOf(world, at(1000, 0, 0)), BOND)).toBe('ok');
    const root = plasmaRoot([theft]);
    const confirmed = sign(confirmationHash(world.address, theft, root), operator.secretKey);
    const challenge: PlasmaCall = {
      kind: 'challengeExit',
      exit: at(1000, 0, 0),
      input: 0,
      block: 2000,
      transaction: 0,
      data: encodePlasmaTransaction(theft),
      proof: provePlasmaTransaction([theft], 0),
      confirmations: [hexToBytes(confirmed)],
    };
    expect(world.done('operator', challenge)).toBe('not-by-the-owner');
  });
});

describe('blocks', () => {
  test('come from the operator, in their order', () => {
    const world = new PlasmaWorld(['ana']);
    const call = (number: number): PlasmaCall => ({ kind: 'submitBlock', number, root: plasmaRoot([]) });
    expect(world.done('ana', call(1000))).toBe('not-the-operator');
    expect(world.done('operator', call(2000))).toBe('wrong-block-number');
    expect(world.done('operator', call(1000))).toBe('ok');
    expect(world.done('operator', call(1000))).toBe('wrong-block-number');
  });

  test('that are withheld, or are others than committed to, are trouble', () => {
    const world = paid();
    world.operator.withhold(1000);
    expect(world.view().trouble).toMatchObject({ block: 1000, why: 'withheld' });
    // With the block unseen Ana still owns her deposit, as far as she knows, and so she leaves with it.
    expect(exitsOwed(world.view(), keyOf('ana').address, world.confirmations)).toHaveLength(1);
  });
});

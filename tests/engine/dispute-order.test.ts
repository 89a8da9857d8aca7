/** Who has a bond when several counters stand, and which output is the anchor when games end out of order. */
import { beforeEach, describe, expect, test } from 'vitest';
import {
  contractAddress,
  DISPUTE_INTERVAL,
  DisputeWorld,
  disputeGames,
  gas,
  ms,
  nextResolutions,
  outputRoot,
  readDisputeGame,
  ready,
  requiredBond,
  TEACHING_DISPUTE,
  TransferRollup,
  type Contract,
  type DisputeCall,
  type Hash,
} from '../../src/engine/index.ts';

await ready();

const value = (byte: string): Hash => `0x${byte.repeat(32)}` as Hash;
let world: DisputeWorld;
let games: Contract<DisputeCall>;
let node: TransferRollup;

beforeEach(() => {
  world = new DisputeWorld({
    ...{ seed: 1, players: ['ana', 'ben', 'cem'], batches: 3, transfersPerBatch: 2, mostTransfers: 22 },
    contract: (genesis) =>
      (games = disputeGames({ parameters: TEACHING_DISPUTE, genesis: outputRoot(genesis) })),
  });
  node = new TransferRollup(world.genesis, world.batches);
});

const say = (name: string, call: DisputeCall, depth: number | null = null): string => {
  const bond = depth === null ? undefined : requiredBond(TEACHING_DISPUTE, depth);
  const hash = world.send(name, games, call, bond);
  world.chain.seal();
  return world.chain.receipt(hash)?.code ?? 'lost';
};
const propose = (height: number, root: Hash): string =>
  say('ana', { kind: 'propose', height, root, inbox: node.inboxAt(height) }, 0);
const game = (number = 0) => readDisputeGame(world.chain.state, contractAddress(games.id), number);
const move = (name: string, against: number, isAttack: boolean, byte: string, depth: number): string => {
  const claim = game().claims[against]?.id as Hash;
  return say(name, { kind: 'move', claim, isAttack, value: value(byte), header: new Uint8Array(0) }, depth);
};
/** Resolves what can be resolved in one block. */
const resolve = (number: number): void => {
  const soon = ms(world.chain.now + DISPUTE_INTERVAL);
  for (const { call } of nextResolutions(game(number), soon, TEACHING_DISPUTE))
    world.send('cem', games, call, undefined, gas(1_000_000n));
  world.chain.seal();
};

describe('the bond of a claim against which two counters stand', () => {
  test.each([true, false])('is the left one’s, whichever was made first', (isLeftFirst) => {
    propose(3, value('11'));
    expect(move('ana', 0, true, '22', 1)).toBe('ok');
    // An attack stands left of a defence.
    expect(move(isLeftFirst ? 'ben' : 'cem', 1, isLeftFirst, '33', 2)).toBe('ok');
    expect(move(isLeftFirst ? 'cem' : 'ben', 1, !isLeftFirst, '44', 2)).toBe('ok');
    while (game().status === 'in-progress') resolve(0);
    expect(game().claims[1]?.counteredBy).toBe(world.user('ben').address);
    expect(
      game()
        .claims.slice(2)
        .map(({ counteredBy }) => counteredBy),
    ).toEqual([null, null]);
    // The claim fell, so the root that it countered stands.
    expect(game().status).toBe('defender-wins');
  });
});

test('an output that wins late does not take the anchor back below one that won before', () => {
  expect(propose(2, node.outputAt(2))).toBe('ok');
  expect(propose(3, node.outputAt(3))).toBe('ok');
  world.chain.sealMany(Math.ceil(TEACHING_DISPUTE.maxClockDuration / DISPUTE_INTERVAL) + 1);
  while (game(1).status === 'in-progress') resolve(1);
  while (game(0).status === 'in-progress') resolve(0);
  expect(propose(3, value('11'))).toBe('height-out-of-range');
});

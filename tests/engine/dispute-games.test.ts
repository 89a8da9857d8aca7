/** The contract of dispute games, call by call: what it refuses, and what its clocks, bonds and anchors do. */
import { beforeEach, describe, expect, test } from 'vitest';
import {
  applyMessage,
  clockAfterMove,
  createTransferInbox,
  DISPUTE_INTERVAL,
  DISPUTE_PURSE,
  DisputeWorld,
  disputeGames,
  contractAddress,
  gas,
  getAccount,
  ms,
  nextMoves,
  nextResolutions,
  OPTIMISM_MAINNET,
  outputRoot,
  checkDisputeParameters,
  readDisputeGame,
  readOutput,
  ready,
  requiredBond,
  TEACHING_DISPUTE,
  transferInbox,
  TransferRollup,
  transferWords,
  transfersWithin,
  truthOf,
  wei,
  type Contract,
  type DisputeCall,
  type Hash,
  type ProposedOutput,
} from '../../src/engine/index.ts';

await ready();

const HOUR = 3_600_000;
const bondAt = (depth: number) => requiredBond(TEACHING_DISPUTE, depth);
const ROOT = `0x${'11'.repeat(32)}` as Hash;
const OTHER = `0x${'22'.repeat(32)}` as Hash;
const NO_HEADER = new Uint8Array(0);

let world: DisputeWorld;
let games: Contract<DisputeCall>;
let node: TransferRollup;

beforeEach(() => {
  world = new DisputeWorld({
    ...{ seed: 1, players: ['honest', 'liar'], batches: 3, transfersPerBatch: 1 },
    contract: (genesis) =>
      (games = disputeGames({ parameters: TEACHING_DISPUTE, genesis: outputRoot(genesis) })),
  });
  node = new TransferRollup(world.genesis, world.batches);
});

/** What became of a call: `ok` or the code of its refusal. */
function say(name: string, call: DisputeCall, value = 0n): string {
  const hash = world.send(name, games, call, wei(value));
  world.chain.seal();
  return world.chain.receipt(hash)?.code ?? 'lost';
}

const propose = (
  name: string,
  height: number,
  root: Hash,
  inbox = node.inboxAt(height),
  value: bigint = bondAt(0),
): string => say(name, { kind: 'propose', height, root, inbox }, value);

const game = (number = 0) => readDisputeGame(world.chain.state, contractAddress(games.id), number);
const claim = (index: number, number = 0): Hash => game(number).claims[index]?.id as Hash;
const attack = (id: Hash, value: Hash) =>
  ({ kind: 'move', claim: id, isAttack: true, value, header: NO_HEADER }) as const;
const defend = (id: Hash, value: Hash) => ({ ...attack(id, value), isAttack: false }) as const;

/** Lets everything that `name` can do be done, block by block, until the game is over. */
function finish(number: number, name: string): void {
  const truth = truthOf(node, game(number), TEACHING_DISPUTE);
  while (game(number).status === 'in-progress') {
    const soon = ms(world.chain.now + DISPUTE_INTERVAL);
    const moves = nextMoves(game(number), truth, TEACHING_DISPUTE);
    for (const { call, value } of [...moves, ...nextResolutions(game(number), soon, TEACHING_DISPUTE)])
      world.send(name, games, call, value, gas(1_000_000n));
    world.chain.seal();
  }
}

function output(number: number): ProposedOutput {
  const { state, now, height } = world.chain;
  const from = world.user('honest').address;
  const answer = applyMessage(
    state,
    {
      ...{ from, nonce: getAccount(state.accounts, from).nonce, to: games },
      ...{ call: { kind: 'outputAt', proposal: number }, gasLimit: gas(1_000_000n) },
    },
    { contracts: [games, transferInbox], block: { height, timestamp: now } },
  );
  if (!answer.ok || !answer.value.result.ok) throw new Error('The contract did not answer.');
  const read = readOutput(answer.value.result.value);
  if (!read.ok) throw new Error(read.rejection.message);
  return read.value;
}

describe('a proposal', () => {
  test('has its bond, a height in range and the inbox as it is', () => {
    expect(propose('liar', 3, ROOT, node.inboxAt(3), bondAt(0) - 1n)).toBe('wrong-bond');
    expect(propose('liar', 0, ROOT)).toBe('height-out-of-range');
    expect(propose('liar', 9, ROOT)).toBe('height-out-of-range');
    expect(propose('liar', 4, ROOT)).toBe('inbox-changed');
    expect(propose('liar', 3, ROOT, OTHER)).toBe('inbox-changed');
    expect(propose('liar', 3, ROOT)).toBe('ok');
    expect(propose('honest', 3, ROOT)).toBe('claim-exists');
    expect(propose('honest', 3, OTHER)).toBe('ok');
  });

  test('that nobody counters is final after a clock and the delay, and then the anchor of later games', () => {
    const root = node.outputAt(2);
    propose('honest', 2, root);
    expect(output(0)).toMatchObject({ root, height: 2, status: 'pending' });
    finish(0, 'honest');
    expect((game().resolvedAt - game().createdAt) / HOUR).toBeGreaterThanOrEqual(84);
    expect((game().resolvedAt - game().createdAt) / HOUR).toBeLessThan(86);
    expect(output(0).status).toBe('pending');
    world.chain.sealMany(TEACHING_DISPUTE.finalityDelay / DISPUTE_INTERVAL);
    expect(output(0)).toMatchObject({
      status: 'final',
      since: game().resolvedAt + TEACHING_DISPUTE.finalityDelay,
    });
    expect(propose('honest', 2, root)).toBe('height-out-of-range');
    expect(propose('honest', 3, node.outputAt(3))).toBe('ok');
    expect(game(1).start).toEqual({ root, height: 2 });
  });

  test('that loses is invalid, and anchors nothing', () => {
    propose('liar', 2, ROOT);
    finish(0, 'honest');
    expect(output(0)).toMatchObject({ root: ROOT, status: 'invalid', since: game().resolvedAt });
    expect(propose('honest', 2, node.outputAt(2))).toBe('ok');
    expect(game(1).start.height).toBe(0);
  });
});

describe('a move', () => {
  beforeEach(() => {
    propose('liar', 3, ROOT);
  });

  test('names a claim that exists, has the bond of its depth, and no header above the split', () => {
    expect(say('honest', attack(OTHER, ROOT), bondAt(1))).toBe('no-such-claim');
    expect(say('honest', attack(claim(0), OTHER), bondAt(2))).toBe('wrong-bond');
    expect(say('honest', { ...attack(claim(0), OTHER), header: Uint8Array.of(1) }, bondAt(1))).toBe(
      'needless-header',
    );
    expect(say('honest', attack(claim(0), OTHER), bondAt(1))).toBe('ok');
  });

  test('never defends the root claim, and is not made twice', () => {
    expect(say('honest', defend(claim(0), OTHER), bondAt(1))).toBe('cannot-defend-root');
    expect(say('honest', attack(claim(0), OTHER), bondAt(1))).toBe('ok');
    expect(say('liar', attack(claim(0), OTHER), bondAt(1))).toBe('claim-exists');
    expect(say('liar', attack(claim(0), ROOT), bondAt(1))).toBe('ok');
    expect(game().claims.map(({ parent }) => parent)).toEqual([null, 0, 0]);
  });

  test('comes in time: the clock of the team is what its grandparent had used and the wait since', () => {
    world.chain.sealMany(100);
    say('honest', attack(claim(0), OTHER), bondAt(1));
    expect(game().claims[1]?.clock.duration).toBe(101 * DISPUTE_INTERVAL);
    world.chain.sealMany(9);
    say('liar', attack(claim(1), ROOT), bondAt(2));
    expect(game().claims[2]?.clock.duration).toBe(10 * DISPUTE_INTERVAL);
    say('honest', attack(claim(2), OTHER), bondAt(3));
    expect(game().claims[3]?.clock.duration).toBe(102 * DISPUTE_INTERVAL);
    world.chain.sealMany(168);
    expect(say('honest', attack(claim(2), ROOT), bondAt(3))).toBe('clock-expired');
  });

  test('tops its clock up to the extension, and to twice that before a run of the machine', () => {
    const { maxClockDuration: most, clockExtension: extension } = OPTIMISM_MAINNET;
    const used = ms(most - extension + 1);
    expect(clockAfterMove(ms(most - extension), 1, TEACHING_DISPUTE)).toBe(most - extension);
    expect(clockAfterMove(used, 1, TEACHING_DISPUTE)).toBe(most - extension);
    expect(clockAfterMove(used, 2, TEACHING_DISPUTE)).toBe(most - 2 * extension);
    expect(clockAfterMove(used, 3, TEACHING_DISPUTE)).toBe(most - extension);
    // Between one extension left and two: enough elsewhere, too little before a run of the machine.
    const between = ms(most - 2 * extension + 1);
    expect(clockAfterMove(between, 1, TEACHING_DISPUTE)).toBe(between);
    expect(clockAfterMove(between, 2, TEACHING_DISPUTE)).toBe(most - 2 * extension);
  });

  test('at the head of an execution trace shows a halted machine that contradicts the claim', () => {
    const liar = new TransferRollup(world.genesis, world.batches, { height: 1, step: 9, slot: 5n, word: 5n });
    say('honest', attack(claim(0), node.outputAt(3)), bondAt(1));
    // Depths 1 to 3 go left to the first block, where the liar claims its forgery.
    say('liar', attack(claim(1), liar.outputAt(2)), bondAt(2));
    say('liar', attack(claim(2), liar.outputAt(1)), bondAt(3));
    const truth = truthOf(node, game(), TEACHING_DISPUTE);
    const position = 16n as Parameters<typeof truth.valueAt>[0];
    const right = { ...attack(claim(3), truth.valueAt(position)), header: truth.headerAt(position) };
    expect(say('honest', { ...right, value: OTHER }, bondAt(4))).toBe('wrong-header');
    expect(say('honest', { ...right, header: right.header.slice(1) }, bondAt(4))).toBe('malformed-machine');
    const agreeing = truthOf(liar, game(), TEACHING_DISPUTE);
    const same = { ...attack(claim(3), agreeing.valueAt(position)), header: agreeing.headerAt(position) };
    expect(say('liar', same, bondAt(4))).toBe('unexpected-execution-root');
    expect(say('honest', right, bondAt(4))).toBe('ok');
    expect(say('honest', { ...defend(claim(4), OTHER) }, bondAt(5))).toBe('cannot-defend-root');
  });
});

describe('a resolution', () => {
  beforeEach(() => {
    propose('liar', 3, ROOT);
    say('honest', attack(claim(0), node.outputAt(3)), bondAt(1));
  });

  const resolveClaim = (index: number) => ({ kind: 'resolveClaim', claim: claim(index), most: 10 }) as const;

  test('waits for the clock and for counters, happens once, and pays the leftmost that stands', () => {
    expect(say('honest', resolveClaim(1))).toBe('clock-not-expired');
    world.chain.sealMany(168);
    expect(say('honest', resolveClaim(0))).toBe('out-of-order');
    expect(say('honest', { kind: 'resolve', game: 0 })).toBe('out-of-order');
    expect(say('honest', resolveClaim(1))).toBe('ok');
    expect(say('honest', resolveClaim(1))).toBe('claim-resolved');
    expect(say('honest', resolveClaim(0))).toBe('ok');
    expect(say('honest', { kind: 'resolve', game: 0 })).toBe('ok');
    expect(say('honest', { kind: 'resolve', game: 0 })).toBe('game-over');
    expect(say('liar', attack(claim(1), ROOT), bondAt(2))).toBe('game-over');
    expect(game().status).toBe('challenger-wins');
  });

  test('goes through many counters a few at a time', () => {
    for (let count = 0; count < 4; count += 1)
      say('liar', attack(claim(0), `0x${'3'.repeat(63)}${count}` as Hash), bondAt(1));
    world.chain.sealMany(200);
    for (let index = 5; index > 0; index -= 1) say('honest', resolveClaim(index));
    for (let count = 0; count < 3; count += 1) {
      expect(game().claims[0]?.isResolved).toBe(false);
      expect(say('honest', { ...resolveClaim(0), most: 2 })).toBe('ok');
    }
    // All counters stand at the same place; the first of them has the bond.
    expect(game().claims[0]).toMatchObject({ isResolved: true, counteredBy: world.user('honest').address });
  });

  test('frees bonds after the delay, to their owner, once', () => {
    finish(0, 'honest');
    const owner = world.user('honest').address;
    expect(say('liar', { kind: 'withdraw', game: 0, owner })).toBe('bonds-locked');
    world.chain.sealMany(TEACHING_DISPUTE.withdrawalDelay / DISPUTE_INTERVAL);
    expect(say('liar', { kind: 'withdraw', game: 0, owner })).toBe('ok');
    expect(say('liar', { kind: 'withdraw', game: 0, owner })).toBe('nothing-owed');
    expect(world.user('honest').balance).toBe(DISPUTE_PURSE + bondAt(0));
    expect(world.heldBy(games.id)).toBe(0n);
    expect(say('liar', { kind: 'resolve', game: 0 }, 1n)).toBe('needless-coins');
    expect(say('liar', { kind: 'withdraw', game: 7, owner })).toBe('no-such-game');
  });
});

describe('after a reorganisation', () => {
  test('a move does not hit another claim that stands in the same place', () => {
    propose('liar', 3, ROOT);
    say('liar', attack(claim(0), OTHER), bondAt(1));
    const before = claim(1);
    world.chain.reorganise(1, () => true);
    say('liar', attack(claim(0), `0x${'33'.repeat(32)}` as Hash), bondAt(1));
    expect(game().claims).toHaveLength(2);
    expect(say('honest', attack(before, OTHER), bondAt(2))).toBe('no-such-claim');
  });

  test('a proposal over an inbox that changed is refused instead of losing its bond', () => {
    const call = { kind: 'propose', height: 1, root: node.outputAt(1), inbox: node.inboxAt(1) } as const;
    world.send('honest', games, call, bondAt(0));
    world.chain.seal();
    world.chain.reorganise(2, () => true);
    world.send('sequencer', transferInbox, {
      kind: 'post',
      words: transferWords([{ from: 1n, to: 2n, amount: 3n }]),
    });
    world.chain.seal();
    expect(say('honest', call, bondAt(0))).toBe('inbox-changed');
  });
});

describe('the inbox', () => {
  const post = (words: readonly bigint[]) => {
    const hash = world.send('sequencer', transferInbox, { kind: 'post', words });
    world.chain.seal();
    return world.chain.receipt(hash)?.code;
  };

  test('refuses what is no batch', () => {
    expect(post([1n, 2n])).toBe('malformed-batch');
    expect(post([0n])).toBe('malformed-batch');
    expect(post([2n, 1n, 2n, 3n])).toBe('malformed-batch');
    expect(post([])).toBe('ok');
    expect(post([1n, 1n, 2n, 3n])).toBe('ok');
    expect(world.batches).toHaveLength(5);
  });

  test('takes no more transfers than its trace has steps for', () => {
    const most = transfersWithin(1_024);
    expect(most).toBe(22);
    const inbox = createTransferInbox(most);
    const words = (count: number) =>
      transferWords(Array.from({ length: count }, () => ({ from: 1n, to: 2n, amount: 0n })));
    const context = { charge: () => undefined, load: () => 0n, store: () => undefined, log: () => undefined };
    const asked = (count: number) => inbox.call(context as never, { kind: 'post', words: words(count) });
    expect(asked(most).ok).toBe(true);
    expect(asked(most + 1)).toMatchObject({ rejection: { code: 'malformed-batch' } });
  });
});

test('parameters without a game are refused', () => {
  for (const wrong of [
    { maxDepth: 4 },
    { maxDepth: 127 },
    { splitDepth: -1 },
    { clockExtension: ms(90 * HOUR) },
  ])
    expect(() => checkDisputeParameters({ ...TEACHING_DISPUTE, ...wrong })).toThrow(RangeError);
});

test('an answer about an output is read in one form only', () => {
  expect(readOutput(Uint8Array.of(0xc0))).toMatchObject({ ok: false });
  expect(readOutput(new Uint8Array(3))).toMatchObject({ ok: false });
});

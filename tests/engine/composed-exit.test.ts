/** The way out past a child chain that is gone: who may go it, how it is challenged, what it may pay, and that it is one way. */
import { describe, expect, test } from 'vitest';
import {
  ChainUser,
  challengesIn,
  checkpointPeg,
  checkpointRoot,
  composedExit,
  confirmationsBy,
  ContractChain,
  contractAddress,
  createKey,
  exitCall,
  exitIn,
  gas,
  hexToBytes,
  lastCheckpoint,
  ms,
  peggedIn,
  plasmaContract,
  PlasmaOperator,
  positionNumber,
  positionOf,
  proveHeader,
  proveThrough,
  publishedFor,
  ready,
  Sidechain,
  signPlasmaTransaction,
  voteForCheckpoint,
  wei,
  type CheckpointPegCall,
  type ComposedExitCall,
  type Confirmations,
  type Contract,
  type PlasmaCall,
} from '../../src/engine/index.ts';
import { BOND, DAY, HOUR, keyOf, START } from './plasma-cases.ts';

await ready();

const SILENCE = ms(3 * DAY);
const NAMES = ['ana', 'ben', 'cho', 'operator'] as const;
const committee = [0, 1, 2, 3].map((id) => ({ id, key: createKey(`composed ${id}`) }));
const holders = committee.map(({ id, key }) => ({ id, publicKey: key.publicKey, stake: 1n }));
const at = (block: number, transaction = 0, output = 0): bigint =>
  positionNumber({ block, transaction, output });
const PAID = at(1000);
const DEPOSIT = at(1);

/** 5,000 are locked below, Ana has 1,000 of them in the Plasma chain on the child and paid Ben 400; one checkpoint holds all. */
class NestedWorld {
  readonly peg = checkpointPeg({
    ...{ id: 'root', holders, childPeg: contractAddress('child-peg'), nested: contractAddress('composed') },
  });
  readonly composed: Contract<ComposedExitCall> = composedExit({
    ...{ id: 'composed', peg: this.peg, plasma: 'grandchild', bond: BOND, silentAfter: SILENCE },
  });
  readonly plasma = plasmaContract({ id: 'grandchild', operator: keyOf('operator').address, bond: BOND });
  readonly below = this.chainOf([this.peg, this.composed]);
  readonly above = this.chainOf([this.plasma]);
  readonly sidechain = new Sidechain(this.above, committee);
  readonly operator = new PlasmaOperator(this.on(this.above, 'operator'), this.plasma);
  confirmations: Confirmations = new Map();
  covered = 0;

  constructor(confirms = true) {
    expect(this.done('cho', this.peg, { kind: 'lock', to: keyOf('cho').address }, 5_000n)).toBe('ok');
    this.child('ana', { kind: 'deposit' }, 1_000n);
    const outputs = [
      { owner: keyOf('ben').address, amount: wei(400n) },
      { owner: keyOf('ana').address, amount: wei(600n) },
    ];
    const transaction = { inputs: [positionOf(DEPOSIT)], outputs };
    const published = publishedFor(this.operator.view(), DEPOSIT, new Map()) ?? [];
    const paid = signPlasmaTransaction(
      contractAddress('grandchild'),
      transaction,
      [keyOf('ana')],
      [published],
    );
    expect(this.operator.receive(paid).ok).toBe(true);
    this.operator.commit();
    this.sidechain.seal();
    if (confirms) this.confirmations = confirmationsBy(this.operator.view(), keyOf('ana'));
  }
  chainOf(
    contracts: readonly (Contract<CheckpointPegCall> | Contract<ComposedExitCall> | Contract<PlasmaCall>)[],
  ) {
    return new ContractChain({
      contracts,
      accounts: NAMES.map((name) => [keyOf(name).address, { balance: wei(START), nonce: 0 }]),
      intervalMs: ms(6 * HOUR),
      feeMarket: false,
    });
  }
  on(chain: ContractChain, name: string): ChainUser {
    return new ChainUser(chain, keyOf(name));
  }
  balance(name: string): bigint {
    return this.on(this.below, name).balance;
  }
  done<Call>(name: string, contract: Contract<Call>, call: Call, value = 0n): string {
    const id = this.on(this.below, name).call(contract, call, {
      value: wei(value),
      gasLimit: gas(5_000_000),
    });
    this.below.seal();
    return this.below.receipt(id)?.code ?? 'none';
  }
  child(name: string, call: PlasmaCall, value = 0n): void {
    this.on(this.above, name).call(this.plasma, call, { value: wei(value) });
    this.sidechain.seal();
  }
  checkpoint(): string {
    const headers = this.sidechain.blocks.slice(this.covered).map(({ header }) => header);
    const [start, end] = [this.covered + 1, this.covered + headers.length];
    const claim = { proposer: keyOf('operator').address, start, end, root: checkpointRoot(headers) };
    const signatures = committee.map(({ id, key }) =>
      hexToBytes(voteForCheckpoint(contractAddress('root'), claim, id, key).signature),
    );
    const code = this.done('operator', this.peg, {
      ...{ kind: 'submitCheckpoint', ...claim, holders: committee.map(({ id }) => BigInt(id)), signatures },
    });
    if (code === 'ok') this.covered = end;
    return code;
  }
  wait(time: number): void {
    const until = this.below.now + time;
    while (this.below.now < until) this.below.seal();
  }
  /** The way through block `number` of the child; the first checkpoint is the only one unless `from` says where the last begins. */
  through(block: number, position: bigint, inputs: readonly bigint[] = [], number = this.covered, from = 1) {
    const headers = this.sidechain.blocks.slice(from - 1, this.covered).map(({ header }) => header);
    const signed = this.sidechain.blocks[number - 1];
    if (signed === undefined) throw new RangeError();
    return {
      ...signed.header,
      checkpoint: lastCheckpoint(this.below.state, 'root'),
      blockProof: proveHeader(headers, number - from),
      ...proveThrough(signed.sealed.state, 'grandchild', block, position, inputs),
    };
  }
  exit(position: bigint, number = this.covered, from = 1): Extract<ComposedExitCall, { kind: 'startExit' }> {
    const claim = exitCall(this.operator.view(), position, this.confirmations);
    if (claim?.kind !== 'startExit') throw new TypeError('Not confirmed.');
    const inputs = position === DEPOSIT ? [] : [DEPOSIT];
    return { ...claim, ...this.through(claim.block, position, inputs, number, from) };
  }
  leave(name: string, position: bigint): string {
    return this.done(name, this.composed, this.exit(position), BOND);
  }
  challenge(exit: bigint): ComposedExitCall {
    const view = this.operator.view();
    const open = { ...view, exits: new Map([[exit, { startedAt: ms(0), exitableAt: ms(0) }]]) };
    const [call] = challengesIn(open, this.confirmations);
    if (call?.kind !== 'challengeExit') throw new TypeError();
    const { inputExits: _none, ...way } = this.through(call.block, exit);
    return { ...call, ...way };
  }
  finalise(): string {
    return this.done('operator', this.composed, { kind: 'finaliseExits', most: 10 });
  }
}
const gone = (): NestedWorld => {
  const world = new NestedWorld();
  expect(world.checkpoint()).toBe('ok');
  world.wait(SILENCE);
  return world;
};

describe('an exit past the child', () => {
  test('waits until the child was silent for as long as was agreed, to the block', () => {
    const world = new NestedWorld();
    world.checkpoint();
    world.wait(SILENCE - 12 * HOUR);
    expect(world.leave('ben', PAID)).toBe('child-is-alive');
    expect(world.leave('ben', PAID)).toBe('ok');
  });

  test('goes by the last block of the last checkpoint, and by the state of that block', () => {
    const world = gone();
    expect(world.done('ben', world.composed, world.exit(PAID, world.covered - 1), BOND)).toBe(
      'not-the-last-block',
    );
    const call = world.exit(PAID);
    const wrong = (change: Partial<typeof call>): string =>
      world.done('ben', world.composed, { ...call, ...change }, BOND);
    expect(wrong({ locked: 5_000n })).toBe('wrong-word');
    expect(wrong({ committedAt: 0 })).toBe('wrong-word');
    expect(wrong({ inputExits: [1n] })).toBe('wrong-word');
    expect(wrong({ checkpoint: 20_000 })).toBe('no-such-checkpoint');
    expect(wrong({})).toBe('ok');
  });

  test('is none for what left on the child, or for what was made of that', () => {
    const world = new NestedWorld();
    const paid = exitCall(world.operator.view(), PAID, world.confirmations);
    if (paid === null) throw new TypeError();
    world.child('ben', paid, BOND);
    while (exitIn(world.above.state, 'grandchild', PAID).status !== 'paid')
      world.child('operator', { kind: 'finaliseExits', most: 5 });
    expect(world.checkpoint()).toBe('ok');
    world.wait(SILENCE);
    expect(world.leave('ben', PAID)).toBe('already-exited');
    // Ana's change is still there.
    expect(world.leave('ana', at(1000, 0, 1))).toBe('ok');

    const secret = new NestedWorld(false);
    const deposit = exitCall(secret.operator.view(), DEPOSIT, new Map());
    if (deposit === null) throw new TypeError();
    secret.child('ana', deposit, BOND);
    while (exitIn(secret.above.state, 'grandchild', DEPOSIT).status !== 'paid')
      secret.child('operator', { kind: 'finaliseExits', most: 5 });
    // She had it back on the child, and confirms only now.
    secret.checkpoint();
    secret.wait(SILENCE);
    secret.confirmations = confirmationsBy(secret.operator.view(), keyOf('ana'));
    expect(secret.leave('ben', PAID)).toBe('input-left');
  });

  test('happens once, and its bond is exact', () => {
    const world = gone();
    expect(world.done('ben', world.composed, world.exit(PAID), BOND - 1n)).toBe('wrong-bond');
    expect(world.leave('ana', PAID)).toBe('not-the-owner');
    expect(world.leave('ben', PAID)).toBe('ok');
    expect(world.leave('ben', PAID)).toBe('already-exited');
    world.wait(15 * DAY);
    expect(world.finalise()).toBe('ok');
    expect(world.balance('ben')).toBe(START + 400n);
    expect(world.leave('ben', PAID)).toBe('already-exited');
    expect(peggedIn(world.below.state, 'root')).toBe(4_600n);
  });

  test('of what was spent is ended by a challenge there, which brings the bond', () => {
    const world = gone();
    expect(world.leave('ana', DEPOSIT)).toBe('ok');
    expect(world.leave('ben', PAID)).toBe('input-leaving');
    expect(world.done('cho', world.composed, world.challenge(DEPOSIT))).toBe('ok');
    expect(world.balance('cho')).toBe(START - 5_000n + BOND);
    expect(world.done('cho', world.composed, world.challenge(DEPOSIT))).toBe('no-open-exit');
    expect(world.leave('ben', PAID)).toBe('ok');
    world.wait(15 * DAY);
    world.finalise();
    expect(world.balance('ben')).toBe(START + 400n);
    expect(world.balance('ana')).toBe(START - BOND);
  });

  test('closes the child for good: no checkpoint comes after it that would end all challenges, and no lock', () => {
    const world = gone();
    expect(world.leave('ana', DEPOSIT)).toBe('ok');
    world.sidechain.seal();
    expect(world.checkpoint()).toBe('closed');
    expect(world.done('cho', world.peg, { kind: 'lock', to: keyOf('cho').address }, 5n)).toBe('closed');
    expect(world.done('cho', world.composed, world.challenge(DEPOSIT))).toBe('ok');
    expect(world.done('cho', world.peg, { kind: 'close' })).toBe('not-allowed');
    expect(world.done('cho', world.peg, { kind: 'payNested', to: keyOf('cho').address, amount: 1n })).toBe(
      'not-allowed',
    );
  });

  test('of more than the Plasma contract held gets no more than that: the child’s other coins stay', () => {
    const world = new NestedWorld();
    // The operator of the grandchild makes 3,000 up and signs for all of it.
    const forged = signPlasmaTransaction(
      contractAddress('grandchild'),
      {
        inputs: [positionOf(at(1000, 0, 1))],
        outputs: [{ owner: keyOf('operator').address, amount: wei(3_000n) }],
      },
      [keyOf('operator')],
    );
    world.operator.commitBlock({ number: 2_000, transactions: [forged] });
    world.sidechain.seal();
    world.checkpoint();
    world.wait(SILENCE);
    const view = world.operator.view();
    const bad = { ...view, blocks: new Map([[2_000, { number: 2_000, transactions: [forged] }]]) };
    const claim = exitCall(bad, at(2_000), confirmationsBy(bad, keyOf('operator')));
    if (claim?.kind !== 'startExit') throw new TypeError();
    const theft = { ...claim, ...world.through(2_000, at(2_000), [at(1000, 0, 1)]) };
    expect(world.done('operator', world.composed, theft, BOND)).toBe('ok');
    expect(world.leave('ben', PAID)).toBe('ok');
    world.wait(30 * DAY);
    world.finalise();
    expect(world.balance('ben')).toBe(START + 400n);
    expect(world.balance('operator')).toBe(START + 600n);
    expect(peggedIn(world.below.state, 'root')).toBe(4_000n);
  });

  test('survives a reorganisation at any of its steps: paid once, or asked for again', () => {
    for (const lost of [false, true]) {
      const world = gone();
      expect(world.leave('ben', PAID)).toBe('ok');
      world.below.reorganise(1, () => lost);
      world.below.seal();
      expect(exitIn(world.below.state, 'composed', PAID).status).toBe(lost ? 'none' : 'open');
      // With the exit its closing of the peg is gone too: the child may come back, and then this way is shut.
      world.sidechain.seal();
      expect(world.checkpoint()).toBe(lost ? 'ok' : 'closed');
      if (lost) {
        expect(world.done('ben', world.composed, world.exit(PAID, world.covered, world.covered), BOND)).toBe(
          'child-is-alive',
        );
        world.wait(SILENCE);
        expect(world.done('ben', world.composed, world.exit(PAID, world.covered, world.covered), BOND)).toBe(
          'ok',
        );
      }
      world.wait(15 * DAY);
      world.finalise();
      world.below.reorganise(1, () => lost);
      world.below.seal();
      world.finalise();
      world.finalise();
      expect(world.balance('ben')).toBe(START + 400n);
      expect(peggedIn(world.below.state, 'root')).toBe(4_600n);
    }
  });
});

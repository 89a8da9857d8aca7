/** Plasma Cash: the rightful owner gets the coin, whoever else asks for it and whatever is asked of the owner. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  balanceIn,
  cashContract,
  cashRoots,
  ChainUser,
  coinHistory,
  coinIn,
  ContractChain,
  contractAddress,
  ms,
  ready,
  showCoin,
  signCashTransaction,
  coinFacts,
  verifyCoinHistory,
  wei,
  withCashBlock,
  type CashCall,
  type CashChain,
  type SignedCashTransaction,
} from '../../src/engine/index.ts';
import { BOND, DAY, HOUR, keyOf } from './plasma-cases.ts';
import { runs } from './runs.ts';

await ready();

const NAMES = ['ana', 'ben', 'cho', 'operator'] as const;
const VALUE = 5_000n;
const EMPTY = { transaction: new Uint8Array(0), proof: new Uint8Array(0) };

/** A coin of Ana's (number 2; another stands before it) and the blocks that move it. */
class CashWorld {
  readonly contract = cashContract({ id: 'cash', operator: keyOf('operator').address, bond: BOND });
  readonly address = contractAddress('cash');
  readonly chain = new ContractChain({
    contracts: [this.contract],
    accounts: NAMES.map((name) => [keyOf(name).address, { balance: wei(1_000_000n), nonce: 0 }]),
    intervalMs: ms(3 * HOUR),
    feeMarket: false,
  });
  readonly users = new Map<string, ChainUser>(
    NAMES.map((name) => [name, new ChainUser(this.chain, keyOf(name))]),
  );
  blocks: CashChain = new Map();

  user(name: string): ChainUser {
    const user = this.users.get(name);
    if (user === undefined) throw new RangeError(name);
    return user;
  }
  done(name: string, call: CashCall, value = 0n): string {
    const id = this.user(name).call(this.contract, call, { value: wei(value) });
    this.chain.seal();
    return this.chain.receipt(id)?.code ?? 'not included';
  }
  move(coin: number, parent: number, from: string, to: string): SignedCashTransaction {
    return signCashTransaction(this.address, { coin, parent, to: keyOf(to).address }, keyOf(from));
  }
  commit(...transactions: readonly SignedCashTransaction[]): number {
    const number = 1_000 * (this.blocks.size + 1);
    this.blocks = withCashBlock(this.blocks, number, transactions);
    const root = cashRoots(this.blocks).at(-1)?.[1];
    if (root === undefined) throw new RangeError();
    expect(this.done('operator', { kind: 'submitBlock', number, root })).toBe('ok');
    return number;
  }
  shown(coin: number, block: number) {
    return { coin, block, ...(showCoin(this.blocks, coin, block) ?? EMPTY) };
  }
  start(coin: number, block: number, parent: number): CashCall {
    const before = this.shown(coin, parent);
    return {
      kind: 'startExit',
      ...this.shown(coin, block),
      parentTransaction: before.transaction,
      parentProof: before.proof,
    };
  }
  wait(days: number): void {
    const until = this.chain.now + days * DAY;
    while (this.chain.now < until) this.chain.seal();
  }
  coin(number: number) {
    const found = coinIn(this.chain.state, 'cash', number);
    if (found === null) throw new RangeError();
    return found;
  }
}

test('over any history, with forged blocks after it, any wrong exit and any question: the owner gets the coin', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 4 }),
      fc.nat(2),
      fc.array(fc.tuple(fc.nat(3), fc.nat(6), fc.nat(6)), { maxLength: 4 }),
      fc.nat(4),
      (hands, forgeries, attempts, doubled) => {
        const world = new CashWorld();
        const doubles: (readonly [number, number])[] = [];
        world.done('ana', { kind: 'deposit' }, VALUE);
        const { depositBlock } = world.coin(1);
        // The honest history; its blocks, and who signs what follows each of them.
        const history: { readonly block: number; readonly owner: string }[] = [
          { block: depositBlock, owner: 'ana' },
        ];
        for (const hand of hands) {
          const { block, owner } = history.at(-1) ?? { block: depositBlock, owner: 'ana' };
          const to = NAMES[hand] ?? 'ana';
          history.push({ block: world.commit(world.move(1, block, owner, to)), owner: to });
        }
        const last = history.at(-1) ?? { block: depositBlock, owner: 'ana' };
        const { owner } = last;
        // Then the operator writes transactions that nobody signed but itself.
        let parent = last.block;
        for (let index = 0; index <= forgeries; index += 1)
          parent = world.commit(world.move(1, parent, 'operator', 'operator'));
        // And someone who had the coin before gives it away a second time, to the operator, who launders that.
        const seller = history[doubled % history.length] ?? last;
        if (seller !== last) {
          const second = world.commit(world.move(1, seller.block, seller.owner, 'operator'));
          doubles.push([second, seller.block]);
          doubles.push([world.commit(world.move(1, second, 'operator', 'operator')), second]);
        }
        const numbers = [depositBlock, ...world.blocks.keys()];

        const afterwards = (): void => {
          for (const [block, before] of doubles) {
            expect(world.done('operator', world.start(1, block, before), BOND)).toBe('ok');
            defend();
            expect(world.coin(1).exit).toBe(null);
          }
        };
        /** What the owner does against an exit that is not the owner's. */
        const defend = (): void => {
          const { exit } = world.coin(1);
          if (exit === null || (exit.owner === keyOf(owner).address && exit.block === last.block)) return;
          for (const { block } of history) {
            const shown = world.shown(1, block);
            if (world.done(owner, { kind: 'challengeAfter', ...shown }) === 'ok') return;
            if (world.done(owner, { kind: 'challengeBetween', ...shown }) === 'ok') return;
          }
          expect(world.done(owner, { kind: 'challengeBefore', ...world.shown(1, last.block) }, BOND)).toBe(
            'ok',
          );
          for (const number of numbers)
            expect(
              world.done('operator', { kind: 'respond', ...world.shown(1, number), challenged: last.block }),
            ).not.toBe('ok');
          world.wait(7);
          expect(world.done(owner, { kind: 'finaliseExit', coin: 1, challenged: last.block })).toBe('ok');
        };
        for (const [name, block, before] of attempts) {
          const leaver = NAMES[name] ?? 'ana';
          const call = world.start(1, numbers[block] ?? 1_000, numbers[before] ?? 0);
          world.done(leaver, call, BOND);
          defend();
          world.done(leaver, { kind: 'exitDeposit', coin: 1 }, BOND);
          if (history.length > 1) defend();
        }
        if (world.coin(1).exit === null) afterwards();
        // Whatever was open of the owner's own is over or goes on; otherwise the owner leaves now.
        if (world.coin(1).exit === null) {
          const before = history.at(-2)?.block ?? 0;
          const call: CashCall =
            history.length === 1 ? { kind: 'exitDeposit', coin: 1 } : world.start(1, last.block, before);
          expect(world.done(owner, call, BOND)).toBe('ok');
        }
        // Everything older is asked about, by everyone at once; each has its answer.
        for (const number of numbers)
          world.done('operator', { kind: 'challengeBefore', ...world.shown(1, number) }, BOND);
        for (const [index, { block }] of history.entries()) {
          const next = history[index + 1];
          if (next === undefined) continue;
          world.done(owner, { kind: 'respond', ...world.shown(1, next.block), challenged: block });
        }
        world.wait(7);
        const before = world.user(owner).balance;
        expect(world.done(owner, { kind: 'finaliseExit', coin: 1, challenged: 0 })).toBe('ok');
        expect(world.user(owner).balance).toBe(before + VALUE + BOND);
        // Coins and bonds are all gone from the contract: nothing is lost in it and nothing was paid twice.
        expect(balanceIn(world.chain.state, world.address)).toBe(0n);
        expect(world.coin(1).isGone).toBe(true);
        expect(world.done(owner, world.start(1, last.block, history.at(-2)?.block ?? 0), BOND)).toBe(
          'already-exited',
        );
      },
    ),
    { numRuns: runs(25) },
  );
});

describe('a challenge', () => {
  test('(ii) with the first spend of the parent ends the exit of a second; with what is not between, or another’s, none', () => {
    const world = new CashWorld();
    world.done('ana', { kind: 'deposit' }, VALUE);
    const { depositBlock } = world.coin(1);
    const toBen = world.commit(world.move(1, depositBlock, 'ana', 'ben'));
    const forged = world.commit(world.move(1, depositBlock, 'operator', 'operator'));
    const second = world.commit(world.move(1, depositBlock, 'ana', 'operator'));
    expect(world.done('operator', world.start(1, second, depositBlock), BOND)).toBe('ok');
    const between = (block: number): string =>
      world.done('ben', { kind: 'challengeBetween', ...world.shown(1, block) });
    expect(between(second)).toBe('not-between');
    expect(between(forged)).toBe('not-by-the-owner');
    expect(between(toBen)).toBe('ok');
    // The exit of the first cannot be ended with the second.
    expect(world.done('ben', world.start(1, toBen, depositBlock), BOND)).toBe('ok');
    expect(between(second)).toBe('not-between');
    world.wait(7);
    expect(world.done('ben', { kind: 'finaliseExit', coin: 1, challenged: 0 })).toBe('ok');
    expect(world.user('ben').balance).toBe(1_000_000n + BOND + VALUE);
  });

  test('can be asked again about what an answer brought to light: a withheld payment steals from nobody', () => {
    const world = new CashWorld();
    world.done('ana', { kind: 'deposit' }, VALUE);
    const { depositBlock } = world.coin(1);
    const toAna = world.commit(world.move(1, depositBlock, 'ana', 'ana'));
    // Ana signs for Ben; the operator withholds that block and what it makes up on top of it.
    const toBen = world.commit(world.move(1, toAna, 'ana', 'ben'));
    const forged = world.commit(world.move(1, toBen, 'operator', 'operator'));
    const laundered = world.commit(world.move(1, forged, 'operator', 'operator'));
    expect(world.done('operator', world.start(1, laundered, forged), BOND)).toBe('ok');
    world.wait(3);
    expect(world.done('ana', { kind: 'challengeBefore', ...world.shown(1, toAna) }, BOND)).toBe('ok');
    world.wait(1.5);
    const answer: CashCall = { kind: 'respond', ...world.shown(1, toBen), challenged: toAna };
    expect(world.done('operator', answer)).toBe('ok');
    // Now Ben has seen it, and there is time.
    expect(world.done('ben', { kind: 'challengeBefore', ...world.shown(1, toBen) }, BOND)).toBe('ok');
    world.wait(1.75);
    const late: CashCall = { kind: 'respond', ...world.shown(1, forged), challenged: toBen };
    expect(world.done('operator', late)).toBe('too-late');
    world.wait(1);
    expect(world.done('operator', { kind: 'finaliseExit', coin: 1, challenged: 0 })).toBe('challenge-waits');
    expect(world.done('ben', { kind: 'finaliseExit', coin: 1, challenged: toBen })).toBe('ok');
    expect(world.done('ben', world.start(1, toBen, toAna), BOND)).toBe('ok');
  });

  test('with a transaction from before the deposit is refused, whoever wrote it there', () => {
    const world = new CashWorld();
    world.commit(world.move(1, 7, 'operator', 'operator'));
    world.done('ana', { kind: 'deposit' }, VALUE);
    const { depositBlock } = world.coin(1);
    expect(depositBlock).toBe(1_001);
    const toBen = world.commit(world.move(1, depositBlock, 'ana', 'ben'));
    const toCho = world.commit(world.move(1, toBen, 'ben', 'cho'));
    expect(world.done('cho', world.start(1, toCho, toBen), BOND)).toBe('ok');
    expect(world.done('operator', { kind: 'challengeBefore', ...world.shown(1, 1_000) }, BOND)).toBe(
      'not-before',
    );
  });

  test('that can be answered comes before the last quarter, and one that keeps silent does not keep others out', () => {
    const world = new CashWorld();
    world.done('ana', { kind: 'deposit' }, VALUE);
    const { depositBlock } = world.coin(1);
    const toBen = world.commit(world.move(1, depositBlock, 'ana', 'ben'));
    const forged = world.commit(world.move(1, toBen, 'operator', 'operator'));
    const laundered = world.commit(world.move(1, forged, 'operator', 'operator'));
    expect(world.done('operator', world.start(1, laundered, forged), BOND)).toBe('ok');
    // The thief asks itself a question that it can answer; Ben's still counts.
    const self: CashCall = { kind: 'challengeBefore', ...world.shown(1, depositBlock) };
    expect(world.done('operator', self, BOND)).toBe('ok');
    expect(world.done('ben', { kind: 'challengeBefore', ...world.shown(1, toBen) }, BOND)).toBe('ok');
    world.done('operator', { kind: 'respond', ...world.shown(1, toBen), challenged: depositBlock });
    expect(world.done('ben', { kind: 'finaliseExit', coin: 1, challenged: toBen })).toBe('too-early');
    world.wait(5.25);
    expect(world.done('ana', { kind: 'challengeBefore', ...world.shown(1, toBen) }, BOND)).toBe('too-late');
    world.wait(2);
    expect(world.done('operator', { kind: 'finaliseExit', coin: 1, challenged: 0 })).toBe('challenge-waits');
    expect(world.done('ben', { kind: 'finaliseExit', coin: 1, challenged: toBen })).toBe('ok');
    expect(world.user('ben').balance).toBe(1_000_000n + BOND);
    expect(balanceIn(world.chain.state, world.address)).toBe(VALUE);
  });
});

test('a receiver refuses a history with a block left out, a forged owner or a proof of something else', () => {
  const world = new CashWorld();
  world.done('ana', { kind: 'deposit' }, VALUE);
  const { depositBlock } = world.coin(1);
  world.commit(world.move(1, depositBlock, 'ana', 'ben'));
  world.commit();
  const facts = coinFacts(world.address, 1, world.coin(1), cashRoots(world.blocks));
  const history = coinHistory(world.blocks, 1, depositBlock);
  const codeOf = (shown: typeof history): string => {
    const checked = verifyCoinHistory(shown, facts);
    return checked.ok ? checked.value.owner : checked.rejection.code;
  };
  expect(codeOf(history)).toBe(keyOf('ben').address);
  expect(codeOf(history.slice(0, 1))).toBe('history-incomplete');
  expect(codeOf(history.toReversed())).toBe('history-incomplete');
  expect(codeOf(history.map((entry) => ({ ...entry, transaction: null })))).toBe('not-proven');
  world.commit(world.move(1, 1_000, 'operator', 'operator'));
  const after = coinFacts(world.address, 1, world.coin(1), cashRoots(world.blocks));
  const forged = verifyCoinHistory(coinHistory(world.blocks, 1, depositBlock), after);
  expect(forged.ok ? 'ok' : forged.rejection.code).toBe('not-by-the-owner');
});

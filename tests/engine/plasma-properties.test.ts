/** Plasma under faults: whatever the operator and layer 1 do, awake users leave with what is theirs, and once. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  balanceIn,
  forgePlasmaOutput,
  garbledBlock,
  gas,
  lockedIn,
  positionNumber,
  ready,
  exitCall,
  exitPriority,
  exitsOwed,
  ms,
  plasmaView,
  positionOf,
  type PlasmaDataOf,
  type SealedBlock,
} from '../../src/engine/index.ts';
import { BOND, DAY, keyOf, PlasmaWorld, START } from './plasma-cases.ts';
import { runs } from './runs.ts';

await ready();

const NAMES = ['ana', 'ben', 'cho'] as const;
/** Layer 1 loses at most so many blocks; the operator waits as long before a deposit is spent. */
const DEEPEST = 3;

type Step =
  | { readonly do: 'deposit'; readonly who: number; readonly value: number }
  | { readonly do: 'pay'; readonly from: number; readonly to: number; readonly share: number }
  | { readonly do: 'commit' }
  | { readonly do: 'cheat'; readonly pick: number }
  | { readonly do: 'leave'; readonly who: number }
  | { readonly do: 'repeat' }
  | { readonly do: 'wait'; readonly hours: number; readonly crashed: number }
  | { readonly do: 'reorganise'; readonly depth: number; readonly drop: number };

const who = fc.integer({ min: 0, max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('deposit' as const), who, value: fc.integer({ min: 1, max: 5_000 }) }),
  fc.record({ do: fc.constant('pay' as const), from: who, to: who, share: fc.integer({ min: 1, max: 100 }) }),
  fc.record({ do: fc.constant('pay' as const), from: who, to: who, share: fc.integer({ min: 1, max: 100 }) }),
  fc.constant({ do: 'commit' as const }),
  fc.constant({ do: 'commit' as const }),
  fc.record({ do: fc.constant('cheat' as const), pick: fc.nat(9) }),
  fc.record({ do: fc.constant('leave' as const), who }),
  fc.constant({ do: 'repeat' as const }),
  fc.record({
    do: fc.constant('wait' as const),
    hours: fc.integer({ min: 6, max: 48 }),
    crashed: fc.integer({ min: 0, max: 3 }),
  }),
  fc.record({
    do: fc.constant('reorganise' as const),
    depth: fc.integer({ min: 1, max: DEEPEST }),
    drop: fc.nat(3),
  }),
);

/** The events of one name with their words, and where they stand among all events of the chain. */
function logsOf(blocks: readonly SealedBlock[], name: string) {
  return blocks
    .flatMap(({ receipts }) => receipts.flatMap(({ logs }) => logs))
    .map((log, index) => ({ log, index }))
    .filter(({ log }) => log.name === name)
    .map(({ log, index }) => ({
      index,
      words: Array.from({ length: (log.data.length - 2) / 64 }, (_, at) =>
        BigInt(`0x${log.data.slice(2 + 64 * at, 66 + 64 * at)}`),
      ),
    }));
}

/** How the operator ends: honestly gone, a block withheld, other data shown, coins forged and an exit asked for them. */
const endings = ['gone', 'withheld', 'garbled', 'forged'] as const;

class Faults {
  readonly world = new PlasmaWorld(NAMES, { settledAfter: DEEPEST });
  dataOf: PlasmaDataOf = this.world.operator.dataOf;

  name(index: number): string {
    return NAMES[index] ?? 'ana';
  }
  view() {
    return plasmaView(this.world.chain.blocks, 'plasma', this.dataOf);
  }
  /** Every bond is in the contract while its exit is open, and nothing else but what is locked. */
  checkBooks(): void {
    const { chain, address } = this.world;
    const open = this.view().exits.size;
    expect(balanceIn(chain.state, address)).toBe(lockedIn(chain.state, 'plasma') + BigInt(open) * BOND);
  }
  seal(): void {
    this.world.chain.seal();
    this.world.operator.recommit();
    this.checkBooks();
  }
  act(name: string, leaves = false): void {
    const { world } = this;
    const view = this.view();
    // Cho keeps it secret whom she paid until she leaves with it.
    if (name !== 'cho' || leaves) world.confirm([name], view);
    world.act(name, view);
    if (!leaves || view.trouble !== null) return;
    for (const call of exitsOwed(view, keyOf(name).address, world.confirmations))
      world.user(name).call(world.contract, call, { value: BOND, gasLimit: gas(2_000_000) });
  }
  do(one: Step): void {
    const { world } = this;
    const { chain } = world;
    switch (one.do) {
      case 'deposit':
        world
          .user(this.name(one.who))
          .call(world.contract, { kind: 'deposit' }, { value: BigInt(one.value) as never });
        break;
      case 'pay': {
        const from = this.name(one.from);
        const [position, amount] = world.outputsOf(from).at(-1) ?? [0n, 0n];
        const value = (amount * BigInt(one.share)) / 100n;
        if (value > 0n) world.operator.receive(world.payment(from, position, this.name(one.to), value));
        break;
      }
      case 'commit':
        world.operator.commit();
        break;
      case 'cheat': {
        // Someone asks to leave with an output that was spent.
        const view = this.view();
        const spent = [...view.spends.keys()].filter((position) => !view.ended.has(position));
        const position = spent[one.pick % Math.max(spent.length, 1)];
        const call = position === undefined ? null : exitCall(view, position, world.confirmations);
        const { block = 0, transaction = 0, output = 0 } = position === undefined ? {} : positionOf(position);
        const owner = view.blocks.get(block)?.transactions[transaction]?.outputs[output]?.owner;
        const cheat = NAMES.find((name) => keyOf(name).address === owner);
        if (call !== null && cheat !== undefined)
          world.user(cheat).call(world.contract, call, { value: BOND, gasLimit: gas(2_000_000) });
        break;
      }
      case 'leave':
        this.act(this.name(one.who), true);
        break;
      case 'repeat': {
        // The last transaction comes a second time.
        const last = chain.blocks.at(-1)?.block.transactions.at(-1);
        if (last !== undefined) chain.submit(last);
        break;
      }
      case 'wait': {
        const until = chain.now + one.hours * 3_600_000;
        while (chain.now < until) this.seal();
        for (const [index, name] of NAMES.entries()) if (index !== one.crashed) this.act(name);
        break;
      }
      case 'reorganise':
        // Each transaction comes back or is lost by itself; what comes after a lost one waits until its sender fills the gap.
        chain.reorganise(
          Math.min(one.depth, chain.height),
          (id) => (Number(BigInt(id) & 7n) + one.drop) % 4 === 0,
        );
        world.operator.recommit();
        break;
    }
    this.seal();
  }
}

test('awake users leave with what is theirs, nothing is paid twice, bonds are conserved, and the order holds', () => {
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 5, maxLength: 18 }),
      fc.constantFrom(...endings),
      (steps, ending) => {
        const faults = new Faults();
        const { world } = faults;
        const { chain, operator } = world;
        // Everyone has something above, and has spent some of it, before it begins.
        for (const index of NAMES.keys()) faults.do({ do: 'deposit', who: index, value: 3_000 });
        faults.do({ do: 'wait', hours: 24, crashed: 3 });
        for (const from of NAMES.keys()) faults.do({ do: 'pay', from, to: (from + 1) % 3, share: 40 });
        faults.do({ do: 'commit' });
        faults.do({ do: 'wait', hours: 6, crashed: 3 });
        for (const one of steps) faults.do(one);
        for (let blocks = 0; blocks < 8 && chain.pending.length > 0; blocks += 1) faults.seal();
        for (const name of NAMES) faults.act(name);
        faults.seal();

        // The operator's end, and in the worst case its exit at once.
        const number = operator.nextNumber;
        if (ending === 'forged') {
          const victims = [...faults.view().state.keys()];
          const theft = forgePlasmaOutput(
            world.address,
            keyOf('operator'),
            number,
            victims.length > 0 ? victims : [positionNumber({ block: 1, transaction: 0, output: 0 })],
            lockedIn(chain.state, 'plasma'),
          );
          operator.commitBlock({ number, transactions: theft.transactions });
          operator.withhold(number);
          faults.seal();
          world.done('operator', theft.exit, BOND);
        } else if (ending !== 'gone') {
          operator.commitBlock({ number, transactions: [] });
          if (ending === 'withheld') operator.withhold(number);
          else {
            const some = [...faults.view().blocks.values()].flatMap(({ transactions }) => transactions);
            const honest = operator.dataOf;
            faults.dataOf = (asked) => (asked === number ? garbledBlock(some) : honest(asked));
          }
          faults.seal();
        }

        // Everyone wakes up within the required period, six days later, and leaves.
        for (let hours = 0; hours < 6 * 24; hours += 6) faults.seal();
        const view = faults.view();
        const before = new Map<string, bigint>();
        for (const name of NAMES) {
          const owner = keyOf(name).address;
          const owned = [...view.state].filter(
            ([position, output]) =>
              output.owner === owner && exitCall(view, position, world.confirmations) !== null,
          );
          const leaving = owned.filter(([position]) => view.exits.has(position)).length;
          const sum = owned.reduce((all, [, { amount }]) => all + amount, 0n);
          before.set(name, world.user(name).balance + sum + BigInt(leaving) * BOND);
        }
        for (const name of NAMES) faults.act(name, true);
        faults.seal();
        const thief = world.user('operator').balance;
        for (let days = 0; days < 22; days += 1) {
          for (const name of NAMES) faults.act(name);
          world.finalise();
          world.wait(DAY);
          faults.checkBooks();
        }
        for (const name of NAMES)
          expect(world.user(name).balance).toBeGreaterThanOrEqual(before.get(name) ?? START);

        // The thief got its bond back at most.
        if (ending === 'forged') expect(world.user('operator').balance).toBeLessThanOrEqual(thief + BOND);
        const paid = chain.blocks.flatMap(({ receipts, block }) =>
          receipts
            .flatMap(({ logs }) => logs)
            .filter(({ name }) => name === 'exit-paid')
            .map(({ data }) => ({ position: BigInt(data.slice(0, 66)), at: block.header.timestamp })),
        );
        expect(new Set(paid.map(({ position }) => position)).size).toBe(paid.length);
        // What was spent never left; only Cho, who keeps her confirmations, can do that, and not with what she made of it.
        const { spends, blocks } = faults.view();
        for (const { position } of paid.filter((one) => spends.has(one.position))) {
          const { block, transaction, output } = positionOf(position);
          const owner = blocks.get(block)?.transactions[transaction]?.outputs[output]?.owner;
          expect(owner).toBe(keyOf('cho').address);
        }
        // Of two exits that stood open together, the one with the smaller priority was paid first: none that was due waited.
        const asked = new Map(
          logsOf(chain.blocks, 'exit-started').map(({ words: [position = 0n, , due = 0n], index }) => [
            position,
            { priority: exitPriority(ms(Number(due)), position), index },
          ]),
        );
        const order = logsOf(chain.blocks, 'exit-paid').map(({ words: [position = 0n], index }) => ({
          paidAt: index,
          asked: asked.get(position)?.index ?? Infinity,
          priority: asked.get(position)?.priority ?? 0n,
        }));
        for (const [index, first] of order.entries())
          for (const then of order.slice(index + 1))
            if (then.asked < first.paidAt) expect(first.priority).toBeLessThan(then.priority);
        expect(world.view().exits.size).toBe(0);
      },
    ),
    // A run takes a while, and a broken rule fails most of them: the seed is enough, without hours of shrinking.
    { numRuns: runs(30), endOnFailure: true },
  );
});

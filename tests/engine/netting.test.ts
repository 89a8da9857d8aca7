import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { netPositions, settle, type Payment } from 'strata';
import { runs } from './runs.ts';

const party = fc.constantFrom('ada', 'ben', 'cleo', 'dan', 'eva', 'finn');
const payments = fc.array(fc.record({ from: party, to: party, amount: fc.bigInt({ min: 0n, max: 6n }) }), {
  maxLength: 14,
});

const balances = (list: readonly Payment[]): Record<string, string> =>
  Object.fromEntries(
    [...netPositions(list)].filter(([, net]) => net !== 0n).map(([name, net]) => [name, String(net)]),
  );

/** The fewest transfers by trying every debtor with every creditor: the definition, for few parties. */
function fewest(nets: readonly bigint[]): number {
  const open = nets.filter((net) => net !== 0n);
  const [first, ...rest] = open;
  if (first === undefined) return 0;
  // Splitting into zero-sum groups: the group of the first party, and the best of what is left.
  let best = open.length - 1;
  for (let mask = 0; mask < 1 << rest.length; mask += 1) {
    const group = rest.filter((_, index) => (mask & (1 << index)) !== 0);
    if (group.reduce((sum, net) => sum + net, first) !== 0n) continue;
    best = Math.min(best, group.length + fewest(rest.filter((_, index) => (mask & (1 << index)) === 0)));
  }
  return best;
}

describe('netting', () => {
  test('leaves everybody with what the payments would have left', () => {
    fc.assert(
      fc.property(payments, (list) => {
        const settled = settle(list);
        expect(balances(settled)).toEqual(balances(list));
        for (const { from, to, amount } of settled) {
          expect(amount > 0n).toBe(true);
          expect(from).not.toBe(to);
        }
      }),
      { numRuns: runs() },
    );
  });

  test('needs the fewest transfers there can be', () => {
    fc.assert(
      fc.property(payments, (list) => {
        expect(settle(list).length).toBe(fewest([...netPositions(list).values()]));
      }),
      { numRuns: runs() },
    );
  });

  test('finds the groups that a greedy settlement misses', () => {
    const owes = (from: string, to: string, amount: number): Payment => ({
      from,
      to,
      amount: BigInt(amount),
    });
    const list = [
      owes('a', 'x', 5),
      owes('b', 'x', 3),
      owes('b', 'y', 4),
      owes('c', 'y', 2),
      owes('c', 'z', 6),
      owes('a', 'z', 1),
    ];
    // a −6, b −7, c −8; x +8, y +6, z +7: three pairs.
    expect(settle(list)).toHaveLength(3);
  });

  test('cancels a circle altogether and a payment to oneself', () => {
    const circle = ['a', 'b', 'c'].map((from, index): Payment => ({
      from,
      to: ['b', 'c', 'a'][index] ?? '',
      amount: 9n,
    }));
    expect(settle(circle)).toEqual([]);
    expect(settle([{ from: 'a', to: 'a', amount: 5n }])).toEqual([]);
    expect(settle([])).toEqual([]);
  });

  test('is exact at twelve parties, and beyond settles with at most one transfer fewer than parties', () => {
    const pairs = (count: number): Payment[] =>
      Array.from({ length: count }, (_, index) => ({
        from: `d${index}`,
        to: `c${index}`,
        amount: BigInt(7 + index),
      }));
    expect(settle(pairs(6))).toHaveLength(6);
    const many = Array.from({ length: 20 }, (_, index): Payment => ({
      from: `p${index}`,
      to: `q${index % 7}`,
      amount: BigInt(index * index + 1),
    }));
    expect(balances(settle(many))).toEqual(balances(many));
    expect(settle(many).length).toBeLessThan(27);
  });

  test('does not depend on the order of the payments', () => {
    fc.assert(
      fc.property(payments, (list) => {
        expect(settle([...list].reverse())).toEqual(settle(list));
      }),
      { numRuns: runs() },
    );
  });

  test('refuses a negative payment', () => {
    expect(() => settle([{ from: 'a', to: 'b', amount: -1n }])).toThrow(RangeError);
  });
});

/** Tokens, dividends and the rules of a security: supply and balances agree, shares are the sum, every rule counts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  allowanceSlot,
  checkSecurityTransfer,
  ms,
  splitDividend,
  TOKEN_SUPPLY_SLOT,
  tokenBalanceSlot,
  tokenContract,
  type SecurityIdentity,
  type SecurityTransfer,
  type TokenCall,
} from '../../src/engine/index.ts';
import { at, issuer, people, stage } from './asset-cases.ts';
import { runs } from './runs.ts';

describe('a token', () => {
  const token = () => stage<TokenCall>(tokenContract({ id: 'token', issuer: issuer.address }));

  test('has a supply that is the sum of all balances, whatever is tried', () => {
    const who = fc.nat(3);
    const amount = fc.bigInt({ min: 0n, max: 60n });
    const step = fc.oneof(
      fc.record({ kind: fc.constant('transfer' as const), by: who, to: who, amount }),
      fc.record({ kind: fc.constant('approve' as const), by: who, to: who, amount }),
      fc.record({ kind: fc.constant('transferFrom' as const), by: who, to: who, from: who, amount }),
      fc.record({ kind: fc.constant('burn' as const), by: who, amount }),
      fc.record({ kind: fc.constant('mint' as const), by: who, to: who, amount }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
        const { call, read } = token();
        for (const person of people) call(issuer, { kind: 'mint', to: person.address, amount: 100n });
        const balances = people.map(() => 100n);
        const allowed = new Map<string, bigint>();
        const add = (index: number, change: bigint) => (balances[index] = (balances[index] ?? 0n) + change);
        for (const one of steps) {
          const by = at(one.by);
          if (one.kind === 'transfer') {
            const fits = (balances[one.by] ?? 0n) >= one.amount;
            expect(call(by, { kind: 'transfer', to: at(one.to).address, amount: one.amount })).toBe(
              fits ? 'ok' : 'balance-too-low',
            );
            if (fits) {
              add(one.by, -one.amount);
              add(one.to, one.amount);
            }
          } else if (one.kind === 'approve') {
            call(by, { kind: 'approve', spender: at(one.to).address, amount: one.amount });
            allowed.set(`${one.by}/${one.to}`, one.amount);
          } else if (one.kind === 'transferFrom') {
            const key = `${one.from}/${one.by}`;
            const may = (allowed.get(key) ?? 0n) >= one.amount;
            const fits = may && (balances[one.from] ?? 0n) >= one.amount;
            const code = call(by, {
              kind: 'transferFrom',
              from: at(one.from).address,
              to: at(one.to).address,
              amount: one.amount,
            });
            expect(code).toBe(fits ? 'ok' : may ? 'balance-too-low' : 'allowance-too-low');
            if (fits) {
              allowed.set(key, (allowed.get(key) ?? 0n) - one.amount);
              add(one.from, -one.amount);
              add(one.to, one.amount);
            }
          } else if (one.kind === 'burn') {
            const fits = (balances[one.by] ?? 0n) >= one.amount;
            expect(call(by, { kind: 'burn', amount: one.amount })).toBe(fits ? 'ok' : 'balance-too-low');
            if (fits) add(one.by, -one.amount);
          } else
            expect(call(by, { kind: 'mint', to: at(one.to).address, amount: one.amount })).toBe(
              'not-the-issuer',
            );
        }
        expect(people.map(({ address }) => read(tokenBalanceSlot(address)))).toEqual(balances);
        expect(read(TOKEN_SUPPLY_SLOT)).toBe(balances.reduce((sum, one) => sum + one, 0n));
      }),
      { numRuns: runs(30) },
    );
  });

  test('has the race of approve: who sees the change coming takes the old allowance and the new', () => {
    const { call, submit, read, chain } = token();
    const [ana, bao] = [at(0), at(1)];
    call(issuer, { kind: 'mint', to: ana.address, amount: 200n });
    call(ana, { kind: 'approve', spender: bao.address, amount: 50n });
    // Bao sees Ana's change from 50 to 30 in the pool and is in the block before it.
    submit(bao, { kind: 'transferFrom', from: ana.address, to: bao.address, amount: 50n });
    submit(ana, { kind: 'approve', spender: bao.address, amount: 30n });
    chain.seal();
    call(bao, { kind: 'transferFrom', from: ana.address, to: bao.address, amount: 30n });
    expect(read(tokenBalanceSlot(bao.address))).toBe(80n);

    call(ana, { kind: 'approve', spender: bao.address, amount: 50n });
    submit(bao, { kind: 'transferFrom', from: ana.address, to: bao.address, amount: 50n });
    const change = submit(ana, { kind: 'approveFrom', spender: bao.address, expected: 50n, amount: 30n });
    chain.seal();
    expect(chain.receipt(change)?.code).toBe('allowance-changed');
    expect(read(allowanceSlot(ana.address, bao.address))).toBe(0n);
    expect(read(tokenBalanceSlot(bao.address))).toBe(130n);
  });
});

describe('a dividend', () => {
  test('is shared to the last unit, each share within one of exact, and the larger holding never gets less', () => {
    const holdings = fc.array(fc.bigInt({ min: 0n, max: 10n ** 20n }), { maxLength: 30 });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 21n }), holdings, (total, held) => {
        const shares = splitDividend(total, held);
        const all = held.reduce((sum, one) => sum + one, 0n);
        expect(shares.reduce((sum, one) => sum + one, 0n)).toBe(all === 0n ? 0n : total);
        shares.forEach((share, index) => {
          const exact = total * (held[index] ?? 0n);
          expect(share * all > exact - all && share * all < exact + all).toBe(all > 0n);
          held.forEach((other, place) => {
            if (other > (held[index] ?? 0n)) expect((shares[place] ?? 0n) >= share).toBe(true);
          });
        });
      }),
      { numRuns: runs(200) },
    );
    expect(splitDividend(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
    expect(splitDividend(10n, [])).toEqual([]);
    expect(() => splitDividend(-1n, [1n])).toThrow(RangeError);
  });
});

describe('the rules of a security', () => {
  const rules = { admittedClasses: [1, 2], maxHolders: 3, maxHolding: 100n };
  const someone: SecurityIdentity = {
    isRegistered: true,
    investorClass: 1,
    jurisdiction: 756,
    lockedUntil: ms(0),
    isFrozen: false,
  };
  const base: SecurityTransfer = {
    from: someone,
    to: someone,
    amount: 10n,
    held: 50n,
    frozen: 0n,
    heldByReceiver: 0n,
    isToSelf: false,
    holders: 2,
    isJurisdictionBarred: false,
    now: ms(1_000),
  };
  const judge = (change: Partial<SecurityTransfer>): string => {
    const verdict = checkSecurityTransfer({ ...base, ...change }, rules);
    return verdict.ok ? 'ok' : verdict.rejection.code;
  };

  test.each([
    ['nothing is against it', {}, 'ok'],
    [
      'the sender is no longer registered',
      { from: { ...someone, isRegistered: false } },
      'sender-not-registered',
    ],
    [
      'the receiver is not registered',
      { to: { ...someone, isRegistered: false } },
      'receiver-not-registered',
    ],
    ['the sender is frozen', { from: { ...someone, isFrozen: true } }, 'sender-frozen'],
    ['the receiver is frozen', { to: { ...someone, isFrozen: true } }, 'receiver-frozen'],
    ['the lock-up ends a millisecond later', { from: { ...someone, lockedUntil: ms(1_001) } }, 'locked-up'],
    ['the lock-up ends now', { from: { ...someone, lockedUntil: ms(1_000) } }, 'ok'],
    ['there is one too few', { held: 9n }, 'balance-too-low'],
    ['one of them is frozen', { frozen: 41n }, 'coins-frozen'],
    ['all others are frozen', { frozen: 40n }, 'ok'],
    ['the class is not admitted', { to: { ...someone, investorClass: 3 } }, 'class-not-admitted'],
    ['the country is barred', { isJurisdictionBarred: true }, 'jurisdiction-barred'],
    ['the receiver has the most allowed', { heldByReceiver: 90n }, 'ok'],
    ['the receiver would have one more', { heldByReceiver: 91n }, 'holding-too-large'],
    ['a holder more would be too many', { holders: 3 }, 'too-many-holders'],
    ['the receiver holds already', { holders: 3, heldByReceiver: 1n }, 'ok'],
    ['the sender leaves as the receiver comes', { holders: 3, held: 10n }, 'ok'],
    ['it goes to oneself', { holders: 3, isToSelf: true, heldByReceiver: 50n }, 'ok'],
  ] as const)('when %s', (_what, change, code) => {
    expect(judge(change)).toBe(code);
  });
});

/** A security token: books that agree at every step, and its life as a story. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  balanceIn,
  contractAddress,
  dividendSlot,
  runSecurityToken,
  SECURITY_HOLDERS_SLOT,
  SECURITY_SUPPLY_SLOT,
  securityBalanceSlot,
  securityFrozenSlot,
  securityTokenContract,
  UNPAID_DIVIDENDS_SLOT,
  type SecurityCall,
} from '../../src/engine/index.ts';
import { at, issuer, people, stage } from './asset-cases.ts';
import { runs } from './runs.ts';

describe('a security token', () => {
  const security = () =>
    stage<SecurityCall>(
      securityTokenContract({
        id: 'share',
        issuer: issuer.address,
        rules: { admittedClasses: [1], maxHolders: 3, maxHolding: 300n },
      }),
    );

  test('keeps frozen coins from a redemption, and frees what a forced transfer takes of them, no more', () => {
    const { call, read } = security();
    const [ana, bao] = [at(0).address, at(1).address];
    for (const holder of [ana, bao])
      call(issuer, { kind: 'register', holder, investorClass: 1, jurisdiction: 756, lockedUntil: 0 });
    call(issuer, { kind: 'issue', to: ana, amount: 100n });
    expect(call(issuer, { kind: 'freezeAmount', holder: ana, amount: 101n })).toBe('balance-too-low');
    expect(call(issuer, { kind: 'freezeAmount', holder: ana, amount: 60n })).toBe('ok');
    expect(call(issuer, { kind: 'redeem', from: ana, amount: 41n })).toBe('balance-too-low');
    expect(call(issuer, { kind: 'redeem', from: ana, amount: 30n })).toBe('ok');
    expect(call(issuer, { kind: 'forceTransfer', from: ana, to: bao, amount: 10n })).toBe('ok');
    expect(read(securityFrozenSlot(ana))).toBe(60n);
    expect(call(issuer, { kind: 'forceTransfer', from: ana, to: bao, amount: 25n })).toBe('ok');
    expect([read(securityBalanceSlot(ana)), read(securityFrozenSlot(ana))]).toEqual([35n, 35n]);
    expect(call(issuer, { kind: 'issue', to: ana, amount: 5n })).toBe('ok');
    expect(call(at(0), { kind: 'transfer', to: bao, amount: 5n })).toBe('ok');
  });

  test('has books that agree at every step: supply is all holdings, the list is who holds, frozen coins stay', () => {
    const who = fc.nat(3);
    const amount = fc.bigInt({ min: 0n, max: 150n });
    const step = fc.oneof(
      fc.record({ kind: fc.constant('issue' as const), to: who, amount }),
      fc.record({ kind: fc.constant('redeem' as const), from: who, amount }),
      fc.record({ kind: fc.constant('transfer' as const), by: who, to: who, amount }),
      fc.record({ kind: fc.constant('transfer' as const), by: who, to: who, amount }),
      fc.record({ kind: fc.constant('forceTransfer' as const), from: who, to: who, amount }),
      fc.record({ kind: fc.constant('freezeAmount' as const), from: who, amount }),
      fc.record({ kind: fc.constant('strike' as const), from: who }),
      fc.record({ kind: fc.constant('dividend' as const), amount }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
        const { call, read, chain } = security();
        for (const { address: holder } of people)
          call(issuer, { kind: 'register', holder, investorClass: 1, jurisdiction: 756, lockedUntil: 0 });
        for (const one of steps) {
          const held = people.map(({ address }) => read(securityBalanceSlot(address)));
          const frozen = people.map(({ address }) => read(securityFrozenSlot(address)));
          const supply = read(SECURITY_SUPPLY_SLOT);
          if (one.kind === 'issue')
            call(issuer, { kind: 'issue', to: at(one.to).address, amount: one.amount });
          if (one.kind === 'redeem')
            call(issuer, { kind: 'redeem', from: at(one.from).address, amount: one.amount });
          if (one.kind === 'transfer')
            call(at(one.by), { kind: 'transfer', to: at(one.to).address, amount: one.amount });
          if (one.kind === 'forceTransfer')
            call(issuer, {
              kind: 'forceTransfer',
              from: at(one.from).address,
              to: at(one.to).address,
              amount: one.amount,
            });
          if (one.kind === 'freezeAmount')
            call(issuer, { kind: 'freezeAmount', holder: at(one.from).address, amount: one.amount });
          if (one.kind === 'strike') call(issuer, { kind: 'strike', holder: at(one.from).address });
          if (one.kind === 'dividend') {
            call(issuer, { kind: 'snapshot' });
            const before = read(UNPAID_DIVIDENDS_SLOT);
            const number = Number(read(8n));
            const code = call(issuer, { kind: 'distribute', snapshot: number }, one.amount);
            expect(read(UNPAID_DIVIDENDS_SLOT) - before).toBe(code === 'ok' ? one.amount : 0n);
          }
          const after = people.map(({ address }) => read(securityBalanceSlot(address)));
          expect(after.reduce((sum, each) => sum + each, 0n)).toBe(read(SECURITY_SUPPLY_SLOT));
          expect(BigInt(after.filter((each) => each > 0n).length)).toBe(read(SECURITY_HOLDERS_SLOT));
          expect(after.filter((each) => each > 0n).length).toBeLessThanOrEqual(3);
          if (one.kind !== 'issue' && one.kind !== 'redeem') expect(read(SECURITY_SUPPLY_SLOT)).toBe(supply);
          after.forEach((each, index) => {
            expect(each <= 300n).toBe(true);
            // Only force takes a holder below what is frozen.
            if (one.kind !== 'forceTransfer' && each < (held[index] ?? 0n))
              expect(each >= (frozen[index] ?? 0n)).toBe(true);
          });
          const owed = people.reduce((sum, { address }) => sum + read(dividendSlot(address)), 0n);
          expect(owed).toBe(read(UNPAID_DIVIDENDS_SLOT));
          expect(balanceIn(chain.state, contractAddress('share'))).toBe(owed);
        }
        for (const person of people) call(person, { kind: 'fetchDividend' });
        expect(balanceIn(chain.state, contractAddress('share'))).toBe(0n);
      }),
      { numRuns: runs(30) },
    );
  });

  test('obeys the issuer alone in what is the issuer’s', () => {
    const { call } = security();
    const ana = at(0);
    const holder = ana.address;
    const calls: readonly SecurityCall[] = [
      { kind: 'register', holder, investorClass: 1, jurisdiction: 1, lockedUntil: 0 },
      { kind: 'issue', to: holder, amount: 1n },
      { kind: 'forceTransfer', from: issuer.address, to: holder, amount: 1n },
      { kind: 'freezeHolder', holder, isFrozen: false },
      { kind: 'pause', isPaused: true },
      { kind: 'distribute', snapshot: 1 },
    ];
    for (const one of calls) expect(call(ana, one)).toBe('not-the-issuer');
    expect(
      call(issuer, { kind: 'register', holder, investorClass: 256, jurisdiction: 1, lockedUntil: 0 }),
    ).toBe('malformed-identity');
    expect(call(issuer, { kind: 'pause', isPaused: true }, 5n)).toBe('not-payable');
    expect(call(issuer, { kind: 'pause', isPaused: true })).toBe('ok');
    expect(call(ana, { kind: 'transfer', to: holder, amount: 0n })).toBe('paused');
    expect(call(issuer, { kind: 'distribute', snapshot: 1 }, 5n)).toBe('no-snapshot');
  });
});

test('story: a security is issued, traded, frozen, moved by force, and pays a thousand', () => {
  const { steps, supply, holdings, shares, fetched, dividend, trace } = runSecurityToken({ seed: 1 });
  const outcomes = steps.map(({ who, what, outcome }) => `${who} ${what}: ${outcome}`);
  expect(outcomes.slice(7, 14)).toEqual([
    'ana transfer: ok',
    'chi transfer: locked-up',
    'ana transfer: jurisdiction-barred',
    'ana transfer: receiver-not-registered',
    'issuer freezeHolder: ok',
    'bao transfer: sender-frozen',
    'issuer forceTransfer: ok',
  ]);
  expect(Object.values(holdings).reduce((sum, one) => sum + one, 0n)).toBe(supply);
  expect(Object.values(shares).reduce((sum, one) => sum + one, 0n)).toBe(dividend);
  expect(fetched).toBe(dividend);
  expect(
    trace.events.filter(({ kind }) => kind === 'holding-moved').map((event) => 'how' in event && event.how),
  ).toEqual(['issued', 'issued', 'sold', 'forced', 'sold']);
});

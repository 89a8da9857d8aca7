/** Bridges of keys: what m of n are good for, what an upgrade key can take and how fast, and stake that answers for others. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  ChainUser,
  compareSharedSecurity,
  ContractChain,
  costOfCorruption,
  createKey,
  exitWindowOf,
  exposureOf,
  EXIT_WINDOWS,
  hubStakeSlot,
  isAlwaysOut,
  ms,
  multisigBridge,
  ready,
  runBridgeTheft,
  runCouncilUpgrade,
  runSharedSecurity,
  securityHub,
  signRelease,
  storedWord,
  contractAddress,
  wei,
  type MultisigBridgeCall,
  type UpgradeKeys,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

beforeAll(() => ready());

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('a multisig bridge', () => {
  const keys = () => Array.from({ length: 5 }, (_, index) => createKey(`signer ${index}`));
  const bridge = () =>
    multisigBridge({ id: 'bridge', signers: keys().map(({ publicKey }) => publicKey), needed: 3 });
  const ana = () => createKey('ana');
  const signedBy = (places: readonly number[], number = 1, amount = 40n): MultisigBridgeCall =>
    signRelease(
      'bridge',
      { to: ana().address, amount, number },
      places.map((signer) => ({ signer, secretKey: keys()[signer]?.secretKey ?? '0x' })),
    );
  const setUp = () => {
    const chain = new ContractChain({
      contracts: [bridge()],
      accounts: [[ana().address, { balance: wei(100n), nonce: 0 }]],
      feeMarket: false,
    });
    const user = new ChainUser(chain, ana());
    user.call(bridge(), { kind: 'deposit', receiver: ana().address }, { value: wei(100n) });
    chain.seal();
    const call = (what: MultisigBridgeCall): string => {
      const id = user.call(bridge(), what);
      chain.seal();
      return chain.receipt(id)?.code ?? 'lost';
    };
    return { user, call };
  };

  test('pays by the word of three, once for each number, and by nobody counted twice', () => {
    const { user, call } = setUp();
    expect(call(signedBy([0, 1]))).toBe('too-few-signatures');
    expect(call(signedBy([0, 0, 1]))).toBe('unknown-signer');
    expect(call(signedBy([2, 1, 0]))).toBe('unknown-signer');
    const good = signedBy([0, 2, 4]);
    expect(call({ ...good, kind: 'release', amount: 41n } as MultisigBridgeCall)).toBe('bad-signature');
    expect(call({ ...good, kind: 'release', number: 2 } as MultisigBridgeCall)).toBe('bad-signature');
    expect(call(good)).toBe('ok');
    expect(call(signedBy([0, 1, 2]))).toBe('already-paid');
    expect(user.balance).toBe(40n);
    expect(call(signedBy([0, 1, 2], 2, 61n))).toBe('balance-too-low');
    expect(call(signedBy([0, 1, 2], 2, 60n))).toBe('ok');
  });

  test('needs a rule that can be met', () => {
    const signers = keys().map(({ publicKey }) => publicKey);
    expect(() => multisigBridge({ id: 'x', signers, needed: 6 })).toThrow(RangeError);
    expect(() => multisigBridge({ id: 'x', signers, needed: 0 })).toThrow(RangeError);
  });
});

describe('stolen keys', () => {
  test('story: five of nine empty the multisig bridge, and the light client’s only falls with more than two thirds', () => {
    const { steps, multisigAt, lightClientAt, taken, trace } = runBridgeTheft({ seed: 1 });
    expect(steps.slice(0, 4).map(({ multisig }) => multisig)).toEqual(
      Array.from({ length: 4 }, () => 'too-few-signatures'),
    );
    expect(multisigAt).toBe(5);
    expect(steps[5]?.lightClient).toBe('too-little-power');
    expect(lightClientAt).toBe(7);
    expect(taken).toBe(20_000n);
    const money = trace.events.filter(({ kind }) => kind === 'money-taken');
    expect(money.map((event) => 'from' in event && event.from)).toEqual(['multisig', 'west-port']);
  });

  test('win exactly at m keys, and exactly above two thirds of the stake, whatever the stakes and the order', () => {
    const powers = fc.array(fc.bigInt({ min: 1n, max: 40n }), { minLength: 3, maxLength: 6 });
    fc.assert(
      fc.property(fc.nat(1_000), powers, fc.nat(), (seed, stakes, any) => {
        const needed = 1 + (any % stakes.length);
        const all = stakes.reduce((sum, one) => sum + one, 0n);
        const run = runBridgeTheft({ seed, powers: stakes, needed });
        expect(run.multisigAt).toBe(needed);
        const enough = run.steps.find(({ power }) => 3n * power > 2n * all);
        expect(run.lightClientAt).toBe(enough?.keys);
      }),
      { numRuns: runs(12) },
    );
  });
});

describe('upgrade keys', () => {
  const keys = (change: Partial<UpgradeKeys>): UpgradeKeys => ({
    council: [],
    needed: 7,
    timelock: ms(0),
    exitDelay: ms(7 * DAY),
    emergency: null,
    ...change,
  });

  test('story: without notice the council takes everything in the block of its votes; with two weeks the awake are gone', () => {
    const sudden = runCouncilUpgrade({ seed: 1 });
    expect(sudden.after).toBe(0);
    expect(sudden.taken).toBe(6n * sudden.deposit);
    const { depositors, taken, after, deposit, exposure } = runCouncilUpgrade({
      seed: 1,
      timelock: ms(14 * DAY),
      looksAfter: [ms(0), ms(6 * DAY), ms(8 * DAY), ms(30 * DAY)],
    });
    expect(depositors.map(({ isOut }) => isOut)).toEqual([true, true, false, false]);
    expect([taken, after]).toEqual([2n * deposit, 14 * DAY]);
    expect(exposure).toMatchObject({ exitWindow: 7 * DAY, stage: 1, signersAgainstAwake: null });
  });

  test('leave exactly those in the lurch who look later than the exit window, to the block', () => {
    const settings = fc.record({
      seed: fc.nat(99),
      notice: fc.integer({ min: 0, max: 60 }),
      exit: fc.integer({ min: 1, max: 40 }),
      needed: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(settings, ({ seed, notice, exit, needed }) => {
        const [timelock, exitDelay] = [ms(notice * HOUR), ms(exit * HOUR)];
        const looksAfter = [0, 1, 2, 3].map((extra) => ms(Math.max(0, notice - exit - extra) * HOUR));
        const run = runCouncilUpgrade({ seed, timelock, exitDelay, needed, looksAfter });
        const lost = run.depositors.filter(({ isOut }) => !isOut).length;
        for (const { looksAfter: looked, isOut } of run.depositors) {
          // One block for the request, and the council is first in the block in which its notice is over.
          expect(isOut).toBe(looked + HOUR + exitDelay < timelock);
          if (isOut) expect(isAlwaysOut({ timelock, exitDelay }, looked)).toBe(true);
        }
        expect(run.taken).toBe(BigInt(lost) * run.deposit);
        expect(run.exposure.exitWindow).toBe(Math.max(0, timelock - exitDelay));
      }),
      { numRuns: runs(60) },
    );
  });

  test('with an emergency key are no better than that key', () => {
    const { taken, deposit, after, exposure } = runCouncilUpgrade({
      seed: 1,
      timelock: ms(60 * DAY),
      emergency: 9,
    });
    expect([taken, after]).toEqual([6n * deposit, 0]);
    expect(exposure).toMatchObject({ signersAgainstAwake: 9, stage: 1 });
  });

  test('are told apart by the exit window that they leave', () => {
    expect(EXIT_WINDOWS).toEqual({ 1: 7 * DAY, 2: 30 * DAY });
    expect(exposureOf(keys({ timelock: ms(14 * DAY - 1) })).stage).toBe(0);
    expect(exposureOf(keys({ timelock: ms(14 * DAY) })).stage).toBe(1);
    expect(exposureOf(keys({ timelock: ms(37 * DAY) })).stage).toBe(2);
    expect(exposureOf(keys({ timelock: ms(37 * DAY), emergency: 9 })).stage).toBe(1);
    expect(exposureOf(keys({ timelock: ms(7 * DAY) }))).toMatchObject({ signers: 7, signersAgainstAwake: 7 });
    expect(exposureOf(keys({ emergency: 5 }))).toMatchObject({ signers: 5, soonest: 0 });
    expect(exitWindowOf({ timelock: ms(DAY), exitDelay: ms(2 * DAY) })).toBe(0);
  });
});

describe('shared security', () => {
  test('story: four of ten sign two headers of a consumer chain and lose half their stake on the hub', () => {
    const run = runSharedSecurity({ seed: 1 });
    expect(run.couldForkConsumer).toBe(true);
    expect([run.stake, run.slashed, run.left]).toEqual([30_000n, 6_000n, 24_000n]);
    expect(run.again).toBe('nobody-to-slash');
    expect(run.trace.events.map(({ kind }) => kind)).toEqual(
      Array.from({ length: 4 }, () => 'offence-proven'),
    );
    expect(run.slashed >= run.economics.shared).toBe(true);
  });

  test('a fork of the consumer costs a third of all stake at least, times what is slashed of it', () => {
    for (let offenders = 1; offenders <= 10; offenders += 1) {
      const { slashed, couldForkConsumer, economics } = runSharedSecurity({ seed: 5, offenders });
      expect(slashed).toBe(BigInt(offenders) * 1_500n);
      if (couldForkConsumer) expect(slashed >= economics.shared).toBe(true);
      expect(couldForkConsumer).toBe(offenders >= 4);
    }
  });

  test('is compared with stake apart: shared, only the sum of profits counts', () => {
    const half = { numerator: 1n, denominator: 2n };
    expect(costOfCorruption(wei(30_000n), half)).toBe(5_000n);
    const profits = [1_600n, 1_600n, 1_600n].map(wei);
    expect(compareSharedSecurity({ stake: wei(30_000n), profits, slashed: half })).toEqual({
      shared: 5_000n,
      apart: 1_666n,
      profitOfAll: 4_800n,
      isSharedSafe: true,
      areApartSafe: true,
    });
    const uneven = [4_000n, 100n, 100n].map(wei);
    expect(compareSharedSecurity({ stake: wei(30_000n), profits: uneven, slashed: half })).toMatchObject({
      isSharedSafe: true,
      areApartSafe: false,
    });
    const greedy = [5_000n, 1n].map(wei);
    expect(compareSharedSecurity({ stake: wei(30_000n), profits: greedy, slashed: half }).isSharedSafe).toBe(
      false,
    );
  });

  test('keeps stake liable until the unbonding time is over', () => {
    const hub = securityHub({
      id: 'hub',
      consumers: [],
      slashed: { numerator: 1n, denominator: 1n },
      unbonding: ms(60_000),
    });
    const ana = createKey('ana');
    const chain = new ContractChain({
      contracts: [hub],
      accounts: [[ana.address, { balance: wei(9n), nonce: 0 }]],
      feeMarket: false,
    });
    const user = new ChainUser(chain, ana);
    const call = (kind: 'unbond' | 'fetch' | 'stake', value = 0n): string => {
      const id = user.call(hub, { kind }, { value: wei(value) });
      chain.seal();
      return chain.receipt(id)?.code ?? 'lost';
    };
    expect(call('stake', 9n)).toBe('ok');
    expect(call('fetch')).toBe('still-bonded');
    expect(call('unbond')).toBe('ok');
    expect(call('fetch')).toBe('still-bonded');
    expect(storedWord(chain.state, contractAddress('hub'), hubStakeSlot(ana.address))).toBe(9n);
    chain.sealMany(4);
    expect(call('fetch')).toBe('ok');
    expect(user.balance).toBe(9n);
  });
});

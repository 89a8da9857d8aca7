/** A peg under faults: whatever comes late, twice or not at all, and while layer 1 is as final as the peg assumes, all coins are backed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  balanceIn,
  certificateFields,
  certify,
  ChainUser,
  childPeg,
  ContractChain,
  contractAddress,
  createKey,
  lockHash,
  membersOf,
  ms,
  pegContract,
  peggedIn,
  proveReceipt,
  ready,
  settledLocks,
  Sidechain,
  supplyOf,
  wei,
  type ChildPegCall,
  type Lock,
  type PegCall,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

await ready();

const DEPTH = 4;
const RESERVE = wei(1_000_000n);
const START = 100_000n;
const committee = [0, 1, 2, 3].map((id) => ({ id, key: createKey(`peg member ${id}`) }));
const members = membersOf(committee);
const people = [0, 1].map((id) => createKey(`peg user ${id}`));
const relayer = createKey('peg relayer');

type Step =
  | { readonly do: 'lock'; readonly who: number; readonly value: number }
  | { readonly do: 'mint' | 'release' | 'idle'; readonly pick: number; readonly awake: number }
  | { readonly do: 'burn'; readonly who: number; readonly share: number }
  | { readonly do: 'reorganise'; readonly depth: number; readonly drops: boolean };

const who = fc.nat(1);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('lock' as const), who, value: fc.integer({ min: 1, max: 9_000 }) }),
  fc.record({
    do: fc.constantFrom('mint' as const, 'release' as const, 'idle' as const),
    pick: fc.nat(7),
    awake: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ do: fc.constant('burn' as const), who, share: fc.integer({ min: 1, max: 100 }) }),
  fc.record({
    do: fc.constant('reorganise' as const),
    depth: fc.integer({ min: 1, max: DEPTH }),
    drops: fc.boolean(),
  }),
);

test('the supply never exceeds the lock, no lock is minted and no burn released twice, and all of it comes home', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 8, maxLength: 30 }), (steps) => {
      const peg = pegContract({ id: 'peg', members, childPeg: contractAddress('child') });
      const child = childPeg({ id: 'child', parent: contractAddress('peg'), members });
      const below = new ContractChain({
        contracts: [peg],
        accounts: [...people, relayer].map(({ address }) => [address, { balance: wei(START), nonce: 0 }]),
        feeMarket: false,
      });
      const above = new ContractChain({
        contracts: [child],
        accounts: [
          [contractAddress('child'), { balance: RESERVE, nonce: 0 }],
          [relayer.address, { balance: wei(0n), nonce: 0 }],
        ],
        intervalMs: ms(2_000),
        feeMarket: false,
      });
      const sidechain = new Sidechain(above, committee);
      const users = people.map((key) => ({
        below: new ChainUser(below, key),
        above: new ChainUser(above, key),
      }));
      const relay = { below: new ChainUser(below, relayer), above: new ChainUser(above, relayer) };
      const userOf = (index: number) => users[index] as (typeof users)[number];
      const burns: { readonly id: ReturnType<ChainUser['call']> }[] = [];
      const supply = (): bigint => supplyOf(above.state, 'child', RESERVE);
      const check = (): void => expect(supply()).toBeLessThanOrEqual(peggedIn(below.state, 'peg'));

      const mint = (lock: Lock, awake: number): void => {
        const signers = committee.slice(0, awake);
        const certified = certify(lockHash(contractAddress('peg'), lock), lock.index, signers, members);
        // Fewer than three of four are no quorum: the lock waits.
        expect(certified.ok).toBe(awake >= 3);
        if (!certified.ok) return;
        const call: ChildPegCall = { kind: 'mint', ...lock, ...certificateFields(certified.value) };
        relay.above.call(child, call);
        sidechain.seal();
      };
      const release = (pick: number): void => {
        const burn = burns[pick % Math.max(burns.length, 1)];
        const found = burn === undefined ? null : sidechain.find(burn.id);
        if (found === null) return;
        const { header, certificate, sealed } = found.block;
        const call: PegCall = {
          ...{ kind: 'release', ...header, ...proveReceipt(sealed, found.index), log: 0 },
          ...certificateFields(certificate),
        };
        relay.below.call(peg, call);
      };
      const burn = (index: number, value: bigint): void => {
        const user = userOf(index);
        if (value === 0n) return;
        burns.push({
          id: user.above.call(child, { kind: 'burn', to: user.below.address }, { value: wei(value) }),
        });
        sidechain.seal();
      };

      for (const one of steps) {
        if (one.do === 'lock') {
          const user = userOf(one.who);
          user.below.call(peg, { kind: 'lock', to: user.above.address }, { value: wei(BigInt(one.value)) });
        } else if (one.do === 'mint') {
          const locks = settledLocks(below.blocks, 'peg', DEPTH);
          const lock = locks[one.pick % Math.max(locks.length, 1)];
          if (lock !== undefined) mint(lock, one.awake);
        } else if (one.do === 'burn') {
          burn(one.who, (userOf(one.who).above.balance * BigInt(one.share)) / 100n);
        } else if (one.do === 'release') release(one.pick);
        else if (one.do === 'reorganise')
          below.reorganise(Math.min(one.depth, below.height), () => one.drops);
        below.seal();
        check();
      }

      // Quiet returns: every lock is minted, everyone burns everything, and every burn is released, some once more.
      below.sealMany(DEPTH + 1);
      for (const lock of settledLocks(below.blocks, 'peg', DEPTH)) mint(lock, 4);
      for (const [index, user] of users.entries()) burn(index, user.above.balance);
      for (const _again of [1, 2])
        for (const index of burns.keys()) {
          release(index);
          below.seal();
          check();
        }
      expect(supply()).toBe(0n);
      expect(peggedIn(below.state, 'peg')).toBe(0n);
      const home = users.reduce((sum, user) => sum + user.below.balance, 0n);
      expect(home).toBe(START * BigInt(users.length));
      expect(balanceIn(below.state, contractAddress('peg'))).toBe(0n);
    }),
    { numRuns: runs(60) },
  );
});

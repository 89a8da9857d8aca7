/** How Plasma pays: receivers that refuse or call back, and a queue of a thousand. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  callCodec,
  ChainUser,
  ContractChain,
  contractAddress,
  exitCall,
  exitIn,
  gas,
  lockedIn,
  ms,
  ok,
  owedIn,
  plasmaContract,
  plasmaView,
  positionNumber,
  ready,
  reject,
  wei,
  type CallContext,
  type CallOf,
  type Contract,
  type PlasmaCall,
} from '../../src/engine/index.ts';
import { leastPriority, popLeast, pushPriority } from '../../src/engine/layer2/plasma/exit-queue.ts';
import { BOND, HOUR, keyOf, START } from './plasma-cases.ts';
import { runs } from './runs.ts';

await ready();

const at = (block: number, transaction = 0, output = 0): bigint =>
  positionNumber({ block, transaction, output });
describe('a receiver that is a contract', () => {
  const plasma = plasmaContract({ id: 'plasma', operator: keyOf('operator').address, bond: BOND });
  const codec = callCodec({ put: {}, leave: { data: 'bytes', proof: 'hashes' }, fetch: {}, open: {} });
  type Call = CallOf<typeof codec>;
  /** Refuses coins until it is opened; an eager one calls back as soon as coins come. */
  const receiver = (eager: boolean): Contract<Call> => ({
    id: 'receiver',
    codec,
    receive(context: CallContext) {
      if (eager) {
        context.call(plasma, { kind: 'finaliseExits', most: 10 });
        context.call(plasma, { kind: 'withdraw' });
        return ok(new Uint8Array(0));
      }
      if (context.load(0n) === 1n) return ok(new Uint8Array(0));
      return reject({ code: 'closed', rule: 'test', message: 'No.', received: 0, expected: 1 });
    },
    call(context, call) {
      if (call.kind === 'put') return context.call(plasma, { kind: 'deposit' }, { value: wei(1_000n) });
      if (call.kind === 'fetch') return context.call(plasma, { kind: 'withdraw' });
      if (call.kind === 'open') {
        context.store(0n, 1n);
        return ok(new Uint8Array(0));
      }
      const place = { block: 1, transaction: 0, output: 0, confirmations: [] };
      const { data, proof } = call;
      return context.call(plasma, { kind: 'startExit', ...place, data, proof }, { value: BOND });
    },
  });
  const play = (eager: boolean, finalisationGas = 5_000_000n) => {
    const contract = receiver(eager);
    const self = contractAddress('receiver');
    const ana = keyOf('ana');
    const chain = new ContractChain({
      contracts: [plasma, contract],
      accounts: [
        [ana.address, { balance: wei(START), nonce: 0 }],
        [self, { balance: wei(5_000n), nonce: 0 }],
      ],
      intervalMs: ms(6 * HOUR),
      feeMarket: false,
    });
    const user = new ChainUser(chain, ana);
    const done = <C>(to: Contract<C>, call: C, value = 0n, limit = 5_000_000n): string => {
      const id = user.call(to, call, { value: wei(value), gasLimit: gas(limit) });
      chain.seal();
      return chain.receipt(id)?.code ?? 'none';
    };
    expect(done<Call>(contract, { kind: 'put' })).toBe('ok');
    expect(done<PlasmaCall>(plasma, { kind: 'deposit' }, 2_000n)).toBe('ok');
    const view = plasmaView(chain.blocks, 'plasma', () => null);
    const first = exitCall(view, at(1), new Map());
    const second = exitCall(view, at(2), new Map());
    if (first?.kind !== 'startExit' || second === null) throw new TypeError();
    const { data, proof } = first;
    expect(done<Call>(contract, { kind: 'leave', data, proof })).toBe('ok');
    expect(done<PlasmaCall>(plasma, second, BOND)).toBe('ok');
    for (let blocks = 0; blocks < 32; blocks += 1) chain.seal();
    expect(done<PlasmaCall>(plasma, { kind: 'finaliseExits', most: 10 }, 0n, finalisationGas)).toBe('ok');
    return { chain, contract, self, user, done };
  };

  test('and refuses coins stops nobody behind it, and fetches its coins later', () => {
    const { chain, contract, self, user, done } = play(false);
    expect(user.balance).toBe(START);
    expect(owedIn(chain.state, 'plasma', self)).toBe(1_000n + BOND);
    expect(done<Call>(contract, { kind: 'fetch' })).toBe('closed');
    expect(done<Call>(contract, { kind: 'open' })).toBe('ok');
    expect(done<Call>(contract, { kind: 'fetch' })).toBe('ok');
    expect(done<Call>(contract, { kind: 'fetch' })).toBe('nothing-owed');
    expect(owedIn(chain.state, 'plasma', self)).toBe(0n);
    expect(exitIn(chain.state, 'plasma', at(1)).status).toBe('paid');
  });

  test('and calls back while it is paid is paid once', () => {
    const { chain, self, user } = play(true);
    expect(user.balance).toBe(START);
    const gained = owedIn(chain.state, 'plasma', self);
    expect([0n, 1_000n + BOND]).toContain(gained);
    expect(lockedIn(chain.state, 'plasma')).toBe(0n);
  });
});

test('a queue of a thousand gives back the least first, and no entry costs more than the height of its heap', () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: 0n, max: 5_000n }), { minLength: 1_000, maxLength: 1_000 }),
      (all) => {
        const words = new Map<bigint, bigint>();
        let touched = 0;
        const context = {
          load: (slot: bigint) => ((touched += 1), words.get(slot) ?? 0n),
          store: (slot: bigint, word: bigint) => void ((touched += 1), words.set(slot, word)),
        } as unknown as CallContext;
        const costOf = (act: () => void): number => {
          touched = 0;
          act();
          return touched;
        };
        for (const one of all)
          expect(costOf(() => pushPriority(context, one))).toBeLessThanOrEqual(3 + 2 * 10);
        const given: bigint[] = [];
        for (let least = leastPriority(context); least !== null; least = leastPriority(context)) {
          given.push(least);
          expect(costOf(() => popLeast(context))).toBeLessThanOrEqual(5 + 3 * 10);
        }
        expect(given).toEqual(all.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
      },
    ),
    // A thousand entries take long to shrink, and say nothing more when they are fewer.
    { numRuns: runs(2), endOnFailure: true },
  );
});

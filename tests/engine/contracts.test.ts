/** Contracts: storage of their own, calls within calls, gas for everything, and re-entrancy as it is in life. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  accountsOf,
  applyMessage,
  assemble,
  balanceIn,
  bytesToBigint,
  contractAddress,
  contractStateRoot,
  createContractState,
  createState,
  DEEPEST_CALL,
  gas,
  getAccount,
  leakyVault,
  lockedVault,
  ok,
  orderedVault,
  owedSlot,
  reject,
  runVaultHeist,
  storedWord,
  wei,
  type Address,
  type AnyContract,
  type CallContext,
  type Contract,
  type ContractState,
  type Gas,
  type Message,
  type MessageReceipt,
  type ProgramContract,
  type Result,
  type VaultCall,
} from '../../src/engine/index.ts';

const person = (digit: string): Address => `0x${digit.repeat(40)}` as Address;
const [ana, bao, petra] = [person('a'), person('b'), person('c')];
const NOTHING = new Uint8Array(0);
const RICH = wei(10n ** 9n);

const initial = (): ContractState =>
  createContractState(createState([ana, bao].map((address) => [address, { balance: RICH, nonce: 0 }])));
const supplyOf = (state: ContractState): bigint =>
  accountsOf(state.accounts).reduce((sum, [, { balance }]) => sum + balance, 0n);

/** A contract that does what `call` says. */
const contractOf = (
  id: string,
  call: (context: CallContext) => Result<Uint8Array>,
  receive?: Contract<null>['receive'],
): Contract<null> => ({ id, call, ...(receive === undefined ? {} : { receive }) });

const refusal = (code: string): Result<never> =>
  reject({ code, rule: 'test', message: 'No.', received: null, expected: null });

function sent<Call>(
  to: Message<Call>['to'],
  call: Call,
  options: Partial<Message<Call>> & { others?: readonly AnyContract[]; state?: ContractState } = {},
): MessageReceipt {
  const { others = [], state = initial(), ...message } = options;
  const from = message.from ?? ana;
  const { nonce } = getAccount(state.accounts, from);
  const applied = applyMessage<Call>(
    state,
    { from, nonce, to, call, gasLimit: gas(1_000_000), ...message },
    { contracts: [to, ...others], proposer: petra },
  );
  if (!applied.ok) throw new Error(applied.rejection.message);
  return applied.value;
}
const codeOf = ({ result }: MessageReceipt): string => (result.ok ? 'ok' : result.rejection.code);

describe('a message', () => {
  const still = contractOf('still', () => ok(NOTHING));
  const codeWith = (change: Partial<Message<null>>): string => {
    const message = { from: ana, nonce: 0, to: still, call: null, gasLimit: gas(30_000), ...change };
    const applied = applyMessage<null>(initial(), message, { contracts: [still] });
    return applied.ok ? 'let in' : applied.rejection.code;
  };

  test.each<[string, Partial<Message<null>>]>([
    ['let in', {}],
    ['nonce-too-high', { nonce: 1 }],
    ['nonce-too-low', { nonce: -1 }],
    ['let in', { gasLimit: gas(21_000) }],
    ['gas-limit-too-low', { gasLimit: gas(20_999) }],
    ['let in', { value: RICH }],
    ['balance-too-low', { value: wei(RICH + 1n) }],
    ['balance-too-low', { value: wei(RICH - 29_999n), gasPrice: wei(1) }],
    ['let in', { value: wei(0), gasPrice: wei(1) }],
    ['malformed-message', { value: wei(-1) }],
    ['malformed-message', { gasPrice: wei(-1) }],
    ['malformed-message', { gasLimit: 30_000 as unknown as Gas }],
  ])('is %s with %o', (code, change) => {
    expect(codeWith(change)).toBe(code);
  });

  test('pays for gas whether its call is refused or not, and gets the rest back', () => {
    for (const contract of [still, contractOf('no', () => refusal('no'))]) {
      const receipt = sent(contract, null, { value: wei(100), gasPrice: wei(2) });
      const wasRefused = contract !== still;
      expect(codeOf(receipt)).toBe(wasRefused ? 'no' : 'ok');
      expect(receipt.fee).toBe(2n * receipt.gasUsed);
      expect(balanceIn(receipt.state, petra)).toBe(receipt.fee);
      expect(balanceIn(receipt.state, ana)).toBe(RICH - receipt.fee - (wasRefused ? 0n : 100n));
      expect(getAccount(receipt.state.accounts, ana).nonce).toBe(1);
      expect(supplyOf(receipt.state)).toBe(2n * RICH);
    }
  });

  test('by the proposer itself pays and gets the same', () => {
    const state = createContractState(createState([[petra, { balance: RICH, nonce: 0 }]]));
    const receipt = sent(still, null, { from: petra, state, gasPrice: wei(2) });
    expect(balanceIn(receipt.state, petra)).toBe(RICH);
  });
});

describe('a contract', () => {
  const counter = contractOf('counter', (context) => {
    context.store(0n, context.load(0n) + 1n);
    return ok(NOTHING);
  });

  test('keeps what it stores, and the root commits to it', () => {
    const before = initial();
    const once = sent(counter, null, { state: before });
    const twice = sent(counter, null, { state: once.state });
    expect(storedWord(twice.state, contractAddress('counter'), 0n)).toBe(2n);
    expect(storedWord(before, contractAddress('counter'), 0n)).toBe(0n);
    const roots = [before, once.state, twice.state].map(contractStateRoot);
    expect(new Set(roots).size).toBe(3);
  });

  test('pays for each access: first write of a slot 20,000 more than a message, later ones 5,000', () => {
    const once = sent(counter, null);
    const twice = sent(counter, null, { state: once.state });
    expect(once.gasUsed).toBe(21_000n + 2_100n + 20_000n);
    expect(twice.gasUsed).toBe(21_000n + 2_100n + 5_000n);
  });

  test('that runs out of gas has used all of it and changed nothing', () => {
    const enough = 21_000n + 2_100n + 20_000n;
    expect(codeOf(sent(counter, null, { gasLimit: gas(enough) }))).toBe('ok');
    const short = sent(counter, null, { gasLimit: gas(enough - 1n) });
    expect(codeOf(short)).toBe('out-of-gas');
    expect(short.gasUsed).toBe(enough - 1n);
    expect(storedWord(short.state, contractAddress('counter'), 0n)).toBe(0n);
  });

  test('that swallows the stop of its meter is out of gas all the same', () => {
    const sly = contractOf('sly', (context) => {
      try {
        for (;;) context.load(0n);
      } catch {
        return ok(NOTHING);
      }
    });
    expect(codeOf(sent(sly, null))).toBe('out-of-gas');
  });

  test('that refuses undoes what it did, what it paid, and what those it called did', () => {
    const caller = contractOf('caller', (context) => {
      context.store(1n, 1n);
      context.call(counter, null);
      context.send(bao, wei(10));
      return refusal('changed-my-mind');
    });
    const receipt = sent(caller, null, { value: wei(10), others: [counter] });
    expect(codeOf(receipt)).toBe('changed-my-mind');
    expect(storedWord(receipt.state, contractAddress('caller'), 1n)).toBe(0n);
    expect(storedWord(receipt.state, contractAddress('counter'), 0n)).toBe(0n);
    expect(balanceIn(receipt.state, bao)).toBe(RICH);
  });

  test('may go on when one that it called refused, and only that one is undone', () => {
    const failing = contractOf('failing', (context) => {
      context.store(0n, 7n);
      return refusal('no');
    });
    const tolerant = contractOf('tolerant', (context) => {
      const called = context.call(failing, null, { value: wei(5) });
      context.store(0n, called.ok ? 1n : 2n);
      return ok(NOTHING);
    });
    const receipt = sent(tolerant, null, { value: wei(5), others: [failing] });
    expect(codeOf(receipt)).toBe('ok');
    expect(storedWord(receipt.state, contractAddress('tolerant'), 0n)).toBe(2n);
    expect(storedWord(receipt.state, contractAddress('failing'), 0n)).toBe(0n);
    expect(balanceIn(receipt.state, contractAddress('tolerant'))).toBe(5n);
    expect(receipt.calls.map(({ outcome }) => outcome)).toEqual(['ok', 'no']);
  });

  test('keeps a 64th of its gas back from those it calls, so that it can finish', () => {
    const greedy = contractOf('greedy', (context) => {
      for (;;) context.load(0n);
    });
    const careful = contractOf('careful', (context) => {
      context.call(greedy, null);
      context.store(0n, context.gasLeft());
      return ok(NOTHING);
    });
    const receipt = sent(careful, null, { gasLimit: gas(2_000_000), others: [greedy] });
    expect(codeOf(receipt)).toBe('ok');
    const left = storedWord(receipt.state, contractAddress('careful'), 0n);
    expect(left).toBe((2_000_000n - 21_000n - 2_600n) / 64n);
  });

  test('cannot pay what it does not hold, nor coins to a contract that takes none, nor ask an address without code', () => {
    const outcomeOf = (
      act: (context: CallContext) => Result<Uint8Array>,
      others: readonly AnyContract[] = [],
    ): string => codeOf(sent(contractOf('payer', act), null, { value: wei(5), others }));
    expect(outcomeOf((context) => context.send(bao, wei(5)))).toBe('ok');
    expect(outcomeOf((context) => context.send(bao, wei(6)))).toBe('balance-too-low');
    expect(outcomeOf((context) => context.send(contractAddress('counter'), wei(5)), [counter])).toBe(
      'not-payable',
    );
    expect(outcomeOf((context) => context.call(counter, null))).toBe('no-contract');
  });

  test('can be called within a call as deep as the limit, and no deeper', () => {
    const deeper: Contract<null> = contractOf('deeper', (context) => {
      context.call(deeper, null);
      return ok(NOTHING);
    });
    const { calls } = sent(deeper, null, { gasLimit: gas(10n ** 9n) });
    expect(calls.map(({ depth }) => depth)).toEqual(
      Array.from({ length: DEEPEST_CALL + 1 }, (_, index) => index + 1),
    );
    expect(calls.at(-1)?.outcome).toBe('call-too-deep');
    expect(calls.at(-2)?.outcome).toBe('ok');
  });
});

describe('a program of the stack machine as a contract', () => {
  const program = (text: string): ProgramContract => {
    const assembled = assemble(text);
    if (!assembled.ok) throw new Error(assembled.rejection.message);
    return { id: 'program', program: assembled.value };
  };
  const adder = program('PUSH 0\nLOAD\nPUSH 0\nINPUT\nADD\nDUP 1\nPUSH 0\nSTORE\nRETURN');

  test('runs on its own storage with the gas of the call, and answers a word', () => {
    const first = sent<readonly bigint[]>(adder, [5n]);
    const second = sent<readonly bigint[]>(adder, [6n], { state: first.state });
    expect(second.result.ok && bytesToBigint(second.result.value)).toBe(11n);
    expect(storedWord(second.state, contractAddress('program'), 0n)).toBe(11n);
    expect(first.gasUsed).toBe(21_000n + 3n + 2_100n + 3n + 3n + 3n + 3n + 3n + 20_000n);
  });

  test('that reverts or fails is refused and changes nothing', () => {
    const changing = 'PUSH 1\nPUSH 0\nSTORE\n';
    for (const [text, code] of [
      ['PUSH 1\nREVERT', 'reverted'],
      ['ADD', 'stack-underflow'],
      ['again:\nPUSH @again\nJUMP', 'out-of-gas'],
    ] as const) {
      const receipt = sent<readonly bigint[]>(program(changing + text.replace('@again', '3')), []);
      expect(codeOf(receipt)).toBe(code);
      expect(storedWord(receipt.state, contractAddress('program'), 0n)).toBe(0n);
    }
  });

  test('is called with words and nothing else', () => {
    expect(codeOf(sent<readonly bigint[]>(adder, [-1n]))).toBe('malformed-call');
    expect(codeOf(sent<readonly bigint[]>(adder, 'words' as unknown as bigint[]))).toBe('malformed-call');
  });
});

describe('vaults', () => {
  const vaults = [leakyVault, orderedVault, lockedVault];

  test('keep books that agree with what they hold, whoever deposits and withdraws in whatever order', () => {
    const steps = fc.array(fc.tuple(fc.boolean(), fc.boolean(), fc.bigInt({ min: 1n, max: 500n })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.constantFrom(...vaults), steps, (vault, actions) => {
        let state = initial();
        const owed = new Map<Address, bigint>();
        for (const [isAna, isDeposit, amount] of actions) {
          const from = isAna ? ana : bao;
          const call: VaultCall = { kind: isDeposit ? 'deposit' : 'withdraw' };
          const receipt = sent(vault, call, { from, state, value: wei(isDeposit ? amount : 0n) });
          ({ state } = receipt);
          const before = owed.get(from) ?? 0n;
          expect(receipt.result.ok).toBe(isDeposit || before > 0n);
          owed.set(from, isDeposit ? before + amount : 0n);
        }
        const at = contractAddress(vault.id);
        const all = [...owed.values()].reduce((sum, one) => sum + one, 0n);
        expect(balanceIn(state, at)).toBe(all);
        for (const [holder, amount] of owed) expect(storedWord(state, at, owedSlot(holder))).toBe(amount);
        expect(supplyOf(state)).toBe(2n * RICH);
      }),
      { numRuns: 200 },
    );
  });

  test('say what they owe', () => {
    const { state } = sent<VaultCall>(orderedVault, { kind: 'deposit' }, { value: wei(42) });
    const asked = sent<VaultCall>(orderedVault, { kind: 'owed', to: ana }, { state, from: bao });
    expect(asked.result.ok && bytesToBigint(asked.result.value)).toBe(42n);
  });
});

describe('the story of a vault that paid before it wrote down', () => {
  test('five people deposit; one message calls back again and again and takes all but a rest', () => {
    for (const seed of [1, 2, 3]) {
      const run = runVaultHeist({ seed });
      expect(run.taken).toBeGreaterThan(run.deposited);
      expect(run.taken + run.held).toBe(run.deposited + run.staked);
      expect(run.held).toBeLessThan(run.staked);
      expect(run.owed).toBe(run.deposited);
      expect(run.repaid).toBe(0);
      // Each share is a withdrawal and a payment deeper than the last, below the thief's own call.
      expect(run.deepest).toBe(1 + 2 * Number(run.taken / run.staked));
    }
  });

  test.each([orderedVault, lockedVault])(
    '$id: the thief gets its stake back, and everyone else theirs',
    (vault) => {
      const run = runVaultHeist({ seed: 1, vault });
      expect(run).toMatchObject({ taken: run.staked, held: run.deposited, owed: run.deposited, repaid: 5 });
      const refused = run.trace.events.filter(
        (event) => event.kind === 'contract-called' && event.outcome !== 'ok',
      );
      expect(refused.map((event) => event.kind === 'contract-called' && event.outcome)).toEqual([
        vault === orderedVault ? 'nothing-owed' : 'locked',
      ]);
    },
  );

  test('the lock costs more gas than the right order does', () => {
    expect(runVaultHeist({ seed: 1, vault: lockedVault }).gasUsed).toBeGreaterThan(
      runVaultHeist({ seed: 1, vault: orderedVault }).gasUsed,
    );
  });
});

/** Contracts: storage of their own, calls within calls, and gas for everything. */
import { describe, expect, test } from 'vitest';
import {
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
  ok,
  storedWord,
  wei,
  type Address,
  type AnyContract,
  type CallContext,
  type Contract,
  type Gas,
  type Message,
  type ProgramContract,
  type Result,
} from '../../src/engine/index.ts';
import {
  ana,
  bao,
  petra,
  NOTHING,
  RICH,
  initial,
  supplyOf,
  contractOf,
  refusal,
  sent,
  codeOf,
} from './contract-cases.ts';

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
    ['malformed-message', { from: '0x12' as Address }],
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

  test('that answers with neither bytes nor a rejection is a mistake, and says so', () => {
    for (const answer of [undefined, null, { ok: true, value: 'text' }, { ok: false }])
      expect(() =>
        sent(
          contractOf('odd', () => answer as never),
          null,
        ),
      ).toThrow(/neither bytes nor a rejection/);
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

/** The machine against Ethereum's: where an operation is Ethereum's, result and price are those of an independent implementation. */
import { createVM } from '@ethereumjs/vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytesToBigint,
  createMachine,
  createProgram,
  concatBytes,
  gas,
  OPERATIONS,
  runMachine,
  wordBytes,
  type MachineInstruction,
  type Operation,
} from '../../src/engine/index.ts';
import { words } from './machine-cases.ts';
import { runs } from './runs.ts';

const SHARED: readonly Operation[] = ['ADD', 'MUL', 'SUB', 'DIV', 'MOD', 'LT', 'EQ', 'ISZERO', 'POP'];
const vm = createVM();

/** Ethereum's PUSH32. */
const push = (word: bigint): Uint8Array => concatBytes(Uint8Array.of(0x7f), wordBytes(word));
/** Stores the top word in memory and returns it: MSTORE at 0, RETURN of 32 bytes. */
const RETURN_TOP = Uint8Array.of(0x60, 0, 0x52, 0x60, 32, 0x60, 0, 0xf3);
/** What that costs: three pushes, MSTORE and a word of memory; returning is free. */
const RETURN_GAS = 3n + 3n + 3n + 3n + 3n;

/** Runs Ethereum's code; gives the returned word and the gas before the return. */
async function onEthereum(...code: readonly Uint8Array[]): Promise<{ result: bigint; used: bigint }> {
  const { evm } = await vm;
  const run = await evm.runCode({ code: concatBytes(...code, RETURN_TOP), gasLimit: 1_000_000n });
  if (run.exceptionError !== undefined) throw new Error(run.exceptionError.error);
  return { result: bytesToBigint(run.returnValue), used: run.executionGasUsed - RETURN_GAS };
}

function onStrata(instructions: readonly MachineInstruction[]): { result: bigint; used: bigint } {
  const program = createProgram([...instructions, { operation: 'RETURN', argument: null }]);
  const { machine } = runMachine(createMachine({ program, gas: gas(1_000_000) }));
  expect(machine.status).toBe('returned');
  return { result: machine.result, used: 1_000_000n - machine.gas };
}

const pushed = (argument: bigint): MachineInstruction => ({ operation: 'PUSH', argument });

describe("the machine's operations are Ethereum's", () => {
  test('those that make a word of words, in result, byte and price', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...SHARED), words, words, words, async (operation, a, b, c) => {
        const ours = onStrata([...[c, b, a].map(pushed), { operation, argument: null }]);
        const theirs = await onEthereum(...[c, b, a].map(push), Uint8Array.of(OPERATIONS[operation].code));
        expect(ours).toEqual(theirs);
      }),
      { numRuns: runs() },
    );
  });

  test('DUP and SWAP at every reach, numbered from 1', async () => {
    for (let reach = 1; reach <= 16; reach += 1) {
      const stack = Array.from({ length: 17 }, (_, index) => BigInt(100 + index));
      for (const operation of ['DUP', 'SWAP'] as const) {
        const ours = onStrata([...stack.map(pushed), { operation, argument: BigInt(reach) }]);
        const code = Uint8Array.of(OPERATIONS[operation].code + reach - 1);
        expect(ours, `${operation} ${reach}`).toEqual(await onEthereum(...stack.map(push), code));
      }
    }
  });

  test('HASH is KECCAK256 of two words, at the price of the hash without the memory', async () => {
    await fc.assert(
      fc.asyncProperty(words, words, async (a, b) => {
        const ours = onStrata([pushed(b), pushed(a), { operation: 'HASH', argument: null }]);
        // MSTORE a at 0 and b at 32, then KECCAK256 of 64 bytes from 0: four pushes, two MSTOREs, two words of memory.
        const store = (at: number): Uint8Array => Uint8Array.of(0x60, at, 0x52);
        const hash = Uint8Array.of(0x60, 64, 0x60, 0, OPERATIONS.HASH.code);
        const theirs = await onEthereum(push(a), store(0), push(b), store(32), hash);
        const memory = 2n * (3n + 3n) + 2n * 3n + 2n * 3n;
        // The memory that RETURN_TOP would pay for is there already, so its word is not charged again.
        expect(ours).toEqual({ result: theirs.result, used: theirs.used + 3n - memory });
      }),
      { numRuns: runs(50) },
    );
  });

  test('a cold read costs what it costs there, and a first write what filling a slot does', async () => {
    const slot = 5n;
    const write = onStrata([pushed(7n), pushed(slot), { operation: 'STORE', argument: null }, pushed(1n)]);
    const read = onStrata([pushed(slot), { operation: 'LOAD', argument: null }]);
    const theirs = await onEthereum(push(slot), Uint8Array.of(OPERATIONS.LOAD.code));
    expect(read).toEqual(theirs);
    // Yellow Paper, appendix G: G_sset; Ethereum adds the cold access (EIP-2929), which this machine has in its 5,000 only.
    expect(write.used).toBe(3n * 3n + 20_000n);
  });
});

/** The stack machine: steps a second beside an Ethereum interpreter's, and what a one-step proof costs each side. */
import { createVM } from '@ethereumjs/vm';
import {
  createMachine,
  assemble,
  encodeWitness,
  gas,
  machineRoot,
  proveStep,
  runMachine,
  step,
  verifyStep,
} from '../src/engine/index.ts';
import type { Row } from './bench.ts';
import { medianMs } from './measure.ts';

const ROUNDS = 9;
const LOOPS = 5_000;
const PROOFS = 100;
/** Counts down from a number; nine operations a turn, all of them Ethereum's too. */
const COUNTDOWN = `PUSH ${LOOPS}\nnext:\nPUSH 1\nSWAP 1\nSUB\nDUP 1\nISZERO\nPUSH @end\nJUMPI\nPUSH @next\nJUMP\nend:\nSTOP`;
/** The same in Ethereum's bytes; its jumps need a mark at their target. */
const ON_ETHEREUM = Uint8Array.of(
  ...[0x61, LOOPS >> 8, LOOPS & 255, 0x5b, 0x60, 1, 0x90, 0x03, 0x80, 0x15, 0x60, 16, 0x57, 0x60, 3, 0x56],
  ...[0x5b, 0x00],
);
const STORING = 'PUSH 7\nPUSH 5\nSTORE\nSTOP';

const machineOf = (text: string) => {
  const assembled = assemble(text);
  if (!assembled.ok) throw new Error(assembled.rejection.message);
  return createMachine({ program: assembled.value, gas: gas(10_000_000) });
};

const row = (name: string, value: number, unit: string): Row => ({
  name,
  value,
  unit,
  peer: '',
  peerValue: null,
  ratio: null,
});

export default async function machine(): Promise<readonly Row[]> {
  const { evm } = await createVM();
  const start = machineOf(COUNTDOWN);
  const { steps } = runMachine(start);
  const onEthereum = async (): Promise<void> => {
    const run = await evm.runCode({ code: ON_ETHEREUM, gasLimit: 10_000_000n });
    // 40 gas a turn: both count down to the end, or the figures say nothing.
    if (run.executionGasUsed < BigInt(40 * (LOOPS - 1))) throw new Error('The peer did not run to the end.');
  };
  const storing = runMachine(machineOf(STORING), 2).machine;
  const pre = machineRoot(storing);
  const witness = proveStep(storing);
  const many = (act: () => unknown) => (): void => {
    for (let count = 0; count < PROOFS; count += 1) act();
  };
  const [own = 0, peer = 0, proving = 0, verifying = 0] = await medianMs(
    [
      () => runMachine(start),
      onEthereum,
      many(() => proveStep(step(storing))),
      many(() => verifyStep(pre, witness)),
    ],
    ROUNDS,
  );
  return [
    {
      name: `machine, ${steps} steps`,
      value: (steps * 1000) / own,
      unit: 'steps/s',
      peer: '@ethereumjs/evm runCode',
      peerValue: (steps * 1000) / peer,
      ratio: peer / own,
    },
    row('step and prove the root after a STORE', proving / PROOFS, 'ms'),
    row('verify the STORE', verifying / PROOFS, 'ms'),
    row('witness of a STORE', encodeWitness(witness).length, 'bytes'),
  ];
}

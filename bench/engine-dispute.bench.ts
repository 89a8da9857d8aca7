/** Disputes: a run of 2^20 steps halved down to the one that layer 1 executes, with the computing of both parties, and a whole game on a chain. */
import {
  bisectionLength,
  bisectionRounds,
  bisectMove,
  createRandom,
  balancesOf,
  decodeWitness,
  halve,
  MachineHistory,
  middleOf,
  MOST_WORD_TRANSFERS,
  ready,
  runDisputeGame,
  runMachine,
  slotOf,
  TransferRollup,
  transferWords,
  transitionStart,
  verifyStep,
  type DisputedSegment,
  type ExecutionTrace,
} from '../src/engine/index.ts';
import type { Row } from './bench.ts';
import { medianMs, timeOf } from './measure.ts';
import { limitedRow, plainRow } from './rows.ts';

const ROUNDS = 5;
const ACCOUNTS = 64;

/** Halves the disagreement of two runs until a step is left, and has the verifier take it. */
function settle(honest: ExecutionTrace, liar: ExecutionTrace): void {
  const to = bisectionLength(liar.steps);
  let segment: DisputedSegment = { from: 0, to, agreed: honest.rootAt(0), asserted: liar.rootAt(to) };
  let rounds = 0;
  for (; segment.to - segment.from > 1; rounds += 1) {
    const middle = middleOf(segment);
    const middleRoot = liar.rootAt(middle);
    const half = bisectMove({ segment, middle, middleRoot }, (step) => honest.rootAt(step));
    const halved = halve(segment, middleRoot, half);
    if (!halved.ok) throw new Error(halved.rejection.message);
    segment = halved.value;
  }
  const witness = decodeWitness(honest.witnessAt(segment.from));
  const after = witness.ok ? verifyStep(segment.agreed, witness.value) : witness;
  if (rounds !== bisectionRounds(liar.steps) || !after.ok || after.value === segment.asserted)
    throw new Error('The dispute did not end with the liar refuted.');
}

export default async function dispute(): Promise<readonly Row[]> {
  await ready();
  const random = createRandom(1, 'bench/dispute');
  const account = () => slotOf(0n, random.bigint(BigInt(ACCOUNTS)));
  const genesis = balancesOf(
    Array.from({ length: ACCOUNTS }, (_, index) => [slotOf(0n, BigInt(index)), 10n ** 9n]),
  );
  const words = transferWords(
    Array.from({ length: MOST_WORD_TRANSFERS }, () => ({
      from: account(),
      to: account(),
      amount: random.bigint(10_000n),
    })),
  );
  const start = transitionStart(genesis, words);
  const { steps } = runMachine(start);
  if (bisectionRounds(steps) !== 20) throw new Error(`The run has ${steps} steps; 2^20 are to be halved.`);
  const forgery = { height: 1, step: Math.floor(steps / 3), slot: slotOf(0n, 1n), word: 10n ** 12n };
  const honest = new TransferRollup(genesis, [words]).runOf(1);
  const liar = new TransferRollup(genesis, [words], forgery).runOf(1);
  const [running = 0, keeping = 0, halving = 0, whole = 0] = await medianMs(
    [
      () => runMachine(start),
      () => new MachineHistory(start),
      () => settle(honest, liar),
      () => {
        settle(
          new TransferRollup(genesis, [words]).runOf(1),
          new TransferRollup(genesis, [words], forgery).runOf(1),
        );
      },
    ],
    ROUNDS,
  );
  const game = await timeOf(() => runDisputeGame({ seed: 1 }));
  return [
    plainRow(`transfer machine, ${steps} steps`, (steps * 1000) / running, 'steps/s'),
    plainRow('the same with snapshots kept', (steps * 1000) / keeping, 'steps/s'),
    plainRow('20 rounds and the step, both parties, runs at hand', halving, 'ms'),
    limitedRow('dispute over 2^20 steps, both parties, from the batch on', whole, 'ms', 2_000),
    plainRow('a dispute game on a chain, 2^3 blocks of 2^10 steps', game, 'ms'),
  ];
}

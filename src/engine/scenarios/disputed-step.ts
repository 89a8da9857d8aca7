/** Scenario: two parties ran the same program and disagree; halving finds the one step where they part, and a verifier takes that step. */
import { createRandom } from '../foundation/random.ts';
import { gas } from '../foundation/units.ts';
import type { Gas, Hash } from '../foundation/units.ts';
import { assemble } from '../layer1/machine/assemble.ts';
import { machineRoot } from '../layer1/machine/machine-header.ts';
import { proveStep } from '../layer1/machine/prove-step.ts';
import type { StepWitness } from '../layer1/machine/prove-step.ts';
import { verifyStep } from '../layer1/machine/verify-step.ts';
import { runMachine, step } from '../layer1/machine/run-machine.ts';
import { createMachine } from '../layer1/machine/state.ts';
import type { Machine } from '../layer1/machine/state.ts';
import { encodeWitness } from '../layer1/machine/witness-bytes.ts';
import type { Word } from '../layer1/machine/word.ts';
import { setWord } from '../layer1/machine/word-tree.ts';
import type { Result } from '../foundation/result.ts';
import { calldataGas } from '../layer1/ledger/calldata.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/** How a step is checked; the labs' type for a learner's own `verifyStep`. */
export type VerifyStep = (pre: Hash, witness: StepWitness) => Result<Hash>;

/** What a dispute is made of. */
export interface DisputedStepSettings {
  readonly seed: number;
  /** How many numbers the program adds up; each takes fifteen steps or so. 20 unless told. */
  readonly numbers?: number;
  /** The verifier; the engine's own unless told. */
  readonly verify?: VerifyStep;
}

/** What a dispute gives back. */
export interface DisputedStepRun {
  readonly trace: Trace;
  /** Steps of the whole run. */
  readonly steps: number;
  /** The step that the liar changed, and the one that the search found; the first is 1. */
  readonly forged: number;
  readonly found: number;
  /** Questions asked: at most the binary logarithm of the steps, rounded up. */
  readonly rounds: number;
  readonly witnessBytes: number;
  /** What posting the witness costs as call data. */
  readonly witnessGas: Gas;
  /** Whether the verifier confirmed the honest root and refused the liar's. */
  readonly honestHolds: boolean;
  readonly liarHolds: boolean;
}

/** Adds up the input, a zero ends it, and stores the sum in slot 0. */
export const SUM_PROGRAM = `
PUSH 0          ; sum
PUSH 0          ; index, sum
next:
DUP 1
INPUT           ; word, index, sum
DUP 1
ISZERO
PUSH @done
JUMPI
SWAP 1
PUSH 1
ADD             ; index + 1, word, sum
SWAP 2          ; sum, word, index + 1
ADD
SWAP 1
PUSH @next
JUMP
done:
POP
POP
PUSH 0
STORE
STOP
`;

const ROUND_MS = 60_000;

/** All machines of a run, the first before any step. */
function machinesOf(start: Machine, change: (machine: Machine, after: number) => Machine): Machine[] {
  const machines = [start];
  for (let at = start; at.status === 'running';) {
    at = change(step(at), machines.length);
    machines.push(at);
  }
  return machines;
}

/**
 * An honest party and a liar run the program; the liar's machine, from one step on, has a coin more in slot 1. They
 * agree on the first root and not on the last, so halving finds two neighbouring roots between which they part (H.
 * Kalodner et al., Arbitrum, USENIX Security 2018, on the bisection protocol); the verifier takes that one step.
 */
export function runDisputedStep({
  seed,
  numbers = 20,
  verify = verifyStep,
}: DisputedStepSettings): DisputedStepRun {
  const random = createRandom(seed, 'disputed-step');
  const recorder = new Recorder(seed);
  const assembled = assemble(SUM_PROGRAM);
  if (!assembled.ok) throw new RangeError(assembled.rejection.message);
  const input: Word[] = Array.from({ length: numbers }, () => 1n + random.bigint(1_000n));
  const start = createMachine({ program: assembled.value, gas: gas(1_000_000), input });
  const { steps } = runMachine(start);
  const forged = random.int(1, steps);
  const honest = machinesOf(start, (machine) => machine);
  const liar = machinesOf(start, (machine, after) =>
    after === forged ? { ...machine, storage: setWord(machine.storage, 1n, 1n) } : machine,
  );

  let at = 0;
  const claim = (actor: string, machine: Machine | undefined, after: number): Hash => {
    const root = machineRoot(machine as Machine);
    recorder.record({ kind: 'root-claimed', at, actor, layer: 2, step: after, root });
    return root;
  };
  claim('honest', honest[steps], steps);
  claim('liar', liar[steps], steps);
  // Invariant: the roots after `agreed` steps are the same, those after `parted` are not.
  let [agreed, parted, rounds] = [0, steps, 0];
  while (parted - agreed > 1) {
    at += ROUND_MS;
    rounds += 1;
    const middle = Math.floor((agreed + parted) / 2);
    if (claim('honest', honest[middle], middle) === claim('liar', liar[middle], middle)) agreed = middle;
    else parted = middle;
  }

  const before = honest[agreed] as Machine;
  const witness = proveStep(before);
  const data = encodeWitness(witness);
  const verified = verify(machineRoot(before), witness);
  at += ROUND_MS;
  const judged = (machine: Machine | undefined): boolean => {
    const root = machineRoot(machine as Machine);
    const holds = verified.ok && verified.value === root;
    recorder.record({
      kind: 'step-proved',
      at,
      actor: 'verifier',
      layer: 1,
      step: parted,
      root,
      bytes: data.length,
      holds,
    });
    return holds;
  };
  return {
    honestHolds: judged(honest[parted]),
    liarHolds: judged(liar[parted]),
    trace: recorder.trace(),
    steps,
    forged,
    found: parted,
    rounds,
    witnessBytes: data.length,
    witnessGas: calldataGas(data),
  };
}

/** A machine's whole run by step: any state of it again, without keeping all of them. */
import { encodeWitness } from '../../../layer1/machine/witness-bytes.ts';
import { machineRoot } from '../../../layer1/machine/machine-header.ts';
import { proveStep } from '../../../layer1/machine/prove-step.ts';
import { runMachine } from '../../../layer1/machine/run-machine.ts';
import type { Machine } from '../../../layer1/machine/state.ts';
import type { Hash } from '../../../foundation/units.ts';

/** What a party to a dispute asks of an execution: its root after so many steps, and the proof of the step from there. */
export interface ExecutionTrace {
  /** Steps until the machine halts; after that it stays as it is. */
  readonly steps: number;
  /** The machine after `step` steps. */
  at(step: number): Machine;
  /** The machine's root after `step` steps; beyond the last, that of the halted machine. */
  rootAt(step: number): Hash;
  /** The encoded witness of the step after `step` steps. */
  witnessAt(step: number): Uint8Array;
}

/** Snapshots are thinned out when there are more. */
const MOST_SNAPSHOTS = 2_048;

const FIRST_SPACING = 64;

/**
 * Runs a machine once to its end and keeps a snapshot every so many steps; a state in between is worked out again from
 * the snapshot before it. Snapshots share what did not change, so each holds little more than a stack; their spacing
 * doubles whenever there are 2,048 of them, which keeps both their number and the steps to repeat near √n at 2^20 steps.
 */
export class MachineHistory implements ExecutionTrace {
  readonly steps: number;
  readonly #snapshots: readonly Machine[];
  readonly #spacing: number;
  readonly #end: Machine;
  /** Roots that were asked for: a party asks for the same few again at every block. */
  readonly #roots = new Map<number, Hash>();

  /** The history of `start` until it halts, or for its first `most` steps. */
  constructor(start: Machine, most = Number.MAX_SAFE_INTEGER) {
    let snapshots = [start];
    let spacing = FIRST_SPACING;
    let [at, steps] = [start, 0];
    const go = (further: number): void => {
      const run = runMachine(at, Math.min(further, most - steps));
      at = run.machine;
      steps += run.steps;
      if (run.steps === further) snapshots.push(at);
    };
    while (at.status === 'running' && steps < most) {
      go(spacing);
      if (snapshots.length < MOST_SNAPSHOTS) continue;
      snapshots = snapshots.filter((_, index) => index % 2 === 0);
      spacing *= 2;
      // The next snapshot must again be a whole number of the new spacing from the start.
      go(snapshots.length * spacing - steps);
    }
    this.steps = steps;
    this.#snapshots = snapshots;
    this.#spacing = spacing;
    this.#end = at;
  }

  /** The machine after `step` steps. @throws RangeError for anything but a whole number from 0 */
  at(step: number): Machine {
    if (!Number.isSafeInteger(step) || step < 0)
      throw new RangeError(`A step is a whole number from 0; got ${step}.`);
    if (step >= this.steps) return this.#end;
    const index = Math.min(Math.floor(step / this.#spacing), this.#snapshots.length - 1);
    return runMachine(this.#snapshots[index] as Machine, step - index * this.#spacing).machine;
  }

  rootAt(step: number): Hash {
    const asked = Math.min(step, this.steps);
    const root = this.#roots.get(asked) ?? machineRoot(this.at(asked));
    this.#roots.set(asked, root);
    return root;
  }

  witnessAt(step: number): Uint8Array {
    return encodeWitness(proveStep(this.at(step)));
  }
}

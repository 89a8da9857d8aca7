/** Runs that the engine's reference plays: for each room, what its parts do when someone honest or not uses them. */
import { runDisputedStep, runSplitFinality, runVaultHeist, type Trace } from 'strata';

/** A run as a page shows it. */
export interface EngineRun {
  /** The room's folder in the engine. */
  readonly room: string;
  readonly title: string;
  /** What happens, in a sentence or two. */
  readonly about: string;
  /** Runs it, from a fixed seed. */
  readonly play: () => Trace;
}

/** Every run, by room in the order of the page. */
export const ENGINE_RUNS: readonly EngineRun[] = [
  {
    room: 'layer1/consensus',
    title: 'A third of the stake votes twice',
    about:
      'Two halves of a split network finalise different checkpoints; the votes that did it show whose stake is lost.',
    play: () => runSplitFinality({ seed: 1 }).trace,
  },
  {
    room: 'layer1/machine',
    title: 'A vault is emptied',
    about: 'A contract that pays before it writes down is called back until nothing is left.',
    play: () => runVaultHeist({ seed: 1 }).trace,
  },
  {
    room: 'layer1/machine',
    title: 'Two parties disagree on a computation',
    about: 'Halving finds the one step where they part, and a verifier takes that step.',
    play: () => runDisputedStep({ seed: 1 }).trace,
  },
];

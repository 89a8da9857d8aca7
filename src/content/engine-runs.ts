/** Runs that the engine's reference plays: for each room, what its parts do when someone honest or not uses them. */
import {
  runDisputedStep,
  runLightningRoute,
  runSplitFinality,
  runValidityRollup,
  runVaultHeist,
  type Trace,
} from 'strata';

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
  {
    room: 'layer2/lightning',
    title: 'Three payments over Lightning',
    about:
      'Ann has one channel and pays two people at the other end of the network: one payment arrives, one on its second way, and one comes back whole.',
    play: () => runLightningRoute({ seed: 1 }).trace,
  },
  {
    room: 'layer2/rollups/validity',
    title: 'A root that moves for proofs only',
    about:
      'Three people lock coins; batches are proven and checked by a contract, which refuses a forged one and one that it has taken already.',
    play: () => runValidityRollup({ seed: 1, forgeries: false }).trace,
  },
];

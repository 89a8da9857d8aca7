/** Runs that the engine's reference plays: for each room, what its parts do when someone honest or not uses them. */
import {
  runCheckpoints,
  runDisputedStep,
  runLightningOnChain,
  runLightningRoute,
  runMassExit,
  runNestedChain,
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
    room: 'layer2/lightning',
    title: 'A payment whose ends stop talking',
    about:
      'Cem takes his HTLC on chain and Ann says nothing any more; Ben reads the preimage there and claims his own from her.',
    play: () => runLightningOnChain({ seed: 1 }).trace,
  },
  {
    room: 'layer2/plasma',
    title: 'Everybody leaves',
    about:
      'An operator commits to a block that it shows nobody and in which all coins are its own; those who look in time are paid before it.',
    play: () => runMassExit({ seed: 1, users: 6, asleep: 1 }).trace,
  },
  {
    room: 'layer2/sidechains',
    title: 'Two thirds of the stake steal',
    about:
      'A burn is released below under a checkpoint; then seven of ten holders sign a block that never was.',
    play: () => runCheckpoints({ seed: 1, colluding: 7 }).trace,
  },
  {
    room: 'layer2/sidechains',
    title: 'Out of a chain within a chain',
    about:
      'Coins of a Plasma chain on a sidechain come home through both, by an exit, a burn and a checkpoint.',
    play: () => runNestedChain({ seed: 1 }).trace,
  },
  {
    room: 'layer2/rollups/validity',
    title: 'A root that moves for proofs only',
    about:
      'Three people lock coins; batches are proven and checked by a contract, which refuses a forged one and one that it has taken already.',
    play: () => runValidityRollup({ seed: 1, forgeries: false }).trace,
  },
];

/** Runs that the engine's reference plays: for each room, what its parts do when someone honest or not uses them. */
import {
  runAtomicSwap,
  runBisection,
  runBridgeTheft,
  runDeliveryVersusPayment,
  runPacketTransfer,
  runCheckpoints,
  runDisputedStep,
  runDisputeGame,
  runKeyReuse,
  runKnowledgeProof,
  runForcedInclusion,
  runChannelJamming,
  runLightningOnChain,
  runLightningRoute,
  runMassExit,
  runNestedChain,
  runOptimisticBridge,
  runPaymentChannel,
  runRevokedState,
  runRollup,
  runSecurityToken,
  runSplitFinality,
  runStateChannel,
  runValidityRollup,
  runValidium,
  runVaultHeist,
  runWatchtower,
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
    room: 'layer1/post-quantum',
    title: 'A one-time key signs twice',
    about:
      'Ana signs two payments with one key, and mal signs a third: the secrets that both signatures have shown are enough. Sixteen bits are signed in the place of 256.',
    play: () => runKeyReuse({ seed: 1 }).trace,
  },
  {
    room: 'layer2/channels',
    title: 'A channel from its first coin to its last',
    about: 'Alice locks coins with Bob, they pay each other off the chain, and both close in agreement.',
    play: () => runPaymentChannel({ seed: 1 }).trace,
  },
  {
    room: 'layer2/channels',
    title: 'An old state is punished',
    about: 'Alice publishes a state that she had revoked, and Bob takes all that she had in the channel.',
    play: () => runRevokedState({ seed: 1 }).trace,
  },
  {
    room: 'layer2/channels',
    title: 'A tower watches while its client sleeps',
    about:
      'Bob is away when Alice cheats; a tower that knew nothing of the channel opens its hint and publishes the penalty.',
    play: () => runWatchtower({ seed: 1 }).trace,
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
    room: 'layer2/lightning',
    title: 'A channel is jammed for nothing',
    about:
      'Mallory pays herself through the channel that Ann needs and lets the payment lie; Ann’s payments fail until it comes back.',
    play: () => runChannelJamming({ seed: 1 }).trace,
  },
  {
    room: 'layer2/state-channels',
    title: 'A player goes silent',
    about:
      'Ana and ben lock coins and play off chain. Ben stops answering; she shows the contract the last position, and after the period both stakes are hers.',
    play: () => runStateChannel({ seed: 1, story: 'silence' }).trace,
  },
  {
    room: 'layer2/state-channels',
    title: 'An old position is shown',
    about:
      'Ben shows the contract a position from before and a better move; ana replaces it with what both signed later, and her winning move on top.',
    play: () => runStateChannel({ seed: 1, story: 'stale' }).trace,
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
    room: 'layer2/rollups',
    title: 'A rollup, from deposit to withdrawal',
    about:
      'Four people lock coins and send them about; the sequencer posts garbage once, layer 1 loses two blocks, and in the end everyone who leaves is paid.',
    play: () => runRollup({ seed: 2, batches: 4 }).trace,
  },
  {
    room: 'layer2/rollups',
    title: 'Past a censoring sequencer',
    about:
      'Vic is refused and goes through layer 1; the sequencer looks away for as long as the window lets it.',
    play: () => runForcedInclusion({ seed: 1, window: 3 }).trace,
  },
  {
    room: 'layer2/rollups',
    title: 'Right roots and no data',
    about:
      'Three of five who keep the data show them to nobody; the contract freezes, and no one can prove what they have.',
    play: () => runValidium({ seed: 1 }).trace,
  },
  {
    room: 'layer2/rollups/optimistic',
    title: 'A dispute game on positions',
    about:
      'A proposer lies about a state; claim by claim the two come down to one step, which the contract takes itself.',
    play: () => runDisputeGame({ seed: 1 }).trace,
  },
  {
    room: 'layer2/rollups/optimistic',
    title: 'A bridge that hangs on a dispute',
    about:
      'A proposer claims a state in which all that the bridge holds is its own; one honest challenger is awake, and Bob is paid, not the liar.',
    play: () => runOptimisticBridge({ seed: 1 }).trace,
  },
  {
    room: 'layer2/rollups/optimistic',
    title: 'A bridge with nobody awake',
    about: 'The same lie with no one to dispute it: a week later all the coins are gone.',
    play: () => runOptimisticBridge({ seed: 1, isAwake: false }).trace,
  },
  {
    room: 'layer2/rollups/optimistic',
    title: 'Bisection down to one step',
    about:
      'Round by round half of the disputed run is left, until a contract on layer 1 executes the step in which the lie stands.',
    play: () => runBisection({ seed: 1 }).trace,
  },
  {
    room: 'layer2/rollups/validity',
    title: 'A root that moves for proofs only',
    about:
      'Three people lock coins; batches are proven and checked by a contract, which refuses a forged one and one that it has taken already.',
    play: () => runValidityRollup({ seed: 1, forgeries: false }).trace,
  },
  {
    room: 'zero-knowledge',
    title: 'A secret that is not told',
    about:
      'Peggy is believed, who knows it; a guesser is in one round of two, a simulator writes what nobody can tell from a proof, and a nonce used twice tells all.',
    play: () => runKnowledgeProof({ seed: 1, rounds: 8 }).trace,
  },
  {
    room: 'bridging',
    title: 'Coins go to another chain and come home',
    about:
      'Packets with proofs between two chains that follow each other; one comes too late, and its sender has everything back.',
    play: () => runPacketTransfer({ seed: 1 }).trace,
  },
  {
    room: 'bridging',
    title: 'Keys are stolen one by one',
    about: 'The bridge of five of nine keys falls with the fifth, the one by light client above two thirds.',
    play: () => runBridgeTheft({ seed: 1 }).trace,
  },
  {
    room: 'bridging',
    title: 'A swap whose second party is late',
    about: 'Ben falls silent before he claims and is back half an hour later, in time: both legs go over.',
    play: () => runAtomicSwap({ seed: 1, failAt: 'ben-claims', backAfter: 30 }).trace,
  },
  {
    room: 'assets',
    title: 'A security changes hands by the rules',
    about: 'Some transfers are refused, one is moved by force, and a dividend is shared to the last unit.',
    play: () => runSecurityToken({ seed: 1 }).trace,
  },
  {
    room: 'assets',
    title: 'A security against cash on another chain',
    about: 'The seller locks, the buyer pays there, and the proof of the payment frees the asset here.',
    play: () => runDeliveryVersusPayment({ seed: 1, way: 'proofs' }).trace,
  },
];

/** The scenarios of Plasma, sidechains and nested chains. */
export {
  runMassExit,
  runPlasma,
  type MassExitRun,
  type MassExitSettings,
  type PlasmaRun,
  type PlasmaSettings,
} from './plasma.ts';
export { runPlasmaCash, type CashCheat, type PlasmaCashRun, type PlasmaCashSettings } from './plasma-cash.ts';
export { runTwoWayPeg, type TwoWayPegRun, type TwoWayPegSettings } from './two-way-peg.ts';
export { runCheckpoints, type CheckpointsRun, type CheckpointsSettings } from './checkpoints.ts';
export {
  runNestedChain,
  type ExitStage,
  type NestedChainRun,
  type NestedChainSettings,
} from './nested-chain.ts';

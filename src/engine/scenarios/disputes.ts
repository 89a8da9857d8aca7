/** The scenarios of disputes. */
export { runDisputeGame, type DisputeGameRun, type DisputeGameSettings } from './dispute-game.ts';
export {
  DISPUTE_INTERVAL,
  DISPUTE_PURSE,
  DisputeWorld,
  LONGEST_ABSENCE,
  type DisputeFaults,
  type DisputeWorldSettings,
} from './dispute-world.ts';
export {
  runOptimisticBridge,
  type OptimisticBridgeRun,
  type OptimisticBridgeSettings,
  type OptimisticGame,
} from './optimistic-bridge.ts';
export { runBisection, type BisectionRun, type BisectionRunSettings } from './bisection.ts';

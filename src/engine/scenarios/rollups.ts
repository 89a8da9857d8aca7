/** The scenarios of rollups. */
export { runRollup, type RollupRun, type RollupSettings } from './rollup-story.ts';
export {
  runForcedInclusion,
  type EscapeCensorship,
  type ForcedInclusionRun,
  type ForcedInclusionSettings,
} from './forced-inclusion.ts';
export { runValidium, type ValidiumRun, type ValidiumRunSettings } from './validium.ts';
export { ETHER, RollupWorld } from './rollup-world.ts';

/** What the two largest optimistic rollups are deployed with: the figures that the games here take as parameters. */
import { ms, wei } from '../../../foundation/units.ts';
import type { Ms, Wei } from '../../../foundation/units.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ETHER = 10n ** 18n;

/** Milliseconds of one layer 1 slot (consensus-specs, phase0, `SECONDS_PER_SLOT` = 12), by which Arbitrum's periods in blocks become times. */
export const LAYER1_SLOT_MS: Ms = ms(12_000);

/** Optimism's mainnet configuration (ethereum-optimism/optimism, packages/contracts-bedrock/deploy-config/mainnet.json). */
export const OPTIMISM_MAINNET = {
  /** Depth of the whole game tree, and of its upper part over output roots. */
  maxDepth: 73,
  splitDepth: 30,
  /** What a team's clock is topped up to when it has less left. */
  clockExtension: ms(3 * HOUR),
  /** What each team has for all its moves. */
  maxClockDuration: ms(3.5 * DAY),
  /** How long bonds stay locked after they are won. */
  withdrawalDelay: ms(7 * DAY),
  /** How long a withdrawal waits after it was proven, and how long after the game was resolved. */
  proofMaturityDelay: ms(7 * DAY),
  finalityDelay: ms(3.5 * DAY),
  /** The window before there were dispute games. */
  finalizationPeriod: ms(7 * DAY),
} as const;

/** Arbitrum One's configuration (OffchainLabs/nitro-contracts, scripts/files/configs/arb1.ts); periods in layer 1 blocks. */
export const ARBITRUM_ONE = {
  confirmPeriodBlocks: 45_818,
  challengePeriodBlocks: 45_818,
  challengeGracePeriodBlocks: 14_400,
  stake: wei(3_600n * ETHER),
  /** Stakes of the three levels of a BoLD challenge: blocks, big steps, small steps. */
  miniStakes: [wei(0n), wei(555n * ETHER), wei(79n * ETHER)],
  minimumAssertionPeriodBlocks: 75,
  validatorAfkBlocks: 201_600,
  /** Leaves of the committed history at each level, as powers of two. */
  blockLeafBits: 26,
  bigStepLeafBits: 19,
  smallStepLeafBits: 23,
  bigStepLevels: 1,
} as const satisfies Readonly<Record<string, number | Wei | readonly Wei[]>>;

/** `blocks` of layer 1 as a time, at one block a slot. */
export const blocksToMs = (blocks: number): Ms => ms(blocks * LAYER1_SLOT_MS);

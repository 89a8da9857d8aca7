// Published parameters of the two largest optimistic rollups, against the engine's constants.
import {
  ARBITRUM_ONE,
  OPTIMISM_MAINNET,
} from '../../src/engine/layer2/rollups/optimistic/deployed-parameters.ts';
import { expectSame, text } from './format.ts';
import type { VectorCase } from './format.ts';

const ETHER = 10n ** 18n;
const seconds = (time: number): number => time / 1000;

type Figures = Readonly<Record<string, () => unknown>>;

const OPTIMISM: Figures = {
  faultGameMaxDepth: () => OPTIMISM_MAINNET.maxDepth,
  faultGameSplitDepth: () => OPTIMISM_MAINNET.splitDepth,
  'faultGameClockExtension (s)': () => seconds(OPTIMISM_MAINNET.clockExtension),
  'faultGameMaxClockDuration (s)': () => seconds(OPTIMISM_MAINNET.maxClockDuration),
  'faultGameWithdrawalDelay (s)': () => seconds(OPTIMISM_MAINNET.withdrawalDelay),
  proofMaturityDelaySeconds: () => seconds(OPTIMISM_MAINNET.proofMaturityDelay),
  disputeGameFinalityDelaySeconds: () => seconds(OPTIMISM_MAINNET.finalityDelay),
  'finalizationPeriodSeconds (L2OutputOracle)': () => seconds(OPTIMISM_MAINNET.finalizationPeriod),
};

const ARBITRUM: Figures = {
  'confirmPeriodBlocks (L1 blocks)': () => ARBITRUM_ONE.confirmPeriodBlocks,
  challengePeriodBlocks: () => ARBITRUM_ONE.challengePeriodBlocks,
  challengeGracePeriodBlocks: () => ARBITRUM_ONE.challengeGracePeriodBlocks,
  'stake (WETH)': () => ARBITRUM_ONE.stake / ETHER,
  'mini stakes by level (WETH)': () => ARBITRUM_ONE.miniStakes.map((stake) => stake / ETHER).join(),
  'minimumAssertionPeriod (L1 blocks)': () => ARBITRUM_ONE.minimumAssertionPeriodBlocks,
  validatorAfkBlocks: () => ARBITRUM_ONE.validatorAfkBlocks,
  'block leaf size': () => `2^${ARBITRUM_ONE.blockLeafBits}`,
  'big step leaf size': () => `2^${ARBITRUM_ONE.bigStepLeafBits}`,
  'small step leaf size': () => `2^${ARBITRUM_ONE.smallStepLeafBits}`,
  'big step levels': () => ARBITRUM_ONE.bigStepLevels,
};

const named =
  (figures: Figures) =>
  (rows: readonly VectorCase[]): string | undefined => {
    for (const row of rows) {
      const name = text(row, 'name');
      const figure = Object.hasOwn(figures, name) ? figures[name] : undefined;
      if (figure === undefined) return `the engine has no figure called "${name}" yet`;
      expectSame(name, String(figure()), String(row['value']));
    }
    return undefined;
  };

/** The tables of deployed parameters by the name of their group. */
export const DISPUTE_TABLES: Readonly<Record<string, (rows: readonly VectorCase[]) => string | undefined>> = {
  'optimism-mainnet': named(OPTIMISM),
  'arbitrum-one': named(ARBITRUM),
};

/** The periods and stakes of bisections, and what the code of one call of their contract works on. */
import { reject } from '../../../foundation/result.ts';
import { ms, wei } from '../../../foundation/units.ts';
import type { Hash, Ms, Wei } from '../../../foundation/units.ts';
import type { CallContext } from '../../../layer1/machine/contracts/contract.ts';
import type { BisectionStorage } from './bisection-storage.ts';
import { ARBITRUM_ONE, blocksToMs } from './deployed-parameters.ts';

/** What a contract of bisections is set up with. */
export interface BisectionParameters {
  /** How long an assertion can be challenged. */
  readonly challengePeriod: Ms;
  /** What each party of a challenge has for all its moves. */
  readonly clock: Ms;
  /** What an asserter and each challenger stake. */
  readonly stake: Wei;
  /** The longest run that may be asserted, a power of two. */
  readonly mostSteps: number;
}

/** The periods of Arbitrum One, stakes of 1 ether in place of 3,600, and runs of up to 2^26 steps. */
export const TEACHING_BISECTION: BisectionParameters = {
  challengePeriod: blocksToMs(ARBITRUM_ONE.confirmPeriodBlocks),
  clock: blocksToMs(ARBITRUM_ONE.challengePeriodBlocks),
  stake: wei(10n ** 18n),
  mostSteps: 2 ** 26,
};

/**
 * Within this time an assertion is confirmed or rejected if the parties make the moves that are theirs: the last challenge
 * begins when the period ends, all run at the same time, and each uses up two clocks at most.
 */
export const longestBisection = ({ challengePeriod, clock }: BisectionParameters): Ms =>
  ms(challengePeriod + 2 * clock);

/** What the code of one call works on. */
export interface BisectionScope {
  readonly context: CallContext;
  readonly storage: BisectionStorage;
  readonly parameters: BisectionParameters;
  readonly genesis: Hash;
}

/** A refusal by the rules of bisection. */
export const refuseBisection = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: 'H. Kalodner et al., Arbitrum, USENIX Security 2018', message, received, expected });

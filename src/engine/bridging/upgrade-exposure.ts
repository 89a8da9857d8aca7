/** Who can take the money of an upgradeable bridge, and how fast: read off its keys. */
import { ms } from '../foundation/units.ts';
import type { Ms } from '../foundation/units.ts';
import type { UpgradeKeys } from './upgradeable-vault.ts';

/** What its keys mean for those who have money in it. */
export interface UpgradeExposure {
  /** The fewest signers who can take everything from someone who sleeps. */
  readonly signers: number;
  /** How long it takes them at least. */
  readonly soonest: Ms;
  /** The time that a depositor has to notice an announced upgrade and still be out before it: notice less what leaving takes; at least 0. */
  readonly exitWindow: Ms;
  /** The fewest signers who can take everything even from someone who is always awake; null when nobody can. */
  readonly signersAgainstAwake: number | null;
  /** The stage whose exit window this reaches, by {@link EXIT_WINDOWS}: one of several conditions of each stage. */
  readonly stage: 0 | 1 | 2;
}

/** How exposure is worked out; the labs' type for a learner's own {@link exposureOf}. */
export type ExposureOf = (keys: UpgradeKeys) => UpgradeExposure;

const DAY = 24 * 3_600_000;

/**
 * The exit windows that L2BEAT's stages ask of a rollup for upgrades that its users do not want: 7 days for stage 1, not counting
 * what a security council does in an emergency, and 30 days for stage 2, where the council may act on provable bugs only
 * (L2BEAT, "Introducing Stages", June 2023; the framework has been revised since).
 */
export const EXIT_WINDOWS: Readonly<Record<1 | 2, Ms>> = { 1: ms(7 * DAY), 2: ms(30 * DAY) };

/**
 * The exit window: who asks within it after the announcement has the coins before the new code comes into force. `request + exit delay <
 * announcement + notice`, so it is notice less exit delay, its last instant not included: there the council may come first.
 */
export const exitWindowOf = ({ timelock, exitDelay }: Pick<UpgradeKeys, 'timelock' | 'exitDelay'>): Ms =>
  ms(Math.max(0, timelock - exitDelay));

/** Whether a depositor who looks every `attention` is always out in time: the last look may be just before the announcement. */
export const isAlwaysOut = (keys: Pick<UpgradeKeys, 'timelock' | 'exitDelay'>, attention: Ms): boolean =>
  attention + keys.exitDelay < keys.timelock;

/** What `keys` mean for depositors. */
export const exposureOf: ExposureOf = (keys) => {
  const { needed, timelock, emergency } = keys;
  const exitWindow = exitWindowOf(keys);
  const byNotice = exitWindow === 0 ? needed : null;
  const against = [byNotice, emergency].filter((signers) => signers !== null);
  const isFast = emergency !== null && emergency <= needed;
  const stage =
    exitWindow >= EXIT_WINDOWS[2] && emergency === null ? 2 : exitWindow >= EXIT_WINDOWS[1] ? 1 : 0;
  return {
    signers: emergency === null ? needed : Math.min(needed, emergency),
    soonest: isFast ? ms(0) : timelock,
    exitWindow,
    signersAgainstAwake: against.length === 0 ? null : Math.min(...against),
    stage,
  };
};

/** The double spend as a race: an attacker mines in secret while the merchant waits for confirmations. */
import type { Random } from '../foundation/random.ts';

/** A share of the hash rate as a fraction, so that each block's finder is drawn without floats. */
export interface HashShare {
  readonly numerator: number;
  readonly denominator: number;
}

/** Who found a block. */
export type Finder = 'attacker' | 'honest';

/** One race. */
export interface RaceSettings {
  readonly random: Random;
  readonly attacker: HashShare;
  /** Blocks upon the payment's at which the merchant delivers. */
  readonly confirmations: number;
  /**
   * The deficit at which the attacker gives up; 60 unless told. What it misses so is at most (q/p)^60: 10^-9 at
   * a share of 0.41.
   */
  readonly giveUpAt?: number;
}

/** How a race ended. */
export interface Race {
  readonly won: boolean;
  /** Who found each block, in order. */
  readonly finders: readonly Finder[];
  /** The attacker's and the honest blocks since the payment. */
  readonly attacker: number;
  readonly honest: number;
}

/**
 * Runs one race block by block: each block is the attacker's with its share of the hash rate. First until the
 * honest chain has `confirmations` blocks and the goods are out, then until the secret chain has drawn level,
 * which counts as won as in the whitepaper's table, or lies `giveUpAt` behind. The chance of winning is
 * Rosenfeld's (arXiv:1402.2009, section 4, with the start level): `doubleSpendByRosenfeld`. Throws RangeError
 * for a share outside 0 to 1.
 */
export function runRace({ random, attacker, confirmations, giveUpAt = 60 }: RaceSettings): Race {
  const { numerator, denominator } = attacker;
  if (!(numerator >= 0 && numerator <= denominator && denominator > 0))
    throw new RangeError(`A share lies between 0 and 1, not at ${numerator}/${denominator}.`);
  const finders: Finder[] = [];
  let [secret, honest] = [0, 0];
  while (honest < confirmations || (secret < honest && honest - secret < giveUpAt)) {
    const finder: Finder = random.chance(numerator, denominator) ? 'attacker' : 'honest';
    finders.push(finder);
    if (finder === 'attacker') secret += 1;
    else honest += 1;
    // With a share of 1 no honest block ever comes: nobody is fooled, and nothing is won.
    if (secret > confirmations + honest + giveUpAt) break;
  }
  return { won: honest >= confirmations && secret >= honest, finders, attacker: secret, honest };
}

/** Races between a merchant who waits and an attacker who mines in secret, against the closed form. */
import { createRandom, doubleSpendByRosenfeld, runRace } from 'strata';

export function main(): void {
  const races = 2_000;
  for (const confirmations of [1, 3, 6]) {
    let won = 0;
    for (let seed = 0; seed < races; seed += 1) {
      const random = createRandom(seed, 'race');
      const race = runRace({
        random,
        attacker: { numerator: 1, denominator: 4 },
        confirmations,
      });
      if (race.won) won += 1;
    }
    const expected = doubleSpendByRosenfeld(0.25, confirmations);
    console.log(
      `${confirmations} confirmations: ${((100 * won) / races).toFixed(1)} % won, ${(100 * expected).toFixed(1)} % expected`,
    );
  }
}

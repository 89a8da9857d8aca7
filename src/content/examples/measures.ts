/** Who could stop a chain, how evenly its power is spread, and how often two blocks cross each other. */
import {
  MORE_THAN_A_THIRD,
  gini,
  nakamotoCoefficient,
  staleRate,
} from 'strata';

export function main(): void {
  const pools = [31n, 24n, 15n, 11n, 8n, 6n, 3n, 2n];
  console.log(
    'pools that have more than half:',
    nakamotoCoefficient(pools),
  );
  console.log(
    'pools that have more than a third:',
    nakamotoCoefficient(pools, MORE_THAN_A_THIRD),
  );
  console.log('Gini coefficient:', gini(pools)?.toFixed(3));
  for (const [delay, interval] of [
    [2, 600],
    [2, 12],
    [10, 12],
  ] as const) {
    const share = (100 * staleRate(delay, interval)).toFixed(2);
    console.log(
      `a block every ${interval} s that takes ${delay} s to arrive: ${share} % cross another`,
    );
  }
}

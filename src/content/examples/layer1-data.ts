/** Four values become eight shares; any four of them bring the data back, three do not. */
import { extendData, missInColumns, recoverData } from 'strata';

export function main(): void {
  const data = [3n, 1n, 4n, 1n];
  const shares = extendData(data);
  console.log('shares that are the data:', shares.slice(0, 4));

  const half = recoverData(
    shares.map((share, index) => (index % 2 === 1 ? share : null)),
  );
  if (half.ok)
    console.log('recovered from every second one:', half.value.slice(0, 4));

  const less = recoverData(
    shares.map((share, index) => (index < 3 ? share : null)),
  );
  if (!less.ok)
    console.log(
      `from three: ${less.rejection.code}. ${less.rejection.message}`,
    );

  for (const samples of [1, 8, 16]) {
    const { chance } = missInColumns(samples);
    console.log(
      `${samples} samples miss what is withheld once in ${Math.round(1 / chance)} times`,
    );
  }
}

/** How many cases a property is tried on: as the test says, or as many as `npm run nightly` asks of all of them. */

/** `inTests` cases, 200 unless told; `PROPERTY_RUNS` sets another number for every property. @throws RangeError for no whole number from 1 */
export function runs(inTests = 200): number {
  const asked = process.env['PROPERTY_RUNS'];
  if (asked === undefined || asked === '') return inTests;
  const count = Number(asked);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new RangeError(`PROPERTY_RUNS is "${asked}"; expected a whole number from 1.`);
  return count;
}

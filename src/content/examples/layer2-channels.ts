/** A day's payments between three parties, settled with the fewest transfers. */
import { netPositions, settle } from 'strata';

export function main(): void {
  const payments = [
    { from: 'Ann', to: 'Ben', amount: 50n },
    { from: 'Ben', to: 'Cem', amount: 30n },
    { from: 'Cem', to: 'Ann', amount: 10n },
    { from: 'Ben', to: 'Ann', amount: 15n },
  ];
  for (const [party, position] of netPositions(payments)) console.log(`${party}: ${position}`);
  for (const { from, to, amount } of settle(payments)) console.log(`${from} pays ${to} ${amount}`);
}

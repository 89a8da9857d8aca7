/** A channel's life in two transactions, what an old state costs, and a day's payments settled with the fewest transfers. */
import {
  runPaymentChannel,
  runRevokedState,
  runWatchtower,
  settle,
} from 'strata';

export function main(): void {
  const together = runPaymentChannel({
    seed: 7,
    payments: 10,
    end: 'together',
  });
  console.log(
    `${together.paid} payments took ${together.transactions} transactions on the chain.`,
  );
  console.log(
    `Alice has ${together.got.opener}, Bob ${together.got.acceptor}; agreed were ${together.agreed.opener} and ${together.agreed.acceptor}.`,
  );

  for (const asleep of [9, 10]) {
    const { got, claimed, delay } = runRevokedState({
      seed: 7,
      asleep,
      payments: 3,
    });
    console.log(
      `Old state, worth ${claimed.cheat}; Bob sleeps ${asleep} of ${delay} blocks: the cheat has ${got.cheat}.`,
    );
  }
  const { hints, bytes, got } = runWatchtower({ seed: 7, payments: 3 });
  console.log(
    `Bob sleeps for good, a tower keeps ${hints} hints in ${bytes} bytes: the cheat has ${got.cheat}.`,
  );

  const payments = [
    { from: 'Ann', to: 'Ben', amount: 50n },
    { from: 'Ben', to: 'Cem', amount: 30n },
    { from: 'Cem', to: 'Ann', amount: 10n },
    { from: 'Ben', to: 'Ann', amount: 15n },
  ];
  for (const { from, to, amount } of settle(payments))
    console.log(`${from} pays ${to} ${amount}`);
}

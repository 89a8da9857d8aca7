/** A dividend to the last unit, a transfer that the rules refuse, and a delivery under failure. */
import {
  runDeliveryVersusPayment,
  runSecurityToken,
  splitDividend,
} from 'strata';

export function main(): void {
  console.log(
    `100 by thirds: ${splitDividend(100n, [1n, 1n, 1n]).join(', ')}`,
  );

  const { steps, holdings, supply, shares } = runSecurityToken({ seed: 1 });
  for (const { who, what, outcome } of steps)
    if (outcome !== 'ok')
      console.log(`${who}: ${what} is refused, ${outcome}`);
  const list = Object.entries(holdings)
    .map(([name, held]) => `${name} ${held} (${shares[name]})`)
    .join(', ');
  console.log(`${supply} shares and their dividend: ${list}`);

  const failing = { seed: 1, failAt: 'buyer-claims' } as const;
  for (const way of ['one-chain', 'hash-locks', 'proofs'] as const) {
    const gone = runDeliveryVersusPayment({ ...failing, way }).outcome;
    const late = runDeliveryVersusPayment({
      ...failing,
      way,
      backAfter: 45,
    });
    const soon = runDeliveryVersusPayment({
      ...failing,
      way,
      backAfter: 6,
    });
    console.log(
      `${way}: gone ${gone}, late ${late.outcome}, soon ${soon.outcome}`,
    );
  }
}

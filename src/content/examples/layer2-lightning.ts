/** What became of three payments over Lightning, and what one hop can read of an onion. */
import {
  buildOnion,
  createKey,
  hexToBytes,
  peelOnion,
  runLightningRoute,
  utf8,
} from 'strata';

export function main(): void {
  const { payments, wealth, locked } = runLightningRoute({ seed: 1 });
  for (const { invoice, status, attempts, route } of payments) {
    const way = route?.hops
      .map(({ to, amount }) => `${to} ${amount}`)
      .join(', ');
    console.log(
      `${invoice.amount} msat to ${invoice.payee}: ${status} at attempt ${attempts} over ${way}`,
    );
  }
  for (const { node, before, after } of wealth)
    console.log(`${node}: ${after - before} msat`);
  console.log(`${locked} msat are left in HTLCs`);

  const hops = ['Ben', 'Cem', 'Dora'].map((name) => ({
    publicKey: hexToBytes(createKey(name).publicKey),
    payload: utf8(`for ${name}`),
  }));
  const hash = new Uint8Array(32).fill(2);
  const onion = buildOnion(hops, new Uint8Array(32).fill(1), hash);
  const peeled = peelOnion(
    onion,
    hexToBytes(createKey('Ben').secretKey),
    hash,
  );
  if (!peeled.ok) throw new Error(peeled.rejection.message);
  const { payload, next } = peeled.value;
  console.log(
    `Ben reads "${String.fromCharCode(...payload)}" and passes on ${next?.length} bytes`,
  );
  const other = peelOnion(
    onion,
    hexToBytes(createKey('Cem').secretKey),
    hash,
  );
  console.log(
    `Cem reads ${other.ok ? 'it too' : `nothing of it: ${other.rejection.code}`}`,
  );
}

/** Five payments settle with two, and three transfers become one batch in call data. */
import {
  bytesPerTransfer,
  calldataGas,
  createKey,
  encodeBatch,
  gas,
  netPositions,
  settle,
  signTransfer,
  wei,
} from 'strata';

export function main(): void {
  const payments = [
    { from: 'Ada', to: 'Ben', amount: 30n },
    { from: 'Ben', to: 'Cem', amount: 50n },
    { from: 'Cem', to: 'Ada', amount: 15n },
    { from: 'Dee', to: 'Ben', amount: 25n },
    { from: 'Cem', to: 'Dee', amount: 20n },
  ];
  console.log('what is left:', netPositions(payments));
  console.log('settled by:', settle(payments));

  const { secretKey } = createKey('Ada');
  const transfers = ['Ben', 'Cem', 'Dee'].map((name, nonce) =>
    signTransfer(
      {
        chainId: 10,
        nonce,
        to: createKey(name).address,
        value: wei(1_000),
        gasLimit: gas(21_000),
        maxFeePerGas: wei(100),
        maxPriorityFeePerGas: wei(1),
      },
      secretKey,
    ),
  );
  const batch = encodeBatch(transfers);
  console.log(
    `${batch.length} bytes, ${bytesPerTransfer(batch, transfers.length).toFixed(1)} a transfer`,
  );
  console.log(`${calldataGas(batch)} gas as call data`);
}

/** A transfer with a base fee and a tip, applied to a state; the same one a second time is refused. */
import {
  applyTransfer,
  createKey,
  createState,
  gas,
  getAccount,
  ms,
  signTransfer,
  TRANSFER_GAS,
  wei,
} from 'strata';

const GWEI = 1_000_000_000n;

export function main(): void {
  const [ada, ben, miner] = [
    createKey('Ada'),
    createKey('Ben'),
    createKey('miner'),
  ];
  const state = createState([
    [ada.address, { balance: wei(1_000_000n * GWEI), nonce: 0 }],
  ]);
  const transfer = signTransfer(
    {
      chainId: 1,
      nonce: 0,
      to: ben.address,
      value: wei(250_000n * GWEI),
      gasLimit: gas(TRANSFER_GAS),
      maxFeePerGas: wei(20n * GWEI),
      maxPriorityFeePerGas: wei(2n * GWEI),
    },
    ada.secretKey,
  );
  const context = {
    height: 1,
    timestamp: ms(12_000),
    baseFee: wei(10n * GWEI),
    proposer: miner.address,
    chainId: 1,
  };

  const first = applyTransfer(state, transfer, context);
  if (!first.ok) return console.log(first.rejection);
  for (const [name, { address }] of Object.entries({ ada, ben, miner })) {
    console.log(
      `${name} has ${getAccount(first.value, address).balance / GWEI} gwei`,
    );
  }

  const again = applyTransfer(first.value, transfer, context);
  if (!again.ok)
    console.log(
      `again: ${again.rejection.code}. ${again.rejection.message}`,
    );
}

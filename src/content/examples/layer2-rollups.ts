/** Three people on a rollup: coins go up, move there in a few bytes each, and one of them comes down past a sequencer. */
import {
  cosignersOf,
  createKey,
  createRollupWallet,
  deployRollup,
  deriveChain,
  RollupSequencer,
  rollupBalanceOf,
  signRollupOrder,
  wei,
} from 'strata';

export function main(): void {
  const sequencerKey = createKey('sequencer');
  const wallets = ['Ada', 'Ben', 'Cem'].map((name) =>
    createRollupWallet(name),
  );
  const [ada, ben] = wallets as [(typeof wallets)[0], (typeof wallets)[0]];
  const rollup = deployRollup({
    sequencer: sequencerKey,
    challenger: createKey('challenger'),
    wallets,
  });
  const { chain, config, bridge, inbox, user } = rollup;

  user(ada.address).call(
    bridge,
    { kind: 'deposit', to: ada.address },
    { value: wei(5_000) },
  );
  chain.seal();
  const account = user(config.sequencer);
  const ask = cosignersOf(wallets);
  const sequencer = new RollupSequencer({
    config,
    inbox,
    key: sequencerKey,
    account,
    ask,
  });
  for (let nonce = 0; nonce < 20; nonce += 1) {
    const order = {
      chainId: config.chainId,
      nonce,
      to: ben.address,
      value: wei(100),
      feeClass: 0,
    };
    sequencer.accept(signRollupOrder(order, ada.key));
  }
  const posted = sequencer.post();
  if (posted.ok && posted.value !== null)
    console.log(
      `20 transfers and one signature: ${posted.value.data.length} bytes`,
    );

  // The sequencer says nothing from here on; Ben asks layer 1.
  user(ben.address).call(inbox, {
    kind: 'forceWithdrawal',
    to: ben.address,
    value: 1_500n,
  });
  chain.sealMany(config.sequencingWindow + 1);
  const chainAbove = deriveChain(chain.blocks, config);
  console.log(
    'layer 2:',
    chainAbove
      .map(({ number, source }) => `${number} (${source})`)
      .join(', '),
  );
  const { state } = chainAbove.at(-1) ?? sequencer.head;
  for (const { name, address } of wallets)
    console.log(name, rollupBalanceOf(state, address));
  console.log('on their way to layer 1:', state.withdrawalCount);
}

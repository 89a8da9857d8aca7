import { beforeAll, expect, test } from 'vitest';
import {
  channelClaims,
  channelSecrets,
  CoinChain,
  createKey,
  failChannel,
  getCoin,
  hexToBytes,
  justiceHint,
  homeScript,
  msat,
  openChannel,
  ownCommitmentTransaction,
  payToWitnessPublicKeyHash,
  ready,
  reportDepth,
  runPaymentChannel,
  runRevokedState,
  runSilentCounterparty,
  runWatchtower,
  sat,
  totalValue,
  transactionId,
  Watchtower,
} from 'strata';
import { readTrace } from '../../src/player/read-trace.ts';
import { coinOf } from './bitcoin-cases.ts';
import { act, carry, claim, collected, need, offer, preimageOf, type Pair } from './channel-cases.ts';

beforeAll(async () => ready());

test('Alice locks a million satoshi with Bob, pays him, cheats with an old state while he sleeps, and loses all of it', () => {
  // Alice has one coin, and she locks a million of it behind both their keys.
  const wallet = createKey("Alice's wallet");
  const coin = coinOf(payToWitnessPublicKeyHash(hexToBytes(wallet.publicKey)), sat(1_500_000n));
  const chain = new CoinChain({ coins: [coin] });
  const opened = openChannel(
    { opener: channelSecrets('Alice'), acceptor: channelSecrets('Bob') },
    { coin, key: wallet, fee: sat(500n) },
    { amount: sat(1_000_000n), feerate: sat(253n), toSelfDelay: 12 },
    { toSelfDelay: 12, minimumDepth: 3 },
  );
  const fundingId = need(chain.submit(opened.funding));
  chain.mine(3);
  expect(getCoin(chain.coins, fundingId, 0)).toMatchObject({ value: 1_000_000n });
  expect(getCoin(chain.coins, fundingId, 1)).toMatchObject({ value: 499_500n });

  const pair: Pair = { opener: opened.opener, acceptor: opened.acceptor, notices: [] };
  carry(pair, 'opener', reportDepth(pair.opener, 3));
  carry(pair, 'acceptor', reportDepth(pair.acceptor, 3));

  // She pays Bob 200,000. Before he claims them they are in neither balance.
  const first = offer(pair, 'opener', 200_000_000n, preimageOf('first'));
  expect(pair.acceptor.own.shares).toMatchObject({ opener: 800_000_000n, acceptor: 0n });
  const withHtlc = pair.opener;
  claim(pair, 'opener', first, preimageOf('first'));
  expect(pair.acceptor.own.shares).toMatchObject({ opener: 800_000_000n, acceptor: 200_000_000n, htlcs: [] });
  // Then 500,000 more: she has 300,000 left, and nothing of this has touched the chain.
  claim(pair, 'opener', offer(pair, 'opener', 500_000_000n, preimageOf('second')), preimageOf('second'));
  expect(pair.opener.own.shares).toMatchObject({ opener: 300_000_000n, acceptor: 700_000_000n });
  expect(chain.blocks.flatMap(({ entries }) => entries)).toHaveLength(1);

  // Bob leaves a sealed penalty for each of the four states that Alice revoked, and goes to sleep.
  const tower = new Watchtower(chain);
  for (let number = 0; number < pair.acceptor.other.number; number += 1) {
    const hint = justiceHint(pair.acceptor, number, homeScript(pair.acceptor), sat(253n));
    if (hint !== null) tower.add(hint);
  }
  expect(tower.hints).toBe(4);

  // Alice publishes her state 1: 800,000 for her, and a payment of 200,000 that she wants back.
  const old = { ...withHtlc, phase: 'failed' as const };
  expect(old.own).toMatchObject({ number: 1, shares: { opener: 800_000_000n } });
  const published = need(chain.submit(ownCommitmentTransaction(old)));
  chain.mine();
  const values = ownCommitmentTransaction(old).outputs.map(({ value }) => value);
  expect(values).toEqual([200_000n, 800_000n - 226n]);

  // The tower finds half of the id among its locators, opens the hint with the other half, and publishes: both outputs.
  const [penalty] = tower.look();
  if (penalty === undefined) throw new Error('expected a penalty');
  expect(chain.transaction(penalty)?.inputs.map(({ id, output }) => [id, output])).toEqual([
    [published, 0],
    [published, 1],
  ]);
  chain.mine();
  for (let block = 0; block < 15; block += 1) {
    act(old, chain);
    chain.mine();
  }
  expect(collected(pair.opener, chain)).toBe(0n);
  expect(collected(pair.acceptor, chain)).toBe(1_000_000n - 226n - 225n);
  expect(totalValue(chain.coins) + chain.fees).toBe(1_500_000n);
});

test('Bob goes silent with a payment in his hands: Alice goes alone, waits, and gets back what he did not claim', () => {
  const wallet = createKey("Alice's wallet");
  const coin = coinOf(payToWitnessPublicKeyHash(hexToBytes(wallet.publicKey)), sat(1_000_500n));
  const chain = new CoinChain({ coins: [coin] });
  const { funding, opener, acceptor } = openChannel(
    { opener: channelSecrets('Alice'), acceptor: channelSecrets('Bob') },
    { coin, key: wallet, fee: sat(500n) },
    { amount: sat(1_000_000n), push: msat(100_000_000n), toSelfDelay: 6 },
    { toSelfDelay: 6 },
  );
  need(chain.submit(funding));
  chain.mine(3);
  const pair: Pair = { opener, acceptor, notices: [] };
  carry(pair, 'opener', reportDepth(pair.opener, 3));
  carry(pair, 'acceptor', reportDepth(pair.acceptor, 3));
  offer(pair, 'opener', 150_000_000n, preimageOf('never shown'), 110);

  // Height 103, and the payment is Bob's until 110. From 112 on Alice may not wait any longer.
  chain.mine(8);
  expect(channelClaims(pair.opener, chain)).toEqual([]);
  chain.mine();
  const [commitment] = channelClaims(pair.opener, chain);
  expect(commitment && transactionId(commitment)).toBe(transactionId(ownCommitmentTransaction(pair.opener)));
  pair.opener = failChannel(pair.opener, 'No answer.').state;
  for (let block = 0; block < 20; block += 1) {
    act(pair.opener, chain);
    chain.mine();
  }
  // 750,000 and the 150,000 that came back, less the commitment (226), the HTLC-timeout (167) and one sweep for both (122 each).
  expect(collected(pair.acceptor, chain)).toBe(100_000n);
  const got = collected(pair.opener, chain);
  expect(got).toBeLessThan(900_000n - 226n - 167n);
  expect(got).toBeGreaterThan(900_000n - 226n - 167n - 250n);
  expect(totalValue(chain.coins) + chain.fees).toBe(1_000_500n);
});

test('the player can show every channel scenario', () => {
  const runs = [
    runPaymentChannel({ seed: 2, payments: 3 }),
    runRevokedState({ seed: 2, payments: 2 }),
    runWatchtower({ seed: 2, payments: 2 }),
    runSilentCounterparty({ seed: 2, payments: 3 }),
  ];
  for (const { trace } of runs) {
    expect(readTrace(JSON.parse(JSON.stringify(trace)))).toEqual({ ok: true, trace });
  }
});

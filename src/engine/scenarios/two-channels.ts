/** Two channels in a row on the coin ledger, Ann's to Ben and Ben's to Cem: what the story of a payment on chain begins with. */
import { hexToBytes } from '../foundation/bytes.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import { createKey } from '../foundation/keys.ts';
import { msat, sat } from '../foundation/units.ts';
import { CoinChain } from '../layer1/chain/coin-chain.ts';
import { payToWitnessPublicKeyHash } from '../layer1/ledger/script/templates.ts';
import { channelSecrets } from '../layer2/channels/channel-keys.ts';
import { openChannel } from '../layer2/channels/open-channel.ts';
import type { ChannelRole, ChannelState } from '../layer2/channels/channel-state.ts';
import { shortChannelId } from '../layer2/lightning/hop-payload.ts';

/** Ann's channel with Ben, or Ben's with Cem. */
export type Link = 'upper' | 'lower';
/** Both channels. */
export const LINKS: readonly Link[] = ['upper', 'lower'];
/** Both sides of a channel. */
export const ROLES: readonly ChannelRole[] = ['opener', 'acceptor'];
/** Ann opened a channel to Ben, and Ben one to Cem. */
export const WHO: Readonly<Record<Link, Readonly<Record<ChannelRole, string>>>> = {
  upper: { opener: 'Ann', acceptor: 'Ben' },
  lower: { opener: 'Ben', acceptor: 'Cem' },
};
/** Their short ids. */
export const CHANNELS = { upper: shortChannelId(101, 1, 0), lower: shortChannelId(101, 2, 0) };
/** Satoshi in each. */
export const CAPACITY = 1_000_000n;
/** What Cem is to get. */
export const AMOUNT = msat(200_000_000);
/** Blocks that he asks for: he claims on chain 18 blocks before they are over. */
export const FINAL_DELTA = 30;
/** On what terms Ben forwards. */
export const POLICY = {
  feeBase: msat(1_000),
  feeProportional: 1_000,
  cltvExpiryDelta: 40,
  htlcMinimum: msat(1_000),
  htlcMaximum: msat(CAPACITY * 1_000n),
};

/** The chain with both funding transactions three blocks deep, and both sides of each channel, not yet told so. */
export function openTwoChannels(seed: number): {
  readonly chain: CoinChain;
  readonly states: Record<Link, Record<ChannelRole, ChannelState>>;
} {
  const wallets = LINKS.map((link) => {
    const key = createKey(`${link} wallet ${seed}`);
    const script = payToWitnessPublicKeyHash(hexToBytes(key.publicKey));
    const id = hashHex(sha256(script));
    return {
      key,
      coin: {
        id,
        output: 0,
        value: sat(CAPACITY + 200n),
        script,
        height: 1,
        medianTime: 0,
        coinbase: false,
      },
    };
  });
  const chain = new CoinChain({ coins: wallets.map(({ coin }) => coin) });
  const opened = LINKS.map((link, index) =>
    openChannel(
      {
        opener: channelSecrets(`${seed} ${link} opener`),
        acceptor: channelSecrets(`${seed} ${link} acceptor`),
      },
      { ...(wallets[index] as (typeof wallets)[number]), fee: sat(200n) },
      { amount: sat(CAPACITY), push: msat(300_000_000n), feerate: sat(253n), toSelfDelay: 6 },
      { toSelfDelay: 6 },
    ),
  );
  for (const { funding } of opened) chain.submit(funding);
  chain.mine(3);
  const [upper, lower] = opened as [(typeof opened)[number], (typeof opened)[number]];
  return { chain, states: { upper: { ...upper }, lower: { ...lower } } };
}

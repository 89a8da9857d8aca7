/** What the tests of channels share: a chain, two sides with a channel between them, and a wire that carries their messages. */
import {
  channelClaims,
  channelSecrets,
  CoinChain,
  coinsOf,
  createKey,
  bytesToHex,
  commitChanges,
  hashHex,
  hexToBytes,
  homeScript,
  msat,
  openChannel,
  payToWitnessPublicKeyHash,
  proposeFulfilment,
  proposeHtlc,
  receiveChannelMessage,
  reportDepth,
  sat,
  sha256,
  totalValue,
  utf8,
  type ChannelMessage,
  type ChannelNotice,
  type ChannelProposal,
  type ChannelRole,
  type ChannelState,
  type ChannelStep,
  type ChannelWishes,
  type Hash,
  type Hex,
  type Result,
} from 'strata';
import { coinOf } from './bitcoin-cases.ts';

/** The value, or the refusal's message as an error. */
export function need<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.rejection.code}: ${result.rejection.message}`);
  return result.value;
}

export const preimageOf = (name: string): Hex => bytesToHex(sha256(utf8(name)));
export const hashOf = (preimage: Hex): Hash => hashHex(sha256(hexToBytes(preimage)));

/** Two sides of a channel that deliver to each other at once, in order. */
export interface Pair {
  opener: ChannelState;
  acceptor: ChannelState;
  readonly notices: { readonly at: ChannelRole; readonly notice: ChannelNotice }[];
}

const across = (role: ChannelRole): ChannelRole => (role === 'opener' ? 'acceptor' : 'opener');

/** Stores `step` at `role` and carries what it sends, and what that leads to, until all is quiet. */
export function carry(pair: Pair, role: ChannelRole, step: ChannelStep): void {
  const wire: { to: ChannelRole; message: ChannelMessage }[] = [];
  const take = (at: ChannelRole, { state, messages, notices }: ChannelStep): void => {
    pair[at] = state;
    for (const notice of notices) pair.notices.push({ at, notice });
    for (const message of messages) wire.push({ to: across(at), message });
  };
  take(role, step);
  for (let next = wire.shift(); next !== undefined; next = wire.shift())
    take(next.to, need(receiveChannelMessage(pair[next.to], next.message)));
}

export const CAPACITY = 1_000_000n;

/** A chain, and a channel of a million satoshi on it that both sides are ready to use. */
export function openPair(
  wishes: Partial<ChannelProposal> = {},
  answer: ChannelWishes = {},
  seed = 'pair',
): { readonly chain: CoinChain; readonly pair: Pair; readonly start: bigint } {
  const key = createKey(`wallet ${seed}`);
  const coin = coinOf(payToWitnessPublicKeyHash(hexToBytes(key.publicKey)), sat(CAPACITY + 200n));
  const chain = new CoinChain({ coins: [coin] });
  const { opener, acceptor, funding } = openChannel(
    { opener: channelSecrets(`opener ${seed}`), acceptor: channelSecrets(`acceptor ${seed}`) },
    { coin, key, fee: sat(200n) },
    { amount: sat(CAPACITY), push: msat(300_000_000n), feerate: sat(253n), toSelfDelay: 6, ...wishes },
    { toSelfDelay: 6, ...answer },
  );
  need(chain.submit(funding));
  chain.mine(3);
  const pair: Pair = { opener, acceptor, notices: [] };
  carry(pair, 'opener', reportDepth(pair.opener, 3));
  carry(pair, 'acceptor', reportDepth(pair.acceptor, 3));
  return { chain, pair, start: totalValue(chain.coins) + chain.fees };
}

/** Offers an HTLC and carries it until it is irrevocably committed; its id. */
export function offer(pair: Pair, from: ChannelRole, amount: bigint, preimage: Hex, expiry = 500): number {
  const id = pair[from].nextHtlcId.ours;
  carry(
    pair,
    from,
    need(proposeHtlc(pair[from], { amount: msat(amount), paymentHash: hashOf(preimage), expiry })),
  );
  carry(pair, from, need(commitChanges(pair[from])));
  return id;
}

/** Claims HTLC `id` of `from`'s with the preimage, until it is out of both commitments. */
export function claim(pair: Pair, from: ChannelRole, id: number, preimage: Hex): void {
  const to = across(from);
  carry(pair, to, need(proposeFulfilment(pair[to], id, preimage)));
  carry(pair, to, need(commitChanges(pair[to])));
}

/** A payment through the channel: offered and claimed. */
export const pay = (pair: Pair, from: ChannelRole, amount: bigint, name = 'payment'): void => {
  const preimage = preimageOf(name);
  claim(pair, from, offer(pair, from, amount, preimage), preimage);
};

/** Submits whatever `state` can claim now; what the chain refuses comes again in the next block. */
export function act(state: ChannelState, chain: CoinChain): void {
  for (const transaction of channelClaims(state, chain)) chain.submit(transaction);
}

/** What stands at `state`'s own script on the chain. */
export const collected = (state: ChannelState, chain: CoinChain): bigint => {
  const home = bytesToHex(homeScript(state));
  return coinsOf(chain.coins).reduce(
    (sum, { script, value }) => sum + (bytesToHex(script) === home ? value : 0n),
    0n,
  );
};

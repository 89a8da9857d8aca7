/** What the scenarios of channels share: a chain, two sides with a channel, the messages between them, and the trace of it all. */
import { bytesToHex, hexToBytes, utf8 } from '../foundation/bytes.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import { createKey } from '../foundation/keys.ts';
import type { Result } from '../foundation/result.ts';
import { msat, sat } from '../foundation/units.ts';
import type { Hash, Hex, Sat } from '../foundation/units.ts';
import { CoinChain } from '../layer1/chain/coin-chain.ts';
import { payToWitnessPublicKeyHash } from '../layer1/ledger/script/templates.ts';
import { transactionId, virtualSize } from '../layer1/ledger/transaction.ts';
import type { Transaction } from '../layer1/ledger/transaction.ts';
import { coinsOf, getCoin } from '../layer1/ledger/utxo.ts';
import {
  channelClaims,
  classifySpending,
  ownCommitmentTransaction,
} from '../layer2/channels/channel-claims.ts';
import type { ClaimChoice } from '../layer2/channels/channel-claims.ts';
import { wholeSat } from '../layer2/channels/channel-fees.ts';
import { channelSecrets } from '../layer2/channels/channel-keys.ts';
import { homeScript, receiveChannelMessage, reportDepth } from '../layer2/channels/channel-machine.ts';
import type { ChannelMessage } from '../layer2/channels/channel-messages.ts';
import { openChannel } from '../layer2/channels/open-channel.ts';
import { otherSide } from '../layer2/channels/channel-state.ts';
import type {
  ChannelNotice,
  ChannelRole,
  ChannelState,
  ChannelStep,
} from '../layer2/channels/channel-state.ts';
import { proposeFulfilment, proposeHtlc } from '../layer2/channels/channel-updates.ts';
import { commitChanges } from '../layer2/channels/commitment-dance.ts';
import type { NewTraceEvent, Recorder } from '../simulation/recorder.ts';

/** Milliseconds that a message takes. */
const MESSAGE_MS = 40;
const BLOCK_MS = 600_000;
const FUNDING_FEE = 200n;

/** What a channel's world is made of. */
export interface ChannelWorldSettings {
  readonly seed: number;
  readonly recorder: Recorder;
  readonly capacity: Sat;
  /** What the acceptor has from the start. */
  readonly push: Sat;
  /** Blocks that each side's own coins wait. */
  readonly delay: number;
  readonly feerate?: Sat;
  readonly anchors?: boolean;
}

type WithoutOccurrence<E> = E extends NewTraceEvent ? Omit<E, 'at' | 'actor' | 'layer'> : never;
/** An event before it is said who did it, and when. */
export type ChannelHappening = WithoutOccurrence<NewTraceEvent>;

/** How a side handles a message; the engine's own unless told. */
export type ReceiveMessage = (state: ChannelState, message: ChannelMessage) => Result<ChannelStep>;

const NAMES: Readonly<Record<ChannelRole, string>> = { opener: 'alice', acceptor: 'bob' };

/** Alice opens a channel to Bob; each stores every state, and what happens goes into the trace. */
export class ChannelWorld {
  readonly chain: CoinChain;
  readonly states: Record<ChannelRole, ChannelState>;
  /** Every state that each side stored, in order. */
  readonly archive: Record<ChannelRole, ChannelState[]>;
  readonly channel: string;
  readonly #recorder: Recorder;
  readonly #seed: number;
  readonly #receive: Record<ChannelRole, ReceiveMessage> = {
    opener: receiveChannelMessage,
    acceptor: receiveChannelMessage,
  };
  readonly #told: (role: ChannelRole, notice: ChannelNotice) => void;
  #at = 0;
  #payments = 0;

  constructor(
    settings: ChannelWorldSettings,
    told: (role: ChannelRole, notice: ChannelNotice) => void = () => undefined,
  ) {
    const { seed, recorder, capacity, push, delay, feerate = sat(253n), anchors = false } = settings;
    this.#recorder = recorder;
    this.#seed = seed;
    this.#told = told;
    const key = createKey(`channel wallet ${seed}`);
    const coin = {
      id: hashHex(sha256(hexToBytes(key.publicKey))),
      output: 0,
      value: sat(capacity + FUNDING_FEE),
      script: payToWitnessPublicKeyHash(hexToBytes(key.publicKey)),
      height: 1,
      medianTime: 0,
      coinbase: false,
    };
    this.chain = new CoinChain({ coins: [coin] });
    const { opener, acceptor, funding } = openChannel(
      { opener: channelSecrets(`alice ${seed}`), acceptor: channelSecrets(`bob ${seed}`) },
      { coin, key, fee: sat(FUNDING_FEE) },
      { amount: capacity, push: msat(push * 1000n), feerate, anchors, toSelfDelay: delay },
      { toSelfDelay: delay },
    );
    this.states = { opener, acceptor };
    this.archive = { opener: [opener], acceptor: [acceptor] };
    this.channel = transactionId(funding);
    this.submit('alice', funding, sat(FUNDING_FEE));
    this.mine(opener.minimumDepth);
    this.note('alice', { kind: 'channel-opened', channel: this.channel, capacity: `${capacity}` });
    for (const role of ['opener', 'acceptor'] as const)
      this.step(role, reportDepth(this.states[role], opener.minimumDepth));
  }

  /** Milliseconds since the world began. */
  get now(): number {
    return this.#at;
  }

  /** Lets `role` handle messages in another way from here on. */
  handleBy(role: ChannelRole, receive: ReceiveMessage): void {
    this.#receive[role] = receive;
  }

  /** Notes something that `actor` does now. */
  note(actor: string, event: ChannelHappening, layer: 1 | 2 = 2): void {
    this.#recorder.record({ ...event, at: this.#at, actor, layer } as NewTraceEvent);
  }

  /** Stores a step of `role`'s and carries all messages that it leads to. @throws RangeError when an honest side refuses one */
  step(role: ChannelRole, step: ChannelStep): void {
    const wire: { readonly to: ChannelRole; readonly message: ChannelMessage }[] = [];
    const take = (at: ChannelRole, { state, messages, notices }: ChannelStep): void => {
      const before = this.states[at];
      this.states[at] = state;
      this.archive[at].push(state);
      if (state.own.number > before.own.number) this.#recordCommitment(at, state);
      for (const notice of notices) this.#told(at, notice);
      for (const message of messages) wire.push({ to: otherSide(at), message });
    };
    take(role, step);
    for (let next = wire.shift(); next !== undefined; next = wire.shift()) {
      this.#at += MESSAGE_MS;
      const received = this.#receive[next.to](this.states[next.to], next.message);
      if (!received.ok) throw new RangeError(`${next.message.type}: ${received.rejection.message}`);
      take(next.to, received.value);
    }
  }

  #recordCommitment(role: ChannelRole, { own }: ChannelState): void {
    const { shares, number } = own;
    this.note(NAMES[role], {
      kind: 'commitment-updated',
      channel: this.channel,
      number,
      own: `${wholeSat(shares[role])}`,
      other: `${wholeSat(shares[otherSide(role)])}`,
      open: shares.htlcs.length,
    });
  }

  /** Does what `step` says unless it is refused; whether it was done. */
  attempt(role: ChannelRole, step: Result<ChannelStep>): boolean {
    if (step.ok) this.step(role, step.value);
    return step.ok;
  }

  /** The preimage of payment number `payment`. */
  preimage(payment: number): Hex {
    return bytesToHex(sha256(utf8(`${this.#seed} payment ${payment}`)));
  }

  /** Offers a payment and commits to it; its HTLC's id, or null when `from` cannot. */
  offer(
    from: ChannelRole,
    amount: Sat,
    expiry = this.chain.height + 40,
  ): { readonly id: number; readonly preimage: Hex } | null {
    const preimage = this.preimage(this.#payments);
    const id = this.states[from].nextHtlcId.ours;
    const paymentHash: Hash = hashHex(sha256(hexToBytes(preimage)));
    const offer = { amount: msat(amount * 1000n), paymentHash, expiry };
    if (!this.attempt(from, proposeHtlc(this.states[from], offer))) return null;
    this.#payments += 1;
    this.attempt(from, commitChanges(this.states[from]));
    return { id, preimage };
  }

  /** A payment from one side to the other: offered, committed to, claimed, and out of both commitments. Whether it was made. */
  pay(from: ChannelRole, amount: Sat): boolean {
    const offered = this.offer(from, amount);
    if (offered === null) return false;
    const to = otherSide(from);
    if (!this.attempt(to, proposeFulfilment(this.states[to], offered.id, offered.preimage))) return false;
    return this.attempt(to, commitChanges(this.states[to]));
  }

  /** Submits a transaction of `actor`'s; its id when the pool took it. */
  submit(actor: string, transaction: Transaction, fee = this.#feeOf(transaction)): Hash | null {
    const submitted = this.chain.submit(transaction);
    if (!submitted.ok) return null;
    const size = virtualSize(transaction);
    this.note(actor, { kind: 'transaction-submitted', transaction: submitted.value, fee: `${fee}`, size }, 1);
    return submitted.value;
  }

  #feeOf({ inputs, outputs }: Transaction): Sat {
    const spent = inputs.reduce(
      (sum, { id, output }) => sum + (getCoin(this.chain.pendingCoins, id, output)?.value ?? 0n),
      0n,
    );
    return sat(outputs.reduce((left, { value }) => left - value, spent));
  }

  /** Publishes a commitment of `role`'s, its newest or an old one. */
  publish(role: ChannelRole, state: ChannelState): void {
    const revoked = state.own.number < this.states[role].own.number;
    const { number } = state.own;
    this.note(NAMES[role], { kind: 'commitment-published', channel: this.channel, number, revoked });
    this.submit(NAMES[role], ownCommitmentTransaction(state));
  }

  /** Lets `role` take what is its own now; the ids of what it submitted. A penalty is noted as one. */
  act(role: ChannelRole, choice: ClaimChoice = {}, state = this.states[role]): readonly Hash[] {
    const spending = classifySpending(state, this.chain.spenderOf(state.terms.funding)?.transaction ?? null);
    return channelClaims(state, this.chain, choice).flatMap((transaction) => {
      const id = this.submit(NAMES[role], transaction);
      if (id === null) return [];
      if (spending.kind === 'unspent' && state.phase === 'failed') {
        const { number } = state.own;
        this.note(NAMES[role], {
          kind: 'commitment-published',
          channel: this.channel,
          number,
          revoked: false,
        });
      }
      if (spending.kind === 'revoked') this.penalty(NAMES[role], transaction);
      return [id];
    });
  }

  /** Notes that `actor` published a penalty. */
  penalty(actor: string, transaction: Transaction): void {
    const outputs = transaction.inputs.length;
    this.note(actor, {
      kind: 'penalty-published',
      channel: this.channel,
      transaction: transactionId(transaction),
      outputs,
    });
  }

  /** Mines blocks, ten minutes each; what went in is noted. */
  mine(blocks = 1): void {
    for (let mined = 0; mined < blocks; mined += 1) {
      this.#at = BLOCK_MS * (Math.floor(this.#at / BLOCK_MS) + 1);
      const { height, entries } = this.chain.mine();
      for (const { id } of entries)
        this.note(
          'miner',
          { kind: 'transaction-included', transaction: id, block: `block ${height}`, waited: 0 },
          1,
        );
    }
  }

  /** What `role` has of the channel on the chain, at its own script. */
  collected(role: ChannelRole): Sat {
    const home = bytesToHex(homeScript(this.states[role]));
    const own = coinsOf(this.chain.coins).filter(({ script }) => bytesToHex(script) === home);
    return sat(own.reduce((sum, { value }) => sum + value, 0n));
  }

  /** Notes what each side has in the end. */
  settle(): Readonly<Record<ChannelRole, Sat>> {
    const got = { opener: this.collected('opener'), acceptor: this.collected('acceptor') };
    for (const role of ['opener', 'acceptor'] as const)
      this.note(NAMES[role], { kind: 'channel-settled', channel: this.channel, amount: `${got[role]}` }, 1);
    return got;
  }
}

/** Three parties with two real channels on the coin ledger, and a payment from the first to the last. */
import { bytesToHex, hexToBytes, utf8 } from '../foundation/bytes.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import { createKey } from '../foundation/keys.ts';
import type { Result } from '../foundation/result.ts';
import { msat, sat } from '../foundation/units.ts';
import type { Hex, Sat } from '../foundation/units.ts';
import type { CoinChain } from '../layer1/chain/coin-chain.ts';
import { coinsOf } from '../layer1/ledger/utxo.ts';
import { channelClaims } from '../layer2/channels/channel-claims.ts';
import { learnPreimages } from '../layer2/channels/learn-preimages.ts';
import { wholeSat } from '../layer2/channels/channel-fees.ts';
import { homeScript, receiveChannelMessage, reportDepth } from '../layer2/channels/channel-machine.ts';
import { otherSide, ownPlan } from '../layer2/channels/channel-state.ts';
import type {
  ChannelNotice,
  ChannelRole,
  ChannelState,
  ChannelStep,
} from '../layer2/channels/channel-state.ts';
import { proposeFailure, proposeFulfilment, proposeHtlc } from '../layer2/channels/channel-updates.ts';
import { commitChanges } from '../layer2/channels/commitment-dance.ts';
import { buildCommitment } from '../layer2/channels/commitment-transaction.ts';
import { transactionId } from '../layer1/ledger/transaction.ts';
import { createChannelGraph } from '../layer2/lightning/channel-graph.ts';
import { decodeFailure, encodeFailure } from '../layer2/lightning/failure-message.ts';
import { findRoute } from '../layer2/lightning/find-route.ts';
import { checkFinalHtlc, checkForwarding } from '../layer2/lightning/forward-htlc.ts';
import type { OwnInvoice } from '../layer2/lightning/forward-htlc.ts';
import { decodeHopPayload } from '../layer2/lightning/hop-payload.ts';
import { peelOnion } from '../layer2/lightning/onion-packet.ts';
import { attemptOver } from '../layer2/lightning/payment-attempt.ts';
import { openFailure, sealFailure } from '../layer2/lightning/return-packet.ts';
import {
  AMOUNT,
  CAPACITY,
  CHANNELS,
  FINAL_DELTA,
  LINKS,
  openTwoChannels,
  POLICY,
  ROLES,
  WHO,
} from './two-channels.ts';
import type { Link } from './two-channels.ts';
import { Recorder } from '../simulation/recorder.ts';

/**
 * How the payment ends. `together`: all talk. `claimed`: Cem shows the preimage to nobody and claims on chain. `deserted`:
 * the same, and Ann says nothing any more either. `gone`: Cem does nothing at all.
 */
export type OnChainEnding = 'together' | 'claimed' | 'deserted' | 'gone';

/** What the payer knows: paid, with the preimage, failed, or nothing, since she heard nothing. */
export type PaymentOutcome = 'paid' | 'failed' | 'unknown';

const BLOCK_MS = 600_000;
/** Confirmations after which nothing is undone any more: an HTLC is failed only then (BOLT 2, "Forwarding HTLCs"). */
const SETTLED_DEPTH = 3;

const need = <T>(result: Result<T>): T => {
  if (!result.ok) throw new RangeError(`${result.rejection.code}: ${result.rejection.message}`);
  return result.value;
};

/** Three parties, two channels and the chain below them. */
export class ThreeParties {
  readonly chain: CoinChain;
  readonly recorder: Recorder;
  readonly states: Record<Link, Record<ChannelRole, ChannelState>>;
  outcome: PaymentOutcome = 'unknown';
  preimage: Hex | null = null;
  readonly #ending: OnChainEnding;
  /** Those who neither hear nor say anything. */
  readonly #deaf = new Set<string>();
  readonly #invoice: OwnInvoice;
  readonly #keys = Object.fromEntries(
    ['Ann', 'Ben', 'Cem'].map((name) => [name, createKey(`on chain ${name}`)]),
  );
  #secrets: readonly Uint8Array[] = [];
  #benSecret = new Uint8Array(32);
  /** Blocks made since the channels opened, those that were undone among them. */
  #blocks = 0;

  /** Ann, Ben and Cem with two channels that are open, and an invoice of Cem's. */
  constructor(seed: number, ending: OnChainEnding) {
    this.#ending = ending;
    this.recorder = new Recorder(seed);
    const { chain, states } = openTwoChannels(seed);
    this.chain = chain;
    this.states = states;
    for (const link of LINKS)
      for (const role of ROLES) this.step(link, role, reportDepth(this.states[link][role], 3));
    const preimage = bytesToHex(sha256(utf8(`${seed} preimage`)));
    const secret = hashHex(sha256(utf8(`${seed} secret`)));
    const paymentHash = hashHex(sha256(hexToBytes(preimage)));
    this.#invoice = {
      payee: 'Cem',
      amount: AMOUNT,
      paymentHash,
      paymentSecret: secret,
      finalCltvDelta: FINAL_DELTA,
      preimage,
    };
  }

  get #now(): number {
    return this.#blocks * BLOCK_MS;
  }

  /** Stores a step and carries what it sends, unless one of the two is deaf. */
  step(link: Link, role: ChannelRole, { state, messages, notices }: ChannelStep): void {
    this.states[link][role] = state;
    for (const notice of notices) this.#hear(link, role, notice);
    const to = otherSide(role);
    if (this.#deaf.has(WHO[link][role]) || this.#deaf.has(WHO[link][to])) return;
    for (const message of messages)
      this.step(link, to, need(receiveChannelMessage(this.states[link][to], message)));
  }

  /** Makes an update and signs for it. */
  #make(link: Link, role: ChannelRole, update: ChannelStep): void {
    this.step(link, role, update);
    if (!this.#deaf.has(WHO[link][role])) this.step(link, role, need(commitChanges(this.states[link][role])));
  }

  #offer(link: Link, amount: bigint, expiry: number, onion: Uint8Array): void {
    const { opener, acceptor } = WHO[link];
    const payment = this.#invoice.paymentHash;
    const what = { channel: link, payment, amount: `${amount}`, to: acceptor, expiry };
    this.recorder.record({ kind: 'htlc-added', at: this.#now, actor: opener, layer: 2, ...what });
    const offer = { amount: msat(amount), paymentHash: payment, expiry, onion: bytesToHex(onion) };
    this.#make(link, 'opener', need(proposeHtlc(this.states[link].opener, offer)));
  }

  /** Ann pays: a route, an onion, and the first HTLC. */
  pay(): void {
    const edge = (link: Link) => {
      const { opener: from, acceptor: to } = WHO[link];
      return { channel: CHANNELS[link], from, to, capacity: msat(CAPACITY * 1_000n), policy: POLICY };
    };
    const graph = createChannelGraph(LINKS.map(edge));
    const wanted = { from: 'Ann', to: 'Cem', amount: AMOUNT, finalCltvDelta: FINAL_DELTA };
    const route = need(findRoute(graph, wanted));
    const keyOf = (name: string): Hex | undefined => this.#keys[name]?.publicKey;
    const session = sha256(utf8('session of Ann'));
    const attempt = attemptOver(route, this.#invoice, keyOf, this.chain.height, session);
    this.#secrets = attempt.secrets;
    this.#offer('upper', attempt.amount, attempt.cltvExpiry, attempt.onion);
  }

  /** What a channel tells to the one who stands above it. */
  #hear(link: Link, role: ChannelRole, notice: ChannelNotice): void {
    if (notice.kind === 'htlc-offered') this.#take(link, role, notice);
    else if (notice.kind === 'htlc-fulfilled') {
      this.#note('htlc-fulfilled', link, false);
      if (link === 'upper') [this.outcome, this.preimage] = ['paid', notice.preimage];
      else this.#pass(notice.preimage);
    } else if (notice.kind === 'htlc-failed' && link === 'upper') {
      const opened = need(openFailure(hexToBytes(notice.reason), this.#secrets));
      const { name } = need(decodeFailure(opened.message));
      this.#note('htlc-failed', 'upper', false, name);
      this.outcome = 'failed';
    }
  }

  #note(
    kind: 'htlc-fulfilled' | 'htlc-failed',
    link: Link,
    onChain: boolean,
    why = 'its lock is over',
  ): void {
    const { paymentHash: payment, amount } = this.#invoice;
    const what = { at: this.#now, actor: WHO[link].opener, channel: link, payment, amount: `${amount}` };
    const layer = onChain ? 1 : 2;
    this.recorder.record(
      kind === 'htlc-fulfilled' ? { ...what, kind, layer, onChain } : { ...what, kind, layer, why },
    );
  }

  /** An HTLC is irrevocably committed: Ben passes it on, Cem takes it in the way that the ending says. */
  #take(link: Link, role: ChannelRole, { htlc }: ChannelNotice & { readonly kind: 'htlc-offered' }): void {
    const name = WHO[link][role];
    const hash = hexToBytes(htlc.paymentHash);
    const secretKey = hexToBytes(this.#keys[name]?.secretKey ?? '0x');
    const peeled = need(peelOnion(hexToBytes(htlc.onion), secretKey, hash));
    const payload = need(decodeHopPayload(peeled.payload));
    const incoming = { amount: htlc.amount, cltvExpiry: htlc.expiry };
    if (peeled.next !== null) {
      need(checkForwarding(incoming, payload, POLICY, this.chain.height, 2));
      this.#benSecret = Uint8Array.from(peeled.sharedSecret);
      this.#offer('lower', payload.amountToForward, payload.outgoingCltv, peeled.next);
      return;
    }
    need(checkFinalHtlc(incoming, payload, this.#invoice, this.chain.height));
    if (this.#ending !== 'together') this.#deaf.add('Cem');
    if (this.#ending === 'deserted') this.#deaf.add('Ann');
    if (this.#ending !== 'gone')
      this.#make(
        link,
        role,
        need(proposeFulfilment(this.states[link][role], htlc.id, this.#invoice.preimage)),
      );
  }

  /** Ben has the preimage: he claims from Ann, in the channel while she listens, and otherwise on chain. */
  #pass(preimage: Hex): void {
    const { acceptor } = this.states.upper;
    if (acceptor.preimages[this.#invoice.paymentHash] !== undefined) return;
    this.#make('upper', 'acceptor', need(proposeFulfilment(acceptor, 0, preimage)));
  }

  /** Whether Ben's own HTLC towards Cem is back with him for good: its output is spent, deep enough, and shows no preimage. */
  #isBack(): boolean {
    const state = this.states.lower.opener;
    const { transaction, outputs } = buildCommitment(ownPlan(state));
    const output = outputs.findIndex(({ htlc }) => htlc !== null);
    const spender = output === -1 ? null : this.chain.spenderOf({ id: transactionId(transaction), output });
    const isDeep = spender !== null && this.chain.confirmations(spender.id) >= SETTLED_DEPTH;
    return isDeep && state.preimages[this.#invoice.paymentHash] === undefined;
  }

  /** One block, after `undone` of the last ones were undone: what it shows, and what each of them does about it. */
  block(undone = 0): void {
    this.#blocks += 1;
    if (undone > 0) this.chain.reorganise(undone);
    for (const { id } of this.chain.mine().entries) {
      const what = { transaction: id, block: `block ${this.chain.height}`, waited: 0 };
      this.recorder.record({
        kind: 'transaction-included',
        at: this.#now,
        actor: 'miner',
        layer: 1,
        ...what,
      });
    }
    for (const link of LINKS)
      for (const role of ROLES) this.states[link][role] = learnPreimages(this.states[link][role], this.chain);
    const learnt = this.states.lower.opener.preimages[this.#invoice.paymentHash];
    if (
      learnt !== undefined &&
      this.states.upper.acceptor.preimages[this.#invoice.paymentHash] === undefined
    ) {
      this.#note('htlc-fulfilled', 'lower', true);
      this.#pass(learnt);
    }
    if (
      this.#isBack() &&
      this.states.upper.acceptor.own.shares.htlcs.length > 0 &&
      this.outcome === 'unknown'
    ) {
      const reason = bytesToHex(
        sealFailure(encodeFailure({ name: 'permanent_channel_failure' }), this.#benSecret),
      );
      this.#note('htlc-failed', 'lower', true);
      this.#make('upper', 'acceptor', need(proposeFailure(this.states.upper.acceptor, 0, reason)));
    }
    for (const link of LINKS)
      for (const role of ROLES) {
        if (this.#ending === 'gone' && WHO[link][role] === 'Cem') continue;
        this.#claim(link, role);
      }
    const { upper } = this.states;
    const shown = upper.opener.preimages[this.#invoice.paymentHash];
    if (shown !== undefined && this.outcome === 'unknown') {
      this.#note('htlc-fulfilled', 'upper', true);
      [this.outcome, this.preimage] = ['paid', shown];
    }
  }

  /** Submits what one side can take now; the first thing is its commitment, which it puts on the chain alone. */
  #claim(link: Link, role: ChannelRole): void {
    const state = this.states[link][role];
    const isFirst = this.chain.spenderOf(state.terms.funding) === null;
    for (const claim of channelClaims(state, this.chain)) {
      if (!this.chain.submit(claim).ok || !isFirst) continue;
      const what = { channel: link, number: state.own.number, revoked: false };
      const actor = WHO[link][role];
      this.recorder.record({ kind: 'commitment-published', at: this.#now, actor, layer: 1, ...what });
    }
  }

  /** What each has: in channels that are open, and at its own scripts. */
  holdings(): Readonly<Record<string, Sat>> {
    const sums = new Map<string, bigint>();
    for (const link of LINKS)
      for (const role of ROLES) {
        const state = this.states[link][role];
        const home = bytesToHex(homeScript(state));
        const own = coinsOf(this.chain.coins).filter(({ script }) => bytesToHex(script) === home);
        const inside =
          this.chain.spenderOf(state.terms.funding) === null ? wholeSat(state.own.shares[role]) : 0n;
        const sum = own.reduce((before, { value }) => before + value, inside);
        sums.set(WHO[link][role], (sums.get(WHO[link][role]) ?? 0n) + sum);
      }
    return Object.fromEntries([...sums].map(([name, sum]) => [name, sat(sum)]));
  }
}

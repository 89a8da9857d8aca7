/** The light client as a contract: it keeps the headers of another chain, and stops for good when that chain contradicts itself. */
import { bigintToFixedBytes, hexToBytes } from '../foundation/bytes.ts';
import { decoding } from '../foundation/errors.ts';
import { hashHex } from '../foundation/hash.ts';
import { ok, reject } from '../foundation/result.ts';
import type { Result } from '../foundation/result.ts';
import { decodeRlp, encodeRlp, rlpBytes, rlpInteger, rlpList, rlpQuantity } from '../foundation/rlp.ts';
import { gas, ms } from '../foundation/units.ts';
import { callCodec } from '../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../layer1/machine/contracts/call-codec.ts';
import type { CallContext, Contract } from '../layer1/machine/contracts/contract.ts';
import { slotOf } from '../layer1/machine/contracts/slots.ts';
import { wordBytes } from '../layer1/machine/word.ts';
import { decodeHeaderUpdate } from './foreign-header.ts';
import type { HeaderUpdate } from './foreign-header.ts';
import { areContradictory, judgeHeader, trustedStateOf, verifyForeignHeader } from './light-client.ts';
import type { LightClientSettings, TrustedState, VerifyForeignHeader } from './light-client.ts';

const codec = callCodec({
  /** Moves on to a header: an encoded `HeaderUpdate`. */
  update: { header: 'bytes' },
  /** Two headers that contradict each other, both encoded. */
  accuse: { first: 'bytes', second: 'bytes' },
  /** What the client has at a height. */
  stateAt: { height: 'count' },
  /** What it has at the greatest height. */
  latest: {},
});

/** What a light client is asked: to move on to a header, to hear an accusation, or for a state that it trusts. */
export type LightClientCall = CallOf<typeof codec>;

/** How a client begins and by what it checks. */
export interface LightClientContractSettings extends LightClientSettings {
  readonly id: string;
  /** The header that whoever sets up the client trusts. */
  readonly initial: TrustedState;
  /** The part that a lab replaces; the reference unless told. */
  readonly verify?: VerifyForeignHeader;
}

/** What checking a signature costs (Yellow Paper, appendix E: ECREC). */
export const GAS_SIGNATURE_CHECK = gas(3_000);

const LATEST = 0n;
const FROZEN = 1n;
const APP_HASH = 2n;
const TIMESTAMP = 3n;
const NEXT_VALIDATORS = 4n;
/** For each height that the client has, the next higher of them. */
const HIGHER = 5n;

const RULE = 'ICS-2, "Client"';
const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({ code, rule: RULE, message, received, expected });

/** The storage slot in which a light client contract keeps whether it is frozen: 1 or 0. */
export const CLIENT_FROZEN_SLOT = FROZEN;

/** The storage slot in which a light client contract keeps its greatest height. */
export const CLIENT_LATEST_SLOT = LATEST;

/** A trusted state as a contract answers it: RLP of height, time and both hashes. */
const encodeState = ({ height, timestamp, appHash, nextValidatorsHash }: TrustedState): Uint8Array =>
  encodeRlp([rlpInteger(height), rlpInteger(timestamp), hexToBytes(appHash), hexToBytes(nextValidatorsHash)]);

/** The state that a light client answered with. Refused: any form that it would not write. */
export function readTrustedState(answer: Uint8Array): Result<TrustedState> {
  const decoded = decodeRlp(answer);
  if (!decoded.ok) return decoded;
  return decoding(() => {
    const [height, timestamp, appHash, next] = rlpList(decoded.value, 4, 'A state', RULE);
    return {
      height: Number(rlpQuantity(height, 'The height', RULE, 48)),
      timestamp: ms(Number(rlpQuantity(timestamp, 'The time', RULE, 48))),
      appHash: hashHex(rlpBytes(appHash, 'The root', RULE, 32)),
      nextValidatorsHash: hashHex(rlpBytes(next, 'The set', RULE, 32)),
    };
  });
}

/** The client's storage, with the initial state in it from the start. */
class ClientStorage {
  readonly #context: CallContext;
  readonly #initial: TrustedState;

  constructor(context: CallContext, initial: TrustedState) {
    this.#context = context;
    this.#initial = initial;
  }

  get latest(): number {
    const stored = Number(this.#context.load(LATEST));
    return stored === 0 ? this.#initial.height : stored;
  }

  at(height: number): TrustedState | null {
    if (height === this.#initial.height) return this.#initial;
    const timestamp = this.#context.load(slotOf(TIMESTAMP, BigInt(height)));
    if (timestamp === 0n) return null;
    const hash = (place: bigint) => hashHex(wordBytes(this.#context.load(slotOf(place, BigInt(height)))));
    return {
      height,
      timestamp: ms(Number(timestamp)),
      appHash: hash(APP_HASH),
      nextValidatorsHash: hash(NEXT_VALIDATORS),
    };
  }

  /** The states that the client has next below and next above `height`, looked for from `from`, which it has and is lower. */
  around(
    height: number,
    from: number,
  ): { readonly before: TrustedState | null; readonly after: TrustedState | null } {
    let below = from;
    for (;;) {
      const next = Number(this.#context.load(slotOf(HIGHER, BigInt(below))));
      if (next === 0) return { before: this.at(below), after: null };
      if (next >= height) return { before: this.at(below), after: this.at(next) };
      below = next;
    }
  }

  put(state: TrustedState, before: TrustedState | null, after: TrustedState | null): void {
    const { height } = state;
    const place = (at: bigint, key: number, word: bigint): void =>
      this.#context.store(slotOf(at, BigInt(key)), word);
    place(TIMESTAMP, height, BigInt(state.timestamp));
    place(APP_HASH, height, BigInt(state.appHash));
    place(NEXT_VALIDATORS, height, BigInt(state.nextValidatorsHash));
    if (before !== null) place(HIGHER, before.height, BigInt(height));
    if (after !== null) place(HIGHER, height, BigInt(after.height));
    if (height > this.latest) this.#context.store(LATEST, BigInt(height));
  }
}

/**
 * A light client of the chain that `settings` names. Anyone may bring headers. A header that contradicts the client's own,
 * or an accusation that holds, freezes it: it answers no more (ICS-7, "Misbehaviour predicate"); what then becomes of what
 * depends on it is for people to decide. A client whose newest header is older than the trusting period answers no more either.
 */
export function lightClientContract(settings: LightClientContractSettings): Contract<LightClientCall> {
  const { id, initial, verify = verifyForeignHeader, trustingPeriod } = settings;

  const checked = (context: CallContext, storage: ClientStorage, data: Uint8Array): Result<HeaderUpdate> => {
    const decoded = decodeHeaderUpdate(data);
    if (!decoded.ok) return decoded;
    const update = decoded.value;
    const trusted = storage.at(update.trustedHeight);
    if (trusted === null)
      return refuse('unknown-height', 'The client has no such header.', update.trustedHeight, storage.latest);
    context.charge(gas(GAS_SIGNATURE_CHECK * BigInt(update.signed.commit.votes.length)));
    const verdict = verify(trusted, update, context.block.timestamp, settings);
    return verdict.ok ? decoded : verdict;
  };

  const freeze = (context: CallContext, height: number): Result<Uint8Array> => {
    context.store(FROZEN, 1n);
    context.log('client-frozen', bigintToFixedBytes(BigInt(height), 8));
    return ok(Uint8Array.of(0));
  };

  const update = (context: CallContext, storage: ClientStorage, data: Uint8Array): Result<Uint8Array> => {
    const held = checked(context, storage, data);
    if (!held.ok) return held;
    const { header } = held.value.signed;
    const { before, after } = storage.around(header.height, held.value.trustedHeight);
    const same = storage.at(header.height);
    const states = { same, before, after: after?.height === header.height ? null : after };
    const verdict = judgeHeader(header, states);
    if (verdict === 'misbehaviour') return freeze(context, header.height);
    if (verdict === 'new') {
      storage.put(trustedStateOf(header), before, after);
      context.log('client-updated', bigintToFixedBytes(BigInt(header.height), 8));
    }
    return ok(Uint8Array.of(1));
  };

  const accuse = (
    context: CallContext,
    storage: ClientStorage,
    first: Uint8Array,
    second: Uint8Array,
  ): Result<Uint8Array> => {
    const [a, b] = [checked(context, storage, first), checked(context, storage, second)];
    if (!a.ok) return a;
    if (!b.ok) return b;
    const [one, other] = [a.value.signed.header, b.value.signed.header];
    if (!areContradictory(one, other))
      return refuse(
        'no-contradiction',
        'Both headers can be true.',
        [one.height, other.height],
        'a contradiction',
      );
    return freeze(context, one.height);
  };

  return {
    id,
    codec,
    call(context, call) {
      if (context.value !== 0n) return refuse('not-payable', 'A client takes no coins.', context.value, 0n);
      const storage = new ClientStorage(context, initial);
      if (context.load(FROZEN) !== 0n)
        return refuse('client-frozen', 'The chain contradicted itself.', 'frozen', 'a client that is not');
      if (call.kind === 'update') return update(context, storage, call.header);
      if (call.kind === 'accuse') return accuse(context, storage, call.first, call.second);
      const latest = storage.at(storage.latest);
      if (latest === null || latest.timestamp + trustingPeriod <= context.block.timestamp)
        return refuse(
          'client-expired',
          'No header came for too long.',
          latest?.timestamp ?? null,
          trustingPeriod,
        );
      const state = call.kind === 'latest' ? latest : storage.at(call.height);
      if (state === null)
        return refuse('unknown-height', 'The client has no such header.', call, storage.latest);
      return ok(encodeState(state));
    },
  };
}

/** What a light client tells another contract: the state at `height`, or at the greatest one. */
export function askLightClient(
  context: CallContext,
  client: Contract<LightClientCall>,
  height?: number,
): Result<TrustedState> {
  const answer = context.call(
    client,
    height === undefined ? { kind: 'latest' } : { kind: 'stateAt', height },
  );
  return answer.ok ? readTrustedState(answer.value) : answer;
}

/** Stake on one chain that answers for votes on others: a hub that slashes by evidence from its consumers. */
import { bigintToFixedBytes, hexToBytes } from '../foundation/bytes.ts';
import { addressOf } from '../foundation/keys.ts';
import { ok, reject } from '../foundation/result.ts';
import type { Result } from '../foundation/result.ts';
import { gas, wei } from '../foundation/units.ts';
import type { Address, Hex, Ms, Wei } from '../foundation/units.ts';
import { callCodec } from '../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../layer1/machine/contracts/call-codec.ts';
import type { CallContext, Contract } from '../layer1/machine/contracts/contract.ts';
import { slotOf } from '../layer1/machine/contracts/slots.ts';
import type { Word } from '../layer1/machine/word.ts';
import { decodeHeaderUpdate, foreignHeaderHash } from './foreign-header.ts';
import type { HeaderUpdate } from './foreign-header.ts';
import { GAS_SIGNATURE_CHECK } from './light-client-contract.ts';
import { signersOf } from './validator-set.ts';

const codec = callCodec({
  /** Puts the coins that come along behind the caller's key; a request to unbond is void with it. */
  stake: {},
  /** Asks for all of it back; it stays liable until the unbonding time is over. */
  unbond: {},
  fetch: {},
  /** Two different headers of one height of a consumer chain, with votes: whoever signed both is slashed. */
  accuse: { first: 'bytes', second: 'bytes' },
});

/** What a hub of stake is asked. */
export type SecurityHubCall = CallOf<typeof codec>;

/** What a hub is made of. */
export interface SecurityHubSettings {
  readonly id: string;
  /** The chains that its stake answers for, by their ids. */
  readonly consumers: readonly string[];
  /** What part of an offender's stake is destroyed for each offence. */
  readonly slashed: SlashedPart;
  /** How long stake stays liable after it was asked back: longer than evidence takes to come. */
  readonly unbonding: Ms;
}

const [STAKES, ASKED_AT, PUNISHED] = [0n, 1n, 2n];
const RULE = 'Interchain Security, ADR 005, "Cryptographic verification of equivocation evidence"';
const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({ code, rule: RULE, message, received, expected });
const NOBODY = `0x${'00'.repeat(20)}` as Address;

/** The slot in which a hub keeps the stake behind an address's key. */
export const hubStakeSlot = (staker: Address): Word => slotOf(STAKES, BigInt(staker));

/** Who signed both headers. Refused: headers that do not contradict each other, and votes that do not hold. */
function offendersOf(
  context: CallContext,
  first: HeaderUpdate,
  second: HeaderUpdate,
  consumers: readonly string[],
): Result<readonly Hex[]> {
  const [a, b] = [first.signed.header, second.signed.header];
  if (!consumers.includes(a.chainId) || a.chainId !== b.chainId)
    return refuse(
      'not-a-consumer',
      'The stake does not answer for that chain.',
      [a.chainId, b.chainId],
      consumers,
    );
  if (a.height !== b.height || foreignHeaderHash(a) === foreignHeaderHash(b))
    return refuse(
      'no-offence',
      'These are not two headers of one height.',
      [a.height, b.height],
      'two of one',
    );
  const votes = first.signed.commit.votes.length + second.signed.commit.votes.length;
  context.charge(gas(GAS_SIGNATURE_CHECK * BigInt(votes)));
  const signers = signersOf(first.signed.commit, first.validators);
  if (!signers.ok) return signers;
  const others = signersOf(second.signed.commit, second.validators);
  if (!others.ok) return others;
  return ok(signers.value.filter((key) => others.value.includes(key)));
}

/**
 * The hub. A consumer chain has the hub's stakers as its validators, and its headers are proof enough of an offence: nobody has
 * to believe the consumer chain, and its own code cannot slash anyone (Interchain Security's cryptographic evidence). An offence
 * is punished once; what is slashed is destroyed, so that offenders cannot pay it to themselves.
 */
export function securityHub(settings: SecurityHubSettings): Contract<SecurityHubCall> {
  const { id, consumers, slashed, unbonding } = settings;

  const accuse = (
    context: CallContext,
    call: Extract<SecurityHubCall, { kind: 'accuse' }>,
  ): Result<Uint8Array> => {
    const [first, second] = [decodeHeaderUpdate(call.first), decodeHeaderUpdate(call.second)];
    if (!first.ok) return first;
    if (!second.ok) return second;
    const offenders = offendersOf(context, first.value, second.value, consumers);
    if (!offenders.ok) return offenders;
    const { chainId, height } = first.value.signed.header;
    const offence = slotOf(BigInt(consumers.indexOf(chainId)), BigInt(height));
    let burnt = 0n;
    for (const key of offenders.value) {
      const staker = addressOf(key);
      if (staker === null) continue;
      const done = slotOf(slotOf(PUNISHED, offence), BigInt(staker));
      const stake = context.load(hubStakeSlot(staker));
      if (context.load(done) !== 0n || stake === 0n) continue;
      const loss = (stake * slashed.numerator) / slashed.denominator;
      context.store(done, 1n);
      context.store(hubStakeSlot(staker), stake - loss);
      context.log('slashed', hexToBytes(staker));
      burnt += loss;
    }
    if (burnt === 0n)
      return refuse('nobody-to-slash', 'Nobody with stake signed both.', offenders.value.length, 'one');
    const sent = context.send(NOBODY, wei(burnt));
    return sent.ok ? ok(bigintToFixedBytes(burnt, 32)) : sent;
  };

  return {
    id,
    codec,
    call(context, call) {
      const { caller, block, value } = context;
      if (value !== 0n && call.kind !== 'stake')
        return refuse('not-payable', 'Coins come with a stake only.', value, 0n);
      const [stake, asked] = [hubStakeSlot(caller), slotOf(ASKED_AT, BigInt(caller))];
      switch (call.kind) {
        case 'accuse':
          return accuse(context, call);
        case 'stake':
          context.store(stake, context.load(stake) + context.value);
          // All of it is liable anew: a request made beforehand would let fresh stake go at once after an offence.
          context.store(asked, 0n);
          return ok(new Uint8Array(0));
        case 'unbond':
          if (context.load(stake) === 0n)
            return refuse('nothing-staked', 'There is no stake to ask back.', 0n, 'a stake');
          context.store(asked, BigInt(block.timestamp));
          return ok(new Uint8Array(0));
        case 'fetch': {
          const since = Number(context.load(asked));
          if (since === 0 || block.timestamp < since + unbonding)
            return refuse('still-bonded', 'The stake is still liable.', block.timestamp, since + unbonding);
          const amount = context.load(stake);
          context.store(stake, 0n);
          context.store(asked, 0n);
          return context.send(caller, wei(amount));
        }
      }
    },
  };
}

/** What part of an offender's stake is destroyed. */
export interface SlashedPart {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * What two contradicting headers of one chain cost those who sign them: two quorums of more than two thirds share more than a third of the
 * stake, and that third is slashed (V. Buterin, V. Griffith, Casper the Friendly Finality Gadget, 2017, theorem 1). Rounded down.
 */
export const costOfCorruption = (stake: Wei, { numerator, denominator }: SlashedPart): Wei =>
  wei((stake * numerator) / (3n * denominator));

/** Chains that share stake, each with what breaking it would bring. */
export interface SharedStake {
  readonly stake: Wei;
  readonly profits: readonly Wei[];
  readonly slashed: SlashedPart;
}

/**
 * Cost and profit of corruption, all stake shared and each chain with an equal part of it for itself. Shared, breaking
 * one chain costs as much as breaking all of them, since the same third is lost: so what counts is the sum of the profits. Apart, each is as safe as its own part
 * (EigenLayer: The Restaking Collective, 2023, on cost and profit of corruption).
 */
export function compareSharedSecurity({ stake, profits, slashed }: SharedStake): {
  readonly shared: Wei;
  readonly apart: Wei;
  readonly profitOfAll: Wei;
  readonly isSharedSafe: boolean;
  readonly areApartSafe: boolean;
} {
  const shared = costOfCorruption(stake, slashed);
  const count = BigInt(Math.max(1, profits.length));
  const apart = costOfCorruption(wei(stake / count), slashed);
  const profitOfAll = wei(profits.reduce((sum, profit) => sum + profit, 0n));
  return {
    shared,
    apart,
    profitOfAll,
    isSharedSafe: shared >= profitOfAll,
    areApartSafe: profits.every((profit) => apart >= profit),
  };
}

/** A light client of a chain that is sealed by a quorum of stake: which header follows from one that it trusts. */
import { ok, reject } from '../foundation/result.ts';
import type { Result } from '../foundation/result.ts';
import type { Hash, Ms } from '../foundation/units.ts';
import { foreignHeaderHash } from './foreign-header.ts';
import type { ForeignHeader, HeaderUpdate } from './foreign-header.ts';
import { isMoreThan, powerOfSigners, signersOf, totalPower, validatorSetHash } from './validator-set.ts';

/** What a client was set up with. */
export interface LightClientSettings {
  readonly chainId: string;
  /**
   * For how long a header is trusted: shorter than stake stays bonded, so that whoever signs a lie can still be made to
   * pay (CometBFT specification, light client, "Security Model").
   */
  readonly trustingPeriod: Ms;
  /** How far in the future a header's time may lie. */
  readonly maxClockDrift: Ms;
  /** How much of the power that the client trusts must have signed a header that is not the next: more than a third unless told. */
  readonly trustLevel?: { readonly numerator: bigint; readonly denominator: bigint };
}

/** What a client keeps of a header (ICS-7, "Consensus state"). */
export interface TrustedState {
  readonly height: number;
  readonly timestamp: Ms;
  readonly appHash: Hash;
  readonly nextValidatorsHash: Hash;
}

/** How a header is checked; the labs' type for a learner's own {@link verifyForeignHeader}. */
export type VerifyForeignHeader = (
  trusted: TrustedState,
  update: HeaderUpdate,
  now: Ms,
  settings: LightClientSettings,
) => Result<void>;

const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({
    code,
    rule: 'CometBFT specification, light client verification',
    message,
    received,
    expected,
  });

/** What a client keeps of `header`. */
export const trustedStateOf = ({
  height,
  timestamp,
  appHash,
  nextValidatorsHash,
}: ForeignHeader): TrustedState => ({
  height,
  timestamp,
  appHash,
  nextValidatorsHash,
});

/**
 * Checks a header against one that is trusted. Refused: another chain (`wrong-chain`), a trusted header that is too old
 * (`trust-expired`), a height or time that is not after it (`height-not-after`, `time-not-after`), a time too far ahead
 * (`from-the-future`), sets that do not hash to what the headers say (`wrong-validators`, `wrong-trusted-validators`), votes that do not
 * hold (`signersOf`), votes for another header (`vote-elsewhere`); for the next height a set other than the one announced
 * (`unannounced-validators`), for a later one too little of the trusted power (`too-little-trust`); and at last votes of two
 * thirds of its own power or less (`too-little-power`). Needs `ready()`. Source: CometBFT, light/verifier.go,
 * `VerifyAdjacent` and `VerifyNonAdjacent`.
 */
export const verifyForeignHeader: VerifyForeignHeader = (trusted, update, now, settings) => {
  const { header, commit } = update.signed;
  const { chainId, trustingPeriod, maxClockDrift } = settings;
  const { numerator, denominator } = settings.trustLevel ?? { numerator: 1n, denominator: 3n };
  if (header.chainId !== chainId)
    return refuse('wrong-chain', 'The header is of another chain.', header.chainId, chainId);
  if (trusted.timestamp + trustingPeriod <= now)
    return refuse('trust-expired', 'The trusted header is too old.', now, trusted.timestamp + trustingPeriod);
  if (header.height <= trusted.height)
    return refuse(
      'height-not-after',
      'The header is not after the trusted one.',
      header.height,
      trusted.height,
    );
  if (header.timestamp <= trusted.timestamp)
    return refuse(
      'time-not-after',
      'Its time is not after the trusted one’s.',
      header.timestamp,
      trusted.timestamp,
    );
  if (header.timestamp >= now + maxClockDrift)
    return refuse('from-the-future', 'Its time lies ahead.', header.timestamp, now + maxClockDrift);
  const own = validatorSetHash(update.validators);
  if (own !== header.validatorsHash)
    return refuse('wrong-validators', 'The header names another set.', own, header.validatorsHash);
  const announced = validatorSetHash(update.trustedValidators);
  if (announced !== trusted.nextValidatorsHash)
    return refuse(
      'wrong-trusted-validators',
      'The trusted set is another.',
      announced,
      trusted.nextValidatorsHash,
    );
  const hash = foreignHeaderHash(header);
  if (commit.block !== hash || commit.slot !== header.height)
    return refuse('vote-elsewhere', 'The votes are for another header.', commit.block, hash);
  const signers = signersOf(commit, update.validators);
  if (!signers.ok) return signers;
  if (header.height === trusted.height + 1) {
    if (own !== trusted.nextValidatorsHash)
      return refuse('unannounced-validators', 'The set was not announced.', own, trusted.nextValidatorsHash);
  } else {
    const [signed, all] = [
      powerOfSigners(update.trustedValidators, signers.value),
      totalPower(update.trustedValidators),
    ];
    if (!isMoreThan(signed, all, numerator, denominator))
      return refuse(
        'too-little-trust',
        `${signed} of ${all} trusted power signed.`,
        signed,
        `more than ${numerator}/${denominator}`,
      );
  }
  const [signed, all] = [powerOfSigners(update.validators, signers.value), totalPower(update.validators)];
  if (!isMoreThan(signed, all, 2n, 3n))
    return refuse('too-little-power', `${signed} of ${all} power signed.`, signed, 'more than 2/3');
  return ok(undefined);
};

/** What comes of a header that holds: it is new, it is known already, or it contradicts what the client has. */
export type UpdateVerdict = 'new' | 'known' | 'misbehaviour';

/** States of the client around a header's height; null where it has none. */
export interface KnownStates {
  readonly same: TrustedState | null;
  readonly before: TrustedState | null;
  readonly after: TrustedState | null;
}

/**
 * Judges a header that passed {@link verifyForeignHeader} beside what the client has: another state of the same height,
 * or a time that is not between its neighbours', convicts the chain (ICS-7, "Misbehaviour predicate").
 */
export function judgeHeader(header: ForeignHeader, { same, before, after }: KnownStates): UpdateVerdict {
  if (same !== null) {
    const isEqual =
      same.appHash === header.appHash &&
      same.timestamp === header.timestamp &&
      same.nextValidatorsHash === header.nextValidatorsHash;
    return isEqual ? 'known' : 'misbehaviour';
  }
  const isTooEarly = before !== null && header.timestamp <= before.timestamp;
  const isTooLate = after !== null && header.timestamp >= after.timestamp;
  return isTooEarly || isTooLate ? 'misbehaviour' : 'new';
}

/**
 * Whether two headers that both hold contradict each other: two of one height, or a later one that is not later in time
 * (ICS-7, "Misbehaviour predicate").
 */
export function areContradictory(a: ForeignHeader, b: ForeignHeader): boolean {
  if (a.height === b.height) return foreignHeaderHash(a) !== foreignHeaderHash(b);
  const [first, second] = a.height < b.height ? [a, b] : [b, a];
  return second.timestamp <= first.timestamp;
}

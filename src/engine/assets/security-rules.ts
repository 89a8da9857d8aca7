/** Who may hold a security and who may pass it to whom: the rules, apart from the contract that obeys them. */
import { ok, reject } from '../foundation/result.ts';
import type { Result } from '../foundation/result.ts';
import type { Ms } from '../foundation/units.ts';

/** What the registry says of an address, checked by people off the chain: who it is stays there. */
export interface SecurityIdentity {
  readonly isRegistered: boolean;
  /** A compliance class, such as 1 for retail and 2 for professional investors. */
  readonly investorClass: number;
  /** Country by its ISO 3166-1 number. */
  readonly jurisdiction: number;
  /** Until when the holder may not pass anything on; 0 for no lock-up. */
  readonly lockedUntil: Ms;
  /** Whether the holder's whole account is frozen. */
  readonly isFrozen: boolean;
}

/** The issuer's rules, fixed with the token. */
export interface SecurityRules {
  readonly admittedClasses: readonly number[];
  /** The most holders at a time. */
  readonly maxHolders: number;
  /** The most that one holder may have. */
  readonly maxHolding: bigint;
}

/** Everything that a transfer is judged by. */
export interface SecurityTransfer {
  readonly from: SecurityIdentity;
  readonly to: SecurityIdentity;
  readonly amount: bigint;
  /** What the sender holds, and how much of it is frozen. */
  readonly held: bigint;
  readonly frozen: bigint;
  /** What the receiver holds. */
  readonly heldByReceiver: bigint;
  /** Whether sender and receiver are the same address. */
  readonly isToSelf: boolean;
  readonly holders: number;
  /** Whether transfers into the receiver's country are barred at present. */
  readonly isJurisdictionBarred: boolean;
  readonly now: Ms;
}

/** How a transfer is judged; the labs' type for a learner's own {@link checkSecurityTransfer}. */
export type CheckSecurityTransfer = (transfer: SecurityTransfer, rules: SecurityRules) => Result<void>;

const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({
    code,
    rule: 'ERC-3643, "Transfer restrictions"; ERC-1594, "canTransfer"',
    message,
    received,
    expected,
  });

/** How many holders there are after the transfer. */
export function holdersAfter({ amount, held, heldByReceiver, holders, isToSelf }: SecurityTransfer): number {
  if (amount === 0n || isToSelf) return holders;
  return holders + (heldByReceiver === 0n ? 1 : 0) - (held === amount ? 1 : 0);
}

/** What an address must be to receive. */
function checkReceiver(transfer: SecurityTransfer, rules: SecurityRules): Result<void> {
  const { to, amount, heldByReceiver, isToSelf } = transfer;
  if (!to.isRegistered)
    return refuse('receiver-not-registered', 'The receiver is not in the registry.', to, 'registered');
  if (to.isFrozen) return refuse('receiver-frozen', 'The receiver’s account is frozen.', to, 'not frozen');
  if (!rules.admittedClasses.includes(to.investorClass))
    return refuse(
      'class-not-admitted',
      'Investors of this class may not hold it.',
      to.investorClass,
      rules.admittedClasses,
    );
  if (transfer.isJurisdictionBarred)
    return refuse('jurisdiction-barred', 'Holders in this country are barred.', to.jurisdiction, 'another');
  const holding = isToSelf ? heldByReceiver : heldByReceiver + amount;
  if (holding > rules.maxHolding)
    return refuse('holding-too-large', 'One holder would have too much.', holding, rules.maxHolding);
  const holders = holdersAfter(transfer);
  if (holders > rules.maxHolders && holders > transfer.holders)
    return refuse('too-many-holders', 'There would be too many holders.', holders, rules.maxHolders);
  return ok(undefined);
}

/**
 * Whether a holder may pass `amount` on. Refused: a sender or receiver that is not registered or is frozen, a sender whose lock-up is not
 * over, frozen coins, more than is held, a receiver of a class or country that is not admitted, a holding above the limit,
 * one holder too many.
 */
export const checkSecurityTransfer: CheckSecurityTransfer = (transfer, rules) => {
  const { from, amount, held, frozen, now } = transfer;
  if (!from.isRegistered)
    return refuse('sender-not-registered', 'The sender is not in the registry.', from, 'registered');
  if (from.isFrozen) return refuse('sender-frozen', 'The sender’s account is frozen.', from, 'not frozen');
  if (now < from.lockedUntil) return refuse('locked-up', 'The lock-up is not over.', now, from.lockedUntil);
  if (held < amount) return refuse('balance-too-low', 'The holder has less.', held, amount);
  if (held - amount < frozen)
    return refuse('coins-frozen', `Of ${held}, ${frozen} are frozen.`, amount, held - frozen);
  return checkReceiver(transfer, rules);
};

/**
 * Whether the issuer may move `amount` by force, as a court may order (ERC-3643, `forcedTransfer`; ERC-1644): lock-up and freezing do not stop it, but
 * what is not held cannot be moved, and the receiver must be one who may hold.
 */
export const checkForcedTransfer: CheckSecurityTransfer = (transfer, rules) =>
  transfer.held < transfer.amount
    ? refuse('balance-too-low', 'The holder has less.', transfer.held, transfer.amount)
    : checkReceiver(transfer, rules);

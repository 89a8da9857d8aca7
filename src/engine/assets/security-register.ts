/** A security token's books in a contract's storage: identities, holdings, the list of holders, snapshots of it. */
import { ms } from '../foundation/units.ts';
import type { Address } from '../foundation/units.ts';
import { bytesToHex, bigintToFixedBytes } from '../foundation/bytes.ts';
import type { CallContext } from '../layer1/machine/contracts/contract.ts';
import { slotOf } from '../layer1/machine/contracts/slots.ts';
import type { Word } from '../layer1/machine/word.ts';
import type { SecurityIdentity } from './security-rules.ts';

const [BALANCES, IDENTITIES, FROZEN, SUPPLY, HOLDERS, HOLDER_AT, PLACE_OF] = [0n, 1n, 2n, 3n, 4n, 5n, 6n];
const [BARRED, SNAPSHOTS, SNAPSHOT_SIZE, SNAPSHOT_HOLDER, SNAPSHOT_HELD, OWED, ALLOWANCES, PAUSED, UNPAID] = [
  7n,
  8n,
  9n,
  10n,
  11n,
  12n,
  13n,
  14n,
  15n,
];

/** The slot in which a security token keeps what `holder` has. */
export const securityBalanceSlot = (holder: Address): Word => slotOf(BALANCES, BigInt(holder));
/** The slot in which it keeps how much of that is frozen. */
export const securityFrozenSlot = (holder: Address): Word => slotOf(FROZEN, BigInt(holder));
/** The slot in which it keeps how many there are. */
export const SECURITY_SUPPLY_SLOT: Word = SUPPLY;
/** The slot in which it keeps how many holders there are. */
export const SECURITY_HOLDERS_SLOT: Word = HOLDERS;
/** The slot in which it keeps the dividends that `holder` has not fetched. */
export const dividendSlot = (holder: Address): Word => slotOf(OWED, BigInt(holder));
/** The slot in which it keeps all dividends that nobody has fetched. */
export const UNPAID_DIVIDENDS_SLOT: Word = UNPAID;
/** The slot in which it keeps what `spender` may take from `owner`. */
export const securityAllowanceSlot = (owner: Address, spender: Address): Word =>
  slotOf(slotOf(ALLOWANCES, BigInt(owner)), BigInt(spender));

/** A holder with what it has. */
export interface SecurityHolding {
  readonly holder: Address;
  readonly held: bigint;
}

const addressOf = (word: Word): Address => bytesToHex(bigintToFixedBytes(word, 20)) as Address;

/** The books, read and written word by word. */
export class SecurityRegister {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /** A packed word: registered 1 bit, frozen 1 bit, class 8 bits, country 16 bits, lock-up 48 bits. */
  identity(holder: Address): SecurityIdentity {
    const word = this.#context.load(slotOf(IDENTITIES, BigInt(holder)));
    return {
      isRegistered: (word & 1n) === 1n,
      isFrozen: (word & 2n) === 2n,
      investorClass: Number((word >> 2n) & 0xffn),
      jurisdiction: Number((word >> 10n) & 0xffffn),
      lockedUntil: ms(Number((word >> 26n) & 0xffff_ffff_ffffn)),
    };
  }

  putIdentity(holder: Address, identity: SecurityIdentity): void {
    const word =
      (identity.isRegistered ? 1n : 0n) |
      (identity.isFrozen ? 2n : 0n) |
      (BigInt(identity.investorClass) << 2n) |
      (BigInt(identity.jurisdiction) << 10n) |
      (BigInt(identity.lockedUntil) << 26n);
    this.#context.store(slotOf(IDENTITIES, BigInt(holder)), word);
  }

  held(holder: Address): bigint {
    return this.#context.load(securityBalanceSlot(holder));
  }

  frozen(holder: Address): bigint {
    return this.#context.load(securityFrozenSlot(holder));
  }

  putFrozen(holder: Address, amount: bigint): void {
    this.#context.store(securityFrozenSlot(holder), amount);
  }

  get supply(): bigint {
    return this.#context.load(SUPPLY);
  }

  putSupply(supply: bigint): void {
    this.#context.store(SUPPLY, supply);
  }

  get holders(): number {
    return Number(this.#context.load(HOLDERS));
  }

  get isPaused(): boolean {
    return this.#context.load(PAUSED) !== 0n;
  }

  putPaused(isPaused: boolean): void {
    this.#context.store(PAUSED, isPaused ? 1n : 0n);
  }

  isBarred(jurisdiction: number): boolean {
    return this.#context.load(slotOf(BARRED, BigInt(jurisdiction))) !== 0n;
  }

  putBarred(jurisdiction: number, isBarred: boolean): void {
    this.#context.store(slotOf(BARRED, BigInt(jurisdiction)), isBarred ? 1n : 0n);
  }

  /** Sets what `holder` has, and keeps the list of holders: who has nothing leaves it, and the last one takes the place. */
  putHeld(holder: Address, after: bigint): void {
    const context = this.#context;
    const before = this.held(holder);
    context.store(securityBalanceSlot(holder), after);
    const count = this.holders;
    if (before === 0n && after > 0n) {
      context.store(slotOf(HOLDER_AT, BigInt(count)), BigInt(holder));
      context.store(slotOf(PLACE_OF, BigInt(holder)), BigInt(count));
      context.store(HOLDERS, BigInt(count + 1));
    } else if (before > 0n && after === 0n) {
      const place = context.load(slotOf(PLACE_OF, BigInt(holder)));
      const last = context.load(slotOf(HOLDER_AT, BigInt(count - 1)));
      context.store(slotOf(HOLDER_AT, place), last);
      context.store(slotOf(PLACE_OF, last), place);
      context.store(slotOf(HOLDER_AT, BigInt(count - 1)), 0n);
      context.store(slotOf(PLACE_OF, BigInt(holder)), 0n);
      context.store(HOLDERS, BigInt(count - 1));
    }
  }

  /** Writes down who holds how much now; the snapshot's number, from 1. */
  takeSnapshot(): number {
    const context = this.#context;
    const number = context.load(SNAPSHOTS) + 1n;
    context.store(SNAPSHOTS, number);
    const count = this.holders;
    context.store(slotOf(SNAPSHOT_SIZE, number), BigInt(count));
    for (let place = 0; place < count; place += 1) {
      const holder = context.load(slotOf(HOLDER_AT, BigInt(place)));
      context.store(slotOf(slotOf(SNAPSHOT_HOLDER, number), BigInt(place)), holder);
      context.store(slotOf(slotOf(SNAPSHOT_HELD, number), BigInt(place)), this.held(addressOf(holder)));
    }
    return Number(number);
  }

  /** Who held how much at snapshot `number`; nobody when there is no such snapshot. */
  snapshot(number: number): readonly SecurityHolding[] {
    const context = this.#context;
    const key = BigInt(number);
    const count = Number(context.load(slotOf(SNAPSHOT_SIZE, key)));
    return Array.from({ length: count }, (_, place) => ({
      holder: addressOf(context.load(slotOf(slotOf(SNAPSHOT_HOLDER, key), BigInt(place)))),
      held: context.load(slotOf(slotOf(SNAPSHOT_HELD, key), BigInt(place))),
    }));
  }

  /** Adds `amount` to the dividends that `holder` can fetch. */
  creditDividend(holder: Address, amount: bigint): void {
    const context = this.#context;
    context.store(dividendSlot(holder), context.load(dividendSlot(holder)) + amount);
    context.store(UNPAID, context.load(UNPAID) + amount);
  }

  /** Takes out all dividends of `holder`. */
  takeDividend(holder: Address): bigint {
    const context = this.#context;
    const owed = context.load(dividendSlot(holder));
    context.store(dividendSlot(holder), 0n);
    context.store(UNPAID, context.load(UNPAID) - owed);
    return owed;
  }
}

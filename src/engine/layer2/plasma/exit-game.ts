/**
 * What every exit game on outputs shares: the times, the order, the bonds, and the queue in which exits are paid. The
 * contract of a Plasma chain plays it, and so does the one that pays exits out of a chain within a chain.
 */
import { bigintToFixedBytes, concatBytes, hexToBytes } from '../../foundation/bytes.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { gas, ms, wei } from '../../foundation/units.ts';
import type { Address, Hash, Ms, Wei } from '../../foundation/units.ts';
import { storedWord } from '../../layer1/machine/contracts/contract-state.ts';
import type { ContractState } from '../../layer1/machine/contracts/contract-state.ts';
import { contractAddress } from '../../layer1/machine/contracts/contract.ts';
import type { CallContext } from '../../layer1/machine/contracts/contract.ts';
import { slotOf } from '../../layer1/machine/contracts/slots.ts';
import { bytesWord } from '../../layer1/machine/word.ts';
import type { Word } from '../../layer1/machine/word.ts';
import { popLeast, pushPriority, leastPriority } from './exit-queue.ts';

/** How long an exit can be challenged, and how long everyone has to leave after an invalid block. */
export interface ExitPeriods {
  /** From the request to the payment at least (OMG, "minimum finalisation period"). */
  readonly finalisation: Ms;
  /** What a young output waits on top, so that all older ones can go first (OMG, "required exit period"). */
  readonly required: Ms;
}

const WEEK = 7 * 86_400_000;

/** A week each (Buterin 2018, `startExit`: 7 and 14 days; OMG's main network the same). */
export const EXIT_PERIODS: ExitPeriods = { finalisation: ms(WEEK), required: ms(WEEK) };

/** What the time of an exit depends on. */
export interface ExitingOutput {
  /** When the block that made the output was committed below. */
  readonly committedAt: Ms;
  /** Whether that block is a deposit, which the contract made itself and nobody can forge. */
  readonly isDeposit: boolean;
}

/** When an exit requested `now` can be paid; the part that a lab replaces. */
export type ExitableAt = (output: ExitingOutput, now: Ms, periods: ExitPeriods) => Ms;

/**
 * A week after the request, and for an output of an operator's block no earlier than two weeks after that block. So
 * whoever asks within a week after an invalid block is paid before what that block made up; and an output however old
 * can be challenged for at least a week (Buterin 2018, `startExit`; OMG, "Protocol blockchain design":
 * max(request + MFP, output + MFP + REP), for a deposit max(request + MFP, output + MFP)).
 */
export const exitableAt: ExitableAt = ({ committedAt, isDeposit }, now, { finalisation, required }) =>
  ms(Math.max(now + finalisation, committedAt + finalisation + (isDeposit ? 0 : required)));

/** An exit's place in the queue: by time, then by the age of the output. The smaller goes first. */
export type ExitPriority = (exitableAt: Ms, position: bigint) => bigint;

/** The time in the upper bits, the position's number in the lower 64 (OMG, `ExitPriority.computePriority`). */
export const exitPriority: ExitPriority = (at, position) => (BigInt(at) << 64n) | position;

/** How an exit stands. */
export type ExitStatus = 'none' | 'open' | 'cancelled' | 'paid';
const STATUS: readonly ExitStatus[] = ['none', 'open', 'cancelled', 'paid'];

/** An exit as the contract keeps it. */
export interface StoredExit {
  readonly status: ExitStatus;
  readonly owner: Address;
  readonly amount: Wei;
}

// Places in the contract's storage; the contracts around it use others.
const EXITS = 100n;
const AMOUNTS = 101n;
const LOCKED = 102n;
const OWED = 103n;

/** The slot that holds what is locked for the chain, bonds apart. */
export const lockedSlot: Word = LOCKED;

/** The slot that holds status and owner of the exit of `position`. */
export const exitSlot = (position: bigint): Word => slotOf(EXITS, position);

const addressIn = (word: Word): Address =>
  `0x${(word & ((1n << 160n) - 1n)).toString(16).padStart(40, '0')}` as Address;
const statusIn = (word: Word): ExitStatus => STATUS[Number(word >> 160n)] ?? 'none';
const stateWord = (status: ExitStatus, owner: Address): Word =>
  (BigInt(STATUS.indexOf(status)) << 160n) | BigInt(owner);

/** The exit of `position` as a contract reads its own storage. */
export function loadExit(context: CallContext, position: bigint): StoredExit {
  const word = context.load(exitSlot(position));
  const amount = wei(word === 0n ? 0n : context.load(slotOf(AMOUNTS, position)));
  return { status: statusIn(word), owner: addressIn(word), amount };
}

/** The exit of `position` in the contract called `id`, as anyone sees it. */
export function exitIn(state: ContractState, id: string, position: bigint): StoredExit {
  const at = contractAddress(id);
  const word = storedWord(state, at, exitSlot(position));
  const amount = wei(storedWord(state, at, slotOf(AMOUNTS, position)));
  return { status: statusIn(word), owner: addressIn(word), amount };
}

/** What the contract called `id` holds for its chain, bonds apart. */
export const lockedIn = (state: ContractState, id: string): Wei =>
  wei(storedWord(state, contractAddress(id), LOCKED));

/** Adds to what is locked for the chain. */
export const addLocked = (context: CallContext, value: Wei): void =>
  context.store(LOCKED, context.load(LOCKED) + value);

const words = (...values: readonly bigint[]): Uint8Array =>
  concatBytes(...values.map((value) => bigintToFixedBytes(value, 32)));
/** The words of an event's data. */
export const wordsOf = (data: Hash | `0x${string}`): readonly Word[] => {
  const all = hexToBytes(data);
  return Array.from({ length: all.length / 32 }, (_, index) =>
    bytesWord(all.subarray(32 * index, 32 * index + 32)),
  );
};

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: 'Buterin 2018, Minimal Viable Plasma, `startExit`', message, received, expected });

/** An exit about to be opened. */
export interface OpeningExit extends PlasmaClaim {
  readonly at: Ms;
  readonly priority: bigint;
}

/** What an exit claims: an output and its position's number. */
export interface PlasmaClaim {
  readonly position: bigint;
  readonly owner: Address;
  readonly amount: Wei;
}

/**
 * Opens an exit for its owner, who calls and brings the bond. Refused: `not-the-owner`, `wrong-bond`, and
 * `already-exited`: an output leaves once, and one whose exit was cancelled is spent and never leaves.
 */
export function openExit(context: CallContext, exit: OpeningExit, bond: Wei): Result<Uint8Array> {
  const { position, owner, amount, at, priority } = exit;
  if (context.caller !== owner)
    return refuse('not-the-owner', 'Only its owner takes an output out.', context.caller, owner);
  if (context.value !== bond)
    return refuse('wrong-bond', 'An exit is backed by a bond.', context.value, bond);
  const { status } = loadExit(context, position);
  if (status !== 'none')
    return refuse('already-exited', `The exit of this output is ${status}.`, status, 'none');
  context.store(exitSlot(position), stateWord('open', owner));
  context.store(slotOf(AMOUNTS, position), amount);
  pushPriority(context, priority);
  context.log('exit-started', words(position, amount, BigInt(at)));
  return ok(words(BigInt(at)));
}

/** Ends an open exit; its bond goes to the challenger. Refused: `no-open-exit`. */
export function cancelExit(context: CallContext, position: bigint, bond: Wei): Result<Uint8Array> {
  const { status, owner } = loadExit(context, position);
  if (status !== 'open')
    return refuse('no-open-exit', `The exit of this output is ${status}.`, status, 'open');
  context.store(exitSlot(position), stateWord('cancelled', owner));
  context.log('exit-cancelled', words(position));
  return context.send(context.caller, bond);
}

/** Brings the coins of an exit from where they are locked; what came, which may be less. A refusal stops the payments. */
export type DrawLocked = (context: CallContext, amount: Wei) => Result<Wei>;

/** From the contract's own lock: all of it, or what is left. Whoever comes too late finds nothing. */
export const drawOwn: DrawLocked = (context, amount) => {
  const locked = context.load(LOCKED);
  const drawn = amount < locked ? amount : locked;
  context.store(LOCKED, locked - drawn);
  return ok(wei(drawn));
};

/** What a receiver's own code may use of gas, so that none can stop the queue behind it. */
const STIPEND = gas(30_000);

/**
 * Pays the exits whose time has come, in the order of the queue, at most `most` of them: anyone may call. An exit that was
 * cancelled is passed over. Storage is written before coins move. A receiver that does not take them, because it is a
 * contract that refuses or because whoever calls left it too little gas, stops nobody and loses nothing: it fetches them
 * later (`withdraw`), as all payments are fetched in Fourth State's contracts.
 */
export function payExits(
  context: CallContext,
  most: number,
  bond: Wei,
  draw: DrawLocked = drawOwn,
): Result<Uint8Array> {
  let paid = 0;
  for (let seen = 0; seen < most; seen += 1) {
    const priority = leastPriority(context);
    // The queue's order is the exits' order: while the first is not due, none is.
    if (priority === null || priority >> 64n > BigInt(context.block.timestamp)) break;
    popLeast(context);
    const position = priority & ((1n << 64n) - 1n);
    const { status, owner, amount } = loadExit(context, position);
    if (status !== 'open') continue;
    context.store(exitSlot(position), stateWord('paid', owner));
    const drawn = draw(context, amount);
    if (!drawn.ok) return drawn;
    context.log('exit-paid', words(position, drawn.value, BigInt(owner)));
    const due = wei(drawn.value + bond);
    if (!context.send(owner, due, { gas: STIPEND }).ok) {
      const slot = slotOf(OWED, BigInt(owner));
      context.store(slot, context.load(slot) + due);
      context.log('payment-owed', words(position, due, BigInt(owner)));
    }
    paid += 1;
  }
  return ok(words(BigInt(paid)));
}

/** Pays the caller what it did not take before, with all the gas that it brings. Refused: `nothing-owed`. */
export function withdrawOwed(context: CallContext): Result<Uint8Array> {
  const slot = slotOf(OWED, BigInt(context.caller));
  const due = wei(context.load(slot));
  if (due === 0n) return refuse('nothing-owed', 'Nothing waits for the caller.', 0n, 'a payment');
  context.store(slot, 0n);
  return context.send(context.caller, due);
}

/** What the contract called `id` owes to `owner` for exits that were paid and not taken. */
export const owedIn = (state: ContractState, id: string, owner: Address): Wei =>
  wei(storedWord(state, contractAddress(id), slotOf(OWED, BigInt(owner))));

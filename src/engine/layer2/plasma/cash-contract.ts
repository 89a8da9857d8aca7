/** The contract of a Plasma Cash chain: deposits become coins, exits show two transactions, three challenges end them. */
import { bytesToHex, concatBytes } from '../../foundation/bytes.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { gas, wei } from '../../foundation/units.ts';
import type { Address, Hash, Ms, Wei } from '../../foundation/units.ts';
import { callCodec } from '../../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../../layer1/machine/contracts/call-codec.ts';
import { contractAddress } from '../../layer1/machine/contracts/contract.ts';
import type { CallContext, Contract } from '../../layer1/machine/contracts/contract.ts';
import { slotOf } from '../../layer1/machine/contracts/slots.ts';
import type { Word } from '../../layer1/machine/word.ts';
import { checkAfter, checkBefore, checkBetween, checkCashExit, checkResponse } from './cash-claims.ts';
import type { CashRules, CashTransactionShown, OpenCashExit } from './cash-claims.ts';
import {
  addressIn,
  askedSlot,
  at,
  CASH_PLACES,
  challengeSlot,
  holderSlot,
  readCoin,
  word,
} from './cash-storage.ts';
import type { StoredCoin } from './cash-storage.ts';
import { EXIT_PERIODS } from './exit-game.ts';
import { CHILD_BLOCK_INTERVAL } from './plasma-contract.ts';
import { GAS_SIGNATURE, GAS_TREE_HASH } from './shown-transaction.ts';

const SHOWN = { coin: 'count', block: 'count', transaction: 'bytes', proof: 'bytes' } as const;

/** How a Plasma Cash contract is called. */
export const cashCodec = callCodec({
  deposit: {},
  submitBlock: { number: 'count', root: 'hash' },
  /** An exit of a coin that never moved: the deposit is all there is to show. */
  exitDeposit: { coin: 'count' },
  startExit: { ...SHOWN, parentTransaction: 'bytes', parentProof: 'bytes' },
  challengeAfter: SHOWN,
  challengeBetween: SHOWN,
  challengeBefore: SHOWN,
  /** `challenged` is the block of the challenge that is answered. */
  respond: { ...SHOWN, challenged: 'count' },
  /** `challenged` names a challenge that was not answered, where there is one. */
  finaliseExit: { coin: 'count', challenged: 'count' },
  reclaim: { coin: 'count', attempt: 'count', challenged: 'count' },
});

/** A call of a Plasma Cash contract. */
export type CashCall = CallOf<typeof cashCodec>;

/** What a Plasma Cash contract is made with. */
export interface CashContractSettings {
  readonly id: string;
  readonly operator: Address;
  /** Behind an exit, and behind a challenge that can be answered. */
  readonly bond: Wei;
  /** From the request of an exit to its end; a week unless told. Its last quarter is for answers alone. */
  readonly period?: Ms;
  /** The references unless told. */
  readonly rules?: Partial<CashRules>;
}

/** The reference for all rules. */
export const CASH_RULES: CashRules = { checkCashExit, checkAfter, checkBetween, checkBefore, checkResponse };

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: 'Buterin 2018, Plasma Cash, exits', message, received, expected });

const NOTHING = new Uint8Array(0);
const WAITS = 1n << 160n;
const { roots, lastBlock, coins, waiting, attempts } = CASH_PLACES;

/** An exit's fields and the places where they stand. */
const exitFields = (exit: OpenCashExit): readonly (readonly [Word, bigint])[] => [
  [CASH_PLACES.exitOwners, BigInt(exit.owner)],
  [CASH_PLACES.exitBlocks, BigInt(exit.block)],
  [CASH_PLACES.exitParents, BigInt(exit.parent)],
  [CASH_PLACES.parentOwners, BigInt(exit.parentOwner)],
  [CASH_PLACES.exitTimes, BigInt(exit.requestedAt)],
];

function closeExit(context: CallContext, { coin }: OpenCashExit): void {
  context.store(at(CASH_PLACES.exitOwners, coin), 0n);
  context.store(at(waiting, coin), 0n);
}

/** Anyone puts coins in; they become one coin, which is never split. */
function deposit(context: CallContext): Result<Uint8Array> {
  if (context.value === 0n) return refuse('nothing-deposited', 'A coin has a value.', 0n, 'more than 0');
  const coin = Number(context.load(coins)) + 1;
  const block = context.load(lastBlock) + 1n;
  context.store(coins, BigInt(coin));
  context.store(at(CASH_PLACES.depositors, coin), BigInt(context.caller));
  context.store(at(CASH_PLACES.values, coin), context.value);
  context.store(at(CASH_PLACES.depositBlocks, coin), block);
  context.log('deposited', concatBytes(word(coin), word(BigInt(context.caller)), word(context.value)));
  return ok(word(coin));
}

function submitBlock(
  context: CallContext,
  operator: Address,
  { number, root }: Extract<CashCall, { kind: 'submitBlock' }>,
): Result<Uint8Array> {
  if (context.caller !== operator)
    return refuse('not-the-operator', 'Blocks come from the operator.', context.caller, operator);
  const expected = Number(context.load(lastBlock)) + CHILD_BLOCK_INTERVAL;
  if (number !== expected) return refuse('wrong-block-number', 'Blocks follow each other.', number, expected);
  context.store(lastBlock, BigInt(expected));
  context.store(slotOf(roots, BigInt(expected)), BigInt(root));
  context.log('block-committed', concatBytes(word(expected), word(BigInt(root))));
  return ok(NOTHING);
}

/** Opens an exit for its owner, who brings the bond. A coin has one exit at a time, and leaves once. */
function open(context: CallContext, coin: StoredCoin, exit: OpenCashExit, bond: Wei): Result<Uint8Array> {
  if (context.caller !== exit.owner)
    return refuse('not-the-owner', 'Only its owner takes a coin out.', context.caller, exit.owner);
  if (context.value !== bond)
    return refuse('wrong-bond', 'An exit is backed by a bond.', context.value, bond);
  if (coin.exit !== null || coin.isGone)
    return refuse('already-exited', 'The coin is leaving or gone.', exit.coin, 'a coin that is there');
  for (const [place, value] of exitFields(exit)) context.store(at(place, exit.coin), value);
  context.store(at(attempts, exit.coin), context.load(at(attempts, exit.coin)) + 1n);
  context.log('exit-started', concatBytes(word(exit.coin), word(coin.value), word(exit.block)));
  return ok(NOTHING);
}

/** Ends an exit that was shown to be wrong; `amount` goes to whoever showed it. */
function cancel(context: CallContext, exit: OpenCashExit, to: Address, amount: Wei): Result<Uint8Array> {
  closeExit(context, exit);
  context.log('exit-cancelled', word(exit.coin));
  return context.send(to, amount);
}

/** After the period: pays the exit, or, when a challenge was not answered, the one whose challenge the call names. */
function finalise(
  context: CallContext,
  coin: StoredCoin,
  exit: OpenCashExit,
  challenged: number,
  { bond, period }: { readonly bond: Wei; readonly period: Ms },
): Result<Uint8Array> {
  const now = context.block.timestamp;
  const end = exit.requestedAt + period;
  if (now < end) return refuse('too-early', 'The exit can still be challenged.', now, end);
  if (context.load(at(waiting, exit.coin)) > 0n) {
    const slot = challengeSlot(exit.coin, context.load(at(attempts, exit.coin)), challenged);
    const record = context.load(slot);
    if (record < WAITS)
      return refuse('challenge-waits', 'A challenge was not answered.', challenged, 'its block');
    context.store(slot, record - WAITS);
    return cancel(context, exit, addressIn(record - WAITS), wei(2n * bond));
  }
  closeExit(context, exit);
  context.store(at(CASH_PLACES.gone, exit.coin), 1n);
  context.log('exit-paid', concatBytes(word(exit.coin), word(coin.value), word(BigInt(exit.owner))));
  return context.send(exit.owner, wei(coin.value + bond));
}

/** Gives a challenger's bond back when the exit is over and nobody answered: another challenge came first. */
function reclaim(
  context: CallContext,
  coin: StoredCoin,
  call: Extract<CashCall, { kind: 'reclaim' }>,
  bond: Wei,
): Result<Uint8Array> {
  const slot = challengeSlot(call.coin, BigInt(call.attempt), call.challenged);
  const record = context.load(slot);
  const isOver = coin.exit === null || context.load(at(attempts, call.coin)) > BigInt(call.attempt);
  if (record < WAITS || !isOver)
    return refuse('nothing-to-reclaim', 'No such bond waits.', call.challenged, 'a challenge without answer');
  context.store(slot, record - WAITS);
  return context.send(addressIn(record - WAITS), bond);
}

/**
 * The contract of a Plasma Cash chain. An exit shows the coin's last transaction and the one before; it ends when someone
 * shows (i) that its owner spent it, (ii) that the parent was spent to someone else first, or (iii) an older transaction of
 * the coin to which the leaver has no answer: that one's direct successor. Whoever asks in
 * the first half has time to ask again about what the answer brings to light. Nobody looks at coins of others.
 */
export function cashContract(settings: CashContractSettings): Contract<CashCall> {
  const { id, operator, bond, period = EXIT_PERIODS.finalisation } = settings;
  const rules = { ...CASH_RULES, ...settings.rules };
  const contract = contractAddress(id);

  /** A transaction as the rules judge it; looking at it costs a signature and the way to the root. */
  const shown = (
    context: CallContext,
    call: Pick<CashTransactionShown, 'coin' | 'block' | 'transaction' | 'proof'>,
  ): CashTransactionShown => {
    context.charge(gas(GAS_SIGNATURE + BigInt(Math.ceil(call.proof.length / 33)) * GAS_TREE_HASH));
    const root = context.load(slotOf(roots, BigInt(call.block)));
    return { ...call, root: root === 0n ? null : (bytesToHex(word(root)) as Hash), contract };
  };

  const start = (
    context: CallContext,
    coin: StoredCoin,
    call: Extract<CashCall, { kind: 'startExit' | 'exitDeposit' }>,
  ): Result<Uint8Array> => {
    const requestedAt = context.block.timestamp;
    if (call.kind === 'exitDeposit') {
      const { depositor, depositBlock } = coin;
      const fields = { owner: depositor, block: depositBlock, parent: 0, parentOwner: depositor };
      return open(context, coin, { ...fields, coin: call.coin, requestedAt }, bond);
    }
    const checked = rules.checkCashExit(shown(context, call), coin, (block) =>
      shown(context, {
        coin: call.coin,
        block,
        transaction: call.parentTransaction,
        proof: call.parentProof,
      }),
    );
    return checked.ok ? open(context, coin, { ...checked.value, requestedAt }, bond) : checked;
  };

  const challengeBefore = (
    context: CallContext,
    coin: StoredCoin,
    exit: OpenCashExit,
    call: Extract<CashCall, { kind: 'challengeBefore' }>,
  ): Result<Uint8Array> => {
    if (context.value !== bond)
      return refuse('wrong-bond', 'Such a challenge is backed by a bond.', context.value, bond);
    const elapsed = context.block.timestamp - exit.requestedAt;
    if (4 * elapsed >= 3 * period)
      return refuse('too-late', 'The last quarter is for answers.', elapsed, (3 * period) / 4);
    const attempt = context.load(at(attempts, call.coin));
    const slot = challengeSlot(call.coin, attempt, call.block);
    if (context.load(slot) !== 0n)
      return refuse('challenged-before', 'This was asked already.', call.block, 'another block');
    const holder = rules.checkBefore(shown(context, call), exit, coin);
    if (!holder.ok) return holder;
    context.store(slot, WAITS | BigInt(context.caller));
    context.store(holderSlot(call.coin, attempt, call.block), BigInt(holder.value));
    context.store(askedSlot(call.coin, attempt, call.block), BigInt(context.block.timestamp));
    context.store(at(waiting, call.coin), context.load(at(waiting, call.coin)) + 1n);
    context.log('exit-challenged', concatBytes(word(call.coin), word(call.block)));
    return ok(NOTHING);
  };

  const respond = (
    context: CallContext,
    exit: OpenCashExit,
    call: Extract<CashCall, { kind: 'respond' }>,
  ): Result<Uint8Array> => {
    const attempt = context.load(at(attempts, call.coin));
    const slot = challengeSlot(call.coin, attempt, call.challenged);
    const record = context.load(slot);
    if (record < WAITS)
      return refuse('no-such-challenge', 'No such challenge waits.', call.challenged, 'one that waits');
    // Not at the end: who gets the coin by it must have time to ask (ethresear.ch 2018, “rearrangement” attack).
    const waited =
      BigInt(context.block.timestamp) - context.load(askedSlot(call.coin, attempt, call.challenged));
    if (4n * waited >= BigInt(period))
      return refuse('too-late', 'An answer comes within a quarter of the period.', waited, period / 4);
    const holder = addressIn(context.load(holderSlot(call.coin, attempt, call.challenged)));
    const answered = rules.checkResponse(shown(context, call), exit, { block: call.challenged, holder });
    if (!answered.ok) return answered;
    context.store(slot, record - WAITS);
    context.store(at(waiting, call.coin), context.load(at(waiting, call.coin)) - 1n);
    context.log('challenge-answered', concatBytes(word(call.coin), word(call.challenged)));
    return context.send(context.caller, bond);
  };

  return {
    id,
    codec: cashCodec,
    call(context, call) {
      if (call.kind === 'deposit') return deposit(context);
      if (context.value > 0n && !['exitDeposit', 'startExit', 'challengeBefore'].includes(call.kind))
        return refuse('not-payable', 'This call takes no coins.', context.value, 0n);
      if (call.kind === 'submitBlock') return submitBlock(context, operator, call);
      const coin = readCoin((slot) => context.load(slot), call.coin);
      if (coin === null) return refuse('no-such-coin', 'There is no such coin.', call.coin, 'a coin');
      if (call.kind === 'startExit' || call.kind === 'exitDeposit') return start(context, coin, call);
      if (call.kind === 'reclaim') return reclaim(context, coin, call, bond);
      const { exit } = coin;
      if (exit === null) return refuse('no-open-exit', 'The coin is not leaving.', call.coin, 'an open exit');
      switch (call.kind) {
        case 'challengeAfter':
        case 'challengeBetween': {
          const check = call.kind === 'challengeAfter' ? rules.checkAfter : rules.checkBetween;
          const checked = check(shown(context, call), exit);
          return checked.ok ? cancel(context, exit, context.caller, bond) : checked;
        }
        case 'challengeBefore':
          return challengeBefore(context, coin, exit, call);
        case 'respond':
          return respond(context, exit, call);
        case 'finaliseExit':
          return finalise(context, coin, exit, call.challenged, { bond, period });
      }
    },
  };
}

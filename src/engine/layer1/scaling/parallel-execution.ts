/** A block executed by several workers at once: each reads when its turn begins and writes when it ends, as real ones do. */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { wei } from '../../foundation/units.ts';
import type { Address, Wei } from '../../foundation/units.ts';
import { getAccount, setAccount } from '../ledger/accounts.ts';
import type { Account, AccountState } from '../ledger/accounts.ts';
import type { Access } from './access.ts';
import { withdraw } from './move.ts';
import type { Move } from './move.ts';
import type { ExecutionTurn } from './schedule.ts';

/** A move that may depend on what a third account holds: it reads that one and writes the other two. */
export interface ConditionalMove extends Move {
  readonly onlyIf?: { readonly holder: Address; readonly atLeast: Wei };
  /** Units of time that it takes; 1 unless told. */
  readonly cost?: number;
}

/** What a block did. */
export interface ExecutedBlock {
  readonly state: AccountState;
  /** For each move in the order of the block, why it was refused; null when it went through. */
  readonly refused: readonly (string | null)[];
}

/** What `move` reads and writes: the sender's and the receiver's account are both read and written. */
export const accessOf = ({ from, to, onlyIf, cost = 1 }: ConditionalMove): Access => ({
  reads: onlyIf === undefined ? [] : [onlyIf.holder],
  writes: from === to ? [from] : [from, to],
  cost,
});

/** What a move would write, worked out from what it reads. */
function effectsOf(
  move: ConditionalMove,
  read: (address: Address) => Account,
): Result<(readonly [Address, Account])[]> {
  const { from, to, value, onlyIf } = move;
  if (onlyIf !== undefined && read(onlyIf.holder).balance < onlyIf.atLeast) {
    return reject({
      code: 'condition-not-met',
      rule: 'Strata parallel execution, conditional moves',
      message: 'The account that decides does not hold enough.',
      received: read(onlyIf.holder).balance,
      expected: onlyIf.atLeast,
    });
  }
  const paid = withdraw(read(from), move);
  if (!paid.ok) return paid;
  const receiver = from === to ? paid.value : read(to);
  const received: Account = { ...receiver, balance: wei(receiver.balance + value) };
  return ok(
    from === to
      ? [[to, received]]
      : [
          [from, paid.value],
          [to, received],
        ],
  );
}

const withAll = (state: AccountState, writes: readonly (readonly [Address, Account])[]): AccountState =>
  writes.reduce((next, [address, account]) => setAccount(next, address, account), state);

/** The moves one after the other: what every parallel execution must agree with. */
export function executeSerially(state: AccountState, moves: readonly ConditionalMove[]): ExecutedBlock {
  let now = state;
  const refused = moves.map((move) => {
    const current = now;
    const effects = effectsOf(move, (address) => getAccount(current, address));
    if (effects.ok) now = withAll(now, effects.value);
    return effects.ok ? null : effects.rejection.code;
  });
  return { state: now, refused };
}

/**
 * The moves as `turns` has them: a move sees the state at the beginning of its turn, and its writes are seen from the
 * end of the turn on. With a schedule that passes `checkSchedule` the result is that of {@link executeSerially}; with
 * one that does not, writes can be lost, as they would be.
 */
export function executeInParallel(
  state: AccountState,
  moves: readonly ConditionalMove[],
  turns: readonly ExecutionTurn[],
): ExecutedBlock {
  const refused: (string | null)[] = moves.map(() => 'never-executed');
  const pending = new Map<ExecutionTurn, readonly (readonly [Address, Account])[]>();
  const moments = turns.flatMap((turn) => {
    const cost = moves[turn.transaction]?.cost ?? 1;
    return [
      { at: turn.start, isEnd: false, turn },
      { at: turn.start + cost, isEnd: true, turn },
    ];
  });
  // What ends at a moment is seen by what begins then; several ends write in the order of the block.
  moments.sort(
    (a, b) => a.at - b.at || Number(b.isEnd) - Number(a.isEnd) || a.turn.transaction - b.turn.transaction,
  );
  let now = state;
  for (const { isEnd, turn } of moments) {
    const move = moves[turn.transaction];
    if (move === undefined) continue;
    if (isEnd) now = withAll(now, pending.get(turn) ?? []);
    else {
      const seen = now;
      const effects = effectsOf(move, (address) => getAccount(seen, address));
      refused[turn.transaction] = effects.ok ? null : effects.rejection.code;
      pending.set(turn, effects.ok ? effects.value : []);
    }
  }
  return { state: now, refused };
}

/** A bare movement of coins, without fee or signature: what sharding and parallel execution divide between them. */
import { isHex } from '../../foundation/bytes.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { wei } from '../../foundation/units.ts';
import type { Address, Wei } from '../../foundation/units.ts';
import { getAccount, setAccount } from '../ledger/accounts.ts';
import type { Account, AccountState } from '../ledger/accounts.ts';

/** A movement, its signature checked before. Fees are left out: they would make every movement write to one account. */
export interface Move {
  readonly from: Address;
  readonly to: Address;
  readonly value: Wei;
  /** How many movements `from` has made before. */
  readonly nonce: number;
}

const RULE = 'Ethereum Yellow Paper, 6.2';

/** The sender's account after paying. Refused: a malformed address or value, another nonce than the next, a balance that does not cover the value. */
export function withdraw(account: Account, move: Move): Result<Account> {
  const { from, to, value, nonce } = move;
  const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
    reject({ code, rule: RULE, message, received, expected });
  if (!isHex(from, 20) || !isHex(to, 20))
    return refuse(
      'malformed-move',
      'Addresses have 20 bytes.',
      [from, to],
      '20 bytes in lower-case hexadecimal',
    );
  if (typeof value !== 'bigint' || value < 0n || value >> 256n !== 0n)
    return refuse(
      'malformed-move',
      'A value lies between 0 and 2^256 − 1.',
      value,
      'a bigint from 0 to 2^256 − 1',
    );
  if (nonce !== account.nonce) {
    const code = nonce < account.nonce ? 'nonce-too-low' : 'nonce-too-high';
    return refuse(code, `The next nonce is ${account.nonce}.`, nonce, account.nonce);
  }
  if (account.balance < value)
    return refuse('balance-too-low', 'The sender does not hold that.', account.balance, value);
  return ok({ balance: wei(account.balance - value), nonce: nonce + 1 });
}

/** The state after `move`, or why it is refused. */
export function applyMove(state: AccountState, move: Move): Result<AccountState> {
  const { from, to, value } = move;
  if (!isHex(from, 20)) return withdraw({ balance: wei(0n), nonce: 0 }, move) as Result<never>;
  const paid = withdraw(getAccount(state, from), move);
  if (!paid.ok) return paid;
  const withdrawn = setAccount(state, from, paid.value);
  const receiver = getAccount(withdrawn, to);
  return ok(setAccount(withdrawn, to, { ...receiver, balance: wei(receiver.balance + value) }));
}

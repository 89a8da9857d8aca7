/** A contract that robs vaults which pay before they write down: when coins come, it calls back for more. */
import { ok, reject } from '../../../foundation/result.ts';
import { contractAddress } from './contract.ts';
import type { Contract } from './contract.ts';
import type { VaultCall } from './vault.ts';

/** What the thief is asked: to deposit the coins that come along and take them out again. */
export interface ThiefCall {
  readonly kind: 'rob';
}

/** Where the thief remembers how much it deposited. */
const STAKE = 0n;

/** A thief for `vault`. It goes on as long as the vault holds another share, and keeps what it got whether or not the last call back was answered. */
export const thiefOf = (vault: Contract<VaultCall>): Contract<ThiefCall> => ({
  id: `thief of ${vault.id}`,
  call(context) {
    if (context.value === 0n) {
      return reject({
        code: 'no-stake',
        rule: 'Strata thief',
        message: 'Whoever has nothing in the vault gets nothing out.',
        received: context.value,
        expected: 'more than 0',
      });
    }
    context.store(STAKE, context.value);
    const deposited = context.call(vault, { kind: 'deposit' }, { value: context.value });
    return deposited.ok ? context.call(vault, { kind: 'withdraw' }) : deposited;
  },
  receive(context) {
    const holds = context.balanceOf(contractAddress(vault.id));
    if (holds >= context.load(STAKE)) context.call(vault, { kind: 'withdraw' });
    return ok(new Uint8Array(0));
  },
});

/** What a token has to be asked by whoever locks it or settles with it, of whatever kind it is. */
import type { Address } from '../foundation/units.ts';
import type { Contract } from '../layer1/machine/contracts/contract.ts';

/** The one call by which others move what they were allowed to: every token of this engine has it. */
export interface TransferFromCall {
  readonly kind: 'transferFrom';
  readonly from: Address;
  readonly to: Address;
  readonly amount: bigint;
}

/** The one call by which a holder pays: every token of this engine has it. */
export interface TransferTokenCall {
  readonly kind: 'transfer';
  readonly to: Address;
  readonly amount: bigint;
}

/** A token of either kind, as far as whoever settles with it must know. */
export type MovableToken = Contract<TransferFromCall | TransferTokenCall>;

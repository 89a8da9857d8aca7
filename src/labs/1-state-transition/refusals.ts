/** Expecting a refusal, and saying what was wrong with a transfer that was not refused. */
import type { AccountState, ApplyTransfer, BlockContext, SignedTransfer } from 'strata';
import { expect } from '../../workbench/contract/expect.ts';
import type { Mismatch } from '../../workbench/contract/types.ts';
import type { Town } from './town.ts';

/** Code of the refusal, or "accepted". */
export const codeOf = (
  apply: ApplyTransfer,
  state: AccountState,
  transfer: SignedTransfer,
  context: BlockContext,
): string => {
  const result = apply(state, transfer, context);
  return result.ok ? 'accepted' : result.rejection.code;
};

/** Expects that a transfer is refused with `code`; `what` says what is wrong with it, with its numbers. */
export const refuses = (
  apply: ApplyTransfer,
  here: Town,
  what: string,
  transfer: SignedTransfer,
  code: string,
): void => {
  expect({ what, said: codeOf(apply, here.state, transfer, here.context) }).toEqual({
    what,
    said: code,
  });
};

/** The explanation of a failure of {@link refuses}. */
export const notRefused = ({ actual, expected }: Mismatch): string => {
  const { what, said } = actual as { readonly what: string; readonly said: string };
  return `${what}. It should be refused with ${(expected as { readonly said: string }).said}; you said "${said}".`;
};

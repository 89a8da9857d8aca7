/** What Plasma contracts do with a transaction that a call shows: read it, charge for it, and see whose coins it holds up. */
import { bigintToFixedBytes, bytesToHex, concatBytes } from '../../foundation/bytes.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { gas } from '../../foundation/units.ts';
import type { Gas, Hash, Hex } from '../../foundation/units.ts';
import type { CallContext } from '../../layer1/machine/contracts/contract.ts';
import { loadExit } from './exit-game.ts';
import type { IncludedTransaction } from './plasma-claims.ts';
import { decodePlasmaTransaction, PLASMA_TREE_HEIGHT, positionNumber } from './plasma-transaction.ts';

/** What a signature check costs: Ethereum's ECRECOVER (Yellow Paper, appendix E). */
export const GAS_SIGNATURE: Gas = gas(3_000);
/** What a hash of a tree costs: 60 and 12 a word, as SHA-256 is charged (Yellow Paper, appendix E), for three words. */
export const GAS_TREE_HASH: Gas = gas(60 + 3 * 12);

/** The fields of a call that show a transaction. */
interface PlasmaShown {
  readonly block: number;
  readonly transaction: number;
  readonly data: Uint8Array;
  readonly proof: readonly Hash[];
  readonly confirmations: readonly Uint8Array[];
}

/** A claim as the rules judge it, out of the fields of a call. */
export const includedIn = (call: PlasmaShown): IncludedTransaction => ({
  ...call,
  confirmations: call.confirmations.map((signature): Hex => bytesToHex(signature)),
});

/** What checking a claim costs: two signatures an input, and the way to the root. */
export function chargeClaim(context: CallContext, confirmations: number): void {
  context.charge(gas(2n * BigInt(confirmations) * GAS_SIGNATURE));
  context.charge(gas(BigInt(PLASMA_TREE_HEIGHT + 2) * GAS_TREE_HASH));
}

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: 'Buterin 2018, Minimal Viable Plasma, `startExit`', message, received, expected });

/** The positions that the transaction in `data` spends; none when it is no transaction. */
export function spentBy(data: Uint8Array): readonly bigint[] {
  const decoded = decodePlasmaTransaction(data);
  return decoded.ok ? decoded.value.inputs.map(positionNumber) : [];
}

/**
 * Refuses an output while one that it was made of is leaving (`input-leaving`: whoever shows this transaction ends that
 * exit first) or when that has left (`input-left`): the same coins would leave twice (Fourth State 2018, "Plasma
 * Vulnerability: Sybil Txs → Drained contract").
 */
export function refuseHeldUp(context: CallContext, data: Uint8Array): Result<void> {
  for (const input of spentBy(data)) {
    const { status } = loadExit(context, input);
    if (status === 'paid')
      return refuse('input-left', 'What it was made of has left.', input, 'an input that stayed');
    if (status === 'open')
      return refuse('input-leaving', 'What it was made of is leaving.', input, 'a challenge');
  }
  return ok(undefined);
}

/** Writes down the confirmations of a claim, so that all who watch can challenge an exit of what it spent. */
export function logConfirmations(
  context: CallContext,
  { block, transaction, confirmations }: Pick<PlasmaShown, 'block' | 'transaction' | 'confirmations'>,
): void {
  if (confirmations.length === 0) return;
  const place = [block, transaction].map((part) => bigintToFixedBytes(BigInt(part), 32));
  context.log('exit-confirmed', concatBytes(...place, ...confirmations));
}

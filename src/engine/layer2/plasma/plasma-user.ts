/** What an honest user of a Plasma chain does when awake: confirm own payments, challenge wrong exits, leave in time. */
import { hexToBytes } from '../../foundation/bytes.ts';
import { sign } from '../../foundation/keys.ts';
import type { KeyPair } from '../../foundation/keys.ts';
import type { Address, Hex } from '../../foundation/units.ts';
import { provePlasmaTransaction } from './plasma-ledger.ts';
import { confirmationHash, encodePlasmaTransaction, positionOf } from './plasma-transaction.ts';
import type { PlasmaCall } from './plasma-contract.ts';
import type { PlasmaView } from './plasma-view.ts';

/** Confirmations by the place of their transaction (`placeOf`), a signature for each input. */
export type Confirmations = ReadonlyMap<string, readonly Hex[]>;

/** Names a transaction by its block and its index there. */
export const placeOf = (block: number, transaction: number): string => `${block}/${transaction}`;

/**
 * The confirmations that `key` owes: for each transaction of a block that was seen and holds, if all its inputs are of this
 * key. They go to whom the transaction pays, who can leave with it only then. Needs `ready()`.
 */
export function confirmationsBy(view: PlasmaView, key: KeyPair): Confirmations {
  const made = new Map<string, readonly Hex[]>();
  for (const { number, transactions } of view.blocks.values()) {
    const root = view.roots.get(number);
    if (root === undefined) continue;
    for (const [index, transaction] of transactions.entries()) {
      const isMine =
        transaction.inputs.length > 0 &&
        transaction.witnesses.every(({ publicKey }) => publicKey === key.publicKey);
      if (!isMine) continue;
      const signature = sign(confirmationHash(view.contract, transaction, root), key.secretKey);
      made.set(
        placeOf(number, index),
        transaction.inputs.map(() => signature),
      );
    }
  }
  return made;
}

/** The fields that show a transaction of a block that was seen, or null when it was not, or is not confirmed. */
function shown(view: PlasmaView, block: number, transaction: number, confirmations: Confirmations) {
  const seen = view.blocks.get(block);
  const one = seen?.transactions[transaction];
  if (seen === undefined || one === undefined) return null;
  const signatures = one.inputs.length === 0 ? [] : confirmations.get(placeOf(block, transaction));
  if (signatures === undefined) return null;
  return {
    block,
    transaction,
    data: encodePlasmaTransaction(one),
    proof: provePlasmaTransaction(seen.transactions, transaction),
    confirmations: signatures.map(hexToBytes),
  };
}

/** The call that takes the output with this number out, or null while it is not confirmed. */
export function exitCall(
  view: PlasmaView,
  position: bigint,
  confirmations: Confirmations,
): PlasmaCall | null {
  const { block, transaction, output } = positionOf(position);
  const fields = shown(view, block, transaction, confirmations);
  return fields === null ? null : { kind: 'startExit', output, ...fields };
}

/** The calls that cancel open exits of outputs which, as the user can show, their owners spent. */
export const challengesIn = (view: PlasmaView, confirmations: Confirmations): readonly PlasmaCall[] =>
  [...view.exits.keys()].flatMap((exit): readonly PlasmaCall[] => {
    const spend = view.spends.get(exit);
    if (spend === undefined) return [];
    const fields = shown(view, spend.block, spend.transaction, confirmations);
    return fields === null ? [] : [{ kind: 'challengeExit', exit, input: spend.input, ...fields }];
  });

/**
 * All outputs that `owner` can leave with: what is unspent as far as blocks were seen and hold, confirmed, and neither
 * leaving nor gone. That is what an honest user takes out as soon as the chain is in trouble.
 */
export const exitsOwed = (
  view: PlasmaView,
  owner: Address,
  confirmations: Confirmations,
): readonly PlasmaCall[] =>
  [...view.state].flatMap(([position, output]): readonly PlasmaCall[] => {
    if (output.owner !== owner || view.exits.has(position) || view.ended.has(position)) return [];
    const call = exitCall(view, position, confirmations);
    return call === null ? [] : [call];
  });

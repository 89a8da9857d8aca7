/** What an honest user of a Plasma chain does when awake: confirm own payments, challenge wrong exits, leave in time. */
import { bytesToHex, hexToBytes } from '../../foundation/bytes.ts';
import { sign } from '../../foundation/keys.ts';
import type { KeyPair } from '../../foundation/keys.ts';
import type { Address, Hex } from '../../foundation/units.ts';
import { provePlasmaTransaction } from './plasma-ledger.ts';
import {
  confirmationHash,
  encodePlasmaTransaction,
  positionNumber,
  positionOf,
} from './plasma-transaction.ts';
import type { PlasmaCall } from './plasma-contract.ts';
import { placeOf } from './plasma-view.ts';
import type { Confirmations, PlasmaView } from './plasma-view.ts';

/**
 * The confirmations that `key` owes: for each transaction of a block that was seen and holds, if all its inputs are of this
 * key. They go to whom the transaction pays, who can spend it or leave with it only then. Two owners who pay together are at
 * each other's mercy: with the first one's confirmation that one's input cannot leave any more, and without the second's the
 * outputs cannot either. So nothing is confirmed here that others signed too, and all of it leaves by its inputs (Fichter
 * 2018, "Griefing Vectors in Confirmation Signatures"). Needs `ready()`.
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
  const place = placeOf(block, transaction);
  const signatures = one.inputs.length === 0 ? [] : (confirmations.get(place) ?? view.published.get(place));
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

const isChallengeable = (view: PlasmaView, exit: bigint, confirmations: Confirmations): boolean => {
  const spend = view.spends.get(exit);
  return spend !== undefined && shown(view, spend.block, spend.transaction, confirmations) !== null;
};

/**
 * What a transaction that spends `position` has to publish: the confirmations of the one that made it. Null while they are
 * not known.
 */
export function publishedFor(
  view: PlasmaView,
  position: bigint,
  confirmations: Confirmations,
): readonly Hex[] | null {
  const { block, transaction } = positionOf(position);
  const fields = shown(view, block, transaction, confirmations);
  return fields === null ? null : fields.confirmations.map(bytesToHex);
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
 * leaving nor gone; nothing that was made of an output that is leaving itself, until a challenge has ended that. This is what an honest user takes out as soon as the chain is in trouble.
 */
export const exitsOwed = (
  view: PlasmaView,
  owner: Address,
  confirmations: Confirmations,
): readonly PlasmaCall[] =>
  [...view.state].flatMap(([position, output]): readonly PlasmaCall[] => {
    if (output.owner !== owner || view.exits.has(position) || view.ended.has(position)) return [];
    const { block, transaction } = positionOf(position);
    const made = view.blocks.get(block)?.transactions[transaction]?.inputs ?? [];
    const isHeldUp = made.some((input) => {
      const number = positionNumber(input);
      return view.exits.has(number) && !isChallengeable(view, number, confirmations);
    });
    if (isHeldUp) return [];
    const call = exitCall(view, position, confirmations);
    return call === null ? [] : [call];
  });

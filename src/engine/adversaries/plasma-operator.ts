/** A Plasma operator that steals: it commits to a block in which everything is its own, shows nobody the data, and leaves. */
import { sign } from '../foundation/keys.ts';
import type { KeyPair } from '../foundation/keys.ts';
import { bytesToHex, hexToBytes } from '../foundation/bytes.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import type { Address, Wei } from '../foundation/units.ts';
import type { PlasmaCall } from '../layer2/plasma/plasma-contract.ts';
import { plasmaRoot, provePlasmaTransaction } from '../layer2/plasma/plasma-ledger.ts';
import {
  confirmationHash,
  encodePlasmaTransaction,
  positionOf,
  signPlasmaTransaction,
} from '../layer2/plasma/plasma-transaction.ts';
import type { SignedPlasmaTransaction } from '../layer2/plasma/plasma-transaction.ts';

/** A block that breaks the chain's rules, and the exit that takes the loot out. */
export interface PlasmaTheft {
  readonly transactions: readonly SignedPlasmaTransaction[];
  readonly exit: PlasmaCall;
}

/**
 * Makes coins out of nothing: a transaction that "spends" the outputs at `positions` with the operator's own signature. No
 * contract sees that they were others' or never there: it sees a root, a path, a signature and a confirmation by the same
 * key. What stands against it is that everyone older is paid first (Buterin 2018; adversary "invalid block").
 */
export function forgePlasmaOutput(
  contract: Address,
  operator: KeyPair,
  block: number,
  positions: readonly bigint[],
  amount: Wei,
): PlasmaTheft {
  const inputs = positions.slice(0, 2).map(positionOf);
  const transaction = signPlasmaTransaction(
    contract,
    { inputs, outputs: [{ owner: operator.address, amount }] },
    inputs.map(() => operator),
  );
  const transactions = [transaction];
  const confirmed = sign(
    confirmationHash(contract, transaction, plasmaRoot(transactions)),
    operator.secretKey,
  );
  return {
    transactions,
    exit: {
      kind: 'startExit',
      block,
      transaction: 0,
      output: 0,
      data: encodePlasmaTransaction(transaction),
      proof: provePlasmaTransaction(transactions, 0),
      confirmations: inputs.map(() => hexToBytes(confirmed)),
    },
  };
}

/** What an operator shows instead of a block: other data of the same length, which its root does not fit. */
export const garbledBlock = (
  transactions: readonly SignedPlasmaTransaction[],
): readonly SignedPlasmaTransaction[] =>
  transactions.map((one) => ({
    ...one,
    outputs: one.outputs.map((output) => ({
      ...output,
      owner: bytesToHex(hexToBytes(hashHex(sha256(hexToBytes(output.owner)))).subarray(0, 20)) as Address,
    })),
  }));

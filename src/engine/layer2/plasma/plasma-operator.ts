/** The operator of a Plasma chain: takes payments, puts them into blocks, commits to them below, shows the data. */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import type { Hash } from '../../foundation/units.ts';
import type { ChainUser } from '../../layer1/chain/chain-user.ts';
import { contractSenderOf } from '../../layer1/ledger/contract-transaction.ts';
import type { Contract } from '../../layer1/machine/contracts/contract.ts';
import { storedWord } from '../../layer1/machine/contracts/contract-state.ts';
import { contractAddress } from '../../layer1/machine/contracts/contract.ts';
import { CHILD_BLOCK_INTERVAL, committedBlock } from './plasma-contract.ts';
import type { PlasmaCall } from './plasma-contract.ts';
import { checkPlasmaTransaction, plasmaRoot, withPlasmaTransaction } from './plasma-ledger.ts';
import type { PlasmaBlock } from './plasma-ledger.ts';
import { positionNumber } from './plasma-transaction.ts';
import type { SignedPlasmaTransaction } from './plasma-transaction.ts';
import { plasmaView } from './plasma-view.ts';
import type { PlasmaDataOf, PlasmaView } from './plasma-view.ts';

/** A running operator. What it knows of the chain below is read anew each time, so a reorganisation there is no special case. */
export class PlasmaOperator {
  readonly user: ChainUser;
  readonly contract: Contract<PlasmaCall>;
  /** How many blocks below must stand on a deposit before it can be spent: deeper than any reorganisation to come. */
  readonly settledAfter: number;
  readonly #made = new Map<number, readonly SignedPlasmaTransaction[]>();
  #pool: readonly SignedPlasmaTransaction[] = [];

  /** An operator with an account on the chain below. */
  constructor(user: ChainUser, contract: Contract<PlasmaCall>, settledAfter = 0) {
    this.user = user;
    this.contract = contract;
    this.settledAfter = settledAfter;
  }

  /** The data of the operator's own blocks, as it shows them to whoever asks. */
  readonly dataOf: PlasmaDataOf = (number) => this.#made.get(number) ?? null;

  /** The chain as the operator sees it, deposits that have settled included. */
  view(): PlasmaView {
    const { blocks } = this.user.chain;
    return plasmaView(blocks.slice(0, blocks.length - this.settledAfter), this.contract.id, this.dataOf);
  }

  /**
   * Takes a payment for the next block. Refused: what {@link checkPlasmaTransaction} refuses after the payments that wait,
   * and `exit-open` for an output whose owner is leaving with it.
   */
  receive(transaction: SignedPlasmaTransaction): Result<void> {
    const view = this.view();
    const leaving = transaction.inputs.find((input) => view.exits.has(positionNumber(input)));
    if (leaving !== undefined) {
      const message = 'The output is leaving the chain.';
      const rule = 'Buterin 2018, Minimal Viable Plasma';
      return reject({ code: 'exit-open', rule, message, received: leaving, expected: 'another output' });
    }
    const state = this.#pool.reduce(
      (sum, one, index) => withPlasmaTransaction(sum, one, this.nextNumber, index),
      view.state,
    );
    const checked = checkPlasmaTransaction(state, transaction, view.contract);
    if (checked.ok) this.#pool = [...this.#pool, transaction];
    return checked;
  }

  /** The number of the next block: one interval after the last that stands below or waits for its block there. */
  get nextNumber(): number {
    const { state } = this.user.chain;
    // Place 2 of the contract's storage holds the number of its last block.
    const last = Number(storedWord(state, contractAddress(this.contract.id), 2n));
    return last + CHILD_BLOCK_INTERVAL;
  }

  /** Puts what waits into a block and commits to it. */
  commit(): Hash {
    const transactions = this.#pool;
    this.#pool = [];
    return this.commitBlock({ number: this.nextNumber, transactions });
  }

  /** Commits to any block, right or wrong, and keeps its data. */
  commitBlock({ number, transactions }: PlasmaBlock): Hash {
    this.#made.set(number, transactions);
    const call: PlasmaCall = { kind: 'submitBlock', number, root: plasmaRoot(transactions) };
    return this.user.call(this.contract, call);
  }

  /** Commits again to every block of its own that a reorganisation took away and that no longer waits; how many. */
  recommit(): number {
    const { state, pending } = this.user.chain;
    if (pending.some((one) => contractSenderOf(one) === this.user.address)) return 0;
    const lost = [...this.#made].filter(
      ([number]) => committedBlock(state, this.contract.id, number) === null,
    );
    for (const [number, transactions] of lost.sort(([a], [b]) => a - b))
      this.user.call(this.contract, { kind: 'submitBlock', number, root: plasmaRoot(transactions) });
    return lost.length;
  }

  /** Answers nothing more about block `number`. */
  forget(number: number): Result<void> {
    this.#made.delete(number);
    return ok(undefined);
  }
}

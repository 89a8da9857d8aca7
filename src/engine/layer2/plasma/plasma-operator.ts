/** The operator of a Plasma chain: takes payments, puts them into blocks, commits to them below, shows the data. */
import { reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { ms } from '../../foundation/units.ts';
import type { Hash } from '../../foundation/units.ts';
import type { ChainUser } from '../../layer1/chain/chain-user.ts';
import { contractSenderOf } from '../../layer1/ledger/contract-transaction.ts';
import type { Contract } from '../../layer1/machine/contracts/contract.ts';
import { CHILD_BLOCK_INTERVAL, committedBlock, lastPlasmaBlock } from './plasma-contract.ts';
import type { PlasmaCall } from './plasma-contract.ts';
import { checkPlasmaTransaction, plasmaRoot, withoutSpent } from './plasma-ledger.ts';
import type { PlasmaBlock } from './plasma-ledger.ts';
import { positionNumber } from './plasma-transaction.ts';
import type { SignedPlasmaTransaction } from './plasma-transaction.ts';
import { barredOutputs, plasmaView } from './plasma-view.ts';
import type { PlasmaDataOf, PlasmaView } from './plasma-view.ts';

/** A running operator. What it knows of the chain below is read anew each time, so a reorganisation there is no special case. */
export class PlasmaOperator {
  readonly user: ChainUser;
  readonly contract: Contract<PlasmaCall>;
  /** How many blocks below must stand on a deposit before it can be spent: deeper than any reorganisation to come. */
  readonly settledAfter: number;
  readonly #made = new Map<number, readonly SignedPlasmaTransaction[]>();
  readonly #kept = new Set<number>();
  #pool: readonly SignedPlasmaTransaction[] = [];

  /** An operator with an account on the chain below. */
  constructor(user: ChainUser, contract: Contract<PlasmaCall>, settledAfter = 0) {
    this.user = user;
    this.contract = contract;
    this.settledAfter = settledAfter;
  }

  /** The data of the operator's own blocks, as it shows them to whoever asks. */
  readonly dataOf: PlasmaDataOf = (number) =>
    this.#kept.has(number) ? null : (this.#made.get(number) ?? null);

  /** The chain as the operator shows it. */
  view(): PlasmaView {
    return plasmaView(this.user.chain.blocks, this.contract.id, this.dataOf);
  }

  /**
   * Takes a payment for the next block. Refused: what {@link checkPlasmaTransaction} refuses after the payments that wait,
   * `exit-open` for an output whose owner is leaving with it, and `not-settled` for a deposit that is too young: what a
   * reorganisation below could take away would make every block above it invalid.
   */
  receive(transaction: SignedPlasmaTransaction): Result<void> {
    const rule = 'Buterin 2018, Minimal Viable Plasma';
    const { blocks } = this.user.chain;
    const view = this.view();
    const left = transaction.inputs.find((input) => view.exits.has(positionNumber(input)));
    if (left !== undefined) {
      const message = 'The output is leaving the chain.';
      return reject({ code: 'exit-open', rule, message, received: left, expected: 'another output' });
    }
    const settled = plasmaView(
      blocks.slice(0, Math.max(blocks.length - this.settledAfter, 0)),
      this.contract.id,
      this.dataOf,
    );
    const young = transaction.inputs.find(
      ({ block }) => block % CHILD_BLOCK_INTERVAL !== 0 && !settled.blocks.has(block),
    );
    if (young !== undefined) {
      const message = 'The deposit could still disappear.';
      return reject({ code: 'not-settled', rule, message, received: young, expected: this.settledAfter });
    }
    // Nothing is taken that an open exit could bar by the time the block stands below.
    const leaving = barredOutputs(view, ms(Number.MAX_SAFE_INTEGER));
    const state = withoutSpent(view.state, this.#pool);
    const checked = checkPlasmaTransaction(state, transaction, view.contract, leaving);
    if (checked.ok) this.#pool = [...this.#pool, transaction];
    return checked;
  }

  /** The number of the next block: one interval after the last that stands below or that the operator made. */
  get nextNumber(): number {
    const last = lastPlasmaBlock(this.user.chain.state, this.contract.id);
    return Math.max(last, ...this.#made.keys()) + CHILD_BLOCK_INTERVAL;
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

  /** Shows block `number` to nobody any more. */
  withhold(number: number): void {
    this.#kept.add(number);
  }
}

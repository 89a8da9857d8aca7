/** What someone who watches a Plasma chain knows: all of it follows from the chain below and the data that the operator shows. */
import { ms } from '../../foundation/units.ts';
import type { Address, Hash, Ms } from '../../foundation/units.ts';
import type { SealedBlock } from '../../layer1/chain/contract-chain.ts';
import { contractAddress } from '../../layer1/machine/contracts/contract.ts';
import { wordsOf } from './exit-game.ts';
import { CHILD_BLOCK_INTERVAL, depositTransaction } from './plasma-contract.ts';
import { applyPlasmaBlock, plasmaRoot, withPlasmaTransaction } from './plasma-ledger.ts';
import type { PlasmaBlock, PlasmaState } from './plasma-ledger.ts';
import { positionNumber } from './plasma-transaction.ts';
import type { SignedPlasmaTransaction } from './plasma-transaction.ts';
import { bytesToHex, bigintToFixedBytes } from '../../foundation/bytes.ts';
import { wei } from '../../foundation/units.ts';

/** The transactions of block `number` as the operator shows them, or null when it shows none. */
export type PlasmaDataOf = (number: number) => readonly SignedPlasmaTransaction[] | null;

/** Why everyone should leave, and since when. */
export interface PlasmaTrouble {
  /** The block that cannot be trusted; what was made before it is safe. */
  readonly block: number;
  readonly why: 'withheld' | 'other-data' | 'invalid';
  readonly code: string;
  /** When its root was committed. */
  readonly at: Ms;
}

/** Where an output was spent. */
export interface PlasmaSpend {
  readonly block: number;
  readonly transaction: number;
  readonly input: number;
}

/** A Plasma chain as it is known. */
export interface PlasmaView {
  readonly contract: Address;
  /** The unspent outputs up to the first block that is not there or not valid. */
  readonly state: PlasmaState;
  /** Its blocks up to there by number, deposits included. */
  readonly blocks: ReadonlyMap<number, PlasmaBlock>;
  readonly roots: ReadonlyMap<number, Hash>;
  /** Which transaction spent an output, by the number of its position. */
  readonly spends: ReadonlyMap<bigint, PlasmaSpend>;
  /** Exits that are open: the number of their position and when they can be paid. */
  readonly exits: ReadonlyMap<bigint, Ms>;
  /** Outputs that left, or whose exit was cancelled. */
  readonly ended: ReadonlySet<bigint>;
  readonly trouble: PlasmaTrouble | null;
}

const hashOfWord = (word: bigint): Hash => bytesToHex(bigintToFixedBytes(word, 32)) as Hash;
const addressOfWord = (word: bigint): Address => bytesToHex(bigintToFixedBytes(word, 20)) as Address;

/**
 * Reads the chain of the contract called `id` from the blocks below, the oldest first. Each commitment is compared with
 * the data shown for it and every transaction checked. From the first block that is withheld, has another root or breaks a
 * rule on, nothing above counts: whoever has coins has to leave (Buterin 2018, "users … exit as soon as they detect").
 */
export function plasmaView(below: readonly SealedBlock[], id: string, dataOf: PlasmaDataOf): PlasmaView {
  const contract = contractAddress(id);
  let state: PlasmaState = new Map();
  const blocks = new Map<number, PlasmaBlock>();
  const roots = new Map<number, Hash>();
  const spends = new Map<bigint, PlasmaSpend>();
  const exits = new Map<bigint, Ms>();
  const ended = new Set<bigint>();
  let trouble: PlasmaTrouble | null = null;

  const follow = (number: number, root: Hash, at: Ms): void => {
    const transactions = dataOf(number);
    const fail = (why: PlasmaTrouble['why'], code: string): void => {
      trouble = { block: number, why, code, at };
    };
    if (transactions === null) return fail('withheld', 'block-withheld');
    if (plasmaRoot(transactions) !== root) return fail('other-data', 'wrong-root');
    const applied = applyPlasmaBlock(state, { number, transactions }, contract);
    if (!applied.ok) return fail('invalid', applied.rejection.code);
    state = applied.value;
    blocks.set(number, { number, transactions });
    for (const [transaction, { inputs }] of transactions.entries())
      for (const [input, position] of inputs.entries())
        spends.set(positionNumber(position), { block: number, transaction, input });
  };

  for (const { block, receipts } of below) {
    for (const log of receipts.flatMap(({ logs }) => logs)) {
      if (log.contract !== contract) continue;
      const [first = 0n, second = 0n, third = 0n] = wordsOf(log.data);
      switch (log.name) {
        case 'block-committed': {
          const number = Number(first);
          roots.set(number, hashOfWord(second));
          // A deposit's block needs no data: the contract wrote it, and says so in an event of its own.
          if (number % CHILD_BLOCK_INTERVAL === 0 && trouble === null)
            follow(number, hashOfWord(second), block.header.timestamp);
          break;
        }
        case 'deposited': {
          const made = depositTransaction(addressOfWord(second), wei(third));
          blocks.set(Number(first), { number: Number(first), transactions: [made] });
          state = withPlasmaTransaction(state, made, Number(first), 0);
          break;
        }
        case 'exit-started':
          exits.set(first, ms(Number(third)));
          break;
        case 'exit-cancelled':
        case 'exit-paid': {
          exits.delete(first);
          ended.add(first);
          const left = new Map(state);
          left.delete(first);
          state = left;
          break;
        }
      }
    }
  }
  return { contract, state, blocks, roots, spends, exits, ended, trouble };
}

/** What someone who watches a Plasma chain knows: all of it follows from the chain below and the data that the operator shows. */
import { ms } from '../../foundation/units.ts';
import type { Address, Hash, Hex, Ms } from '../../foundation/units.ts';
import type { SealedBlock } from '../../layer1/chain/contract-chain.ts';
import { contractAddress } from '../../layer1/machine/contracts/contract.ts';
import { wordsOf } from './exit-game.ts';
import { CHILD_BLOCK_INTERVAL, depositTransaction } from './plasma-contract.ts';
import { applyPlasmaBlock, plasmaRoot, withPlasmaDeposit } from './plasma-ledger.ts';
import type { PlasmaBlock, PlasmaState } from './plasma-ledger.ts';
import { PLASMA_TREE_HEIGHT, positionNumber } from './plasma-transaction.ts';
import type { OutputPosition, SignedPlasmaTransaction } from './plasma-transaction.ts';
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

/** An exit that is open. */
export interface SeenExit {
  readonly startedAt: Ms;
  /** When it can be paid. */
  readonly exitableAt: Ms;
}

/** Confirmations by the place of their transaction ({@link placeOf}), a signature for each input. */
export type Confirmations = ReadonlyMap<string, readonly Hex[]>;

/** Names a transaction by its block and its index there. */
export const placeOf = (block: number, transaction: number): string => `${block}/${transaction}`;

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
  /** Exits that are open, by the number of their position. */
  readonly exits: ReadonlyMap<bigint, SeenExit>;
  /** Confirmations that anyone can show: published in blocks above, or with exits below. */
  readonly published: Confirmations;
  /** Outputs that left, or whose exit was cancelled. */
  readonly ended: ReadonlySet<bigint>;
  readonly trouble: PlasmaTrouble | null;
}

const hashOfWord = (word: bigint): Hash => bytesToHex(bigintToFixedBytes(word, 32)) as Hash;
/** The 64-byte signatures after the two words of an event. */
const signaturesIn = (data: Hex): readonly Hex[] =>
  Array.from({ length: (data.length - 130) / 128 }, (_, index): Hex => {
    const from = 130 + 128 * index;
    return `0x${data.slice(from, from + 128)}`;
  });
const addressOfWord = (word: bigint): Address => bytesToHex(bigintToFixedBytes(word, 20)) as Address;

/** The outputs of the transaction that spent `position`, if any did. */
function madeOf(
  position: bigint,
  spends: ReadonlyMap<bigint, PlasmaSpend>,
  blocks: ReadonlyMap<number, PlasmaBlock>,
): readonly bigint[] {
  const spend = spends.get(position);
  if (spend === undefined) return [];
  const { block, transaction } = spend;
  const outputs = blocks.get(block)?.transactions[transaction]?.outputs ?? [];
  return outputs.map((_, output) => positionNumber({ block, transaction, output }));
}

/**
 * The outputs that no block committed at `time` may spend: what they were made of is leaving below, and more than half of
 * the time to challenge that is over. Until then a block that spends them publishes the confirmation that cancels the exit.
 */
export const barredOutputs = (
  { exits, spends, blocks }: Pick<PlasmaView, 'exits' | 'spends' | 'blocks'>,
  time: Ms,
): ReadonlySet<bigint> =>
  new Set(
    [...exits].flatMap(([position, { startedAt, exitableAt }]) =>
      2 * time > startedAt + exitableAt ? madeOf(position, spends, blocks) : [],
    ),
  );

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
  const exits = new Map<bigint, SeenExit>();
  const published = new Map<string, readonly Hex[]>();
  const ended = new Set<bigint>();
  let trouble: PlasmaTrouble | null = null;

  const follow = (number: number, root: Hash, at: Ms): void => {
    const transactions = dataOf(number);
    const fail = (why: PlasmaTrouble['why'], code: string): void => {
      trouble = { block: number, why, code, at };
    };
    if (transactions === null) return fail('withheld', 'block-withheld');
    if (transactions.length > 2 ** PLASMA_TREE_HEIGHT || plasmaRoot(transactions) !== root)
      return fail('other-data', 'wrong-root');
    const barred = barredOutputs({ exits, spends, blocks }, at);
    const applied = applyPlasmaBlock(state, { number, transactions }, contract, barred);
    if (!applied.ok) return fail('invalid', applied.rejection.code);
    state = applied.value;
    blocks.set(number, { number, transactions });
    for (const [transaction, { inputs, published: shown }] of transactions.entries())
      for (const [input, position] of inputs.entries()) {
        spends.set(positionNumber(position), { block: number, transaction, input });
        const { block, transaction: maker }: OutputPosition = position;
        published.set(placeOf(block, maker), shown[input] ?? []);
      }
  };
  const remove = (...positions: readonly bigint[]): void => {
    const left = new Map(state);
    for (const position of positions) left.delete(position);
    state = left;
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
          state = withPlasmaDeposit(state, made, Number(first));
          break;
        }
        case 'exit-started':
          exits.set(first, { startedAt: block.header.timestamp, exitableAt: ms(Number(third)) });
          break;
        case 'exit-confirmed':
          published.set(placeOf(Number(first), Number(second)), signaturesIn(log.data));
          break;
        case 'exit-cancelled':
        case 'exit-paid':
          exits.delete(first);
          ended.add(first);
          // Whoever was paid below for what was spent above, unconfirmed, has taken the coins of what was made of it.
          remove(first, ...(log.name === 'exit-paid' ? madeOf(first, spends, blocks) : []));
          break;
      }
    }
  }
  return { contract, state, blocks, roots, spends, exits, published, ended, trouble };
}

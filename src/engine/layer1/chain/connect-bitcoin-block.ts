/** What a Bitcoin block does to the UTXO ledger: its transactions one after the other, and the coinbase that takes the fees. */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { sat } from '../../foundation/units.ts';
import type { Sat, Weight } from '../../foundation/units.ts';
import { MAX_BLOCK_WEIGHT, checkTransaction } from '../ledger/check-transaction.ts';
import { checkLockTime } from '../ledger/lock-times.ts';
import type { LedgerTime } from '../ledger/lock-times.ts';
import { buildScript } from '../ledger/script/instructions.ts';
import { MAX_SIGNATURE_COST, signatureCost } from '../ledger/signature-cost.ts';
import { isCoinbase, transactionId } from '../ledger/transaction.ts';
import type { Transaction } from '../ledger/transaction.ts';
import { addOutputs, applyTransaction, getCoin } from '../ledger/utxo.ts';
import type { CoinState } from '../ledger/utxo.ts';
import { blockWeight, checkCommitments } from './bitcoin-block.ts';
import type { BitcoinBlock } from './bitcoin-block.ts';

/** A block's place in the chain, and the rules that a lesson may change. */
export interface BitcoinContext extends LedgerTime {
  /** 4,000,000 unless told. */
  readonly weightLimit?: Weight;
  /** New coins of this block; {@link subsidyAt} its height unless told. */
  readonly subsidy?: Sat;
}

/** A ledger after a block, and the fees that its transactions left. */
export interface ConnectedBlock {
  readonly coins: CoinState;
  readonly fees: Sat;
}

const HALVING_INTERVAL = 210_000;

/** New coins of the block at `height`: 50 bitcoin, halved every 210,000 blocks, rounded down (Bitcoin Core, `GetBlockSubsidy`). */
export function subsidyAt(height: number): Sat {
  const halvings = Math.floor(height / HALVING_INTERVAL);
  return sat(halvings >= 64 ? 0n : (50n * 100_000_000n) >> BigInt(halvings));
}

const refuse = (code: string, rule: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule, message, received, expected });

/** The coinbase of `block`, first and alone of its kind, with the height in front of its script (BIP-34). */
function findCoinbase({ transactions }: BitcoinBlock, time: LedgerTime): Result<Transaction> {
  const [coinbase] = transactions;
  if (coinbase === undefined || !isCoinbase(coinbase)) {
    return refuse(
      'no-coinbase',
      'Bitcoin Core, `CheckBlock`',
      'A block begins with its coinbase.',
      'none',
      'a coinbase',
    );
  }
  const checked = checkTransaction(coinbase);
  if (!checked.ok) return checked;
  const final = checkLockTime(coinbase, time);
  if (!final.ok) return final;
  const { height } = time;
  const expected = buildScript(height);
  const script = coinbase.inputs[0]?.script ?? new Uint8Array(0);
  if (!expected.every((byte, index) => script[index] === byte)) {
    return refuse(
      'coinbase-height',
      'BIP-34',
      `The coinbase's script begins with ${height}.`,
      script,
      expected,
    );
  }
  return ok(coinbase);
}

/**
 * Applies `block` to `coins`. Refused: a block over the weight limit, commitments that do not hold (Merkle root,
 * repeated tail, witnesses), a missing or second coinbase, a coinbase without the height or one that takes more than
 * subsidy and fees, signature operations that cost more than 80,000, an id whose outputs are still unspent (BIP-30), and whatever {@link applyTransaction} refuses, with
 * the transaction's number in the message. Its header's link and work are judged elsewhere.
 * @throws TypeError before `ready()`
 */
export function connectBitcoinBlock(
  coins: CoinState,
  block: BitcoinBlock,
  context: BitcoinContext,
): Result<ConnectedBlock> {
  const { height, weightLimit = MAX_BLOCK_WEIGHT, subsidy = subsidyAt(height) } = context;
  const found = findCoinbase(block, context);
  if (!found.ok) return found;
  const heavy = blockWeight(block);
  if (heavy > weightLimit) {
    return refuse(
      'block-overweight',
      'BIP-141, "Block size"',
      'The block is too heavy.',
      heavy,
      `at most ${weightLimit}`,
    );
  }
  const committed = checkCommitments(block);
  if (!committed.ok) return committed;

  let state = coins;
  let fees = 0n;
  let cost = signatureCost(found.value, []);
  for (const [index, transaction] of block.transactions.entries()) {
    const id = transactionId(transaction);
    if (transaction.outputs.some((_, output) => getCoin(state, id, output) !== null)) {
      return refuse('coin-exists', 'BIP-30', `Transaction ${index} is there already.`, id, 'another id');
    }
    if (index === 0) continue;
    const applied = applyTransaction(state, transaction, context);
    if (!applied.ok) {
      const { rejection } = applied;
      return reject({ ...rejection, message: `Transaction ${index}: ${rejection.message}` });
    }
    state = applied.value.coins;
    fees += applied.value.fee;
    cost += applied.value.signatureCost;
  }
  if (cost > MAX_SIGNATURE_COST) {
    const message = 'The block makes others check too many signatures.';
    return refuse('too-many-signatures', 'BIP-141, "Sigops"', message, cost, `at most ${MAX_SIGNATURE_COST}`);
  }
  const taken = found.value.outputs.reduce((sum, { value }) => sum + value, 0n);
  if (taken > subsidy + fees) {
    const message = `The coinbase takes ${taken}; subsidy and fees are ${subsidy + fees}.`;
    return refuse('coinbase-too-high', 'Bitcoin Core, `ConnectBlock`', message, taken, subsidy + fees);
  }
  return ok({ coins: addOutputs(state, found.value, context), fees: sat(fees) });
}

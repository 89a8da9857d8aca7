/** The UTXO ledger: a persistent map of the outputs that nobody has spent, and what a transaction does to it. */
import { concatBytes, hexToBytes } from '../../foundation/bytes.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import {
  emptyTree,
  getLeaf,
  leavesOf,
  removeLeaf,
  setLeaf,
  treeRoot,
} from '../../foundation/sparse-merkle.ts';
import type { SparseMerkle } from '../../foundation/sparse-merkle.ts';
import { sat } from '../../foundation/units.ts';
import type { Hash, Sat } from '../../foundation/units.ts';
import { u32le } from '../../foundation/wire.ts';
import { checkTransaction, outpointKey } from './check-transaction.ts';
import { checkLockTime, checkSequences } from './lock-times.ts';
import type { LedgerTime } from './lock-times.ts';
import { verifySpend } from './script/verify-spend.ts';
import { signatureCost } from './signature-cost.ts';
import { outputBytes } from './sighash.ts';
import { isCoinbase, transactionId } from './transaction.ts';
import type { Transaction, TransactionOutput } from './transaction.ts';

/** An unspent output, and what its spending depends on. */
export interface Coin {
  readonly id: Hash;
  readonly output: number;
  readonly value: Sat;
  readonly script: Uint8Array;
  /** Height of the block that created it. */
  readonly height: number;
  /** Median time before that block, in seconds (BIP-68). */
  readonly medianTime: number;
  readonly coinbase: boolean;
}

/** One version of all unspent outputs. A new one shares all that did not change with the old one, which stays usable. */
export interface CoinState {
  readonly tree: SparseMerkle<Coin>;
}

/** A coinbase's outputs can be spent this many blocks later, when its block will hardly be undone (Bitcoin Core, consensus.h). */
export const COINBASE_MATURITY = 100;

/** The bytes that a leaf commits to. */
const encodeCoin = (coin: Coin): Uint8Array =>
  concatBytes(
    u32le(coin.height),
    u32le(coin.medianTime),
    Uint8Array.of(coin.coinbase ? 1 : 0),
    outputBytes(coin),
  );

const pathOf = (id: Hash, output: number): Uint8Array => sha256(concatBytes(hexToBytes(id), u32le(output)));

/** The state that holds `coins` and nothing else. */
export const createCoins = (coins: readonly Coin[] = []): CoinState => ({
  tree: coins.reduce(
    (tree, coin) => setLeaf(tree, pathOf(coin.id, coin.output), coin),
    emptyTree(encodeCoin),
  ),
});

/** The unspent output number `output` of transaction `id`, or null when it never was or is spent. */
export const getCoin = ({ tree }: CoinState, id: Hash, output: number): Coin | null =>
  getLeaf(tree, pathOf(id, output));

/** Every unspent output, in an order that depends on the content alone. */
export const coinsOf = ({ tree }: CoinState): readonly Coin[] => [...leavesOf(tree)].map(([, coin]) => coin);

/** The sum of all unspent outputs. */
export const totalValue = (state: CoinState): Sat =>
  sat(coinsOf(state).reduce((sum, { value }) => sum + value, 0n));

/** One hash for all unspent outputs, whatever the order they came in. Bitcoin's blocks commit to no such root. */
export const coinsRoot = ({ tree }: CoinState): Hash => hashHex(treeRoot(tree));

/** `state` with the outputs of `transaction` in it, created at `time`; what was spent is not taken out here. */
export function addOutputs(
  state: CoinState,
  transaction: Transaction,
  { height, medianTime }: LedgerTime,
): CoinState {
  const id = transactionId(transaction);
  const coinbase = isCoinbase(transaction);
  const tree = transaction.outputs.reduce(
    (before, { value, script }: TransactionOutput, output) =>
      setLeaf(before, pathOf(id, output), { id, output, value, script, height, medianTime, coinbase }),
    state.tree,
  );
  return { tree };
}

const refuse = (code: string, rule: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule, message, received, expected });

/** The coins that `transaction` spends, in the order of its inputs. Refused: one that is not there, a coinbase's too early. */
function findCoins(
  state: CoinState,
  { inputs }: Transaction,
  { height }: LedgerTime,
): Result<readonly Coin[]> {
  const coins: Coin[] = [];
  for (const [index, input] of inputs.entries()) {
    const coin = getCoin(state, input.id, input.output);
    if (coin === null) {
      const message = `Input ${index} spends an output that never was or is spent.`;
      return refuse(
        'missing-coin',
        'Bitcoin whitepaper, section 2',
        message,
        outpointKey(input),
        'an unspent output',
      );
    }
    if (coin.coinbase && height - coin.height < COINBASE_MATURITY) {
      const message = `Input ${index} spends a coinbase of ${height - coin.height} blocks ago.`;
      return refuse(
        'immature-coinbase',
        'Bitcoin Core, `CheckTxInputs`',
        message,
        height - coin.height,
        COINBASE_MATURITY,
      );
    }
    coins.push(coin);
  }
  return ok(coins);
}

/** A ledger after a transaction, and what the transaction left to the miner. */
export interface AppliedTransaction {
  readonly coins: CoinState;
  readonly fee: Sat;
  /** What its signature operations cost a block (BIP-141, "Sigops"). */
  readonly signatureCost: number;
}

/**
 * Spends and creates what `transaction` says, as part of a block at `time`. Refused: what {@link checkTransaction}
 * refuses, a coinbase (only a block has one), an output that is not there, a coinbase's output of less than 100 blocks,
 * more out than in, a lock time or a wait that is not over, and an input whose scripts or signatures do not hold.
 * @throws TypeError before `ready()`
 */
export function applyTransaction(
  state: CoinState,
  transaction: Transaction,
  time: LedgerTime,
): Result<AppliedTransaction> {
  const checked = checkTransaction(transaction);
  if (!checked.ok) return checked;
  if (isCoinbase(transaction)) {
    return refuse(
      'stray-coinbase',
      'Bitcoin Core, `CheckBlock`',
      'Only a block has a coinbase.',
      'a coinbase',
      'a spending',
    );
  }
  const found = findCoins(state, transaction, time);
  if (!found.ok) return found;
  const coins = found.value;

  const received = coins.reduce((sum, { value }) => sum + value, 0n);
  const sent = transaction.outputs.reduce((sum, { value }) => sum + value, 0n);
  if (sent > received) {
    const message = `The outputs are worth ${sent}, the inputs ${received}.`;
    return refuse(
      'outputs-exceed-inputs',
      'Bitcoin Core, `CheckTxInputs`',
      message,
      sent,
      `at most ${received}`,
    );
  }
  const final = checkLockTime(transaction, time);
  if (!final.ok) return final;
  const aged = checkSequences(transaction, coins, time);
  if (!aged.ok) return aged;
  // The dearest check comes last, so that nobody makes others work for nothing.
  for (const [index, coin] of coins.entries()) {
    const spent = verifySpend(transaction, index, coin);
    if (!spent.ok) return spent;
  }
  const tree = coins.reduce((before, { id, output }) => removeLeaf(before, pathOf(id, output)), state.tree);
  return ok({
    coins: addOutputs({ tree }, transaction, time),
    fee: sat(received - sent),
    signatureCost: signatureCost(transaction, coins),
  });
}

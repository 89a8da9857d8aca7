/**
 * The upper of two layers: a sequencer that executes at once, promises, and posts what it did to the layer
 * below.
 */
import { bytesToHex } from '../foundation/bytes.ts';
import { keccak256 } from '../foundation/hash.ts';
import type { KeyPair } from '../foundation/keys.ts';
import { ok, type Result } from '../foundation/result.ts';
import { gas, wei, type Address, type Gas, type Hash, type Ms, type Wei } from '../foundation/units.ts';
import { applyTransfer, type ApplyTransfer } from '../layer1/ledger/apply-transfer.ts';
import type { AccountState } from '../layer1/ledger/accounts.ts';
import { TRANSFER_GAS, transferHash, type SignedTransfer } from '../layer1/ledger/transfer.ts';
import { encodeBatch } from '../layer2/rollups/batch.ts';
import { calldataGas } from '../layer1/ledger/calldata.ts';
import { BASE_CHAIN } from './base-layer.ts';
import { pay } from './payers.ts';

/** A transfer that the sequencer has executed. */
export interface ConfirmedTransfer {
  readonly id: Hash;
  readonly transfer: SignedTransfer;
  readonly arrivedAt: Ms;
  readonly fee: Wei;
  /** The rollup's accounts after it. */
  readonly state: AccountState;
}

/** A batch on its way to layer 1: its bytes and the signed transfer there that carries them. */
export interface Batch {
  readonly data: Uint8Array;
  readonly dataGas: Gas;
  readonly confirmed: readonly ConfirmedTransfer[];
  readonly carrier: SignedTransfer;
  /** The rollup's accounts after the batch: what everyone can compute from the batches alone. */
  readonly state: AccountState;
}

/** Names the rollup in signatures, so that none of them is worth anything on layer 1 (EIP-155). */
export const ROLLUP_CHAIN = 2;
/**
 * What a transfer is taken to need in a batch until there was one: 80 bytes at 16 gas, and its share of the
 * carrier.
 */
const FIRST_GUESS = gas(1_400);
/** A batch ends here even if more wait: about a third of the largest block below. */
const LARGEST_BATCH = 400;
const GWEI = 1_000_000_000n;

/** A running rollup with one sequencer. */
export class SmallRollup {
  /** The accounts after the last transfer executed. */
  state: AccountState;
  /** What a transfer costs in layer 1's gas, by the last batch. */
  gasPerTransfer: Gas = FIRST_GUESS;
  #confirmed: ConfirmedTransfer[] = [];
  #batches = 0;
  readonly #sequencer: KeyPair;
  readonly #apply: ApplyTransfer;

  /** A rollup with these accounts, whose sequencer signs with this key. */
  constructor(state: AccountState, sequencer: KeyPair, apply: ApplyTransfer = applyTransfer) {
    this.state = state;
    this.#sequencer = sequencer;
    this.#apply = apply;
  }

  /**
   * What a unit of gas costs here now: as much as the transfer will cost in layer 1's data, spread over the
   * gas of a transfer, and at least a thousandth of a gwei. It all goes to the sequencer, who pays layer 1.
   */
  price(layer1BaseFee: Wei): Wei {
    const price = (this.gasPerTransfer * (layer1BaseFee + GWEI)) / TRANSFER_GAS;
    return wei(price > GWEI / 1000n ? price : GWEI / 1000n);
  }

  /** Executes a transfer at once. Refused: whatever {@link applyTransfer} refuses. */
  confirm(transfer: SignedTransfer, arrivedAt: Ms, now: Ms): Result<ConfirmedTransfer> {
    const context = {
      height: this.#batches + 1,
      timestamp: now,
      baseFee: wei(0),
      proposer: this.#sequencer.address,
      chainId: ROLLUP_CHAIN,
    };
    const applied = this.#apply(this.state, transfer, context);
    if (!applied.ok) return applied;
    this.state = applied.value;
    const fee = wei(TRANSFER_GAS * transfer.maxPriorityFeePerGas);
    const confirmed = { id: transferHash(transfer), transfer, arrivedAt, fee, state: this.state };
    this.#confirmed.push(confirmed);
    return ok(confirmed);
  }

  /**
   * Everything confirmed since the last batch, as data of one layer 1 transfer; null when there is nothing. A
   * plain transfer has no data field, so the carrier's recipient is the last 20 bytes of the data's hash: its
   * signature covers the data.
   */
  nextBatch(): Batch | null {
    const confirmed = this.#confirmed.slice(0, LARGEST_BATCH);
    const last = confirmed.at(-1);
    if (!last) return null;
    this.#confirmed = this.#confirmed.slice(confirmed.length);
    const data = encodeBatch(confirmed.map(({ transfer }) => transfer));
    const dataGas = calldataGas(data);
    this.gasPerTransfer = gas((TRANSFER_GAS + dataGas) / BigInt(confirmed.length));
    const to = bytesToHex(keccak256(data).subarray(12)) as Address;
    // The sequencer outbids everyone: a batch that waits keeps all its transfers from being final.
    const payer = {
      key: this.#sequencer,
      maxFeePerGas: wei(10_000n * GWEI),
      maxPriorityFeePerGas: wei(5n * GWEI),
    };
    const order = { chainId: BASE_CHAIN, nonce: this.#batches++, to, value: wei(0) };
    const carrier = pay(payer, order, gas(TRANSFER_GAS + dataGas));
    return { data, dataGas, confirmed, carrier, state: last.state };
  }
}

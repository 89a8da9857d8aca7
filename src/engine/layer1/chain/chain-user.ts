/** Someone with a key on a chain with contracts: signs calls with the next nonce and hands them to the pool. */
import { bytesToHex } from '../../foundation/bytes.ts';
import type { KeyPair } from '../../foundation/keys.ts';
import type { Rejection } from '../../foundation/result.ts';
import { gas, wei } from '../../foundation/units.ts';
import type { Address, Gas, Hash, Wei } from '../../foundation/units.ts';
import { versionedHash } from '../data/blobs.ts';
import type { DataBlob } from '../data/blobs.ts';
import { getAccount } from '../ledger/accounts.ts';
import { contractSenderOf, signContractTransaction } from '../ledger/contract-transaction.ts';
import type { SignedContractTransaction } from '../ledger/contract-transaction.ts';
import { contractAddress } from '../machine/contracts/contract.ts';
import type { Contract } from '../machine/contracts/contract.ts';
import type { TransactionReceipt } from './apply-contract-transaction.ts';
import type { ContractChain } from './contract-chain.ts';

/** What goes along with a call. */
export interface CallExtras {
  /** Coins for the contract; none unless told. */
  readonly value?: Wei;
  /** 10 million unless told, or all of a block that has less. */
  readonly gasLimit?: Gas;
  /** Blobs beside the transaction with their KZG commitments, in the same order; none unless told. */
  readonly blobs?: readonly { readonly blob: DataBlob; readonly commitment: Uint8Array }[];
  /** The tip for a unit of gas; none unless told. */
  readonly tip?: Wei;
}

const MOST_GAS = 10_000_000n;

/** An account's owner. Pays up to four times the base fee, so that a call outlives a few full blocks. */
export class ChainUser {
  readonly address: Address;
  readonly chain: ContractChain;
  readonly #key: KeyPair;

  /** The owner of `key` on `chain`. */
  constructor(chain: ContractChain, key: KeyPair) {
    this.chain = chain;
    this.address = key.address;
    this.#key = key;
  }

  /** What the user holds at the head of the chain. */
  get balance(): Wei {
    return getAccount(this.chain.state.accounts, this.address).balance;
  }

  /**
   * Signs a call of `contract` and puts it into the pool; its id. The nonce is the first that neither the chain nor the
   * pool has.
   * @throws TypeError for a contract without a codec; RangeError when the pool refuses
   */
  call<Call>(contract: Contract<Call>, call: Call, extras: CallExtras = {}): Hash {
    if (contract.codec === undefined)
      throw new TypeError(`${contract.id} has no codec: no transaction can call it.`);
    return this.#submit(contractAddress(contract.id), bytesToHex(contract.codec.encode(call)), extras);
  }

  /** Pays `value` to `to`; the payment's id. @throws RangeError when the pool refuses */
  pay(to: Address, value: Wei): Hash {
    return this.#submit(to, '0x', { value, gasLimit: gas(200_000n) });
  }

  /** The receipt of one of the user's transactions, or null while it is on no block of the canonical chain. */
  receipt(transaction: Hash): TransactionReceipt | null {
    return this.chain.receipt(transaction);
  }

  #submit(to: Address, data: `0x${string}`, extras: CallExtras): Hash {
    const { value = wei(0n), gasLimit, blobs = [], tip = wei(0n) } = extras;
    const { chain } = this;
    const { baseFee, gasLimit: blockGas } = chain.tip.header;
    const most = blockGas < MOST_GAS ? blockGas : MOST_GAS;
    const transaction: SignedContractTransaction = signContractTransaction(
      {
        chainId: chain.rules.chainId,
        nonce: this.#nextNonce(),
        to,
        value,
        gasLimit: gasLimit ?? gas(most),
        maxFeePerGas: wei(4n * baseFee + tip),
        maxPriorityFeePerGas: tip,
        data,
        blobHashes: blobs.map(({ commitment }) => versionedHash(commitment)),
        maxFeePerBlobGas: wei(blobs.length === 0 ? 0n : 1_000_000_000n),
      },
      this.#key.secretKey,
    );
    const submitted = chain.submit(
      transaction,
      blobs.map(({ blob }) => blob),
    );
    if (!submitted.ok) throw new RangeError(explain(submitted.rejection));
    return submitted.value;
  }

  /** The first nonce that is free: a reorganisation may have lost one and kept later ones, which wait for it. */
  #nextNonce(): number {
    const taken = new Set(
      this.chain.pending.filter((one) => contractSenderOf(one) === this.address).map(({ nonce }) => nonce),
    );
    let { nonce } = getAccount(this.chain.state.accounts, this.address);
    while (taken.has(nonce)) nonce += 1;
    return nonce;
  }
}

const explain = ({ code, message }: Rejection): string => `${code}: ${message}`;

/** A running chain with contracts: a pool of transactions, blocks one after the other, and reorganisations at will. */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { gas, ms, wei } from '../../foundation/units.ts';
import type { Address, Gas, Hash, Hex, Ms } from '../../foundation/units.ts';
import { GAS_PER_BLOB } from '../data/blob-fee.ts';
import { versionedHash } from '../data/blobs.ts';
import type { DataBlob } from '../data/blobs.ts';
import { commitToBlob } from '../data/kzg.ts';
import type { TrustedSetup } from '../data/kzg-setup.ts';
import { createState, getAccount } from '../ledger/accounts.ts';
import type { Account } from '../ledger/accounts.ts';
import { checkContractTransaction, contractTransactionHash } from '../ledger/contract-transaction.ts';
import type { SignedContractTransaction } from '../ledger/contract-transaction.ts';
import { contractStateRoot, createContractState } from '../machine/contracts/contract-state.ts';
import type { ContractState } from '../machine/contracts/contract-state.ts';
import type { AnyContract } from '../machine/contracts/contract.ts';
import type { ContractRules, TransactionReceipt } from './apply-contract-transaction.ts';
import { headerHash } from './block.ts';
import { createGenesis } from './build-block.ts';
import { buildContractBlock, MAX_BLOB_GAS_PER_BLOCK } from './contract-block.ts';
import type { ContractBlock, ContractTip } from './contract-block.ts';

/** A block of the chain with what followed from it: all that a rollup's derivation reads. */
export interface SealedBlock {
  readonly hash: Hash;
  readonly block: ContractBlock;
  /** One for each transaction, in their order. */
  readonly receipts: readonly TransactionReceipt[];
  /** The blobs of all transactions, in their order. */
  readonly blobs: readonly DataBlob[];
  /** The state after the block. */
  readonly state: ContractState;
}

/** What a chain with contracts is made of. */
export interface ContractChainSettings {
  readonly contracts: readonly AnyContract[];
  /** Who holds what at genesis. */
  readonly accounts: readonly (readonly [Address, Account])[];
  /** 1 unless told. */
  readonly chainId?: number;
  /** 30 million unless told. */
  readonly gasLimit?: Gas;
  /** Time from block to block; 12 s unless told. */
  readonly intervalMs?: Ms;
  /** Who receives the tips; the address of zeros unless told. */
  readonly proposer?: Address;
  /** Whether gas has a price (EIP-1559). Without it the base fee is zero, so that sums in a story stay whole; true unless told. */
  readonly feeMarket?: boolean;
  /** The setup by which blobs are committed to; a chain without one takes no blobs. */
  readonly kzgSetup?: TrustedSetup;
}

interface Waiting {
  readonly hash: Hash;
  readonly transaction: SignedContractTransaction;
  readonly blobs: readonly DataBlob[];
}

interface Sealed extends SealedBlock {
  readonly tip: ContractTip;
  readonly contents: readonly Waiting[];
}

/** Refusals after which a transaction may still find a place in a later block. */
const MAY_COME_LATER: readonly string[] = [
  'nonce-too-high',
  'fee-below-base-fee',
  'blob-fee-too-low',
  'transaction-above-gas-left',
  'blobs-above-limit',
];

const NOBODY = `0x${'00'.repeat(20)}` as Address;

const refuse = (code: string, rule: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule, message, received, expected });

/** What waits in the order in which it came, but that each sender's nonces ascend within the sender's places. */
function inNonceOrder(waiting: readonly Waiting[]): readonly Waiting[] {
  const ofSender = new Map<Hex, Waiting[]>();
  for (const one of waiting.toSorted((a, b) => b.transaction.nonce - a.transaction.nonce)) {
    const { publicKey } = one.transaction;
    ofSender.set(publicKey, [...(ofSender.get(publicKey) ?? []), one]);
  }
  return waiting.flatMap(({ transaction: { publicKey } }) => ofSender.get(publicKey)?.pop() ?? []);
}

/**
 * A chain of one honest proposer, for whatever stands above it. Blocks are built by the rules that
 * `importContractBlock` checks; consensus has rooms of its own. Since states are persistent, undoing costs nothing.
 */
export class ContractChain {
  /** What its blocks are checked by. */
  readonly rules: ContractRules;
  readonly #genesis: ContractTip;
  readonly #interval: Ms;
  readonly #proposer: Address;
  readonly #setup: TrustedSetup | undefined;
  #blocks: readonly Sealed[] = [];
  #waiting: readonly Waiting[] = [];
  #now: Ms = ms(0);

  constructor(settings: ContractChainSettings) {
    const {
      contracts,
      accounts,
      chainId = 1,
      gasLimit,
      intervalMs = ms(12_000),
      feeMarket = true,
    } = settings;
    this.rules = { contracts, chainId, ...(feeMarket ? {} : { nextBaseFee: () => wei(0n) }) };
    const state = createContractState(createState(accounts));
    const { header } = createGenesis(state.accounts, gasLimit);
    const baseFee = feeMarket ? header.baseFee : wei(0n);
    this.#genesis = {
      header: { ...header, stateRoot: contractStateRoot(state), baseFee },
      state,
      excessBlobGas: gas(0n),
    };
    this.#interval = intervalMs;
    this.#proposer = settings.proposer ?? NOBODY;
    this.#setup = settings.kzgSetup;
  }

  /** Header and state at the head. */
  get tip(): ContractTip {
    return this.#blocks.at(-1)?.tip ?? this.#genesis;
  }

  /** Header and state before the first block. */
  get genesis(): ContractTip {
    return this.#genesis;
  }

  /** The state at the head. */
  get state(): ContractState {
    return this.tip.state;
  }

  /** Height of the head; genesis has 0. */
  get height(): number {
    return this.tip.header.height;
  }

  /** When the last block was sealed. Time goes on through a reorganisation. */
  get now(): Ms {
    return this.#now;
  }

  /** The canonical blocks after genesis, the oldest first. */
  get blocks(): readonly SealedBlock[] {
    return this.#blocks;
  }

  /** The transactions that wait for a block, in the order in which they came. */
  get pending(): readonly SignedContractTransaction[] {
    return this.#waiting.map(({ transaction }) => transaction);
  }

  /** The receipt of a transaction on the canonical chain; null for one that is not on it. */
  receipt(transaction: Hash): TransactionReceipt | null {
    for (const { receipts } of this.#blocks.toReversed()) {
      const found = receipts.find((one) => one.transaction === transaction);
      if (found !== undefined) return found;
    }
    return null;
  }

  /**
   * Puts a transaction with its blobs into the pool, which has no limit of size. Refused: what
   * {@link checkContractTransaction} refuses, a transaction that waits already, a nonce that is used, more gas or blobs
   * than any block takes, and blobs that are not those whose versioned hashes it names (EIP-4844).
   */
  submit(transaction: SignedContractTransaction, blobs: readonly DataBlob[] = []): Result<Hash> {
    const checked = checkContractTransaction(transaction, this.rules.chainId);
    if (!checked.ok) return checked;
    const hash = contractTransactionHash(transaction);
    if (this.#waiting.some((one) => one.hash === hash))
      return refuse('transaction-known', 'Strata pool', 'The transaction waits already.', hash, 'a new one');
    const { nonce, gasLimit, blobHashes } = transaction;
    const next = getAccount(this.state.accounts, checked.value).nonce;
    // A second copy of one on the chain would come back twice from a reorganisation.
    if (nonce < next)
      return refuse('nonce-too-low', 'Ethereum Yellow Paper, 6.2', `The next is ${next}.`, nonce, next);
    const most = this.tip.header.gasLimit;
    if (gasLimit > most)
      return refuse('gas-limit-above-block', 'Strata pool', 'No block has so much gas.', gasLimit, most);
    if (GAS_PER_BLOB * BigInt(blobHashes.length) > MAX_BLOB_GAS_PER_BLOCK) {
      const limit = MAX_BLOB_GAS_PER_BLOCK / GAS_PER_BLOB;
      return refuse('blobs-above-limit', 'EIP-4844', 'No block takes so many.', blobHashes.length, limit);
    }
    const setup = this.#setup;
    const hashes = setup === undefined ? [] : blobs.map((blob) => versionedHash(commitToBlob(blob, setup)));
    if (hashes.join() !== blobHashes.join()) {
      const message = 'The blobs are not those that the transaction names.';
      return refuse('wrong-blobs', 'EIP-4844, networking', message, hashes, blobHashes);
    }
    this.#waiting = [...this.#waiting, { hash, transaction, blobs }];
    return ok(hash);
  }

  /**
   * The next block, one interval later, with what waits in the pool: in the order in which it came, but for nonces.
   * What can never be let in any more leaves the pool.
   */
  seal(): SealedBlock {
    this.#now = ms(this.#now + this.#interval);
    const proposal = { proposer: this.#proposer, timestamp: this.#now };
    const order = inNonceOrder(this.#waiting);
    const candidates = order.map(({ transaction }) => transaction);
    const { block, tip, receipts, refused } = buildContractBlock(this.tip, candidates, proposal, this.rules);
    const isIn = new Set(block.transactions);
    const contents = order.filter(({ transaction }) => isIn.has(transaction));
    const later = new Set(
      refused
        .filter(({ rejection }) => MAY_COME_LATER.includes(rejection.code))
        .map(({ transaction }) => transaction),
    );
    this.#waiting = this.#waiting.filter(({ transaction }) => later.has(transaction));
    const sealed: Sealed = {
      hash: headerHash(block.header),
      block,
      receipts,
      blobs: contents.flatMap(({ blobs }) => blobs),
      state: tip.state,
      tip,
      contents,
    };
    this.#blocks = [...this.#blocks, sealed];
    return sealed;
  }

  /** Seals `count` blocks and gives them back. */
  sealMany(count: number): readonly SealedBlock[] {
    return Array.from({ length: count }, () => this.seal());
  }

  /**
   * Undoes the last `depth` blocks. Their transactions wait again, before all others, but for those that `drop` names:
   * nobody guarantees that a transaction comes back. The undone blocks, the oldest first.
   * @throws RangeError when there are not so many blocks
   */
  reorganise(depth: number, drop: (transaction: Hash) => boolean = () => false): readonly SealedBlock[] {
    if (!Number.isSafeInteger(depth) || depth < 0 || depth > this.#blocks.length)
      throw new RangeError(`Cannot undo ${depth} of ${this.#blocks.length} blocks.`);
    const kept = this.#blocks.length - depth;
    const undone = this.#blocks.slice(kept);
    this.#blocks = this.#blocks.slice(0, kept);
    const back = undone.flatMap(({ contents }) => contents).filter(({ hash }) => !drop(hash));
    this.#waiting = [...back, ...this.#waiting];
    return undone;
  }
}

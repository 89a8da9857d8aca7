/** A chain with contracts whose blocks a set of validators signs for other chains, with proofs of what one contract has stored. */
import { hashHex } from '../foundation/hash.ts';
import type { KeyPair } from '../foundation/keys.ts';
import { ms } from '../foundation/units.ts';
import type { Address, Hash, Ms } from '../foundation/units.ts';
import { ContractChain } from '../layer1/chain/contract-chain.ts';
import type { SealedBlock } from '../layer1/chain/contract-chain.ts';
import type { Account } from '../layer1/ledger/accounts.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import type { AnyContract } from '../layer1/machine/contracts/contract.ts';
import { wordBytes } from '../layer1/machine/word.ts';
import type { Word } from '../layer1/machine/word.ts';
import { signForeignHeader } from './foreign-header.ts';
import type { ForeignHeader, HeaderUpdate, SignedForeignHeader } from './foreign-header.ts';
import { encodeProof } from './ics23-codec.ts';
import { trustedStateOf } from './light-client.ts';
import type { TrustedState } from './light-client.ts';
import { contractStore, proveKey, storeRoot } from './provable-store.ts';
import { validatorSetHash } from './validator-set.ts';
import type { ValidatorSet } from './validator-set.ts';

/** A validator's key and its stake. */
export interface BridgeValidator {
  readonly key: KeyPair;
  readonly power: bigint;
}

/** What a chain is made of that others follow. */
export interface BridgedChainSettings {
  /** Its name in headers; also tells its transactions apart, with `number`. */
  readonly id: string;
  readonly number: number;
  readonly contracts: readonly AnyContract[];
  /** The `id` of the contract whose storage others are shown entries of. */
  readonly shown: string;
  readonly accounts: readonly (readonly [Address, Account])[];
  readonly validators: readonly BridgeValidator[];
  /** Time between blocks; 5 s unless told. */
  readonly intervalMs?: Ms;
  /** Blocks that may still be undone: only those below them are signed. None unless told, as with agreement before the next block. */
  readonly mayBeUndone?: number;
}

/** Who signs from a height on. */
interface Term {
  readonly from: number;
  readonly validators: readonly BridgeValidator[];
}

/** What validators are to others. */
export const publicSetOf = (validators: readonly BridgeValidator[]): ValidatorSet =>
  validators.map(({ key, power }) => ({ publicKey: key.publicKey, power }));

/** What a light client begins from that trusts a chain's first validators and nothing else. */
export const genesisTrust = (validators: readonly BridgeValidator[]): TrustedState => ({
  height: 0,
  timestamp: ms(0),
  appHash: NOTHING_SHOWN,
  nextValidatorsHash: validatorSetHash(publicSetOf(validators)),
});

/** Before a chain's first block there is no state to be shown: the header of height 0 commits to nothing. */
const NOTHING_SHOWN = `0x${'00'.repeat(32)}` as Hash;

/** The chain with its validators, all honest: whoever wants to see them lie signs a header by hand. */
export class BridgedChain {
  readonly id: string;
  readonly chain: ContractChain;
  readonly shown: Address;
  readonly #mayBeUndone: number;
  readonly #signed = new Map<Hash, SignedForeignHeader>();
  #terms: readonly Term[];
  #final = 0;

  /** @throws TypeError before `ready()` */
  constructor(settings: BridgedChainSettings) {
    const { id, number, contracts, accounts, intervalMs = ms(5_000), mayBeUndone = 0 } = settings;
    this.id = id;
    this.shown = contractAddress(settings.shown);
    this.#mayBeUndone = mayBeUndone;
    this.#terms = [{ from: 0, validators: settings.validators }];
    this.chain = new ContractChain({ contracts, accounts, chainId: number, intervalMs, feeMarket: false });
  }

  /** The greatest height whose block will not be undone. */
  get finalHeight(): number {
    return this.#final;
  }

  /** Who signs the header of `height`. */
  validatorsAt(height: number): readonly BridgeValidator[] {
    return (this.#terms.findLast(({ from }) => from <= height) as Term).validators;
  }

  /** Other validators sign from the height after the next on: the next header announces them. */
  rotate(validators: readonly BridgeValidator[]): void {
    this.#terms = [...this.#terms, { from: this.chain.height + 2, validators }];
  }

  /** Seals the next block. */
  seal(): SealedBlock {
    const sealed = this.chain.seal();
    this.#final = Math.max(this.#final, this.chain.height - this.#mayBeUndone);
    return sealed;
  }

  /** The most blocks that can be undone now. */
  get undoable(): number {
    return this.chain.height - this.#final;
  }

  /** Undoes `depth` blocks, as `ContractChain` does. @throws RangeError for blocks that are final: their headers may be signed */
  reorganise(depth: number, drop?: (transaction: Hash) => boolean): void {
    if (depth > this.undoable)
      throw new RangeError(
        `${depth} blocks of ${this.id} include a final one; ${this.undoable} can be undone.`,
      );
    this.chain.reorganise(depth, drop);
  }

  #blockAt(height: number): SealedBlock {
    const block = this.chain.blocks[height - 1];
    if (block === undefined) throw new RangeError(`${this.id} has no block ${height}.`);
    return block;
  }

  /** The unsigned header of `height`. @throws RangeError when there is no such block */
  headerAt(height: number): ForeignHeader {
    const sets = {
      validatorsHash: validatorSetHash(publicSetOf(this.validatorsAt(height))),
      nextValidatorsHash: validatorSetHash(publicSetOf(this.validatorsAt(height + 1))),
    };
    if (height === 0)
      return {
        chainId: this.id,
        height,
        timestamp: ms(0),
        block: NOTHING_SHOWN,
        appHash: NOTHING_SHOWN,
        ...sets,
      };
    const { hash, block, state } = this.#blockAt(height);
    const appHash = hashHex(storeRoot(contractStore(state, this.shown)));
    return { chainId: this.id, height, timestamp: block.header.timestamp, block: hash, appHash, ...sets };
  }

  /** The header of `height` with the votes of all. @throws RangeError for a block that there is not, or that may still be undone */
  signedHeader(height: number): SignedForeignHeader {
    if (height > this.finalHeight) throw new RangeError(`Block ${height} of ${this.id} may still be undone.`);
    const header = this.headerAt(height);
    const known = this.#signed.get(header.block);
    if (known !== undefined) return known;
    const signers = this.validatorsAt(height).map(({ key }, validator) => ({
      validator,
      secretKey: key.secretKey,
    }));
    const signed = signForeignHeader(header, signers);
    this.#signed.set(header.block, signed);
    return signed;
  }

  /** What a light client can begin from. */
  trustedAt(height: number): TrustedState {
    return trustedStateOf(this.headerAt(height));
  }

  /** What brings a client that has `trustedHeight` to `height`. */
  updateFor(trustedHeight: number, height: number): HeaderUpdate {
    return {
      signed: this.signedHeader(height),
      validators: publicSetOf(this.validatorsAt(height)),
      trustedHeight,
      trustedValidators: publicSetOf(this.validatorsAt(trustedHeight + 1)),
    };
  }

  /** The encoded proof of what stood in `slot` after block `height`: a word, or none. @throws RangeError when there is no such block */
  proofOf(slot: Word, height: number): Uint8Array {
    const { state } = this.#blockAt(height);
    return encodeProof(proveKey(contractStore(state, this.shown), wordBytes(slot)));
  }
}

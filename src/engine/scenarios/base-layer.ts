/** The lower of two layers: a chain with little room, a base fee, and transfers that may carry data. */
import {
  gas,
  slot,
  wei,
  type Address,
  type Gas,
  type Hash,
  type Hex,
  type Ms,
  type Wei,
} from '../foundation/units.ts';
import { headerHash, transactionsRootOf, type Header } from '../layer1/chain/block.ts';
import { getAccount, setAccount, stateRoot, type AccountState } from '../layer1/ledger/accounts.ts';
import {
  applyTransfer,
  tipPerGas,
  type ApplyTransfer,
  type BlockContext,
} from '../layer1/ledger/apply-transfer.ts';
import { gasTargetOf, nextBaseFee } from '../layer1/ledger/base-fee.ts';
import { senderOf, TRANSFER_GAS, transferHash, type SignedTransfer } from '../layer1/ledger/transfer.ts';
import type { Rejection } from '../foundation/result.ts';

/** A transfer that waits for a block. */
export interface WaitingTransfer {
  readonly id: Hash;
  readonly transfer: SignedTransfer;
  readonly arrivedAt: Ms;
  /** Gas for the data it carries, besides what every transfer uses; 0 for most. */
  readonly dataGas: Gas;
}

/** A transfer in a block, and what it paid in all. */
export interface IncludedTransfer extends WaitingTransfer {
  readonly fee: Wei;
}

/** One block and what became of those that waited. */
export interface BaseBlock {
  readonly hash: Hash;
  readonly parent: Hash;
  readonly height: number;
  readonly baseFee: Wei;
  readonly gasUsed: Gas;
  readonly included: readonly IncludedTransfer[];
  readonly refused: readonly { readonly id: Hash; readonly rejection: Rejection }[];
}

/** Names the chain in signatures (EIP-155). */
export const BASE_CHAIN = 1;
const PROPOSER = `0x${'b0'.repeat(20)}` as Address;
const NO_HASH = `0x${'00'.repeat(32)}` as Hash;

/** A running chain with one proposer and no forks: consensus is not its subject, room and fees are. */
export class BaseLayer {
  /** The accounts after the last block. */
  state: AccountState;
  /** What a unit of gas will burn in the next block. */
  baseFee: Wei;
  waiting: readonly WaitingTransfer[] = [];
  readonly #gasLimit: Gas;
  readonly #apply: ApplyTransfer;
  #head = { hash: NO_HASH, height: 0 };

  /** A chain with these accounts, whose blocks hold at most `gasLimit`. */
  constructor(state: AccountState, baseFee: Wei, gasLimit: Gas, apply: ApplyTransfer = applyTransfer) {
    this.state = state;
    this.baseFee = baseFee;
    this.#gasLimit = gasLimit;
    this.#apply = apply;
  }

  /** Puts a transfer into the pool and returns its id. */
  submit(transfer: SignedTransfer, arrivedAt: Ms, dataGas: Gas = gas(0)): Hash {
    const id = transferHash(transfer);
    this.waiting = [...this.waiting, { id, transfer, arrivedAt, dataGas }];
    return id;
  }

  /**
   * Builds the next block: who pays the base fee, best tip first, each transfer executed, as long as there is
   * gas; the rest waits on. A payer's transfers all offer the same, so their order of arrival keeps their
   * nonces in order.
   */
  build(at: Ms, turn: number): BaseBlock {
    const { baseFee } = this;
    const context: BlockContext = {
      height: this.#head.height + 1,
      timestamp: at,
      baseFee,
      proposer: PROPOSER,
      chainId: BASE_CHAIN,
    };
    const included: IncludedTransfer[] = [];
    const refused: { id: Hash; rejection: Rejection }[] = [];
    let gasUsed = 0n;
    for (const candidate of this.#byTip()) {
      const needed = TRANSFER_GAS + candidate.dataGas;
      if (gasUsed + needed > this.#gasLimit) continue;
      const applied = this.#apply(this.state, candidate.transfer, context);
      if (!applied.ok) {
        // A gap in the nonces closes once the transfer before it is in.
        if (applied.rejection.code !== 'nonce-too-high')
          refused.push({ id: candidate.id, rejection: applied.rejection });
        continue;
      }
      this.state = chargeData(applied.value, candidate, context);
      gasUsed += needed;
      included.push({ ...candidate, fee: wei(needed * (baseFee + tipPerGas(candidate.transfer, baseFee))) });
    }
    const gone = new Set([...included, ...refused].map(({ id }) => id));
    this.waiting = this.waiting.filter(({ id }) => !gone.has(id));
    return this.#close({ context, included, refused, gasUsed: gas(gasUsed), turn });
  }

  #byTip(): readonly WaitingTransfer[] {
    return this.waiting
      .map((candidate) => ({ candidate, tip: tipPerGas(candidate.transfer, this.baseFee) }))
      .filter(({ tip }) => tip >= 0n)
      .sort((a, b) => (a.tip === b.tip ? 0 : a.tip > b.tip ? -1 : 1))
      .map(({ candidate }) => candidate);
  }

  #close(made: {
    readonly context: BlockContext;
    readonly included: readonly IncludedTransfer[];
    readonly refused: BaseBlock['refused'];
    readonly gasUsed: Gas;
    readonly turn: number;
  }): BaseBlock {
    const { context, included, refused, gasUsed, turn } = made;
    const { height, timestamp, baseFee, proposer } = context;
    const parent = this.#head.hash;
    const gasLimit = this.#gasLimit;
    const seal: Hex = '0x';
    const transactionsRoot = transactionsRootOf(included.map(({ transfer }) => transfer));
    const roots = { stateRoot: stateRoot(this.state), transactionsRoot };
    const header: Header = {
      parent,
      height,
      slot: slot(turn),
      timestamp,
      proposer,
      ...roots,
      gasLimit,
      gasUsed,
      baseFee,
      seal,
    };
    this.#head = { hash: headerHash(header), height };
    this.baseFee = nextBaseFee({ baseFee, gasUsed, gasTarget: gasTargetOf(gasLimit) });
    return { hash: this.#head.hash, parent, height, baseFee, gasUsed, included, refused };
  }
}

/** The gas of the data is paid like all gas: the base fee is burnt, the tip is the proposer's. */
function chargeData(
  state: AccountState,
  { transfer, dataGas }: WaitingTransfer,
  context: BlockContext,
): AccountState {
  if (dataGas === 0n) return state;
  const from = senderOf(transfer);
  const tip = dataGas * tipPerGas(transfer, context.baseFee);
  const sender = getAccount(state, from);
  const charged = setAccount(state, from, {
    ...sender,
    balance: wei(sender.balance - dataGas * context.baseFee - tip),
  });
  const proposer = getAccount(charged, context.proposer);
  return setAccount(charged, context.proposer, { ...proposer, balance: wei(proposer.balance + tip) });
}

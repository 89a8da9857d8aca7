/** Building a block: the proposer's side of importing one. */
import type { Rejection } from '../../foundation/result.ts';
import { gas, ms, slot } from '../../foundation/units.ts';
import type { Address, Gas, Hash, Hex, Ms, Slot, Wei } from '../../foundation/units.ts';
import { stateRoot } from '../ledger/accounts.ts';
import type { AccountState } from '../ledger/accounts.ts';
import { applyTransfer } from '../ledger/apply-transfer.ts';
import { gasTargetOf, INITIAL_BASE_FEE, nextBaseFee } from '../ledger/base-fee.ts';
import { TRANSFER_GAS } from '../ledger/transfer.ts';
import type { SignedTransfer } from '../ledger/transfer.ts';
import { headerHash, transactionsRootOf } from './block.ts';
import type { Block, Header } from './block.ts';
import { contextOf } from './import-block.ts';
import type { ChainRules, Tip } from './import-block.ts';

/** What a proposer decides. */
export interface Proposal {
  readonly proposer: Address;
  readonly slot: Slot;
  readonly timestamp: Ms;
  /** The parent's unless told. */
  readonly gasLimit?: Gas;
  /** Seals the finished header; `0x` unless told. */
  readonly seal?: (header: Header) => Hex;
}

/** A block that was built, the state after it, and what had to be left out. */
export interface BuiltBlock {
  readonly block: Block;
  readonly state: AccountState;
  readonly refused: readonly { readonly transfer: SignedTransfer; readonly rejection: Rejection }[];
}

/** The base fee of the next block on `tip`. */
export const baseFeeAfter = ({ header }: Tip): Wei =>
  nextBaseFee({ ...header, gasTarget: gasTargetOf(header.gasLimit) });

/**
 * A block on `parent` with as many of `candidates`, in their order, as hold and fit the gas limit. A candidate that is
 * refused is left out and reported with its reason; one for which there is no gas left is left out silently.
 */
export function buildBlock(
  parent: Tip,
  candidates: readonly SignedTransfer[],
  proposal: Proposal,
  rules: ChainRules,
): BuiltBlock {
  const gasLimit = proposal.gasLimit ?? parent.header.gasLimit;
  const draft: Header = {
    parent: headerHash(parent.header),
    height: parent.header.height + 1,
    slot: proposal.slot,
    timestamp: proposal.timestamp,
    proposer: proposal.proposer,
    stateRoot: parent.header.stateRoot,
    transactionsRoot: parent.header.transactionsRoot,
    gasLimit,
    gasUsed: gas(0n),
    baseFee: baseFeeAfter(parent),
    seal: '0x',
  };
  const context = contextOf(draft, rules.chainId);
  const apply = rules.apply ?? applyTransfer;
  const transfers: SignedTransfer[] = [];
  const refused: BuiltBlock['refused'][number][] = [];
  let state = parent.state;
  for (const transfer of candidates) {
    const left = gasLimit - TRANSFER_GAS * BigInt(transfers.length);
    if (left < TRANSFER_GAS) break;
    if (transfer.gasLimit > left) continue;
    const applied = apply(state, transfer, context);
    if (applied.ok) {
      state = applied.value;
      transfers.push(transfer);
    } else refused.push({ transfer, rejection: applied.rejection });
  }
  const header: Header = {
    ...draft,
    stateRoot: stateRoot(state),
    transactionsRoot: transactionsRootOf(transfers),
    gasUsed: gas(TRANSFER_GAS * BigInt(transfers.length)),
  };
  return {
    block: { header: { ...header, seal: proposal.seal?.(header) ?? '0x' }, transfers },
    state,
    refused,
  };
}

const NO_HASH = `0x${'00'.repeat(32)}` as Hash;

/**
 * The first block: no parent, no transfers, the given accounts. Its gas limit is 30 million unless told, Ethereum's
 * from August 2021 to February 2025. It counts as used to its target, so that the first child keeps the base fee.
 */
export function createGenesis(state: AccountState, gasLimit: Gas = gas(30_000_000n)): Tip {
  const header: Header = {
    parent: NO_HASH,
    height: 0,
    slot: slot(0),
    timestamp: ms(0),
    proposer: `0x${'00'.repeat(20)}` as Address,
    stateRoot: stateRoot(state),
    transactionsRoot: NO_HASH,
    gasLimit,
    gasUsed: gas(gasLimit / 2n),
    baseFee: INITIAL_BASE_FEE,
    seal: '0x',
  };
  return { header, state };
}

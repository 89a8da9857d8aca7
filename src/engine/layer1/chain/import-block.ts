/** Importing a block: every rule is checked anew, so that a node believes nothing that a proposer merely says. */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { gas } from '../../foundation/units.ts';
import type { Gas } from '../../foundation/units.ts';
import { stateRoot } from '../ledger/accounts.ts';
import type { AccountState } from '../ledger/accounts.ts';
import { applyTransfer } from '../ledger/apply-transfer.ts';
import type { ApplyTransfer, BlockContext } from '../ledger/apply-transfer.ts';
import { gasTargetOf, nextBaseFee } from '../ledger/base-fee.ts';
import type { NextBaseFee } from '../ledger/base-fee.ts';
import { TRANSFER_GAS } from '../ledger/transfer.ts';
import { headerHash, headerMalformation, transactionsRootOf } from './block.ts';
import type { Block, Header } from './block.ts';

/** What all blocks of a chain have in common. */
export interface ChainRules {
  readonly chainId: number;
  /** The state transition; the engine's own unless told. */
  readonly apply?: ApplyTransfer;
  /** How the base fee follows from the parent; EIP-1559's rule unless told. */
  readonly nextBaseFee?: NextBaseFee;
  /** What the consensus asks of a header after its parent; without it, only an empty seal is accepted. */
  readonly verifySeal?: (header: Header, parent: Header) => Result<void>;
}

/** A block's header with the state after it: what its children build on. */
export interface Tip {
  readonly header: Header;
  readonly state: AccountState;
}

/** A gas limit moves by less than one part in 1024 a block and never below 5,000 (Yellow Paper, 4.3.4). */
const GAS_LIMIT_DIVISOR = 1024n;
const MIN_GAS_LIMIT = gas(5_000n);

/** Whether a child of a block with limit `parent` may have `limit`. */
const isGasLimitAllowed = (limit: Gas, parent: Gas): boolean => {
  const step = parent / GAS_LIMIT_DIVISOR;
  return limit < parent + step && limit > parent - step && limit >= MIN_GAS_LIMIT;
};

const requireEmptySeal = ({ seal }: Header): Result<void> =>
  seal === '0x'
    ? ok(undefined)
    : refuse(
        'seal-not-empty',
        'No consensus asks for a seal here.',
        seal,
        '0x',
        'Ethereum Yellow Paper, 4.3.4',
      );

function refuse(
  code: string,
  message: string,
  received: unknown,
  expected: unknown,
  rule = 'Ethereum Yellow Paper, 4.3.4',
) {
  return reject({ code, rule, message, received, expected });
}

/** Checks `header` against its parent, as far as that goes without the transfers. */
export function checkHeader(header: Header, parent: Header, rules: ChainRules): Result<void> {
  const malformation = headerMalformation(header);
  if (malformation !== null) return reject(malformation);
  const { height, slot, timestamp, gasLimit, gasUsed, baseFee } = header;
  const parentHash = headerHash(parent);
  if (header.parent !== parentHash) {
    return refuse('wrong-parent', 'The header names another block as its parent.', header.parent, parentHash);
  }
  if (height !== parent.height + 1) {
    return refuse('wrong-height', `The parent's height is ${parent.height}.`, height, parent.height + 1);
  }
  if (slot <= parent.slot) {
    const rule = 'consensus-specs, phase0/beacon-chain.md, process_block_header';
    return refuse(
      'slot-not-later',
      `The parent was proposed in slot ${parent.slot}.`,
      slot,
      `more than ${parent.slot}`,
      rule,
    );
  }
  if (timestamp <= parent.timestamp) {
    return refuse(
      'time-not-later',
      'A block is later than its parent.',
      timestamp,
      `more than ${parent.timestamp}`,
    );
  }
  if (!isGasLimitAllowed(gasLimit, parent.gasLimit)) {
    const expected = `within ${parent.gasLimit / GAS_LIMIT_DIVISOR} of ${parent.gasLimit}, at least ${MIN_GAS_LIMIT}`;
    return refuse('gas-limit-out-of-bounds', 'The gas limit moves too far.', gasLimit, expected);
  }
  if (gasUsed > gasLimit)
    return refuse('gas-above-limit', 'The block uses more gas than its limit.', gasUsed, gasLimit);
  const fee = (rules.nextBaseFee ?? nextBaseFee)({ ...parent, gasTarget: gasTargetOf(parent.gasLimit) });
  if (baseFee !== fee) {
    const message = 'The base fee does not follow from the parent.';
    return refuse('wrong-base-fee', message, baseFee, fee, 'EIP-1559, specification');
  }
  return (rules.verifySeal ?? requireEmptySeal)(header, parent);
}

/** The context in which the transfers of a block with this header run. */
export const contextOf = (header: Header, chainId: number): BlockContext => {
  const { height, timestamp, baseFee, proposer } = header;
  return { height, timestamp, baseFee, proposer, chainId };
};

/**
 * The state after `block` on `parent`, or the first rule it breaks: header after parent (link, height, slot, time, gas
 * limit, base fee, seal), transactions root, every transfer with its signature, gas used, state root.
 * A refused transfer keeps its own code; the message says which one it was.
 */
export function importBlock(parent: Tip, block: Block, rules: ChainRules): Result<AccountState> {
  const { header, transfers } = block;
  const checked = checkHeader(header, parent.header, rules);
  if (!checked.ok) return checked;
  // Gas first: it bounds the work that a block can cause before anything costly is done.
  const gasUsed = gas(TRANSFER_GAS * BigInt(transfers.length));
  if (header.gasUsed !== gasUsed) {
    return refuse(
      'wrong-gas-used',
      `${transfers.length} transfers use ${gasUsed} gas.`,
      header.gasUsed,
      gasUsed,
    );
  }
  const context = contextOf(header, rules.chainId);
  const apply = rules.apply ?? applyTransfer;
  let state = parent.state;
  for (const [index, transfer] of transfers.entries()) {
    const left = header.gasLimit - TRANSFER_GAS * BigInt(index);
    if (transfer.gasLimit > left) {
      const message = `Transfer ${index} may use more gas than the block has left.`;
      return refuse(
        'transfer-above-gas-left',
        message,
        transfer.gasLimit,
        left,
        'Ethereum Yellow Paper, 6.2',
      );
    }
    const applied = apply(state, transfer, context);
    if (!applied.ok) {
      return reject({ ...applied.rejection, message: `Transfer ${index}: ${applied.rejection.message}` });
    }
    state = applied.value;
  }
  // After the transfers, since only a well-formed one has an id.
  const transactions = transactionsRootOf(transfers);
  if (header.transactionsRoot !== transactions) {
    const message = 'The header does not commit to these transfers.';
    return refuse('wrong-transactions-root', message, header.transactionsRoot, transactions);
  }
  const root = stateRoot(state);
  if (header.stateRoot !== root) {
    return refuse('wrong-state-root', 'The transfers lead to another state.', header.stateRoot, root);
  }
  return ok(state);
}

/** The transfer rollup's bridge: locks coins on layer 1 and pays them out by a root that a dispute has left standing, and by nothing else. */
import { equalBytes, hexToBytes } from '../../../foundation/bytes.ts';
import { reject } from '../../../foundation/result.ts';
import type { Result } from '../../../foundation/result.ts';
import { gas, wei } from '../../../foundation/units.ts';
import type { Address, Gas, Wei } from '../../../foundation/units.ts';
import { hashHex } from '../../../foundation/hash.ts';
import { storedWord } from '../../../layer1/machine/contracts/contract-state.ts';
import type { ContractState } from '../../../layer1/machine/contracts/contract-state.ts';
import { callCodec } from '../../../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../../../layer1/machine/contracts/call-codec.ts';
import { contractAddress } from '../../../layer1/machine/contracts/contract.ts';
import type { CallContext, Contract } from '../../../layer1/machine/contracts/contract.ts';
import { slotOf } from '../../../layer1/machine/contracts/slots.ts';
import { proveWord, rootWith } from '../../../layer1/machine/word-proof.ts';
import { getWord } from '../../../layer1/machine/word-tree.ts';
import type { WordTree } from '../../../layer1/machine/word-tree.ts';
import type { Word } from '../../../layer1/machine/word.ts';
import { readOutput } from './output-oracle.ts';
import type { OutputQuery } from './output-oracle.ts';
import { transferAccount, transferExit } from './transfer-accounts.ts';
import { transferInbox } from './transfer-inbox.ts';
import { transferWords } from './transfer-program.ts';

const codec = callCodec({
  /** Locks the coins that come along for the account of `to` on layer 2. */
  deposit: { to: 'address' },
  /** Pays to `owner` what stands in its exit slot under the proposal's root, less what it was paid before. Anyone may ask. */
  withdraw: { proposal: 'count', owner: 'address', total: 'word', mask: 'bytes', hashes: 'hashes' },
});

/** What the transfer rollup's bridge is asked. */
export type TransferBridgeCall = CallOf<typeof codec>;

/** What the transfer rollup's bridge is made of. */
export interface TransferBridgeSettings {
  /** `transfer-bridge` unless told. */
  readonly id?: string;
  /** The contract that decides about roots: dispute games or bisections. */
  readonly oracle: Contract<OutputQuery>;
}

/** Place of the mapping from an address to all that it was ever paid. */
const PAID = 0n;
/** A path of 256 levels, each hash at the price of SHA-256 of two words. */
const PROOF_GAS: Gas = gas(256 * 84);

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: 'Strata rollups, bridge of the transfer rollup', message, received, expected });

/**
 * What the bridge's own account on layer 2 holds at genesis, and all that the rollup has: a deposit moves coins from it. More than all
 * deposits can ever come to, and far from what a word holds, so that no balance overflows.
 */
export const TRANSFER_VAULT: Word = 1n << 200n;

/** The genesis balances of a rollup whose coins are all locked in the bridge called `id`: nobody else has any. */
export const vaultBalances = (id = 'transfer-bridge'): readonly (readonly [Word, Word])[] => [
  [transferAccount(contractAddress(id)), TRANSFER_VAULT],
];

/** What the bridge called `id` has paid to `owner` in all. */
export const paidByBridge = (state: ContractState, owner: Address, id = 'transfer-bridge'): Wei =>
  wei(storedWord(state, contractAddress(id), slotOf(PAID, BigInt(owner))));

/** The call by which `owner` is paid, from the balances behind the root of `proposal`. */
export function withdrawCall(proposal: number, owner: Address, balances: WordTree): TransferBridgeCall {
  const slot = transferExit(owner);
  const { mask, hashes } = proveWord(balances, slot);
  const total = getWord(balances, slot);
  return { kind: 'withdraw', proposal, owner, total, mask, hashes: hashes.map(hashHex) };
}

function deposit(context: CallContext, to: Address): Result<Uint8Array> {
  if (context.value === 0n) return refuse('nothing-deposited', 'No coins came along.', 0n, 'more than zero');
  const from = transferAccount(context.self);
  const words = transferWords([{ from, to: transferAccount(to), amount: context.value }]);
  return context.call(transferInbox, { kind: 'post', words });
}

function withdraw(
  context: CallContext,
  oracle: Contract<OutputQuery>,
  { proposal, owner, total, mask, hashes }: TransferBridgeCall & { readonly kind: 'withdraw' },
): Result<Uint8Array> {
  const answer = context.call(oracle, { kind: 'outputAt', proposal });
  const output = answer.ok ? readOutput(answer.value) : answer;
  if (!output.ok) return output;
  const { status, root } = output.value;
  if (status !== 'final') return refuse('output-not-final', 'The root is not final.', status, 'final');
  context.charge(PROOF_GAS);
  const proven = rootWith(256, transferExit(owner), total, { mask, hashes: hashes.map(hexToBytes) });
  if (proven === null || !equalBytes(proven, hexToBytes(root)))
    return refuse('wrong-exit-proof', 'The proof leads elsewhere.', proven && hashHex(proven), root);
  const slot = slotOf(PAID, BigInt(owner));
  const before = context.load(slot);
  if (total <= before) return refuse('nothing-owed', 'All of it was paid.', total, `more than ${before}`);
  // Written down first: whoever is paid may call back.
  context.store(slot, total);
  return context.send(owner, wei(total - before));
}

/**
 * The bridge. Its own account on layer 2 holds all coins that are not on their way, and a deposit is a batch that it posts itself; so
 * it stands beside an inbox in which everyone moves no coins but their own (see {@link createTransferInbox}). A withdrawal needs no
 * window of its own: a root is final only after the dispute's. It owes totals, not single
 * withdrawals, so none can be claimed twice, under whatever root and however often it is proven.
 *
 * Refused: a deposit of nothing, a root that is not final, a proof that does not lead to it, a payment that was made, one that the
 * recipient refuses, and one beyond what the bridge holds, which no true root asks for.
 *
 * How soon a true root is final depends on the games' tree too: one game covers 2^`splitDepth` blocks, and anyone may post a batch, so at teaching
 * size a flood of batches makes exits wait for as many games as it fills. On mainnet's 2^30 blocks nobody fills one.
 */
export function createTransferBridge({
  id = 'transfer-bridge',
  oracle,
}: TransferBridgeSettings): Contract<TransferBridgeCall> {
  return {
    id,
    codec,
    call(context, call) {
      if (call.kind === 'deposit') return deposit(context, call.to);
      if (context.value !== 0n) return refuse('needless-coins', 'No coins are needed.', context.value, 0n);
      return withdraw(context, oracle, call);
    },
  };
}

/**
 * The way out of a chain within a chain when the middle is gone: an exit from the grandchild, proven through the child's
 * last checkpoint and played on layer 1.
 */
import { bytesToHex, hexToBytes } from '../../foundation/bytes.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { gas, ms, wei } from '../../foundation/units.ts';
import type { Hash, Ms, Wei } from '../../foundation/units.ts';
import { callCodec } from '../../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../../layer1/machine/contracts/call-codec.ts';
import { storedWord } from '../../layer1/machine/contracts/contract-state.ts';
import type { ContractState } from '../../layer1/machine/contracts/contract-state.ts';
import { contractAddress } from '../../layer1/machine/contracts/contract.ts';
import type { CallContext, Contract } from '../../layer1/machine/contracts/contract.ts';
import { bytesWord } from '../../layer1/machine/word.ts';
import type { Word } from '../../layer1/machine/word.ts';
import {
  addLocked,
  cancelExit,
  drawOwn,
  exitSlot,
  EXIT_PERIODS,
  loadExit,
  lockedSlot,
  openExit,
  payExits,
  withdrawOwed,
  wordsOf,
} from '../plasma/exit-game.ts';
import type { ExitPeriods } from '../plasma/exit-game.ts';
import { CHILD_BLOCK_INTERVAL, committedSlots, PLASMA_RULES } from '../plasma/plasma-contract.ts';
import type { PlasmaRules } from '../plasma/plasma-contract.ts';
import { positionNumber, positionOf } from '../plasma/plasma-transaction.ts';
import {
  chargeClaim,
  GAS_TREE_HASH,
  includedIn,
  logConfirmations,
  refuseHeldUp,
  spentBy,
} from '../plasma/shown-transaction.ts';
import type { CheckpointPegCall } from './checkpoint-peg.ts';
import type { SideHeader } from './side-block.ts';
import { encodeStoredWords, proveStoredWords, stateParts, verifyStoredWords } from './stored-word-proof.ts';

/** Through the child's last block: its header under the last checkpoint, and what the Plasma contract there has stored. */
const THROUGH = {
  number: 'count',
  time: 'count',
  transactionsRoot: 'hash',
  receiptsRoot: 'hash',
  stateRoot: 'hash',
  checkpoint: 'count',
  blockProof: 'hashes',
  root: 'hash',
  committedAt: 'count',
  exitWord: 'word',
  locked: 'word',
  stored: 'bytes',
} as const;

/** A transaction of the grandchild and its way to the root of its block. */
const INCLUDED = {
  block: 'count',
  transaction: 'count',
  data: 'bytes',
  proof: 'hashes',
  confirmations: 'byteStrings',
} as const;

/** How the contract is called. */
export const composedExitCodec = callCodec({
  /** `inputExits`: how the exit of each input stood on the child. */
  startExit: { ...THROUGH, inputExits: 'words', ...INCLUDED, output: 'count' },
  challengeExit: { ...THROUGH, ...INCLUDED, exit: 'word', input: 'count' },
  finaliseExits: { most: 'count' },
  withdraw: {},
});

/** A call of the contract. */
export type ComposedExitCall = CallOf<typeof composedExitCodec>;

/** What the contract is made with. */
export interface ComposedExitSettings {
  readonly id: string;
  /** The peg of the child on layer 1, which names this contract as the one that may pay. */
  readonly peg: Contract<CheckpointPegCall>;
  /** The id of the grandchild's Plasma contract on the child. */
  readonly plasma: string;
  readonly bond: Wei;
  /** How long the child must have been without a checkpoint. */
  readonly silentAfter: Ms;
  readonly periods?: ExitPeriods;
  readonly rules?: Partial<PlasmaRules>;
}

const BEGUN = 0n;

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: 'Poon and Buterin 2017, Plasma, section 4', message, received, expected });

/** An exit that the child's contract had paid or cancelled is over; one that was open there may come here. */
const isOver = (exitWord: Word): boolean => exitWord >> 160n >= 2n;
const isPaid = (exitWord: Word): boolean => exitWord >> 160n === 3n;

/**
 * What `THROUGH` holds, out of the child's state at its last block, for a transaction of Plasma block `block`; `inputs` are
 * what the transaction spends, when it is shown for an exit.
 */
export function proveThrough(
  state: ContractState,
  plasma: string,
  block: number,
  position: bigint,
  inputs: readonly bigint[] = [],
): {
  root: Hash;
  committedAt: number;
  exitWord: bigint;
  locked: bigint;
  inputExits: readonly bigint[];
  stored: Uint8Array;
} {
  const at = contractAddress(plasma);
  const slots = slotsOf(block, position, inputs);
  const [root = 0n, time = 0n, exitWord = 0n, locked = 0n, ...inputExits] = slots.map((slot) =>
    storedWord(state, at, slot),
  );
  return {
    root: bytesToHex(hexToBytes(root.toString(16).padStart(64, '0'))) as Hash,
    committedAt: Number(time),
    exitWord,
    locked,
    inputExits,
    stored: encodeStoredWords(proveStoredWords(state, at, slots), stateParts(state).storages),
  };
}

const slotsOf = (block: number, position: bigint, inputs: readonly bigint[]): readonly Word[] => {
  const { root, time } = committedSlots(block);
  return [root, time, exitSlot(position), lockedSlot, ...inputs.map(exitSlot)];
};

/**
 * The contract. It plays the same game as the grandchild's own on the child: the same claims, times, order and bonds. Only
 * the block's root comes by proof: last header of the child under its last checkpoint, state root in it, words of the
 * Plasma contract in that. All exits together get no more than that contract held, so that a bad grandchild cannot take the
 * coins of those who only use the child. The first exit closes the peg for good (as StarkEx freezes): a child that came back
 * would pay the same outputs above, and with another last block no exit here could be challenged any more. What is not in
 * the Plasma contract is not rescued: balances on the child itself, locks that it had not minted, deposits and blocks after
 * its last checkpoint. A sidechain promises its users no more than its committee does.
 */
export function composedExit(settings: ComposedExitSettings): Contract<ComposedExitCall> {
  const { id, peg, plasma, bond, silentAfter, periods = EXIT_PERIODS } = settings;
  const rules = { ...PLASMA_RULES, ...settings.rules };
  const contract = contractAddress(plasma);

  /** Checks the way through the child for a position of one of its Plasma blocks. */
  const through = (
    context: CallContext,
    call: Exclude<ComposedExitCall, { kind: 'finaliseExits' | 'withdraw' }>,
    position: bigint,
    inputs: readonly bigint[] = [],
  ): Result<void> => {
    const header: SideHeader = { ...call, time: ms(call.time) };
    const { number, time, transactionsRoot, receiptsRoot, stateRoot } = header;
    const { checkpoint, blockProof } = call;
    const answer = context.call(peg, {
      kind: 'isUnder',
      ...{ number, time, transactionsRoot, receiptsRoot, stateRoot, checkpoint, blockProof },
    });
    if (!answer.ok) return answer;
    const [isLast = 0n, at = 0n] = wordsOf(bytesToHex(answer.value));
    if (isLast !== 1n)
      return refuse('not-the-last-block', 'Only what came last counts.', number, 'the last block');
    const silence = context.block.timestamp - Number(at);
    if (silence < silentAfter)
      return refuse('child-is-alive', 'The child still makes checkpoints.', silence, silentAfter);
    context.charge(gas(BigInt(Math.ceil(call.stored.length / 32) + 4) * GAS_TREE_HASH));
    const inputExits = call.kind === 'startExit' ? call.inputExits : [];
    const words = [BigInt(call.root), BigInt(call.committedAt), call.exitWord, call.locked, ...inputExits];
    const expected = slotsOf(call.block, position, inputs).map(
      (slot, index) => [slot, words[index] ?? 0n] as const,
    );
    return verifyStoredWords(stateRoot, contract, expected, call.stored);
  };

  const committed = (call: { readonly root: Hash; readonly block: number }) => ({
    root: call.root,
    isDeposit: call.block % CHILD_BLOCK_INTERVAL !== 0,
    contract,
  });

  const start = (
    context: CallContext,
    call: Extract<ComposedExitCall, { kind: 'startExit' }>,
  ): Result<Uint8Array> => {
    const position = positionNumber(call);
    const shown = through(context, call, position, spentBy(call.data));
    if (!shown.ok) return shown;
    if (BigInt(call.root) === 0n)
      return refuse('unknown-block', 'The grandchild has no such block.', call.block, 'a block');
    if (isOver(call.exitWord))
      return refuse(
        'already-exited',
        'The output left on the child.',
        call.exitWord,
        'an output that did not',
      );
    if (call.inputExits.some(isPaid))
      return refuse(
        'input-left',
        'What it was made of left on the child.',
        call.inputExits,
        'inputs that stayed',
      );
    const held = refuseHeldUp(context, call.data);
    if (!held.ok) return held;
    if (context.load(BEGUN) === 0n) {
      const closed = context.call(peg, { kind: 'close' });
      if (!closed.ok) return closed;
      context.store(BEGUN, 1n);
      addLocked(context, wei(call.locked));
    }
    chargeClaim(context, call.confirmations.length);
    const claimed = rules.checkExit(includedIn(call), call.output, committed(call));
    if (!claimed.ok) return claimed;
    const output = { committedAt: ms(call.committedAt), isDeposit: committed(call).isDeposit };
    const at = rules.exitableAt(output, context.block.timestamp, periods);
    logConfirmations(context, call);
    return openExit(
      context,
      { ...claimed.value, position, at, priority: rules.exitPriority(at, position) },
      bond,
    );
  };

  const challenge = (
    context: CallContext,
    call: Extract<ComposedExitCall, { kind: 'challengeExit' }>,
  ): Result<Uint8Array> => {
    const shown = through(context, call, call.exit);
    if (!shown.ok) return shown;
    chargeClaim(context, call.confirmations.length);
    const spent = { position: positionOf(call.exit), owner: loadExit(context, call.exit).owner };
    const checked = rules.checkSpend(includedIn(call), call.input, spent, committed(call));
    return checked.ok ? cancelExit(context, call.exit, bond) : checked;
  };

  return {
    id,
    codec: composedExitCodec,
    // Coins come from the peg alone: others would be nobody's.
    receive: ({ caller }) =>
      caller === contractAddress(peg.id)
        ? ok(new Uint8Array(0))
        : refuse('not-the-peg', 'Only the peg pays in.', caller, peg.id),
    call(context, call) {
      if (call.kind === 'startExit') return start(context, call);
      if (context.value > 0n) return refuse('not-payable', 'This call takes no coins.', context.value, 0n);
      if (call.kind === 'challengeExit') return challenge(context, call);
      if (call.kind === 'withdraw') return withdrawOwed(context);
      return payExits(context, call.most, bond, (at, amount) => {
        const drawn = drawOwn(at, amount);
        if (!drawn.ok) return drawn;
        const paid = at.call(peg, { kind: 'payNested', to: at.self, amount: drawn.value });
        return paid.ok ? ok(wei(bytesWord(paid.value))) : paid;
      });
    },
  };
}

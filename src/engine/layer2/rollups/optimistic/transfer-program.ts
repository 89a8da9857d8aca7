/**
 * The program that is disputed: a rollup's transition at teaching size. It takes a batch of transfers as its input and
 * moves balances in its storage, so that a dispute over its run is a dispute over the rollup's next state.
 *
 * Optimism's program derives blocks from layer 1 and runs them (OP Stack specification, Fault Proof, "Fault Proof
 * Program"). This one leaves out two things: signatures, since the machine has no instruction for them, so whoever may post
 * a batch may move all coins; and fees.
 */
import { gas } from '../../../foundation/units.ts';
import type { Gas, Hash } from '../../../foundation/units.ts';
import { hashHex } from '../../../foundation/hash.ts';
import { assemble } from '../../../layer1/machine/assemble.ts';
import { rootOfHeader } from '../../../layer1/machine/machine-header.ts';
import { programHash, SHALLOW } from '../../../layer1/machine/program.ts';
import type { Program } from '../../../layer1/machine/program.ts';
import { createMachine } from '../../../layer1/machine/state.ts';
import type { Machine } from '../../../layer1/machine/state.ts';
import { isWord } from '../../../layer1/machine/word.ts';
import type { Word } from '../../../layer1/machine/word.ts';
import { emptyWords, setWord, wordRoot, wordsFrom } from '../../../layer1/machine/word-tree.ts';
import type { WordTree } from '../../../layer1/machine/word-tree.ts';

/** A transfer of the disputed rollup. An account is the slot that holds its balance: any word, or the slot of an address in a mapping, as {@link slotOf} gives it. */
export interface WordTransfer {
  readonly from: Word;
  readonly to: Word;
  readonly amount: Word;
}

/** The program's text. A transfer that its sender cannot cover is left out, as a rollup's derivation leaves it out; the rest of the batch goes on. */
export const TRANSFER_PROGRAM = `
PUSH 0
INPUT           ; count
PUSH 1          ; at, count: the word of the input where the next transfer begins
next:
DUP 2
ISZERO
PUSH @done
JUMPI
DUP 1
INPUT           ; from, at, count
DUP 2
PUSH 2
ADD
INPUT           ; amount, from, at, count
DUP 2
LOAD            ; balance, amount, from, at, count
DUP 2
DUP 2
LT              ; is the balance below the amount?
PUSH @skip
JUMPI
DUP 2
SWAP 1
SUB             ; balance − amount, amount, from, at, count
DUP 3
STORE           ; amount, from, at, count
DUP 3
PUSH 1
ADD
INPUT           ; to, amount, from, at, count
DUP 1
LOAD
DUP 3
ADD             ; balance + amount, to, amount, from, at, count
SWAP 1
STORE           ; amount, from, at, count
PUSH @advance
JUMP
skip:
POP
advance:
POP
POP             ; at, count
PUSH 3
ADD
SWAP 1
PUSH 1
SWAP 1
SUB
SWAP 1          ; at + 3, count − 1
PUSH @next
JUMP
done:
STOP
`;

/**
 * The most transfers that a batch may hold: their words are what the machine can read of its input, and their run is a little shorter
 * than 2^20 steps. Whether so many fit into one block of layer 1 is another question: with words of one byte they take 13 million
 * gas; of transfers with three full words, at 40 gas a byte (EIP-7623), some 7,500 fill a block of 30 million.
 */
export const MOST_WORD_TRANSFERS = 21_845;

/** Steps before the first transfer and after the last. */
const STEPS_AROUND = 8;
const STEPS_PER_TRANSFER = 45;

/** Steps within which a batch of `transfers` has run, whatever is in it. */
export const stepsFor = (transfers: number): number => STEPS_AROUND + STEPS_PER_TRANSFER * transfers;

/** The most transfers whose run, whatever is in them, has halted within `steps`. */
export const transfersWithin = (steps: number): number =>
  Math.max(0, Math.min(MOST_WORD_TRANSFERS, Math.floor((steps - STEPS_AROUND) / STEPS_PER_TRANSFER)));

/** Gas that no batch of allowed size uses up: two reads, two writes of new slots and some dozens of cheap instructions a transfer. */
const RUN_GAS: Gas = gas(60_000n * BigInt(MOST_WORD_TRANSFERS));

let assembled: Program | undefined;

/** The program, assembled once. */
export function transferProgram(): Program {
  if (assembled !== undefined) return assembled;
  const result = assemble(TRANSFER_PROGRAM);
  if (!result.ok) throw new RangeError(result.rejection.message);
  assembled = result.value;
  return assembled;
}

/** A batch as the program's input: how many transfers, then sender, receiver and amount of each. @throws RangeError for more than the most, or for anything but words */
export function transferWords(transfers: readonly WordTransfer[]): readonly Word[] {
  if (transfers.length > MOST_WORD_TRANSFERS)
    throw new RangeError(`A batch has ${MOST_WORD_TRANSFERS} transfers at most; got ${transfers.length}.`);
  const words = transfers.flatMap(({ from, to, amount }) => [from, to, amount]);
  if (!words.every(isWord)) throw new RangeError('Sender, receiver and amount are words.');
  return transfers.length === 0 ? [] : [BigInt(transfers.length), ...words];
}

/** What the input of a batch is committed by: the root over its words. That of an empty batch is zeros. */
export const inputRoot = (words: readonly Word[]): Hash => hashHex(wordRoot(wordsFrom(SHALLOW, words)));

/** Balances as the program stores them. */
export const balancesOf = (accounts: readonly (readonly [Word, Word])[]): WordTree =>
  accounts.reduce((tree, [account, balance]) => setWord(tree, account, balance), emptyWords(256));

/** What the rollup's state is committed by, and what is proposed to layer 1: the root of the program's storage. */
export const outputRoot = (balances: WordTree): Hash => hashHex(wordRoot(balances));

/** The machine before it runs the batch `words` on `balances`. */
export const transitionStart = (balances: WordTree, words: readonly Word[]): Machine =>
  createMachine({ program: transferProgram(), gas: RUN_GAS, input: words, storage: balances });

const NOTHING = hashHex(new Uint8Array(32));

/**
 * The root of that machine from commitments alone, as a contract works it out: the state before by its output root, the
 * batch by the root of its words. Nobody can begin a dispute from another machine, since all else is fixed.
 */
export const transitionStartRoot = (output: Hash, input: Hash): Hash =>
  rootOfHeader({
    status: 'running',
    pc: 0,
    gas: RUN_GAS,
    stackDepth: 0,
    result: 0n,
    caller: 0n,
    code: programHash(transferProgram()),
    input,
    stack: NOTHING,
    storage: output,
    before: output,
  });

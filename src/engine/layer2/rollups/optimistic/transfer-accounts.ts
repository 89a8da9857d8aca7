/** Whose a slot of the transfer rollup's storage is, where its coins are locked on layer 1. */
import type { Address } from '../../../foundation/units.ts';
import { slotOf } from '../../../layer1/machine/contracts/slots.ts';
import type { Word } from '../../../layer1/machine/word.ts';

const ACCOUNTS = 0n;
const EXITS = 1n;

/** The slot of an address's balance on layer 2: only batches that this address posts itself may take from it. */
export const transferAccount = (owner: Address): Word => slotOf(ACCOUNTS, BigInt(owner));

/**
 * The slot into which whoever leaves pays what is to be paid out to `owner` on layer 1. It is no account, so that nobody can take from
 * it: it only grows, and a bridge owes what it has grown by since it paid last.
 */
export const transferExit = (owner: Address): Word => slotOf(EXITS, BigInt(owner));

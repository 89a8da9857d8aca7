/** Where a Plasma Cash contract keeps what, and how others read it. */
import { bigintToFixedBytes, bytesToHex } from '../../foundation/bytes.ts';
import { ms, wei } from '../../foundation/units.ts';
import type { Address, Hash, Wei } from '../../foundation/units.ts';
import { storedWord } from '../../layer1/machine/contracts/contract-state.ts';
import type { ContractState } from '../../layer1/machine/contracts/contract-state.ts';
import { contractAddress } from '../../layer1/machine/contracts/contract.ts';
import { slotOf } from '../../layer1/machine/contracts/slots.ts';
import type { Word } from '../../layer1/machine/word.ts';
import type { OpenCashExit } from './cash-claims.ts';

/** Places in the contract's storage. */
export const CASH_PLACES = {
  roots: 0n,
  lastBlock: 2n,
  coins: 3n,
  depositors: 4n,
  values: 5n,
  depositBlocks: 6n,
  exitOwners: 10n,
  exitBlocks: 11n,
  exitParents: 12n,
  exitTimes: 13n,
  parentOwners: 14n,
  attempts: 15n,
  waiting: 16n,
  challenges: 17n,
  holders: 18n,
  asked: 19n,
  gone: 20n,
} as const;

/** The slot of a challenge that can be answered: challenger, and whether it waits. */
export const challengeSlot = (coin: number, attempt: bigint, block: number): Word =>
  slotOf(slotOf(at(CASH_PLACES.challenges, coin), attempt), BigInt(block));

/** The slot of who owned the coin after the transaction of a challenge. */
export const holderSlot = (coin: number, attempt: bigint, block: number): Word =>
  slotOf(slotOf(at(CASH_PLACES.holders, coin), attempt), BigInt(block));

/** The slot of when a challenge was made. */
export const askedSlot = (coin: number, attempt: bigint, block: number): Word =>
  slotOf(slotOf(at(CASH_PLACES.asked, coin), attempt), BigInt(block));

/** The address in a word. */
export const addressIn = (word: Word): Address => `0x${word.toString(16).padStart(40, '0')}` as Address;
/** The slot of a coin at a place. */
export const at = (place: Word, coin: number): Word => slotOf(place, BigInt(coin));
/** A number as 32 bytes. */
export const word = (value: bigint | number): Uint8Array => bigintToFixedBytes(BigInt(value), 32);

/** A coin as the contract keeps it. */
export interface StoredCoin {
  readonly depositor: Address;
  readonly value: Wei;
  readonly depositBlock: number;
  /** Whether it has left. */
  readonly isGone: boolean;
  /** Its open exit, if any. */
  readonly exit: OpenCashExit | null;
}

/** A coin as storage has it, whoever reads; null when there is none. */
export function readCoin(read: (slot: Word) => Word, coin: number): StoredCoin | null {
  const value = read(at(CASH_PLACES.values, coin));
  if (value === 0n) return null;
  const owner = read(at(CASH_PLACES.exitOwners, coin));
  return {
    depositor: addressIn(read(at(CASH_PLACES.depositors, coin))),
    value: wei(value),
    depositBlock: Number(read(at(CASH_PLACES.depositBlocks, coin))),
    isGone: read(at(CASH_PLACES.gone, coin)) !== 0n,
    exit:
      owner === 0n
        ? null
        : {
            coin,
            owner: addressIn(owner),
            block: Number(read(at(CASH_PLACES.exitBlocks, coin))),
            parent: Number(read(at(CASH_PLACES.exitParents, coin))),
            parentOwner: addressIn(read(at(CASH_PLACES.parentOwners, coin))),
            requestedAt: ms(Number(read(at(CASH_PLACES.exitTimes, coin)))),
          },
  };
}

/** Coin number `coin` in the contract called `id`; null when there is none. */
export const coinIn = (state: ContractState, id: string, coin: number): StoredCoin | null =>
  readCoin((slot) => storedWord(state, contractAddress(id), slot), coin);

/** The root of block `number` in the contract called `id`; null when there is none. */
export function cashRootIn(state: ContractState, id: string, number: number): Hash | null {
  const root = storedWord(state, contractAddress(id), slotOf(CASH_PLACES.roots, BigInt(number)));
  return root === 0n ? null : (bytesToHex(word(root)) as Hash);
}

/** The number of the last block that was committed. */
export const lastCashBlock = (state: ContractState, id: string): number =>
  Number(storedWord(state, contractAddress(id), CASH_PLACES.lastBlock));

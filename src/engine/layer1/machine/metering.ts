/** What each operation of the machine costs, so that every run ends and whoever causes work pays for it. */
import { gas } from '../../foundation/units.ts';
import type { Gas } from '../../foundation/units.ts';
import type { Word } from './word.ts';

/** Ethereum's tiers (Yellow Paper, appendix G). */
export const GAS_ZERO = gas(0);
export const GAS_BASE = gas(2);
export const GAS_VERY_LOW = gas(3);
export const GAS_LOW = gas(5);
export const GAS_MID = gas(8);
export const GAS_HIGH = gas(10);
/** Keccak-256 of two words: 30 and 6 a word (appendix G: G_keccak256, G_keccak256word). */
export const GAS_HASH = gas(30 + 2 * 6);
/** Reading a word of storage; Ethereum asks 100 from the second time on in a transaction (EIP-2929), this machine does not. */
export const GAS_LOAD = gas(2_100);
/** Filling a slot that was zero (appendix G: G_sset); Ethereum adds 2,100 for the first access (EIP-2929). */
export const GAS_STORE_NEW = gas(20_000);
/** Any other write: 5,000 with the first access in it (EIP-2929). Nothing is given back for clearing a slot. */
export const GAS_STORE = gas(5_000);
/** A call of another contract, cold (EIP-2929: COLD_ACCOUNT_ACCESS_COST). */
export const GAS_CALL = gas(2_600);
/** What comes on top when coins move with the call (appendix G: G_callvalue). */
export const GAS_CALL_VALUE = gas(9_000);
/** An event, and each byte of it (appendix G: G_log, G_logdata). */
export const GAS_LOG = gas(375);
export const GAS_LOG_BYTE = gas(8);

/** What writing `after` over `before` costs. */
export const storeGas = (before: Word, after: Word): Gas =>
  before === 0n && after !== 0n ? GAS_STORE_NEW : GAS_STORE;

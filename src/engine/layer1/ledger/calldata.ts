/** What data costs on layer 1 when it is posted as call data. */
import { gas } from '../../foundation/units.ts';
import type { Gas } from '../../foundation/units.ts';

/** Gas for `data` as call data: 4 for a zero byte, 16 for any other (EIP-2028). */
export function calldataGas(data: Uint8Array): Gas {
  let cost = 0;
  for (const byte of data) cost += byte === 0 ? 4 : 16;
  return gas(cost);
}

/**
 * The least gas that a transaction with this call data pays since Pectra (7 May 2025): 21,000, and 10 for a zero byte,
 * 40 for any other (EIP-7623).
 */
export function calldataFloorGas(data: Uint8Array): Gas {
  let cost = 21_000;
  for (const byte of data) cost += byte === 0 ? 10 : 40;
  return gas(cost);
}

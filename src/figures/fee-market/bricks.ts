/** Lays payments as bricks in rows, each as wide as it is heavy; a brick that meets the end of a row goes on in the next. */
import type { Offer } from './pools.ts';

/** A brick, or the part of it that lies in one row. */
export interface Brick {
  readonly offer: Offer;
  readonly row: number;
  /** From 0 to 1 across the row. */
  readonly from: number;
  readonly to: number;
  /** The widest part of a brick bears its number. */
  readonly named: boolean;
}

/** Lays `offers` in order into rows of `perRow` virtual bytes; stops when `rows` are full, and says how many were laid whole. */
export function layBricks(
  offers: readonly Offer[],
  perRow: number,
  rows: number,
): { readonly bricks: readonly Brick[]; readonly laid: number } {
  const bricks: Brick[] = [];
  let start = 0;
  let laid = 0;
  for (const offer of offers) {
    const end = start + offer.size;
    if (end > rows * perRow + 1e-9) break;
    const parts: Omit<Brick, 'named'>[] = [];
    for (let at = start; at < end - 1e-9;) {
      const row = Math.floor(at / perRow + 1e-9);
      const stop = Math.min(end, (row + 1) * perRow);
      parts.push({ offer, row, from: (at - row * perRow) / perRow, to: (stop - row * perRow) / perRow });
      at = stop;
    }
    const widest = Math.max(...parts.map(({ from, to }) => to - from));
    const named = parts.findIndex(({ from, to }) => to - from === widest);
    bricks.push(...parts.map((part, index) => ({ ...part, named: index === named })));
    start = end;
    laid += 1;
  }
  return { bricks, laid };
}

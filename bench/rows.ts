/** How figures become rows: alone, or beside the limit that was set for them. */
import type { Row } from './bench.ts';

/** A figure with nothing to compare with. */
export const plainRow = (name: string, value: number, unit: string): Row => ({
  name,
  value,
  unit,
  peer: '',
  peerValue: null,
  ratio: null,
});

/** A figure that is to stay below `limit`; the ratio says how many times over it could grow. */
export const limitedRow = (name: string, value: number, unit: string, limit: number): Row => ({
  name,
  value,
  unit,
  peer: 'asked for at most',
  peerValue: limit,
  ratio: limit / value,
});

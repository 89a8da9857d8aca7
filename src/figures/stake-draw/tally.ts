/** Counts of draws after each epoch, beside what each stake may expect. */
import type { Trace, Validator } from 'strata';
import { binomialBounds, type Bounds } from './binomial.ts';

/** Draws between two steps of the figure: an epoch of Ethereum has 32 slots. */
export const SLOTS_PER_STEP = 32;

/** One row of the figure: a holder, or one of the identities a holder split into. */
export interface TallyRow {
  readonly name: string;
  /** `part`: one identity of a split holder; `sum`: the holder as a whole. */
  readonly role: 'whole' | 'part' | 'sum';
  readonly share: number;
  readonly drawn: number;
  readonly expected: number;
  readonly bounds: Bounds;
}

/** Everything drawn at one position. */
export interface Tally {
  readonly slots: number;
  readonly rows: readonly TallyRow[];
  /** The names drawn in the step just made, in order of slots. */
  readonly latest: readonly string[];
}

/** Holders of stake: each has one validator, or several that it split into. */
export interface Holder {
  readonly name: string;
  readonly validators: readonly Validator[];
}

/** Six holders, the largest of them as `parts` equal validators. */
export function holdersOf(parts: number): readonly Holder[] {
  const names = ['A', 'B', 'C', 'D', 'E', 'F'];
  return names.map((name, index) => {
    const stake = 32n << BigInt(index);
    const count = index === names.length - 1 ? parts : 1;
    const validators = Array.from({ length: count }, (_, part) => ({
      id: index + part,
      stake: stake / BigInt(count),
    }));
    return { name, validators };
  });
}

/** The draws of a trace, by validator, in order. */
export const drawsOf = (trace: Trace): readonly number[] =>
  trace.events.flatMap((event) => (event.kind === 'proposer-drawn' ? [event.validator] : []));

/** The tally after `position` steps. */
export function tallyAt(holders: readonly Holder[], draws: readonly number[], position: number): Tally {
  const slots = Math.min(position * SLOTS_PER_STEP, draws.length);
  const counts = new Map<number, number>();
  for (const id of draws.slice(0, slots)) counts.set(id, (counts.get(id) ?? 0) + 1);
  const total = Number(
    holders.flatMap(({ validators }) => validators).reduce((sum, { stake }) => sum + stake, 0n),
  );
  const row = (name: string, role: TallyRow['role'], validators: readonly Validator[]): TallyRow => {
    const share = Number(validators.reduce((sum, { stake }) => sum + stake, 0n)) / total;
    const drawn = validators.reduce((sum, { id }) => sum + (counts.get(id) ?? 0), 0);
    return { name, role, share, drawn, expected: slots * share, bounds: binomialBounds(slots, share) };
  };
  const nameOf = new Map(
    holders.flatMap(({ name, validators }) =>
      validators.map(({ id }, part): [number, string] => [
        id,
        validators.length === 1 ? name : `${name}${part + 1}`,
      ]),
    ),
  );
  const rows = holders.flatMap(({ name, validators }) =>
    validators.length === 1
      ? [row(name, 'whole', validators)]
      : [
          ...validators.map((validator) => row(nameOf.get(validator.id) ?? '', 'part', [validator])),
          row(`${name} in all`, 'sum', validators),
        ],
  );
  const latest = draws.slice(Math.max(slots - SLOTS_PER_STEP, 0), slots).map((id) => nameOf.get(id) ?? '');
  return { slots, rows, latest };
}

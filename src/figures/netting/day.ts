/** A day of payments between a few parties, and what settling them all at once comes down to after each. */
import { createRandom, netPositions, settle } from 'strata';
import type { Payment } from 'strata';

const NAMES = ['Ada', 'Ben', 'Cleo', 'Dov', 'Eve', 'Finn', 'Gita', 'Hugo', 'Ines', 'Jon'] as const;
/** Payments in a day. */
export const PAYMENTS = 40;

/** What stands after a number of payments. */
export interface Standing {
  readonly made: readonly Payment[];
  /** Transfers that would settle them. */
  readonly settlement: readonly Payment[];
  readonly nets: ReadonlyMap<string, bigint>;
}

/** A day: its parties, its payments, and how many transfers would settle the first n of them, for every n. */
export interface Day {
  readonly parties: readonly string[];
  readonly payments: readonly Payment[];
  readonly transfers: readonly number[];
}

/** A day of a seed. */
export function createDay(seed: number, parties: number): Day {
  const random = createRandom(seed, `netting/${parties}`);
  const names = NAMES.slice(0, parties);
  const payments = Array.from({ length: PAYMENTS }, (): Payment => {
    const [from, to] = random.shuffle(names);
    if (from === undefined || to === undefined)
      throw new RangeError(`Payments need two parties, not ${parties}.`);
    return { from, to, amount: BigInt(random.int(1, 9)) };
  });
  const transfers = Array.from({ length: PAYMENTS + 1 }, (_, made) => settle(payments.slice(0, made)).length);
  return { parties: names, payments, transfers };
}

/** The state after `position` payments. */
export function standingAt({ parties, payments }: Day, position: number): Standing {
  const made = payments.slice(0, position);
  const nets = netPositions(made);
  return {
    made,
    settlement: settle(made),
    nets: new Map(parties.map((name) => [name, nets.get(name) ?? 0n])),
  };
}

/** What a transaction reads and writes, and what follows: which of two must come first, and the shortest time for all. */
import type { Address } from '../../foundation/units.ts';

/** The accounts that a transaction touches (as EIP-2930's access lists and EIP-7928's block-level ones announce them), and how long it takes. */
export interface Access {
  readonly reads: readonly Address[];
  readonly writes: readonly Address[];
  /** Units of time, a whole number from 1. */
  readonly cost: number;
}

/** Whether two transactions cannot change places: one writes what the other reads or writes (Bernstein's conditions, 1966). */
export function conflicts(a: Access, b: Access): boolean {
  const touched = (one: Access): Set<Address> => new Set([...one.reads, ...one.writes]);
  const [byA, byB] = [touched(a), touched(b)];
  return a.writes.some((address) => byB.has(address)) || b.writes.some((address) => byA.has(address));
}

/** For each transaction, those before it in the block that must be done before it begins. */
export function dependenciesOf(accesses: readonly Access[]): readonly (readonly number[])[] {
  const lastWrite = new Map<Address, number>();
  const readsSince = new Map<Address, number[]>();
  return accesses.map(({ reads, writes }, index) => {
    const before = new Set<number>();
    for (const address of [...reads, ...writes]) {
      const writer = lastWrite.get(address);
      if (writer !== undefined) before.add(writer);
    }
    for (const address of writes) {
      for (const reader of readsSince.get(address) ?? []) before.add(reader);
    }
    for (const address of reads) {
      const readers = readsSince.get(address) ?? [];
      readers.push(index);
      readsSince.set(address, readers);
    }
    for (const address of writes) {
      lastWrite.set(address, index);
      readsSince.set(address, []);
    }
    before.delete(index);
    return [...before].sort((a, b) => a - b);
  });
}

/** For each transaction, the time from its beginning to the end of the longest chain that waits for it. */
export function pathsFrom(accesses: readonly Access[]): readonly number[] {
  const paths = accesses.map(({ cost }) => cost);
  const dependencies = dependenciesOf(accesses);
  for (let index = accesses.length - 1; index >= 0; index -= 1) {
    for (const before of dependencies[index] ?? []) {
      const through = (accesses[before]?.cost ?? 0) + (paths[index] ?? 0);
      if (through > (paths[before] ?? 0)) paths[before] = through;
    }
  }
  return paths;
}

/** The longest chain of transactions that must follow each other: with any number of workers, no schedule is shorter. */
export const criticalPath = (accesses: readonly Access[]): number =>
  pathsFrom(accesses).reduce((longest, path) => Math.max(longest, path), 0);

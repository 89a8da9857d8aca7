/** A priority queue in a contract's storage: a binary heap, so that an exit costs the logarithm of the queue and no more. */
import type { CallContext } from '../../layer1/machine/contracts/contract.ts';
import { slotOf } from '../../layer1/machine/contracts/slots.ts';
import type { Word } from '../../layer1/machine/word.ts';

// The size stands at one place, the heap's entries 0 … size − 1 at another; entry i has the children 2i + 1 and 2i + 2.
const SIZE = 110n;
const ENTRIES = 111n;

const entry = (index: number): Word => slotOf(ENTRIES, BigInt(index));

/** The least priority in the queue, or null when it is empty. */
export const leastPriority = (context: CallContext): bigint | null =>
  context.load(SIZE) === 0n ? null : context.load(entry(0));

/** Adds a priority: it rises until its parent is no greater. */
export function pushPriority(context: CallContext, priority: bigint): void {
  let at = Number(context.load(SIZE));
  context.store(SIZE, BigInt(at) + 1n);
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = context.load(entry(above));
    if (parent <= priority) break;
    context.store(entry(at), parent);
    at = above;
  }
  context.store(entry(at), priority);
}

/** Takes the least priority out: the last entry sinks from the top until no child is smaller. Nothing happens to an empty queue. */
export function popLeast(context: CallContext): void {
  const size = Number(context.load(SIZE)) - 1;
  if (size < 0) return;
  context.store(SIZE, BigInt(size));
  const last = context.load(entry(size));
  context.store(entry(size), 0n);
  if (size === 0) return;
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    if (left >= size) break;
    let least = left;
    let child = context.load(entry(left));
    if (left + 1 < size) {
      const right = context.load(entry(left + 1));
      if (right < child) [least, child] = [left + 1, right];
    }
    if (child >= last) break;
    context.store(entry(at), child);
    at = least;
  }
  context.store(entry(at), last);
}

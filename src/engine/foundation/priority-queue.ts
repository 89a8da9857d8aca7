/** A queue that always gives what comes before all others: a binary heap (Williams, 1964). */

/** A running queue; {@link createQueue} makes one. */
export interface PriorityQueue<T> {
  /** How many items are in it. */
  readonly size: number;
  push(item: T): void;
  /** Takes the first item out; undefined when there is none. */
  pop(): T | undefined;
}

/** An empty queue ordered by `before`, a strict order; items neither of which is before the other come out in any order, so callers break ties. */
export function createQueue<T>(before: (a: T, b: T) => boolean): PriorityQueue<T> {
  const heap: T[] = [];
  return {
    get size() {
      return heap.length;
    },
    push(item) {
      let at = heap.length;
      heap.push(item);
      while (at > 0) {
        const up = (at - 1) >> 1;
        const above = heap[up] as T;
        if (!before(item, above)) break;
        heap[at] = above;
        at = up;
      }
      heap[at] = item;
    },
    pop() {
      const first = heap[0];
      const last = heap.pop();
      if (heap.length === 0 || last === undefined) return first;
      let at = 0;
      for (;;) {
        let down = 2 * at + 1;
        if (down >= heap.length) break;
        if (down + 1 < heap.length && before(heap[down + 1] as T, heap[down] as T)) down += 1;
        const below = heap[down] as T;
        if (!before(below, last)) break;
        heap[at] = below;
        at = down;
      }
      heap[at] = last;
      return first;
    },
  };
}

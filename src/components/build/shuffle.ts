/** A shuffle that is the same on every build, since it hangs on the texts alone, and never the order it was given. */

/** 32-bit FNV-1a. */
function digest(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** The positions 0 … n − 1 of `texts` in shuffled order. */
export function shuffledPositions(texts: readonly string[], salt: string): readonly number[] {
  const order = texts
    .map((text, position) => ({ position, key: digest(`${salt} ${text}`) }))
    .toSorted((a, b) => a.key - b.key || a.position - b.position)
    .map(({ position }) => position);
  const isSame = order.every((position, index) => position === index);
  return isSame ? [...order.slice(1), ...order.slice(0, 1)] : order;
}

/** Where things that are numbered one after the other stand in a sparse Merkle tree. */

/**
 * Where number `index` stands in a tree: its 32 bits, the lowest first, so that numbers given one after the other fill the
 * tree evenly and paths have the length of the count's logarithm.
 * @throws RangeError for anything but a whole number below 2^32
 */
export function indexPath(index: number): Uint8Array {
  if (!Number.isSafeInteger(index) || index < 0 || index >= 2 ** 32)
    throw new RangeError(`A number lies between 0 and 2^32 − 1; got ${index}.`);
  const path = new Uint8Array(32);
  for (let bit = 0, left = index; left > 0; bit += 1, left = Math.floor(left / 2))
    if (left % 2 === 1) path[bit >> 3] = (path[bit >> 3] as number) | (0x80 >> (bit & 7));
  return path;
}

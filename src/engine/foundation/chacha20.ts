/** The ChaCha20 stream cipher (RFC 8439, 2.1 to 2.4): from a key, bytes that nobody can tell from chance without it. */

/** "expand 32-byte k" as four little-endian words (RFC 8439, 2.3). */
const CONSTANTS = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574] as const;

/** The quarter rounds of a double round, by the words that they mix: four columns, then four diagonals (RFC 8439, 2.3). */
const QUARTERS: readonly (readonly [number, number, number, number])[] = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
];

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** The quarter round on four words of `state` (RFC 8439, 2.1). */
function quarterRound(state: Int32Array, [a, b, c, d]: readonly [number, number, number, number]): void {
  let [wa, wb, wc, wd] = [state[a] as number, state[b] as number, state[c] as number, state[d] as number];
  wa = (wa + wb) | 0;
  wd = rotate(wd ^ wa, 16);
  wc = (wc + wd) | 0;
  wb = rotate(wb ^ wc, 12);
  wa = (wa + wb) | 0;
  wd = rotate(wd ^ wa, 8);
  wc = (wc + wd) | 0;
  wb = rotate(wb ^ wc, 7);
  state[a] = wa;
  state[b] = wb;
  state[c] = wc;
  state[d] = wd;
}

/**
 * The first `length` bytes of the key stream under `key` (32 bytes) and `nonce` (12 bytes), from block `counter` on
 * (RFC 8439, 2.4). Encrypting is to XOR them to a message, decrypting to do it again.
 * @throws RangeError for a key or nonce of another length
 */
export function chacha20Stream(
  key: Uint8Array,
  length: number,
  nonce: Uint8Array = new Uint8Array(12),
  counter = 0,
): Uint8Array {
  if (key.length !== 32) throw new RangeError(`A ChaCha20 key has 32 bytes; got ${key.length}.`);
  if (nonce.length !== 12) throw new RangeError(`A ChaCha20 nonce has 12 bytes; got ${nonce.length}.`);
  const keyWords = new DataView(key.buffer, key.byteOffset);
  const nonceWords = new DataView(nonce.buffer, nonce.byteOffset);
  // Constants, key, counter, nonce: the sixteen words of RFC 8439, 2.3.
  const start = Int32Array.of(
    ...CONSTANTS,
    ...Array.from({ length: 8 }, (_, index) => keyWords.getInt32(4 * index, true)),
    counter,
    ...Array.from({ length: 3 }, (_, index) => nonceWords.getInt32(4 * index, true)),
  );
  const blocks = Math.ceil(length / 64);
  const stream = new DataView(new ArrayBuffer(64 * blocks));
  const state = new Int32Array(16);
  for (let block = 0; block < blocks; block += 1) {
    start[12] = counter + block;
    state.set(start);
    for (let round = 0; round < 10; round += 1) for (const words of QUARTERS) quarterRound(state, words);
    for (let word = 0; word < 16; word += 1)
      stream.setInt32(64 * block + 4 * word, ((state[word] as number) + (start[word] as number)) | 0, true);
  }
  return new Uint8Array(stream.buffer, 0, length);
}

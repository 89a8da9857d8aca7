/** SipHash-2-4: a short keyed hash that an outsider cannot steer (Aumasson and Bernstein, 2012); BIP-152 makes short ids with it. */

/** Four words of 64 bits, each as a low and a high half: JavaScript's fast integers have 32 bits. */
type State = Uint32Array;

const [V0, V1, V2, V3] = [0, 2, 4, 6] as const;

function add(v: State, to: number, from: number): void {
  const low = (v[to] as number) + (v[from] as number);
  v[to] = low;
  v[to + 1] = (v[to + 1] as number) + (v[from + 1] as number) + (low > 0xffffffff ? 1 : 0);
}

function xor(v: State, to: number, from: number): void {
  v[to] = (v[to] as number) ^ (v[from] as number);
  v[to + 1] = (v[to + 1] as number) ^ (v[from + 1] as number);
}

/** Rotates a word left by 1 to 32 bits. */
function rotate(v: State, at: number, bits: number): void {
  const low = v[at] as number;
  const high = v[at + 1] as number;
  v[at] = bits === 32 ? high : (low << bits) | (high >>> (32 - bits));
  v[at + 1] = bits === 32 ? low : (high << bits) | (low >>> (32 - bits));
}

/** One SipRound (section 2.2, figure 2.1). */
function round(v: State): void {
  add(v, V0, V1);
  rotate(v, V1, 13);
  xor(v, V1, V0);
  rotate(v, V0, 32);
  add(v, V2, V3);
  rotate(v, V3, 16);
  xor(v, V3, V2);
  add(v, V0, V3);
  rotate(v, V3, 21);
  xor(v, V3, V0);
  add(v, V2, V1);
  rotate(v, V1, 17);
  xor(v, V1, V2);
  rotate(v, V2, 32);
}

/** Four bytes of `data` at `at`, little-endian; bytes behind the end are zero. */
const half = (data: Uint8Array, at: number): number =>
  ((data[at] ?? 0) |
    ((data[at + 1] ?? 0) << 8) |
    ((data[at + 2] ?? 0) << 16) |
    ((data[at + 3] ?? 0) << 24)) >>>
  0;

function absorb(v: State, low: number, high: number): void {
  v[V3] = (v[V3] as number) ^ low;
  v[V3 + 1] = (v[V3 + 1] as number) ^ high;
  round(v);
  round(v);
  v[V0] = (v[V0] as number) ^ low;
  v[V0 + 1] = (v[V0 + 1] as number) ^ high;
}

/**
 * The 64-bit tag of `data` under a key of 16 bytes, as an unsigned integer; on the wire it stands little-endian.
 * @throws RangeError for a key of another length
 */
export function sipHash24(key: Uint8Array, data: Uint8Array): bigint {
  if (key.length !== 16) throw new RangeError(`A SipHash key has 16 bytes; got ${key.length}.`);
  const keyed = [half(key, 0), half(key, 4), half(key, 8), half(key, 12)] as const;
  // The constants spell "somepseudorandomlygeneratedbytes" (section 2.1).
  const v = Uint32Array.of(
    keyed[0] ^ 0x70736575,
    keyed[1] ^ 0x736f6d65,
    keyed[2] ^ 0x6e646f6d,
    keyed[3] ^ 0x646f7261,
    keyed[0] ^ 0x6e657261,
    keyed[1] ^ 0x6c796765,
    keyed[2] ^ 0x79746573,
    keyed[3] ^ 0x74656462,
  );
  const whole = data.length & ~7;
  for (let at = 0; at < whole; at += 8) absorb(v, half(data, at), half(data, at + 4));
  // The last word: what is left of the data, and the length modulo 256 in its highest byte.
  absorb(v, half(data, whole), (half(data, whole + 4) | ((data.length & 255) << 24)) >>> 0);
  v[V2] = (v[V2] as number) ^ 0xff;
  for (let index = 0; index < 4; index += 1) round(v);
  const low = (v[V0] as number) ^ (v[V1] as number) ^ (v[V2] as number) ^ (v[V3] as number);
  const high = (v[V0 + 1] as number) ^ (v[V1 + 1] as number) ^ (v[V2 + 1] as number) ^ (v[V3 + 1] as number);
  return BigInt(low >>> 0) | (BigInt(high >>> 0) << 32n);
}

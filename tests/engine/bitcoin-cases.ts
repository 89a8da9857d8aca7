/** What the tests of Bitcoin's side share: keys, a coin of any script, and a transaction that spends it. */
import {
  bytesToHex,
  createKey,
  hexToBytes,
  sat,
  sha256,
  utf8,
  type Coin,
  type Hash,
  type KeyPair,
  type Result,
  type Sat,
  type Script,
  type Transaction,
} from 'strata';

/** A key with its public half in bytes. */
export interface ScriptKey extends KeyPair {
  readonly publicBytes: Uint8Array;
}

/** The key that grows from `name`. Await `ready()` before. */
export function keyOf(name: string): ScriptKey {
  const key = createKey(name);
  return { ...key, publicBytes: hexToBytes(key.publicKey) };
}

/** An id that nothing hashes to. */
export const madeUpId = (name: string): Hash => bytesToHex(sha256(utf8(name))) as Hash;

/** An old coin with `script`. */
export const coinOf = (script: Script, value: Sat = sat(1_000_000), name = 'coin'): Coin => ({
  id: madeUpId(name),
  output: 0,
  value,
  script,
  height: 1,
  medianTime: 0,
  coinbase: false,
});

/** A transaction, not signed yet, that spends `coins` and pays `outputs`. */
export const spending = (
  coins: readonly Pick<Coin, 'id' | 'output'>[],
  outputs: readonly { readonly script: Script; readonly value: bigint }[],
  { sequence = 0xfffffffe, lockTime = 0, version = 2 } = {},
): Transaction => ({
  version,
  inputs: coins.map(({ id, output }) => ({ id, output, script: new Uint8Array(0), sequence, witness: [] })),
  outputs: outputs.map(({ script, value }) => ({ script, value: sat(value) })),
  lockTime,
});

/** The code of a refusal, or "accepted". */
export const codeOf = (result: Result<unknown>): string => (result.ok ? 'accepted' : result.rejection.code);

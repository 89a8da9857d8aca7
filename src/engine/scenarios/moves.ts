/** Accounts and movements at random, for the scenarios of sharding and parallel execution. */
import { bytesToHex, utf8 } from '../foundation/bytes.ts';
import { sha256 } from '../foundation/hash.ts';
import type { Random } from '../foundation/random.ts';
import { wei } from '../foundation/units.ts';
import type { Address } from '../foundation/units.ts';
import type { Move } from '../layer1/scaling/move.ts';

/** What a stream of movements is made of. */
export interface MovesSettings {
  readonly accounts: number;
  readonly moves: number;
  /** How many in a hundred go to one account, such as an exchange; 0 unless told. */
  readonly hot?: number;
}

/** The addresses of accounts 0 to `count` − 1. */
export const addressesOf = (count: number): Address[] =>
  Array.from(
    { length: count },
    (_, index) => bytesToHex(sha256(utf8(`strata account ${index}`)).subarray(0, 20)) as Address,
  );

/** Movements of 1 to 100 between two different accounts picked evenly, the share `hot` of them to account 0; nonces in order. */
export function drawMoves(random: Random, { accounts, moves, hot = 0 }: MovesSettings): Move[] {
  const addresses = addressesOf(accounts);
  const nonces = new Map<Address, number>();
  return Array.from({ length: moves }, () => {
    const to = random.chance(hot, 100) ? 0 : random.int(0, accounts - 1);
    const other = random.int(0, accounts - 2);
    const from = addresses[other < to ? other : other + 1] as Address;
    const nonce = nonces.get(from) ?? 0;
    nonces.set(from, nonce + 1);
    return { from, to: addresses[to] as Address, value: wei(1n + random.bigint(100n)), nonce };
  });
}

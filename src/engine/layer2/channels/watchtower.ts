/** A watchtower: it keeps sealed penalties for a client that sleeps, and can read one only once the cheat itself shows the key (P. McCorry and S. Delgado, watchtower BOLT draft, 2019). */
import { bytesToHex, concatBytes, hexToBytes, isHex } from '../../foundation/bytes.ts';
import { decoding } from '../../foundation/errors.ts';
import { sha256 } from '../../foundation/hash.ts';
import { reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import type { Hash, Hex, Sat } from '../../foundation/units.ts';
import { WireReader, compactSize } from '../../foundation/wire.ts';
import type { CoinBlock, CoinChain } from '../../layer1/chain/coin-chain.ts';
import type { Script } from '../../layer1/ledger/script/templates.ts';
import {
  atMost,
  encodeTransaction,
  readTransaction,
  transactionId,
} from '../../layer1/ledger/transaction.ts';
import type { Transaction } from '../../layer1/ledger/transaction.ts';
import { sweepTransaction } from './channel-spends.ts';
import type { ChannelSpend } from './channel-spends.ts';
import type { ChannelState } from './channel-state.ts';
import { punishRevoked, punishSecondStages, revokedCommitment } from './punish-revoked.ts';
import type { RevokedCommitment } from './punish-revoked.ts';
import { openBytes, sealBytes } from './sealed-hint.ts';

/** Bytes of a commitment's id by which its hint is found: the first half (watchtower BOLT draft, "Transaction Locator and Encryption Key"). */
export const LOCATOR_BYTES = 16;

/** What a client leaves at a tower for one revoked commitment. It says nothing of the channel until the commitment is published. */
export interface JusticeHint {
  /** The first 16 bytes of the commitment's id. */
  readonly locator: Hex;
  /** The penalties, sealed under SHA-256 of the id's other half. */
  readonly sealed: Hex;
}

/** Where a commitment's hint is kept. */
export const locatorOf = (commitment: Hash): Hex =>
  bytesToHex(hexToBytes(commitment).subarray(0, LOCATOR_BYTES));

/** SHA-256 of the id's second half: whoever knows the locator alone is no nearer to it. The draft's key for ChaCha20. */
const keyOf = (commitment: Hash): Uint8Array => sha256(hexToBytes(commitment).subarray(LOCATOR_BYTES));

/** `transactions` sealed for whoever sees the commitment with this id. */
export function sealHint(commitment: Hash, transactions: readonly Transaction[]): JusticeHint {
  const parts = transactions.map((one) => encodeTransaction(one, { witness: true }));
  const data = concatBytes(compactSize(parts.length), ...parts);
  return { locator: locatorOf(commitment), sealed: bytesToHex(sealBytes(data, keyOf(commitment))) };
}

/** What was sealed for the commitment with this id. Refused: a hint for another, and what is no list of transactions. */
export function openHint({ sealed }: JusticeHint, commitment: Hash): Result<readonly Transaction[]> {
  if (!isHex(sealed)) {
    const [code, message] = ['hint-malformed', 'What is sealed are bytes.'];
    return reject({ code, rule: 'Strata tower', message, received: sealed, expected: 'hexadecimal' });
  }
  const opened = openBytes(hexToBytes(sealed), keyOf(commitment));
  if (!opened.ok) return opened;
  return decoding(() => {
    const reader = new WireReader(opened.value);
    const transactions = Array.from({ length: atMost(reader, 10) }, () => readTransaction(reader));
    reader.end();
    return transactions;
  });
}

/** All penalties for a revoked commitment: one for everything at once, and one for each output that the cheat may move on alone, moved or not. */
export function penaltiesOf(revoked: RevokedCommitment, to: Script, feerate: Sat): readonly Transaction[] {
  const still = punishRevoked(revoked);
  const single = (spend: ChannelSpend): readonly ChannelSpend[] => [spend];
  return [still, ...still.map(single), ...punishSecondStages(revoked).map(single)].flatMap((spends) => {
    const made = sweepTransaction(spends, to, feerate);
    return made === null ? [] : [made];
  });
}

/**
 * The hint for commitment `number` of the other side's, made when it is revoked (notice `commitment-revoked`); null when
 * it is not, or has nothing to take. The signatures are made now: the tower gets no key. With anchors the cheat can add
 * inputs to a second stage, whose id is then unknown before: such a penalty only the client can make.
 */
export function justiceHint(
  state: ChannelState,
  number: number,
  to: Script,
  feerate: Sat,
): JusticeHint | null {
  const revoked = revokedCommitment(state, number);
  if (revoked === null) return null;
  const penalties = penaltiesOf(revoked, to, feerate);
  return penalties.length === 0 ? null : sealHint(revoked.id, penalties);
}

/** The hints that a tower keeps, by their locators. Whoever knows a commitment can leave a wrong one for it, its owner too, so that there may be several for one locator. */
export type KeptHints = ReadonlyMap<Hex, readonly JusticeHint[]>;

/** What a tower does with a block: the penalties to publish; the labs' type for a learner's own {@link watchBlock}. */
export type WatchBlock = (hints: KeptHints, block: CoinBlock) => readonly Transaction[];

/** Looks for the locator of every transaction of the block, and opens the hints that are found with the id that the cheat has shown. */
export const watchBlock: WatchBlock = (hints, { entries }) =>
  entries.flatMap(({ id }) =>
    (hints.get(locatorOf(id)) ?? []).flatMap((hint) => {
      const opened = openHint(hint, id);
      return opened.ok ? opened.value : [];
    }),
  );

/**
 * A running tower. It looks at each canonical block once, again after a reorganisation, and submits what it opens again
 * and again: what the chain refuses now may be valid once the cheat has moved on. Hints are kept as they come, wrong ones
 * too, since only the commitment's id tells them apart; a real tower asks a price for each.
 */
export class Watchtower {
  readonly #chain: CoinChain;
  readonly #watch: WatchBlock;
  readonly #hints = new Map<Hex, readonly JusticeHint[]>();
  /** Penalties that were opened, by id. */
  readonly #open = new Map<Hash, Transaction>();
  /** The chain as it was looked at last. */
  #seen: readonly CoinBlock[] = [];

  constructor(chain: CoinChain, watch: WatchBlock = watchBlock) {
    this.#chain = chain;
    this.#watch = watch;
  }

  /** How many hints it keeps. */
  get hints(): number {
    return [...this.#hints.values()].flat().length;
  }

  /** Bytes that its hints take: what a tower's service costs. */
  get bytes(): number {
    return [...this.#hints.values()]
      .flat()
      .reduce((sum, { sealed }) => sum + LOCATOR_BYTES + sealed.length / 2 - 1, 0);
  }

  /** Keeps a hint, beside others for the same locator: none can push another out. The same one is kept once. */
  add(hint: JusticeHint): void {
    const kept = this.#hints.get(hint.locator) ?? [];
    if (kept.some(({ sealed }) => sealed === hint.sealed)) return;
    this.#hints.set(hint.locator, [...kept, hint]);
  }

  /** Looks at what is new on the chain and submits penalties; the ids of those that the pool took. */
  look(): readonly Hash[] {
    const { blocks } = this.#chain;
    // Blocks are never changed, only replaced from some height on: the first new one is found from the end.
    let first = blocks.length;
    while (first > 0 && blocks[first - 1] !== this.#seen[first - 1]) first -= 1;
    this.#seen = blocks;
    for (const block of blocks.slice(first))
      for (const penalty of this.#watch(this.#hints, block)) this.#open.set(transactionId(penalty), penalty);
    return [...this.#open.values()].flatMap((penalty) => {
      const submitted = this.#chain.submit(penalty);
      return submitted.ok ? [submitted.value] : [];
    });
  }
}

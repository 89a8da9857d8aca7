/** Updating 10,000 accounts with one root per 100 updates, against a Merkle Patricia trie and against the bare hashes. */
import { createMPT } from '@ethereumjs/mpt';
import {
  createKey,
  createState,
  hexToBytes,
  keccak256,
  ready,
  setAccount,
  sha256,
  stateRoot,
  utf8,
  wei,
} from '../src/engine/index.ts';
import type { Address } from '../src/engine/index.ts';
import { encodeAccount } from '../src/engine/layer1/ledger/accounts.ts';
import type { Row } from './bench.ts';
import { medianMs } from './measure.ts';

const ACCOUNTS = 10_000;
const UPDATES = 2_000;
const PER_ROOT = 100;

/** Hashes that `UPDATES` updates need: per root, two for each changed leaf and one for each inner node above them. */
function hashesNeeded(paths: readonly Uint8Array[]): number {
  const bits = paths.map((path) =>
    [...path.subarray(0, 4)].map((byte) => byte.toString(2).padStart(8, '0')).join(''),
  );
  const population = new Map<string, number>();
  for (const path of bits) {
    for (let depth = 0; depth <= 32; depth += 1) {
      const prefix = path.slice(0, depth);
      population.set(prefix, (population.get(prefix) ?? 0) + 1);
    }
  }
  let hashes = 0;
  for (let start = 0; start < UPDATES; start += PER_ROOT) {
    const inner = new Set<string>();
    for (let index = start; index < start + PER_ROOT; index += 1) {
      const path = bits[(index * 37) % ACCOUNTS] ?? '';
      for (let depth = 0; (population.get(path.slice(0, depth)) ?? 0) > 1; depth += 1)
        inner.add(path.slice(0, depth));
    }
    hashes += inner.size + 2 * PER_ROOT;
  }
  return hashes;
}

export default async function stateUpdates(): Promise<readonly Row[]> {
  await ready();
  const addresses = Array.from(
    { length: ACCOUNTS },
    (_, index) =>
      `${createKey(`state ${index % 16}`).address.slice(0, 34)}${index.toString(16).padStart(8, '0')}` as Address,
  );
  const initial = createState(addresses.map((address) => [address, { balance: wei(1_000_000n), nonce: 0 }]));
  stateRoot(initial);
  const ownRun = (): void => {
    let state = initial;
    for (let index = 0; index < UPDATES; index += 1) {
      const address = addresses[(index * 37) % ACCOUNTS] as Address;
      state = setAccount(state, address, { balance: wei(2_000_000n + BigInt(index)), nonce: 1 });
      if (index % PER_ROOT === PER_ROOT - 1) stateRoot(state);
    }
  };

  const hashes = hashesNeeded(addresses.map((address) => sha256(hexToBytes(address))));
  const message = new Uint8Array(65);
  const bareRun = (): void => {
    for (let count = 0; count < hashes; count += 1) {
      message[0] = count;
      sha256(message);
    }
  };

  const trie = await createMPT({});
  const keys = addresses.map((address) => keccak256(hexToBytes(address)));
  for (const key of keys)
    await trie.put(key, utf8('an account of the usual size, rlp of four fields, 32-byte roots among them'));
  // Each put of the trie writes its path to the root at once: it has no cheaper way to change several accounts.
  const peerRun = async (): Promise<void> => {
    for (let index = 0; index < UPDATES; index += 1) {
      const key = keys[(index * 37) % ACCOUNTS] as Uint8Array;
      await trie.put(key, encodeAccount({ balance: wei(2_000_000n + BigInt(index)), nonce: 1 }));
      if (index % PER_ROOT === PER_ROOT - 1) trie.root();
    }
  };

  const [own = Number.NaN, bare = Number.NaN, peer = Number.NaN] = await medianMs(
    [ownRun, bareRun, peerRun],
    5,
  );
  const each = (time: number): number => (time * 1000) / UPDATES;
  const row = { name: 'state update, 10,000 accounts, root per 100', value: each(own), unit: 'µs' };
  return [
    { ...row, peer: '@ethereumjs/mpt', peerValue: each(peer), ratio: peer / own },
    { ...row, peer: `bare SHA-256, ${hashes} nodes`, peerValue: each(bare), ratio: bare / own },
  ];
}

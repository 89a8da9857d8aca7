/** Someone who uses the rollup: a key for layer 1 and for orders, and a BLS key for batches. */
import { createKey } from '../../foundation/keys.ts';
import type { KeyPair } from '../../foundation/keys.ts';
import { createRandom } from '../../foundation/random.ts';
import type { Address } from '../../foundation/units.ts';
import {
  blsSign,
  createBlsKey,
  provePossession,
  registerBlsKey,
} from '../../layer1/scaling/bls-signature.ts';
import type { BlsKeyPair, RegisteredKey } from '../../layer1/scaling/bls-signature.ts';
import type { InboxCall } from './inbox.ts';

/** Someone's keys. The address is the same on both layers. */
export interface RollupWallet {
  readonly name: string;
  readonly address: Address;
  readonly key: KeyPair;
  readonly bls: BlsKeyPair;
}

/** The keys that belong to `name` under `seed`. */
export function createRollupWallet(name: string, seed = 0): RollupWallet {
  const key = createKey(`${name}/${seed}`);
  return { name, address: key.address, key, bls: createBlsKey(createRandom(seed, `bls/${name}`)) };
}

/** The call of the inbox that registers the wallet's BLS key. */
export const registerCall = ({ bls }: RollupWallet): InboxCall => ({
  kind: 'register',
  publicKey: bls.publicKey,
  proof: provePossession(bls.secretKey),
});

const registeredKeys = new WeakMap<RollupWallet, RegisteredKey>();

/** The wallet's BLS key as the rollup holds it. */
export function registeredKeyOf(wallet: RollupWallet): RegisteredKey {
  const known = registeredKeys.get(wallet);
  if (known !== undefined) return known;
  const { bls } = wallet;
  const registered = registerBlsKey(bls.publicKey, provePossession(bls.secretKey));
  if (!registered.ok) throw new RangeError(registered.rejection.message);
  registeredKeys.set(wallet, registered.value);
  return registered.value;
}

/** How a sequencer asks the senders of a batch for their signatures; null for one who does not answer. */
export type AskCosigner = (sender: Address, message: Uint8Array) => Uint8Array | null;

/** All of `wallets` at hand, signing whatever they are shown; a careful one looks first whether its orders are in it. */
export const cosignersOf = (wallets: readonly RollupWallet[]): AskCosigner => {
  const keys = new Map(wallets.map(({ address, bls }) => [address, bls.secretKey]));
  return (sender, message) => {
    const secret = keys.get(sender);
    return secret === undefined ? null : blsSign(message, secret);
  };
};

/** A thief of keys: steals them one after the other and tries with each what they are good for. */
import { bytesToBigint } from '../foundation/bytes.ts';
import { hashHex } from '../foundation/hash.ts';
import { ms } from '../foundation/units.ts';
import type { Ms } from '../foundation/units.ts';
import { publicSetOf } from '../bridging/bridged-chain.ts';
import type { BridgedChain } from '../bridging/bridged-chain.ts';
import { signForeignHeader } from '../bridging/foreign-header.ts';
import type { HeaderUpdate } from '../bridging/foreign-header.ts';
import { encodeProof } from '../bridging/ics23-codec.ts';
import { signRelease } from '../bridging/multisig-bridge.ts';
import type { BridgeRelease, MultisigBridgeCall } from '../bridging/multisig-bridge.ts';
import { commitmentSlot, packetCommitment } from '../bridging/packets.ts';
import type { Packet } from '../bridging/packets.ts';
import { provableStore, proveKey, storeRoot } from '../bridging/provable-store.ts';
import type { KeyPair } from '../foundation/keys.ts';
import { wordBytes } from '../layer1/machine/word.ts';

/** A key that was stolen: which of all, and the key itself. */
export interface StolenKey {
  readonly index: number;
  readonly key: KeyPair;
}

/** The stolen keys in ascending order of their places. */
const inOrder = (stolen: readonly StolenKey[]): readonly StolenKey[] =>
  stolen.toSorted((a, b) => a.index - b.index);

/**
 * What stolen keys of a multisig bridge are good for: a release to the thief, signed with all of them. At m of n it is as good as
 * any other. Needs `ready()`.
 */
export const forgeRelease = (
  bridge: string,
  release: BridgeRelease,
  stolen: readonly StolenKey[],
): MultisigBridgeCall =>
  signRelease(
    bridge,
    release,
    inOrder(stolen).map(({ index, key }) => ({ signer: index, secretKey: key.secretKey })),
  );

/** What a light client is shown that was never true. */
export interface ForgedPacket {
  readonly update: HeaderUpdate;
  readonly proof: Uint8Array;
  readonly height: number;
}

/**
 * What stolen validators' keys are good for against a light client: a header of their chain, with the height after its last, whose
 * state holds a packet that nobody sent, signed with all of them. It holds when they are more than two thirds of the power: then
 * the thief is what the client means by that chain. Needs `ready()`.
 */
export function forgePacket(
  chain: BridgedChain,
  packet: Packet,
  stolen: readonly StolenKey[],
  { trustedHeight, timestamp }: { readonly trustedHeight: number; readonly timestamp: Ms },
): ForgedPacket {
  const key = wordBytes(commitmentSlot(packet.sequence));
  const value = wordBytes(bytesToBigint(packetCommitment(packet)));
  const store = provableStore([{ key, value }]);
  const last = chain.headerAt(chain.chain.height);
  const header = {
    ...last,
    height: last.height + 1,
    timestamp: ms(timestamp),
    appHash: hashHex(storeRoot(store)),
  };
  const signers = inOrder(stolen).map(({ index, key: { secretKey } }) => ({ validator: index, secretKey }));
  return {
    update: {
      signed: signForeignHeader(header, signers),
      validators: publicSetOf(chain.validatorsAt(header.height)),
      trustedHeight,
      trustedValidators: publicSetOf(chain.validatorsAt(trustedHeight + 1)),
    },
    proof: encodeProof(proveKey(store, key)),
    height: header.height,
  };
}

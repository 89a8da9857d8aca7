/** Scenario: a committee signs a block, its signatures become one, and a rogue key tries to speak for all of it. */
import { bytesToHex, concatBytes, utf8 } from '../foundation/bytes.ts';
import { blsPointToBytes, g1FromBytes, G1_ZERO } from '../foundation/bls12-381.ts';
import { sha256 } from '../foundation/hash.ts';
import { createRandom } from '../foundation/random.ts';
import type { Result } from '../foundation/result.ts';
import { aggregateBls, verifyBlsAggregate, verifyBlsUnproven } from '../layer1/scaling/bls-aggregate.ts';
import {
  blsSign,
  createBlsKey,
  provePossession,
  registerBlsKey,
  type BlsKeyPair,
} from '../layer1/scaling/bls-signature.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/** What a run of a committee is made of. */
export interface CommitteeSettings {
  readonly seed: number;
  /** Honest signers; 8 unless told. Ethereum's committees have 128 and more. */
  readonly signers?: number;
}

/** What a run of a committee gives back. */
export interface CommitteeRun {
  readonly trace: Trace;
  readonly signers: number;
  /** Bytes of all signatures one by one, and of the one they became. */
  readonly separateBytes: number;
  readonly aggregateBytes: number;
  /** Whether the aggregate holds for the committee. */
  readonly accepted: boolean;
  /** Whether the rogue key's lone signature passes for everybody's where no proof of possession is asked for. */
  readonly forgedUnproven: boolean;
  /** The code with which the rogue key is refused where one is. */
  readonly rogueRefusedAs: string | null;
}

const SIGN_MS = 100;

/**
 * First the committee signs a block honestly and its signatures are summed. Then a rogue joins whose key is its own less the sum
 * of all others, so that the sum of all keys is its own: it signs a rival block alone, in everybody's name. Without proofs of
 * possession that holds; with them the key is not let in, since its owner does not know its secret. Throws RangeError without a signer.
 */
export function runCommittee(settings: CommitteeSettings): CommitteeRun {
  const { seed, signers = 8 } = settings;
  if (!(signers >= 1)) throw new RangeError('A committee needs a signer.');
  const random = createRandom(seed, 'committee');
  const recorder = new Recorder(seed);
  const [block, rival] = ['block', 'rival'].map((name) => sha256(utf8(`${name}/${seed}`))) as [
    Uint8Array,
    Uint8Array,
  ];
  const name = bytesToHex(block);

  const keys = Array.from({ length: signers }, (_, index) => createBlsKey(random.fork(`signer-${index}`)));
  const registered = keys.map((key) => need(registerBlsKey(key.publicKey, provePossession(key.secretKey))));
  const signatures = keys.map((key, index) => {
    const event = { at: (index + 1) * SIGN_MS, actor: `signer-${index}`, layer: 1 } as const;
    recorder.record({ ...event, kind: 'vote-cast', block: name, slot: 1, weight: '1' });
    return blsSign(block, key.secretKey);
  });
  const aggregate = need(aggregateBls(signatures));
  const at = (signers + 1) * SIGN_MS;
  const event = { at, actor: 'aggregator', layer: 1, block: name, signers, bytes: aggregate.length } as const;
  recorder.record({ ...event, kind: 'signatures-aggregated' });
  const accepted = verifyBlsAggregate(registered, block, aggregate).ok;

  const own = createBlsKey(random.fork('rogue'));
  const rogue = rogueKey(own, keys);
  const alone = blsSign(rival, own.secretKey);
  const everybody = [...keys.map(({ publicKey }) => publicKey), rogue];
  const forgedUnproven = verifyBlsUnproven(everybody, rival, alone).ok;
  // The only proof it can make is by the secret that it does know.
  const refused = registerBlsKey(rogue, provePossession(own.secretKey));
  const rogueRefusedAs = refused.ok ? null : refused.rejection.code;
  if (!refused.ok) {
    const { code, message } = refused.rejection;
    const rejected = { at: at + SIGN_MS, actor: 'registry', layer: 1, block: bytesToHex(rival) } as const;
    recorder.record({ ...rejected, kind: 'block-rejected', code, why: message });
  }
  return {
    trace: recorder.trace(),
    signers,
    separateBytes: concatBytes(...signatures).length,
    aggregateBytes: aggregate.length,
    accepted,
    forgedUnproven,
    rogueRefusedAs,
  };
}

/** The point of `own` less those of all others: a key without a secret that anybody knows. */
function rogueKey(own: BlsKeyPair, others: readonly BlsKeyPair[]): Uint8Array {
  const point = ({ publicKey }: BlsKeyPair) => g1FromBytes(publicKey) ?? G1_ZERO;
  return blsPointToBytes(others.reduce((rest, other) => rest.subtract(point(other)), point(own)));
}

function need<T>(result: Result<T>): T {
  if (!result.ok) throw new RangeError(result.rejection.message);
  return result.value;
}

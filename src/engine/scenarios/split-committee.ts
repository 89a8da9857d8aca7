/** Scenario: a lying leader and equivocating members try to certify two blocks in one view. */
import { proveEquivocation, splitVote } from '../adversaries/equivocation.ts';
import { utf8 } from '../foundation/bytes.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import { createRandom } from '../foundation/random.ts';
import { slot, type Hash } from '../foundation/units.ts';
import {
  quorumOf,
  toleratedFaults,
  type Certificate,
  type FormCertificate,
} from '../layer1/consensus/quorum.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';
import { memberKeys } from './mechanism-worlds.ts';

/** What a split committee is made of. */
export interface SplitCommitteeSettings {
  readonly seed: number;
  /** 7 unless told: 3f + 1 with f = 2. */
  readonly members?: number;
  /** How many vote for both blocks; f unless told. */
  readonly equivocators?: number;
  /** The part under test; the reference unless told. */
  readonly form?: FormCertificate;
}

/** What a split committee gives back. */
export interface SplitCommitteeRun {
  readonly trace: Trace;
  /** The certificate of each half; null where it has none. */
  readonly certificates: readonly [Certificate | null, Certificate | null];
  readonly quorum: number;
  readonly tolerated: number;
  /** Members convicted by their own two signatures. */
  readonly convicted: readonly number[];
}

/**
 * Deals the honest members out to two halves that each see a block of their own, and lets the equivocators sign
 * both, with real signatures. Up to f of them at most one half gets a certificate; with f + 1 both can, and
 * everyone who signed both is convicted. Needs `ready()`.
 */
export function runSplitCommittee(settings: SplitCommitteeSettings): SplitCommitteeRun {
  const { seed, members: count = 7, form } = settings;
  const tolerated = toleratedFaults(count);
  const { equivocators = tolerated } = settings;
  const keys = memberKeys(count);
  const members = keys.map(({ publicKey }, id) => ({ id, publicKey }));
  const ids = createRandom(seed, 'equivocators').shuffle(members.map(({ id }) => id));
  const block = (half: number): Hash => hashHex(sha256(utf8(`${seed}/half ${half}`)));
  const { certificates, votes } = splitVote({
    members,
    secretKeyOf: (member) => keys[member]?.secretKey ?? '0x',
    equivocators: new Set(ids.slice(0, equivocators)),
    slot: slot(1),
    blocks: [block(0), block(1)],
    ...(form && { form }),
  });
  const recorder = new Recorder(seed);
  const event = { at: 0, layer: 1 } as const;
  for (const vote of votes)
    recorder.record({
      ...event,
      kind: 'vote-cast',
      actor: `member ${vote.validator}`,
      block: vote.block,
      slot: vote.slot,
      weight: '1',
    });
  for (const [half, certificate] of certificates.entries())
    if (certificate.ok)
      recorder.record({
        ...event,
        kind: 'finalised',
        actor: `half ${half + 1}`,
        block: certificate.value.block,
        height: 1,
        waited: 0,
      });
  const convicted: number[] = [];
  for (const { id, publicKey } of members) {
    const [a, b] = votes.filter(({ validator }) => validator === id);
    if (!a || !b || !proveEquivocation(a, b, publicKey).ok) continue;
    convicted.push(id);
    recorder.record({
      ...event,
      kind: 'offence-proven',
      actor: 'whoever hears both halves',
      offender: `member ${id}`,
      offence: 'double-vote',
      stake: '1',
    });
  }
  const [first, second] = certificates;
  return {
    trace: recorder.trace(),
    certificates: [first.ok ? first.value : null, second.ok ? second.value : null],
    quorum: quorumOf(count),
    tolerated,
    convicted,
  };
}

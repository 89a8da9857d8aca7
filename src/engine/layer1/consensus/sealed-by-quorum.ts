/**
 * Byzantine agreement as a plug for a world: leaders in turn, signed votes to everyone, and a certificate for
 * each block before the next is built on it.
 */
import { ok, reject, type Result } from '../../foundation/result.ts';
import { slot as toSlot, type Hash, type Hex, type Ms, type Slot } from '../../foundation/units.ts';
import { blockAt, pathTo } from './block-tree.ts';
import {
  headerDigest,
  templateOn,
  type ChainView,
  type Consensus,
  type FinalityRule,
  type NodeId,
  type SealedHeader,
} from './consensus.ts';
import type { ForkChoice, Votes } from './fork-choice.ts';
import type { CastVotes } from './gossiping-node.ts';
import {
  checkCertificate,
  formCertificate,
  quorumOf,
  signVote,
  type Certificate,
  type FormCertificate,
  type Member,
} from './quorum.ts';

/** What a world of Byzantine agreement runs on. */
export interface QuorumSettings {
  /** The committee; 3f + 1 of them stand f that lie. */
  readonly members: readonly Member[];
  /** Length of a view: long enough for a block and its votes to reach everyone. */
  readonly slotMs: Ms;
  readonly nodeOf: (member: number) => NodeId;
  /** The part that a lab replaces; the reference unless told. */
  readonly form?: FormCertificate;
}

/** Who leads a view: the members one after the other. */
export const leaderOf = (slot: Slot, members: readonly Member[]): number => {
  const leader = members[slot % members.length];
  if (!leader) throw new RangeError('A committee has members.');
  return leader.id;
};

/**
 * Chained HotStuff as a plug: the leader of a view builds on the newest certified block it knows and puts that
 * block's certificate into its own. Refused: `seal-kind`, `slot-too-early`, `wrong-leader`, `wrong-node`,
 * `certificate-missing`, `certificate-elsewhere` (for another block or view than the parent's), and what
 * `checkCertificate` refuses. A leader without a certificate for its head stays silent, so a world's views
 * must be longer than a block and its votes take. Needs `ready()`, a world with
 * `forkChoice: newestCertified(n)`, `voting.cast: signedVotes(…)` and `finality: threeChain`. Source: M. Yin
 * et al., HotStuff, PODC 2019, sections 4 and 5; smaller than real: no timeouts but the views' own, votes go to all.
 */
export function quorumConsensus({
  members,
  slotMs,
  nodeOf,
  form = formCertificate,
}: QuorumSettings): Consensus {
  const slotAt = (now: Ms): Slot => toSlot(Math.floor(now / slotMs));
  // All nodes check the same certificate: its signatures are verified once.
  const checked = new WeakMap<Certificate, Result<void>>();
  const check = (certificate: Certificate): Result<void> => {
    const known = checked.get(certificate) ?? checkCertificate(certificate, members);
    checked.set(certificate, known);
    return known;
  };
  return {
    template: (view, by, now) => templateOn(view, by, now, slotAt(now)),
    propose: (view, by, now) => {
      const slot = slotAt(now);
      const leader = leaderOf(slot, members);
      const head = blockAt(view.tree, view.head);
      if (nodeOf(leader) !== by || head.slot >= slot) return null;
      if (view.head === view.tree.root) return { kind: 'quorum', leader, certificate: null };
      const certificate = form(view.votes, head.hash, head.slot, members);
      if (certificate.ok) return { kind: 'quorum', leader, certificate: certificate.value };
      return carried(view, leader);
    },
    seal: (header, input) => ({ ...header, seal: input }),
    identify: (header) => headerDigest(header, JSON.stringify(header.seal)),
    workOf: () => 1n,
    verify: (header, view) => checkLed(header, view, { members, nodeOf, check }),
  };
}

/** A certificate that a child of the head brought along serves again, when the leader missed the votes. */
function carried({ tree, head, headers }: ChainView, leader: number) {
  for (const child of tree.children.get(head) ?? []) {
    const seal = headers.get(child)?.seal;
    if (seal?.kind === 'quorum' && seal.certificate)
      return { kind: 'quorum', leader, certificate: seal.certificate } as const;
  }
  return null;
}

/**
 * The newest block that is certified: that has a child, which carries its certificate, or the votes of a
 * quorum of its own view; the root before any. What HotStuff calls the highest QC: an honest node that has
 * locked a block sees no other certified block as new (HotStuff, section 4.4, safety). Signatures are checked
 * when a certificate is formed or verified, not here.
 */
export const newestCertified =
  (members: number): ForkChoice =>
  (tree, votes) => {
    const voters = new Map<Hash, Set<number>>();
    for (const { block, slot, validator } of votes)
      if (tree.blocks.get(block)?.slot === slot)
        voters.set(block, (voters.get(block) ?? new Set()).add(validator));
    let best = blockAt(tree, tree.root);
    for (const block of tree.blocks.values()) {
      const certified =
        tree.children.has(block.hash) || (voters.get(block.hash)?.size ?? 0) >= quorumOf(members);
      if (certified && (block.slot > best.slot || (block.slot === best.slot && block.hash < best.hash)))
        best = block;
    }
    return best.hash;
  };

/**
 * How an honest member votes: once a view, with its signature, for the view's own block, if that builds on the
 * newest certified block that the member knows; else it is silent (HotStuff, section 4.4, the safeNode rule:
 * the block's certificate is at least as new as the member's lock). Needs `ready()`.
 */
export const signedVotes =
  (secretKeyOf: (member: number) => Hex): CastVotes =>
  ({ tree, head }, draft): Votes => {
    const certified = blockAt(tree, head);
    const own = [...tree.blocks.values()].find(({ slot, parent }) => slot === draft.slot && parent === head);
    const block = certified.slot === draft.slot ? certified : own;
    return block ? [signVote({ ...draft, block: block.hash }, secretKeyOf(draft.validator))] : [];
  };

/**
 * What is final: the oldest of three certified blocks of three views in a row, each the parent of the next,
 * and all before it. Two such chains that conflict take f + 1 members that voted twice (HotStuff, section 5,
 * the three-chain; section 4.4, theorem 2).
 */
export const threeChain: FinalityRule = ({ tree, head }) => {
  const path = pathTo(tree, head);
  for (let i = path.length - 1; i >= 2; i--) {
    const [a, b, c] = [path[i - 2], path[i - 1], path[i]];
    if (a && b && c && c.slot === b.slot + 1 && b.slot === a.slot + 1) return a.hash;
  }
  return tree.root;
};

interface LedRules extends Pick<QuorumSettings, 'members' | 'nodeOf'> {
  readonly check: (certificate: Certificate) => Result<void>;
}

function checkLed(
  { seal, slot, proposer }: SealedHeader,
  { tree, head }: ChainView,
  { members, nodeOf, check }: LedRules,
): Result<void> {
  if (seal.kind !== 'quorum')
    return refuse('seal-kind', `This chain is sealed by a quorum, not by ${seal.kind}.`, seal.kind, 'quorum');
  const parent = blockAt(tree, head);
  if (slot <= parent.slot)
    return refuse('slot-too-early', `View ${slot} is not after its parent's.`, slot, parent.slot + 1);
  const leader = leaderOf(slot, members);
  if (seal.leader !== leader)
    return refuse('wrong-leader', `Member ${leader} leads view ${slot}.`, seal.leader, leader);
  if (proposer !== nodeOf(leader))
    return refuse('wrong-node', `Member ${leader} runs on ${nodeOf(leader)}.`, proposer, nodeOf(leader));
  if (head === tree.root) return ok(undefined);
  if (!seal.certificate)
    return refuse('certificate-missing', 'A block brings the certificate of its parent.', null, head);
  const { certificate } = seal;
  if (certificate.block !== head || certificate.slot !== parent.slot)
    return refuse('certificate-elsewhere', 'The certificate is not for the parent.', certificate.block, head);
  return check(certificate);
}

const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<void> =>
  reject({ code, rule: 'HotStuff (PODC 2019), section 5, Chained HotStuff', message, received, expected });

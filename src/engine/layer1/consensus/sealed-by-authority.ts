/** Proof of authority as a plug for a world: listed signers in and out of turn, and votes that change the list. */
import { hashHex, sha256 } from '../../foundation/hash.ts';
import { utf8 } from '../../foundation/bytes.ts';
import { ok, reject, type Result } from '../../foundation/result.ts';
import { slot, type Ms } from '../../foundation/units.ts';
import { blockAt } from './block-tree.ts';
import { ChainStates } from './chain-states.ts';
import {
  headerDigest,
  templateOn,
  type AuthoritySeal,
  type ChainView,
  type Consensus,
  type NodeId,
  type SealedHeader,
  type SealInput,
} from './consensus.ts';
import {
  afterSignedBlock,
  CLIQUE_EPOCH,
  createSigners,
  hasSignedRecently,
  isInTurn,
  tallyVote,
  turnDifficulty,
  type AuthorityVote,
  type Signers,
  type TallyVote,
} from './proof-of-authority.ts';

/** What a world of authorities runs on. */
export interface AuthoritySettings {
  /** Who may sign at genesis: a node's id is its signer's name. */
  readonly signers: readonly NodeId[];
  /** Least time between two blocks: 15,000 in the EIP. */
  readonly periodMs: Ms;
  /** What each signer wishes to change; it votes for one of its wishes in each block of its own. */
  readonly wishesOf?: (signer: NodeId, now: Ms) => readonly AuthorityVote[];
  /** A checkpoint every so many blocks; {@link CLIQUE_EPOCH} unless told. */
  readonly epoch?: number;
  /** The part that a lab replaces; the reference unless told. */
  readonly tally?: TallyVote;
}

/** A chain of authorities, and what it says of its signers to whoever draws or measures it. */
export interface AuthorityConsensus extends Consensus {
  /** The signers after `view.head`. */
  signersAt(view: ChainView): Signers;
}

/** EIP-225, "Authorization strategies": out of turn, wait up to 500 ms for each signer. */
const WIGGLE_MS = 500;

/**
 * Proof of authority as Clique has it: whoever is in turn signs when the period is over, the others a little
 * later if nothing came, and nobody twice within half the list. Refused: `seal-kind`, `wrong-node`,
 * `too-early` (less than a period after its parent), and all that {@link afterSignedBlock} refuses. The wait
 * out of turn is drawn from a hash of signer and height, so that a run repeats. Smaller than real: the signer
 * is taken from the header without a signature. Source: EIP-225.
 */
export function proofOfAuthority(settings: AuthoritySettings): AuthorityConsensus {
  const { signers, periodMs, wishesOf = () => [], epoch = CLIQUE_EPOCH, tally = tallyVote } = settings;
  const states = new ChainStates<Signers>(createSigners(signers), (state, { seal }) => {
    const after = seal.kind === 'authority' ? afterSignedBlock(state, seal, epoch, tally) : null;
    if (!after?.ok) throw new RangeError('A chain holds only blocks that were checked.');
    return after.value;
  });
  const parentAt = ({ headers, head }: ChainView): Ms | 0 => headers.get(head)?.timestamp ?? 0;

  return {
    signersAt: (view) => states.at(view),
    template: (view, by, now) => templateOn(view, by, now, slot(blockAt(view.tree, view.head).height + 1)),
    propose: (view, by, now) => {
      const state = states.at(view);
      if (!state.signers.includes(by) || hasSignedRecently(state, by)) return null;
      const wait = isInTurn(state, by) ? 0 : wiggle(by, state);
      if (now < parentAt(view) + periodMs + wait) return null;
      return sealOf(state, by, wishesOf(by, now), epoch);
    },
    seal: (header, input) => ({ ...header, seal: input }),
    identify: (header) => headerDigest(header, commitmentOf(header.seal)),
    workOf: ({ seal }) => (seal.kind === 'authority' ? seal.difficulty : 0n),
    verify: (header, view) => {
      const checked = checkSealing(header, parentAt(view) + periodMs);
      if (!checked.ok) return checked;
      const after = afterSignedBlock(states.at(view), checked.value, epoch, tally);
      return after.ok ? ok(undefined) : after;
    },
  };
}

/** What the signer says in its block: on a checkpoint the list, else the first wish not yet granted or said. */
function sealOf(
  state: Signers,
  signer: NodeId,
  wishes: readonly AuthorityVote[],
  epoch: number,
): AuthoritySeal {
  const difficulty = turnDifficulty(state, signer);
  if ((state.height + 1) % epoch === 0)
    return { kind: 'authority', signer, difficulty, checkpoint: state.signers };
  const vote = wishes.find(
    ({ target, authorise }) =>
      state.signers.includes(target) !== authorise &&
      !state.votes.some((cast) => cast.signer === signer && cast.target === target),
  );
  return { kind: 'authority', signer, difficulty, ...(vote && { vote }) };
}

/** What a seal adds to the hash: the difficulty, the vote and the list of signers. */
const commitmentOf = (seal: SealInput): string =>
  seal.kind === 'authority'
    ? JSON.stringify([`${seal.difficulty}`, seal.vote?.target, seal.vote?.authorise, seal.checkpoint])
    : '';

function wiggle(signer: NodeId, { height, signers }: Signers): number {
  const drawn = BigInt(hashHex(sha256(utf8(`wiggle/${signer}/${height}`))));
  return 1 + Number(drawn % BigInt(signers.length * WIGGLE_MS));
}

function checkSealing({ seal, proposer, timestamp }: SealedHeader, earliest: number): Result<AuthoritySeal> {
  if (seal.kind !== 'authority')
    return refuse(
      'seal-kind',
      `This chain is sealed by authority, not by ${seal.kind}.`,
      seal.kind,
      'authority',
    );
  if (seal.signer !== proposer)
    return refuse('wrong-node', `${seal.signer} does not sign on ${proposer}.`, proposer, seal.signer);
  if (timestamp < earliest)
    return refuse(
      'too-early',
      'A block comes a period after its parent at the earliest.',
      timestamp,
      earliest,
    );
  return ok(seal);
}

const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({ code, rule: 'EIP-225, Specification', message, received, expected });

/**
 * Proof of authority: a list of signers that take turns and change the list by their own votes, all of it
 * read from the chain (Clique, EIP-225).
 */
import { ok, reject, type Result } from '../../foundation/result.ts';

/** A signer's name; Clique uses its address. */
export type SignerName = string;

/** What a signer may say in a block of its own: let `target` sign, or no longer. */
export interface AuthorityVote {
  readonly target: SignerName;
  readonly authorise: boolean;
}

/** A vote that has been cast and not yet settled. */
export interface PendingVote extends AuthorityVote {
  readonly signer: SignerName;
}

/** What the chain says of its signers after a block. */
export interface Signers {
  /** Height of that block. */
  readonly height: number;
  /** Who may sign, in ascending order. */
  readonly signers: readonly SignerName[];
  /** Who signed the last blocks, the newest last; as many as the rule needs. */
  readonly recent: readonly SignerName[];
  readonly votes: readonly PendingVote[];
}

/** A block as this mechanism sees it. */
export interface SignedBlock {
  readonly signer: SignerName;
  readonly difficulty: bigint;
  readonly vote?: AuthorityVote | undefined;
  /** The list of signers, on the blocks that settle it for newcomers, and on no others. */
  readonly checkpoint?: readonly SignerName[] | undefined;
}

/** The weight of a block sealed by the signer whose turn it is (EIP-225, "Specification": DIFF_INTURN). */
export const IN_TURN_DIFFICULTY = 2n;
/** The weight of a block sealed by any other signer (EIP-225, "Specification": DIFF_NOTURN). */
export const OUT_OF_TURN_DIFFICULTY = 1n;
/** EIP-225, "Specification": EPOCH_LENGTH. */
export const CLIQUE_EPOCH = 30_000;

/** The list at genesis: nobody has signed or voted. Doubles count once. */
export const createSigners = (signers: readonly SignerName[]): Signers => ({
  height: 0,
  signers: [...new Set(signers)].sort(),
  recent: [],
  votes: [],
});

/**
 * Of how many consecutive blocks a signer may sign one, and how many votes change the list: more than half of
 * the signers, ⌊n / 2⌋ + 1 (EIP-225, SIGNER_LIMIT).
 */
export const signerLimit = (signers: number): number => Math.floor(signers / 2) + 1;

/** Whether the next block is this signer's turn: height mod count is its place in the list (EIP-225). */
export const isInTurn = ({ height, signers }: Signers, signer: SignerName): boolean =>
  signers.length > 0 && signers[(height + 1) % signers.length] === signer;

/** What the next block weighs if this signer makes it: 2 in turn, 1 out of turn (EIP-225). */
export const turnDifficulty = (state: Signers, signer: SignerName): bigint =>
  isInTurn(state, signer) ? IN_TURN_DIFFICULTY : OUT_OF_TURN_DIFFICULTY;

/** Whether this signer must let others go first: it made one of the last SIGNER_LIMIT − 1 blocks (EIP-225). */
export const hasSignedRecently = ({ signers, recent }: Signers, signer: SignerName): boolean => {
  const others = signerLimit(signers.length) - 1;
  return others > 0 && recent.slice(-others).includes(signer);
};

/** How a vote changes the list; the part that a lab replaces. */
export type TallyVote = (state: Signers, signer: SignerName, vote: AuthorityVote) => Signers;

/**
 * Counts one vote: it replaces this signer's earlier one on the same target, and does nothing more when it
 * asks for what is so already. With {@link signerLimit} votes the change takes effect at once; all votes on
 * the target are then forgotten, and a signer that is dropped takes its own votes with it. Nothing cascades:
 * only the target of this vote may change, but votes that have become enough by another's drop count now.
 * Source: EIP-225, "Voting on signers" and "Cascading votes".
 */
export const tallyVote: TallyVote = (state, signer, { target, authorise }) => {
  const isSigner = state.signers.includes(target);
  const others = state.votes.filter((vote) => vote.signer !== signer || vote.target !== target);
  const votes = authorise === isSigner ? others : [...others, { signer, target, authorise }];
  const inFavour = votes.filter((vote) => vote.target === target).length;
  if (inFavour < signerLimit(state.signers.length)) return { ...state, votes };
  const left = votes.filter((vote) => vote.target !== target);
  return isSigner
    ? {
        ...state,
        signers: state.signers.filter((one) => one !== target),
        votes: left.filter((vote) => vote.signer !== target),
      }
    : { ...state, signers: [...state.signers, target].sort(), votes: left };
};

/**
 * The list after one more block. Refused: `unauthorised-signer`, `signed-recently`, `difficulty-wrong`,
 * `checkpoint-missing` (every `epoch` blocks the list stands in the block, as it is), `checkpoint-unexpected`
 * (on any other block) and `vote-at-checkpoint` (there all pending votes are dropped). Source: EIP-225,
 * "Specification". Left out: the signature itself; the signer is taken from the block.
 */
export function afterSignedBlock(
  state: Signers,
  { signer, difficulty, vote, checkpoint }: SignedBlock,
  epoch = CLIQUE_EPOCH,
  tally: TallyVote = tallyVote,
): Result<Signers> {
  const height = state.height + 1;
  if (!state.signers.includes(signer))
    return refuse('unauthorised-signer', `${signer} may not sign blocks.`, signer, state.signers);
  if (hasSignedRecently(state, signer))
    return refuse(
      'signed-recently',
      `${signer} signs one of ${signerLimit(state.signers.length)} blocks in a row at most.`,
      signer,
      state.signers.filter((one) => !hasSignedRecently(state, one)),
    );
  const weight = turnDifficulty(state, signer);
  if (difficulty !== weight)
    return refuse(
      'difficulty-wrong',
      `Block ${height} weighs ${weight} when ${signer} signs it.`,
      difficulty,
      weight,
    );
  const settles = height % epoch === 0;
  if (settles && (checkpoint?.length !== state.signers.length || checkpoint.join() !== state.signers.join()))
    return refuse('checkpoint-missing', `Block ${height} must list the signers.`, checkpoint, state.signers);
  if (!settles && checkpoint)
    return refuse('checkpoint-unexpected', `Block ${height} must not list signers.`, checkpoint, undefined);
  if (settles && vote) return refuse('vote-at-checkpoint', `Block ${height} takes no vote.`, vote, undefined);

  const recent = [...state.recent, signer].slice(-signerLimit(state.signers.length));
  const after: Signers = { ...state, height, recent, votes: settles ? [] : state.votes };
  return ok(vote ? tally(after, signer, vote) : after);
}

const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({ code, rule: 'EIP-225, Specification', message, received, expected });

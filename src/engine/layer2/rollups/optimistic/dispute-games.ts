/** The contract of dispute games: it takes proposals of output roots, lets anyone dispute them, and says which are final. */
import { bigintToFixedBytes } from '../../../foundation/bytes.ts';
import { hashHex } from '../../../foundation/hash.ts';
import { ok, reject } from '../../../foundation/result.ts';
import type { Result } from '../../../foundation/result.ts';
import { ms } from '../../../foundation/units.ts';
import type { Hash } from '../../../foundation/units.ts';
import { callCodec } from '../../../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../../../layer1/machine/contracts/call-codec.ts';
import type { CallContext, Contract } from '../../../layer1/machine/contracts/contract.ts';
import { rootClaimId } from './dispute-claims.ts';
import { makeMove, takeStep } from './dispute-moves.ts';
import type { DisputeCallScope } from './dispute-moves.ts';
import { checkDisputeParameters, requiredBond } from './dispute-parameters.ts';
import type { DisputeParameters } from './dispute-parameters.ts';
import { resolveClaim, resolveGame, withdrawBonds } from './dispute-resolution.ts';
import { DisputeStorage } from './dispute-storage.ts';
import { encodeOutput } from './output-oracle.ts';
import { ROOT_POSITION } from './position.ts';
import { transferInbox } from './transfer-inbox.ts';
import { transitionStartRoot } from './transfer-program.ts';

const codec = callCodec({
  /** Proposes the output root of block `height`, over the inbox with this accumulator there; the bond goes along. */
  propose: { height: 'count', root: 'hash', inbox: 'hash' },
  /** Counters a claim by another; the bond goes along, and the header of the machine's end where an execution trace begins. */
  move: { claim: 'hash', isAttack: 'flag', value: 'hash', header: 'bytes' },
  /** Counters a claim at the last level by the witness of one instruction. */
  step: { claim: 'hash', isAttack: 'flag', witness: 'bytes' },
  resolveClaim: { claim: 'hash', most: 'count' },
  resolve: { game: 'count' },
  /** Pays what `owner` has won to `owner`, whoever asks. */
  withdraw: { game: 'count', owner: 'address' },
  /** An {@link OutputQuery}. */
  outputAt: { proposal: 'count' },
});

/** What the contract of dispute games is asked. */
export type DisputeCall = CallOf<typeof codec>;

/** What a contract of dispute games is made for. */
export interface DisputeGamesSettings {
  /** `dispute-games` unless told. */
  readonly id?: string;
  readonly parameters: DisputeParameters;
  /** The output root at height 0, which everyone knows. */
  readonly genesis: Hash;
}

const RULE = 'OP Stack specification, Fault Dispute Game, "Anchor State"';

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: RULE, message, received, expected });

/** The commitments of the batch at `height`: input root and accumulator. */
function batchAt(context: CallContext, height: number): Result<{ input: Hash; inbox: Hash }> {
  const answer = context.call(transferInbox, { kind: 'batchAt', height });
  if (!answer.ok) return answer;
  return ok({ input: hashHex(answer.value.slice(0, 32)), inbox: hashHex(answer.value.slice(32)) });
}

function propose(
  { context, storage, parameters }: DisputeCallScope,
  genesis: Hash,
  { height, root, inbox }: { readonly height: number; readonly root: Hash; readonly inbox: Hash },
): Result<Uint8Array> {
  const start = storage.anchor ?? { root: genesis, height: 0 };
  const most = start.height + 2 ** parameters.splitDepth;
  if (height <= start.height || height > most)
    return refuse('height-out-of-range', 'A game covers the blocks after the anchor.', height, [
      start.height + 1,
      most,
    ]);
  const batch = batchAt(context, height);
  if (!batch.ok) return batch;
  // Like the layer 1 block hash of an output proposal (OP Stack specification, Withdrawals): history may have changed below.
  if (BigInt(inbox) === 0n || batch.value.inbox !== inbox)
    return refuse(
      'inbox-changed',
      'The inbox holds other batches than proposed on.',
      inbox,
      batch.value.inbox,
    );
  const bond = requiredBond(parameters, 0);
  if (context.value !== bond)
    return refuse('wrong-bond', 'A proposal has the bond of the root claim.', context.value, bond);
  const id = rootClaimId(start, { root, height }, inbox);
  if (storage.find(id) !== null)
    return refuse('claim-exists', 'This output is proposed already.', root, 'another output');
  const now = context.block.timestamp;
  const game = storage.games;
  const subject = { game, status: 'in-progress', start, height, createdAt: now, resolvedAt: ms(0) } as const;
  storage.addGame(subject, id);
  storage.addClaim(game, {
    ...{ index: 0, parent: null, id, position: ROOT_POSITION, value: root, claimant: context.caller, bond },
    ...{ clock: { duration: ms(0), timestamp: now }, counteredBy: null, isResolved: false },
  });
  return ok(bigintToFixedBytes(BigInt(game), 8));
}

function outputAt({ storage, parameters, context }: DisputeCallScope, proposal: number): Result<Uint8Array> {
  if (proposal >= storage.games)
    return refuse('no-such-game', 'There is no such proposal.', proposal, storage.games);
  const { status, height, createdAt, resolvedAt } = storage.subject(proposal);
  const { value: root } = storage.claim(proposal, 0);
  const output = { root, height };
  if (status === 'challenger-wins')
    return ok(encodeOutput({ ...output, status: 'invalid', since: resolvedAt }));
  const finalAt = ms(resolvedAt + parameters.finalityDelay);
  const isFinal = status === 'defender-wins' && context.block.timestamp >= finalAt;
  return ok(
    encodeOutput({ ...output, status: isFinal ? 'final' : 'pending', since: isFinal ? finalAt : createdAt }),
  );
}

/**
 * The contract: factory, games and registry of anchors in one, since a chain's contracts are all there from the start. The
 * inbox beside it must take no batch whose run may outlast an execution trace (see {@link transfersWithin}): the true claim of
 * such a block could not be made.
 * @throws RangeError for parameters under which no game can be played
 */
export function disputeGames({
  id = 'dispute-games',
  parameters,
  genesis,
}: DisputeGamesSettings): Contract<DisputeCall> {
  checkDisputeParameters(parameters);
  return {
    id,
    codec,
    call(context, call) {
      const storage = new DisputeStorage(
        (slot) => context.load(slot),
        (slot, word) => context.store(slot, word),
      );
      const scope: DisputeCallScope = {
        context,
        storage,
        parameters,
        startRoot(output, height, isClaimed) {
          const batch = isClaimed ? batchAt(context, height) : ok({ input: hashHex(new Uint8Array(32)) });
          return batch.ok ? ok(transitionStartRoot(output, batch.value.input)) : batch;
        },
      };
      if (call.kind !== 'propose' && call.kind !== 'move' && context.value !== 0n)
        return refuse('needless-coins', 'Only claims have a bond.', context.value, 0n);
      switch (call.kind) {
        case 'propose':
          return propose(scope, genesis, call);
        case 'move':
          return makeMove(scope, call);
        case 'step':
          return takeStep(scope, call);
        case 'resolveClaim':
          return resolveClaim(scope, call);
        case 'resolve':
          return resolveGame(scope, call.game);
        case 'withdraw':
          return withdrawBonds(scope, call.game, call.owner);
        case 'outputAt':
          return outputAt(scope, call.proposal);
      }
    },
  };
}

/** How a dispute game ends: claims are resolved from the leaves up, bonds go to those who countered, and the root's outcome is the game's. */
import { ok, reject } from '../../../foundation/result.ts';
import type { Result } from '../../../foundation/result.ts';
import { ms, wei } from '../../../foundation/units.ts';
import type { Address, Hash } from '../../../foundation/units.ts';
import { challengerDuration } from './dispute-claims.ts';
import { claimNamed } from './dispute-moves.ts';
import type { DisputeCallScope } from './dispute-moves.ts';

const RULE = 'OP Stack specification, Fault Dispute Game, "Resolution"';
const BONDS = 'OP Stack specification, Bond Incentives, "Claiming Credit"';
const NOTHING = new Uint8Array(0);

const refuse = (code: string, message: string, received: unknown, expected: unknown, rule = RULE) =>
  reject({ code, rule, message, received, expected });

/**
 * Resolves the subgame of one claim: it is countered when a counter of it stands, and its bond then goes to the leftmost
 * of those (same specification, and Bond Incentives, "Leftmost Claim Incentives"). Refused: while the clock of those who could still
 * counter it runs, while a counter is not resolved, and a second time. At most `most` counters are looked at in one call,
 * so that a claim with many of them cannot outgrow a block (FaultDisputeGame, `resolveClaim`, `_numToResolve`).
 */
export function resolveClaim(
  scope: DisputeCallScope,
  { claim: id, most }: { readonly claim: Hash; readonly most: number },
): Result<Uint8Array> {
  const { context, storage, parameters } = scope;
  const named = claimNamed(scope, id);
  if (!named.ok) return named;
  const { subject, claim, claimAt } = named.value;
  const { game } = subject;
  if (claim.isResolved)
    return refuse('claim-resolved', 'The claim is resolved.', claim.index, 'another claim');
  const parent = claim.parent === null ? null : claimAt(claim.parent);
  const used = challengerDuration(claim, parent, context.block.timestamp, parameters);
  if (used < parameters.maxClockDuration)
    return refuse(
      'clock-not-expired',
      'The claim can still be countered.',
      used,
      parameters.maxClockDuration,
    );

  const { children } = storage.claim(game, claim.index);
  let { next, leftmost } = storage.progress(game, claim.index);
  for (const end = Math.min(children, next + most); next < end; next += 1) {
    const counter = claimAt(storage.child(game, claim.index, next));
    if (!counter.isResolved)
      return refuse('out-of-order', 'A counter of the claim is not resolved.', counter.index, 'resolved');
    const isFurtherLeft = leftmost === null || counter.position < claimAt(leftmost).position;
    if (counter.counteredBy === null && isFurtherLeft) leftmost = counter.index;
  }
  if (next < children) {
    storage.setProgress(game, claim.index, { next, leftmost });
    return ok(NOTHING);
  }
  // A claim at the last level has no counters, but a step may have countered it.
  const counteredBy = leftmost === null ? claim.counteredBy : claimAt(leftmost).claimant;
  const winner = counteredBy ?? claim.claimant;
  storage.setCredit(game, winner, wei(storage.credit(game, winner) + claim.bond));
  storage.setOutcome(game, claim.index, counteredBy, true);
  return ok(NOTHING);
}

/** Ends game `game` by the outcome of its root claim; an output that has won becomes the anchor of later games. Refused: before the root claim is resolved, and a second time. */
export function resolveGame({ context, storage }: DisputeCallScope, game: number): Result<Uint8Array> {
  if (game >= storage.games) return refuse('no-such-game', 'There is no such game.', game, storage.games);
  const { claims, rootId: _, ...subject } = storage.subject(game);
  if (subject.status !== 'in-progress')
    return refuse('game-over', 'The game is resolved.', subject.status, 'in-progress');
  const root = storage.claim(game, 0);
  if (!root.isResolved) return refuse('out-of-order', 'The root claim is not resolved.', 0, 'resolved');
  const status = root.counteredBy === null ? 'defender-wins' : 'challenger-wins';
  storage.setSubject({ ...subject, status, resolvedAt: context.block.timestamp }, claims);
  const anchor = storage.anchor;
  if (status === 'defender-wins' && subject.height > (anchor?.height ?? 0))
    storage.setAnchor(root.value, subject.height);
  return ok(NOTHING);
}

/** Pays out what `owner` has in a resolved game, once the delay is over. Refused: earlier, and where there is nothing. */
export function withdrawBonds(
  { context, storage, parameters }: DisputeCallScope,
  game: number,
  owner: Address,
): Result<Uint8Array> {
  if (game >= storage.games)
    return refuse('no-such-game', 'There is no such game.', game, storage.games, BONDS);
  const { status, resolvedAt } = storage.subject(game);
  if (status === 'in-progress')
    return refuse('game-in-progress', 'The game is not resolved.', status, 'resolved', BONDS);
  const from = ms(resolvedAt + parameters.withdrawalDelay);
  if (context.block.timestamp < from)
    return refuse('bonds-locked', 'The bonds are locked.', context.block.timestamp, from, BONDS);
  const credit = storage.credit(game, owner);
  if (credit === 0n) return refuse('nothing-owed', 'There is nothing to withdraw.', owner, 'a winner', BONDS);
  // Written down first: whoever is paid may call back.
  storage.setCredit(game, owner, wei(0n));
  return context.send(owner, credit);
}

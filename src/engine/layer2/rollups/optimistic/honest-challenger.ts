/** The honest challenger: from the claims on the chain and its own machine it works out every move it should make, and remembers nothing. */
import { wei } from '../../../foundation/units.ts';
import type { Hash, Ms, Wei } from '../../../foundation/units.ts';
import { challengerDuration, claimId } from './dispute-claims.ts';
import type { DisputeClaim, DisputeGame } from './dispute-claims.ts';
import type { DisputeCall } from './dispute-games.ts';
import { requiredBond } from './dispute-parameters.ts';
import type { DisputeParameters } from './dispute-parameters.ts';
import type { DisputeTruth } from './dispute-truth.ts';
import { depthOf, positionAfter, traceIndex } from './position.ts';

/** What a player can do about a claim: attack it, since its value is wrong; defend it, since its value is right but what it stands against is right too; or leave it. */
export type DisputeChoice = 'attack' | 'defend' | 'ignore';

/** What a player looks at when it chooses. */
export interface ChoiceView {
  readonly claim: DisputeClaim;
  /** The claim that it counters; null for the root claim. */
  readonly parent: DisputeClaim | null;
  /** The value that the player's own machine has at the claim's position. */
  readonly ownValue: Hash;
  /** Whether the player would have made this very claim itself. */
  readonly isOwn: boolean;
  /** Whether the claim counters one that the player would have made. */
  readonly countersOwn: boolean;
  /** The trace index of the claim, and that of the player's own counter of the same parent; null where it has none. */
  readonly index: bigint;
  readonly ownCounterIndex: bigint | null;
}

/** How a player answers one claim; the labs' type for a learner's own choice. */
export type ChooseMove = (view: ChoiceView) => DisputeChoice;

/**
 * The honest choice (OP Stack specification, Honest Challenger, "Fault Dispute Game Responses" and "Moves"). Its own claims stay; the
 * root claim concerns it, and so does whatever counters a claim of its own, and a sibling of its own counter that is not further
 * right, for the leftmost counter takes the bond ("Freeloader Claims"). Such a claim is defended when its value is right and attacked
 * when it is wrong. All else disputes what it disputes already.
 */
export const chooseMove: ChooseMove = ({
  claim,
  parent,
  ownValue,
  isOwn,
  countersOwn,
  index,
  ownCounterIndex,
}) => {
  if (isOwn) return 'ignore';
  const isBeside = ownCounterIndex !== null && index <= ownCounterIndex;
  if (parent !== null && !countersOwn && !isBeside) return 'ignore';
  return claim.value === ownValue ? 'defend' : 'attack';
};

/** A call of the contract of dispute games with the coins that go along. */
export interface DisputeAction {
  readonly call: DisputeCall;
  readonly value: Wei;
}

/**
 * All moves and steps that a player who believes `truth` should make now. Claims are looked at in the order in which
 * they were made, so that a claim's ancestors come before it. Nothing depends on what the player did before: after a
 * crash or a reorganisation the same claims give the same moves.
 */
export function nextMoves(
  game: DisputeGame,
  truth: DisputeTruth,
  parameters: DisputeParameters,
  choose: ChooseMove = chooseMove,
): readonly DisputeAction[] {
  const { claims } = game;
  const present = new Set(claims.map(({ id }) => id));
  const own = new Set<Hash>();
  const counters = new Map<number, bigint>();
  const actions: DisputeAction[] = [];
  for (const claim of claims) {
    const parent = claim.parent === null ? null : (claims[claim.parent] as DisputeClaim);
    const ownValue = truth.valueAt(claim.position);
    if (parent === null && claim.value === ownValue) own.add(claim.id);
    const choice = choose({
      claim,
      parent,
      ownValue,
      isOwn: own.has(claim.id),
      countersOwn: parent !== null && own.has(parent.id),
      index: traceIndex(claim.position, parameters.maxDepth),
      ownCounterIndex: parent === null ? null : (counters.get(parent.index) ?? null),
    });
    if (choice === 'ignore') continue;
    const isAttack = choice === 'attack';
    if (depthOf(claim.position) === parameters.maxDepth) {
      if (claim.counteredBy !== null || claim.isResolved) continue;
      const witness = truth.witnessAt(claim.position, isAttack);
      actions.push({ call: { kind: 'step', claim: claim.id, isAttack, witness }, value: wei(0n) });
      continue;
    }
    const position = positionAfter(claim.position, isAttack);
    const value = truth.valueAt(position);
    const id = claimId(claim.id, position, value);
    own.add(id);
    counters.set(claim.index, traceIndex(position, parameters.maxDepth));
    if (present.has(id) || claim.isResolved) continue;
    const header = truth.headerAt(position);
    const bond = requiredBond(parameters, depthOf(position));
    actions.push({ call: { kind: 'move', claim: claim.id, isAttack, value, header }, value: bond });
  }
  return actions;
}

/** Counters looked at in one call of `resolveClaim`. */
const COUNTERS_A_CALL = 200;

/**
 * The calls that resolve whatever can be resolved at `now`, each claim after its counters, and the game at the end. Anyone may make
 * them (same specification, Honest Challenger, "Resolution").
 */
export function nextResolutions(
  { game, status, claims }: DisputeGame,
  now: Ms,
  parameters: DisputeParameters,
): readonly DisputeAction[] {
  if (status !== 'in-progress') return [];
  const actions: DisputeAction[] = [];
  const open = new Map<number, number>();
  const counters = new Map<number, number>();
  const isDone = claims.map(({ isResolved }) => isResolved);
  // A counter comes after what it counters, so the last claim has none.
  for (const claim of claims.toReversed()) {
    const parent = claim.parent === null ? null : (claims[claim.parent] as DisputeClaim);
    const isExpired = challengerDuration(claim, parent, now, parameters) >= parameters.maxClockDuration;
    if (!claim.isResolved && isExpired && (open.get(claim.index) ?? 0) === 0) {
      const calls = Math.max(1, Math.ceil((counters.get(claim.index) ?? 0) / COUNTERS_A_CALL));
      for (let made = 0; made < calls; made += 1)
        actions.push({
          call: { kind: 'resolveClaim', claim: claim.id, most: COUNTERS_A_CALL },
          value: wei(0n),
        });
      isDone[claim.index] = true;
    }
    if (claim.parent === null) continue;
    counters.set(claim.parent, (counters.get(claim.parent) ?? 0) + 1);
    if (isDone[claim.index] !== true) open.set(claim.parent, (open.get(claim.parent) ?? 0) + 1);
  }
  if (isDone[0] === true) actions.push({ call: { kind: 'resolve', game }, value: wei(0n) });
  return actions;
}

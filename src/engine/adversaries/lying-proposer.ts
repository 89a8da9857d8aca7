/** The lying proposer: claims a state of layer 2 that is not so and plays the dispute to keep the claim alive. */
import { bigintToFixedBytes, concatBytes, hexToBytes } from '../foundation/bytes.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import type { Random } from '../foundation/random.ts';
import { gas } from '../foundation/units.ts';
import type { Hash } from '../foundation/units.ts';
import { encodeMachineHeader, rootOfHeader } from '../layer1/machine/machine-header.ts';
import type { MachineHeader } from '../layer1/machine/machine-header.ts';
import type { Word } from '../layer1/machine/word.ts';
import type { WordTree } from '../layer1/machine/word-tree.ts';
import type { DisputeGame, DisputeSubject } from '../layer2/rollups/optimistic/dispute-claims.ts';
import { executionDepth } from '../layer2/rollups/optimistic/dispute-parameters.ts';
import type { DisputeParameters } from '../layer2/rollups/optimistic/dispute-parameters.ts';
import { truthOf } from '../layer2/rollups/optimistic/dispute-truth.ts';
import type { DisputeTruth } from '../layer2/rollups/optimistic/dispute-truth.ts';
import { nextMoves } from '../layer2/rollups/optimistic/honest-challenger.ts';
import type { DisputeAction } from '../layer2/rollups/optimistic/honest-challenger.ts';
import { depthOf, gamePosition, indexAtDepth, traceIndex } from '../layer2/rollups/optimistic/position.ts';
import type { GamePosition } from '../layer2/rollups/optimistic/position.ts';
import { TransferRollup } from '../layer2/rollups/optimistic/transfer-rollup.ts';

/**
 * How a proposer lies. `forged-step`: it runs the program and changes the state after one step, so that everything else fits.
 * `bare-claim`: nothing stands behind its claims, each is drawn anew. `silence`: it claims and answers nobody.
 * `two-tongues`: it answers by one of two forgeries, whichever comes. `malformed-proofs`: a forger whose proofs and headers are damaged.
 */
export type ProposerLie = 'forged-step' | 'bare-claim' | 'silence' | 'two-tongues' | 'malformed-proofs';

/** All of them. */
export const PROPOSER_LIES: readonly ProposerLie[] = [
  'forged-step',
  'bare-claim',
  'silence',
  'two-tongues',
  'malformed-proofs',
];

/** A liar at work. */
export interface LyingProposer {
  readonly lie: ProposerLie;
  /** The output root that it proposes; never the true one. */
  readonly root: Hash;
  /** The state behind that root, with what the liar wrote into it; null where nothing stands behind it. */
  readonly balances: WordTree | null;
  /** Its moves against the claims of `game` as they stand now. */
  act(game: DisputeGame): readonly DisputeAction[];
}

/** What a liar knows. */
export interface LyingProposerSettings {
  readonly random: Random;
  readonly lie: ProposerLie;
  readonly genesis: WordTree;
  readonly batches: readonly (readonly Word[])[];
  /** The block whose output it claims. */
  readonly height: number;
  readonly parameters: DisputeParameters;
  /** What a forger writes into the state: drawn unless told. */
  readonly loot?: { readonly slot: Word; readonly word: Word };
}

/** A node's view with one change after a random step of one of the first `height` blocks: coins from nowhere, unlike in any honest state. */
export function forgeRun(
  random: Random,
  genesis: WordTree,
  batches: readonly (readonly Word[])[],
  height: number,
  loot?: LyingProposerSettings['loot'],
): TransferRollup {
  const block = random.int(1, height);
  const { steps } = new TransferRollup(genesis, batches).runOf(block);
  const drawn = { slot: random.bigint(1n << 256n), word: 1n + random.bigint(10n ** 18n) };
  const step = random.int(0, steps);
  return new TransferRollup(genesis, batches, { height: block, step, ...(loot ?? drawn) });
}

/** A header of a machine that has halted with `storage`, and that never ran. */
const hollowHeader = (storage: Hash, salt: Hash): MachineHeader => ({
  ...{ status: 'stopped', pc: 0, gas: gas(0n), stackDepth: 0, result: 0n, caller: 0n },
  ...{ code: salt, input: salt, stack: salt, storage, before: salt },
});

/** Claims with nothing behind them: a value for each trace index, drawn from `salt`, and hollow headers that pass for a machine's end. */
export function hollowTruth(
  salt: Hash,
  { start, height }: Pick<DisputeSubject, 'start' | 'height'>,
  parameters: DisputeParameters,
): DisputeTruth {
  const drawn = (name: bigint): Hash =>
    hashHex(sha256(concatBytes(hexToBytes(salt), bigintToFixedBytes(name, 32))));
  const { maxDepth, splitDepth } = parameters;
  const top = executionDepth(parameters);
  const outputAt = (index: bigint): Hash => {
    const last = BigInt(height - start.height - 1);
    return drawn(index > last ? last : index);
  };
  const headerOf = (position: GamePosition): MachineHeader =>
    hollowHeader(outputAt(indexAtDepth(position) >> 1n), salt);
  return {
    valueAt(position) {
      const depth = depthOf(position);
      if (depth <= splitDepth) return outputAt(traceIndex(position, splitDepth));
      if (depth === top) return rootOfHeader(headerOf(position));
      return drawn((1n << 200n) + traceIndex(position, maxDepth));
    },
    headerAt: (position) =>
      depthOf(position) === top ? encodeMachineHeader(headerOf(position)) : new Uint8Array(0),
    witnessAt: () => new Uint8Array(0),
  };
}

/** `data` with one byte changed, cut short, or replaced by noise. */
export function damage(random: Random, data: Uint8Array): Uint8Array {
  const noise = (length: number): Uint8Array => Uint8Array.from({ length }, () => random.int(0, 255));
  if (data.length === 0 || random.chance(1, 4)) return noise(random.int(1, 300));
  if (random.chance(1, 3)) return data.slice(0, random.int(0, data.length - 1));
  const changed = data.slice();
  const at = random.int(0, changed.length - 1);
  changed[at] = (changed[at] as number) ^ random.int(1, 255);
  return changed;
}

function damaged(random: Random, action: DisputeAction): DisputeAction {
  const { call, value } = action;
  if (call.kind === 'step') return { call: { ...call, witness: damage(random, call.witness) }, value };
  if (call.kind === 'move' && call.header.length > 0 && random.chance(1, 2))
    return { call: { ...call, header: damage(random, call.header) }, value };
  return action;
}

/** A liar with this lie, its chance taken from `random`. @throws RangeError for a height without a batch */
export function lyingProposer(settings: LyingProposerSettings): LyingProposer {
  const { random, lie, genesis, batches, height, parameters, loot } = settings;
  const truths = new Map<string, DisputeTruth>();
  const believe = (name: string, rollup: TransferRollup, game: DisputeGame): DisputeTruth => {
    const truth = truths.get(name) ?? truthOf(rollup, game, parameters);
    truths.set(name, truth);
    return truth;
  };
  if (lie === 'bare-claim' || lie === 'silence') {
    const salt = hashHex(sha256(bigintToFixedBytes(random.bigint(1n << 200n), 32)));
    const root = hollowTruth(salt, { start: { root: salt, height: 0 }, height }, parameters).valueAt(
      gamePosition(1n),
    );
    return {
      lie,
      root,
      balances: null,
      act: (game) =>
        lie === 'silence' ? [] : nextMoves(game, hollowTruth(salt, game, parameters), parameters),
    };
  }
  const first = forgeRun(random, genesis, batches, height, loot);
  const second = forgeRun(random, genesis, batches, height, loot);
  return {
    lie,
    root: first.outputAt(height),
    balances: first.balancesAt(height),
    act(game) {
      const isSecond = lie === 'two-tongues' && random.chance(1, 2);
      const truth = isSecond ? believe('second', second, game) : believe('first', first, game);
      const moves = nextMoves(game, truth, parameters);
      return lie === 'malformed-proofs' ? moves.map((move) => damaged(random, move)) : moves;
    },
  };
}

/** Who plays for a bridge's coins: a proposer that lies to take them, the honest challenger, and people who come and go. */
import { lyingProposer } from '../adversaries/lying-proposer.ts';
import type { LyingProposer, ProposerLie } from '../adversaries/lying-proposer.ts';
import type { Random } from '../foundation/random.ts';
import { wei } from '../foundation/units.ts';
import type { Hash } from '../foundation/units.ts';
import type { DisputeGame } from '../layer2/rollups/optimistic/dispute-claims.ts';
import { truthOf } from '../layer2/rollups/optimistic/dispute-truth.ts';
import type { DisputeTruth } from '../layer2/rollups/optimistic/dispute-truth.ts';
import { nextMoves } from '../layer2/rollups/optimistic/honest-challenger.ts';
import type { ChooseMove, DisputeAction } from '../layer2/rollups/optimistic/honest-challenger.ts';
import { transferAccount, transferExit } from '../layer2/rollups/optimistic/transfer-accounts.ts';
import type { TransferRollup } from '../layer2/rollups/optimistic/transfer-rollup.ts';
import type { OptimisticWorld } from './optimistic-world.ts';

/** A player acts once a block on what the chain shows. */
export type OptimisticPlayer = (block: number) => void;

const ETHER = 10n ** 18n;
/** A new lie is proposed every so many blocks, and the bridge is asked for coins every so many. */
const BLOCKS_A_LIE = 3;
const BLOCKS_A_TRY = 12;
const BUSY_BLOCKS = 12;

/**
 * The liar: proposes states in which all that the bridge holds is on its way out to itself, plays for them and against all
 * others, and asks for the coins whether it has won or not. When nobody is awake it resolves its own games.
 */
export function bridgeLiar(
  world: OptimisticWorld,
  {
    random,
    lie,
    proposals,
    isAlone,
  }: {
    readonly random: Random;
    readonly lie: ProposerLie;
    readonly proposals: number;
    readonly isAlone: boolean;
  },
): OptimisticPlayer {
  const { parameters, base } = world;
  const self = world.addressOf('liar');
  const proposed = new Map<Hash, LyingProposer>();
  const against = new Map<Hash, LyingProposer>();
  const liarAt = (height: number): LyingProposer =>
    lyingProposer({
      ...{ random: random.fork(`lie ${proposed.size} ${against.size}`), lie, height, parameters },
      ...{ genesis: base.genesis, batches: base.batches },
      loot: { slot: transferExit(self), word: world.paidTo('liar') + world.locked },
    });
  return (block) => {
    const { seen, rollup, proposable } = world;
    if (proposed.size < proposals && block % BLOCKS_A_LIE === 0) {
      const liar = liarAt(proposable);
      proposed.set(liar.root, liar);
      world.propose('liar', proposable, liar.root);
    }
    for (const game of seen) {
      const { claims, status, height } = game;
      const [root] = claims;
      if (root === undefined || height > rollup.height) continue;
      const own = proposed.get(root.value);
      const liar = own ?? against.get(root.id) ?? liarAt(height);
      if (own === undefined) against.set(root.id, liar);
      // Liars of different forgeries could dispute each other without end: a game is worth so many claims to it.
      const left = parameters.maxDepth + 6 - claims.filter(({ claimant }) => claimant === self).length;
      if (status === 'in-progress') world.act('liar', liar.act(game).slice(0, Math.max(0, left)));
      if (isAlone) world.resolve('liar', game);
      if (own?.balances && block % BLOCKS_A_TRY === 0) world.withdraw('liar', game.game, own.balances);
    }
  };
}

/** The honest challenger: proposes the true root, answers every claim of every game, and resolves what can be. */
export function honestKeeper(world: OptimisticWorld, choose: ChooseMove): OptimisticPlayer {
  const { parameters } = world;
  /** Its view of each game, worked out again when the rollup is another, and its moves, when the game is. */
  const views = new Map<Hash, { readonly rollup: TransferRollup; readonly truth: DisputeTruth }>();
  const answers = new WeakMap<DisputeGame, readonly DisputeAction[]>();
  return () => {
    const { seen, rollup, proposable } = world;
    const isEnough = seen.some(
      (game) => world.isTrue(game) && (game.height >= proposable || game.status === 'in-progress'),
    );
    if (!isEnough) world.propose('honest', proposable, rollup.outputAt(proposable));
    for (const game of seen) {
      const [root] = game.claims;
      // A game about a block that a reorganisation has taken away waits until the block is back.
      if (root === undefined || game.status !== 'in-progress' || game.height > rollup.height) continue;
      const known = views.get(root.id);
      const view = known?.rollup === rollup ? known : { rollup, truth: truthOf(rollup, game, parameters) };
      const moves =
        (view === known ? answers.get(game) : undefined) ?? nextMoves(game, view.truth, parameters, choose);
      views.set(root.id, view);
      answers.set(game, moves);
      world.act('honest', moves);
      world.resolve('honest', game);
    }
  };
}

/** People with coins on layer 2, who ask the bridge for theirs, and with `isBusy` deposit, pay and leave on a whim for some hours. */
export function bridgePeople(
  world: OptimisticWorld,
  people: readonly string[],
  { random, isBusy }: { readonly random: Random; readonly isBusy: boolean },
): OptimisticPlayer {
  return (block) => {
    if (isBusy && block < BUSY_BLOCKS && random.chance(1, 2)) {
      const name = random.pick(people);
      // More than they have, at times: the program leaves such a transfer out.
      const amount = wei(BigInt(random.int(1, 30)) * (ETHER / 10n));
      const what = random.int(0, 2);
      if (what === 0) world.deposit(name, amount);
      else if (what === 1) world.move(name, transferAccount(world.addressOf(random.pick(people))), amount);
      else world.move(name, transferExit(world.addressOf(name)), amount);
    }
    if (block % BLOCKS_A_TRY !== 1) return;
    const { seen, rollup } = world;
    for (const game of seen.filter((one) => world.isTrue(one) && world.isFinal(one)))
      for (const name of people) world.withdraw(name, game.game, rollup.balancesAt(game.height));
  };
}

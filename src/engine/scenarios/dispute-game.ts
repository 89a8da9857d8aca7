/** A dispute over an output root, from the proposal to the last bond: one honest player against as many liars as one likes. */
import { lyingProposer, PROPOSER_LIES } from '../adversaries/lying-proposer.ts';
import type { LyingProposer, ProposerLie } from '../adversaries/lying-proposer.ts';
import { spamMoves } from '../adversaries/spamming-challenger.ts';
import { gas, ms, wei } from '../foundation/units.ts';
import type { Ms, Wei } from '../foundation/units.ts';
import { storageOf } from '../layer1/machine/contracts/contract-state.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import type {
  DisputeClaim,
  DisputeGame,
  DisputeStatus,
} from '../layer2/rollups/optimistic/dispute-claims.ts';
import { disputeGames } from '../layer2/rollups/optimistic/dispute-games.ts';
import type { DisputeCall } from '../layer2/rollups/optimistic/dispute-games.ts';
import {
  executionSteps,
  longestGame,
  requiredBond,
  TEACHING_DISPUTE,
} from '../layer2/rollups/optimistic/dispute-parameters.ts';
import type { DisputeParameters } from '../layer2/rollups/optimistic/dispute-parameters.ts';
import { disputeStorageIn, readDisputeGame } from '../layer2/rollups/optimistic/dispute-storage.ts';
import { truthOf } from '../layer2/rollups/optimistic/dispute-truth.ts';
import { nextMoves, nextResolutions } from '../layer2/rollups/optimistic/honest-challenger.ts';
import type { ChooseMove, DisputeAction } from '../layer2/rollups/optimistic/honest-challenger.ts';
import { outputRoot, transfersWithin } from '../layer2/rollups/optimistic/transfer-program.ts';
import { TransferRollup } from '../layer2/rollups/optimistic/transfer-rollup.ts';
import type { Trace } from '../simulation/trace.ts';
import type { Contract } from '../layer1/machine/contracts/contract.ts';
import { DisputeRecord } from './dispute-record.ts';
import { DISPUTE_INTERVAL, DISPUTE_PURSE, DisputeWorld, LONGEST_ABSENCE } from './dispute-world.ts';
import type { DisputeFaults } from './dispute-world.ts';

/** What a dispute is made of. */
export interface DisputeGameSettings {
  readonly seed: number;
  /** How the proposer lies; `none` for an honest proposal, made by the honest player. `forged-step` unless told. */
  readonly lie?: ProposerLie | 'none';
  /** Liars besides the proposer, who play by forgeries of their own; none unless told. */
  readonly accomplices?: number;
  /** Bogus claims of a spammer, a few a block from the first on; none unless told. */
  readonly spam?: number;
  readonly parameters?: DisputeParameters;
  /** Batches on the inbox, which is also the claimed height (6 unless told), and transfers in each (4 unless told). */
  readonly batches?: number;
  readonly transfersPerBatch?: number;
  /** How the honest player answers a claim; the engine's own choice unless told. */
  readonly choose?: ChooseMove;
  readonly faults?: DisputeFaults;
}

/** What a dispute gives back. */
export interface DisputeGameRun {
  readonly trace: Trace;
  readonly status: DisputeStatus;
  /** Whether the proposed root is the true one; with an honest choice, the defender wins exactly then. */
  readonly isRootTrue: boolean;
  /** From the proposal to the game's end, and the bound that no game exceeds, by {@link longestGame} and the blocks that answers take. */
  readonly lasted: Ms;
  readonly bound: Ms;
  readonly claims: readonly DisputeClaim[];
  /** Steps that layer 1 ran. */
  readonly steps: number;
  /** What each player has more than at the beginning, after all bonds are paid out. */
  readonly gains: Readonly<Record<string, bigint>>;
  /** The most that the honest player had in bonds at one time, and what all others together put up. */
  readonly honestStake: Wei;
  readonly othersStake: Wei;
  /** What the contract still holds at the end: nothing. */
  readonly left: Wei;
}

const HONEST = 'honest';
const LIAR = 'liar';
const SPAMMER = 'spammer';
const SPAM_A_BLOCK = 4;
/** The claims that a liar has bonds for: liars of different forgeries dispute each other too, and there would be no end of it. */
const claimsOfLiar = ({ maxDepth }: DisputeParameters): number => maxDepth + 6;

/** Calls with their coins, in the name of one player. */
const submit = (
  world: DisputeWorld,
  name: string,
  to: Contract<DisputeCall>,
  actions: readonly DisputeAction[],
): void => {
  // Twenty calls of one player a block leave room for those of others.
  for (const { call, value } of actions.slice(0, 20)) world.send(name, to, call, value, gas(1_000_000n));
};

const sumOf = (claims: readonly DisputeClaim[], isCounted: (claim: DisputeClaim) => boolean): bigint =>
  claims.filter(isCounted).reduce((sum, { bond }) => sum + bond, 0n);

/** Who plays besides the honest. */
function liarsOf(
  world: DisputeWorld,
  settings: DisputeGameSettings,
  parameters: DisputeParameters,
): Map<string, LyingProposer> {
  const { lie = 'forged-step', accomplices = 0 } = settings;
  const { genesis, batches, random } = world;
  const liar = (name: string, how: ProposerLie): LyingProposer =>
    lyingProposer({
      random: random.fork(name),
      lie: how,
      genesis,
      batches,
      height: batches.length,
      parameters,
    });
  const liars = new Map<string, LyingProposer>();
  if (lie !== 'none') liars.set(LIAR, liar(LIAR, lie));
  for (let index = 0; index < accomplices; index += 1) {
    const name = `accomplice-${index + 1}`;
    liars.set(name, liar(name, random.pick(PROPOSER_LIES)));
  }
  return liars;
}

/**
 * Plays one game on a chain of half-hour blocks. In each block everyone sees the claims that stand and answers them;
 * what can be resolved is resolved by the honest player, and when all delays are over everyone takes out what is theirs.
 */
export function runDisputeGame(settings: DisputeGameSettings): DisputeGameRun {
  const { seed, lie = 'forged-step', accomplices = 0, faults = {}, choose } = settings;
  const { parameters = TEACHING_DISPUTE, batches = 6, transfersPerBatch = 4, spam = 0 } = settings;
  const names = [
    HONEST,
    LIAR,
    SPAMMER,
    ...Array.from({ length: accomplices }, (_, at) => `accomplice-${at + 1}`),
  ];
  let contract: Contract<DisputeCall> | undefined;
  const world = new DisputeWorld({
    ...{ seed, players: names, batches, transfersPerBatch },
    mostTransfers: transfersWithin(Number(executionSteps(parameters))),
    contract: (genesis) => (contract = disputeGames({ parameters, genesis: outputRoot(genesis) })),
  });
  const games = contract as unknown as Contract<DisputeCall>;
  const address = contractAddress(games.id);
  const { chain } = world;
  const record = new DisputeRecord(seed, (owner) => world.nameOf(owner));
  const node = new TransferRollup(world.genesis, world.batches);
  const liars = liarsOf(world, settings, parameters);
  const root = lie === 'none' ? node.outputAt(batches) : (liars.get(LIAR) as LyingProposer).root;
  const inbox = node.inboxAt(batches);
  world.send(
    lie === 'none' ? HONEST : LIAR,
    games,
    { kind: 'propose', height: batches, root, inbox },
    requiredBond(parameters, 0),
  );
  chain.seal();

  // Most blocks change nothing: a game is read, and answered, when the contract's storage is another.
  let [read, readFrom]: [DisputeGame | null, unknown] = [null, null];
  const seen = (): DisputeGame => {
    const storage = storageOf(chain.state, address);
    if (read === null || readFrom !== storage)
      [read, readFrom] = [readDisputeGame(chain.state, address, 0), storage];
    return read;
  };
  const spamRandom = world.random.fork(SPAMMER);
  let [game, spammed, honestStake] = [seen(), 0, 0n];
  record.see(chain.now, game);
  let [truth, wasAwake] = [truthOf(node, game, parameters), true];
  const bound = ms(longestGame(parameters) + (LONGEST_ABSENCE + 3) * DISPUTE_INTERVAL);
  const [deadline, most] = [game.createdAt + bound, claimsOfLiar(parameters)];
  let [answered, moves]: [DisputeGame | null, readonly DisputeAction[]] = [null, []];
  while (game.status === 'in-progress' && chain.now < deadline) {
    const isAwake = world.isAwake(faults);
    // Whoever was away has crashed and forgotten everything: its node runs the chain's batches anew.
    if (isAwake && !wasAwake) {
      truth = truthOf(new TransferRollup(world.genesis, world.batches), game, parameters);
      answered = null;
    }
    wasAwake = isAwake;
    if (isAwake) {
      if (answered !== game) [answered, moves] = [game, nextMoves(game, truth, parameters, choose)];
      submit(world, HONEST, games, moves);
      submit(world, HONEST, games, nextResolutions(game, ms(chain.now + DISPUTE_INTERVAL), parameters));
    }
    for (const [name, liar] of liars) {
      const self = world.user(name).address;
      const made = game.claims.filter(({ claimant }) => claimant === self).length;
      if (made < most) submit(world, name, games, liar.act(game).slice(0, most - made));
    }
    if (spammed < spam) {
      const self = world.user(SPAMMER).address;
      const burst = Math.min(SPAM_A_BLOCK, spam - spammed);
      spammed += burst;
      submit(world, SPAMMER, games, spamMoves(game, { random: spamRandom, burst, parameters, truth, self }));
    }
    const undone = world.seal(faults, isAwake);
    const isThere = disputeStorageIn(chain.state, address).games > 0;
    if (!isThere) continue;
    game = seen();
    record.see(chain.now, game, undone);
    const mine = sumOf(
      game.claims,
      ({ claimant, isResolved }) => claimant === world.user(HONEST).address && !isResolved,
    );
    if (mine > honestStake) honestStake = mine;
  }
  record.end(chain.now, game);
  if (game.status !== 'in-progress') {
    const delay = Math.ceil(parameters.withdrawalDelay / DISPUTE_INTERVAL) + 1;
    chain.sealMany(delay);
    for (const name of names) {
      const before = world.user(name).balance;
      world.send(name, games, { kind: 'withdraw', game: 0, owner: world.user(name).address });
      chain.seal();
      const paid = world.user(name).balance - before;
      if (paid > 0n) record.pay(chain.now, name, wei(paid));
    }
  }
  const honest = world.user(HONEST).address;
  return {
    trace: record.trace(),
    status: game.status,
    isRootTrue: root === node.outputAt(batches),
    lasted: ms((game.status === 'in-progress' ? chain.now : game.resolvedAt) - game.createdAt),
    bound,
    claims: game.claims,
    steps: record.steps,
    gains: Object.fromEntries(names.map((name) => [name, world.user(name).balance - DISPUTE_PURSE])),
    honestStake: wei(honestStake),
    othersStake: wei(sumOf(game.claims, ({ claimant }) => claimant !== honest)),
    left: world.heldBy(games.id),
  };
}

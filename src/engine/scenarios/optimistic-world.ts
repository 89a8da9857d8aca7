/** The world in which a bridge's coins hang on dispute games: its contracts, its people, and what everyone sees on the chain. */
import { gas, ms, wei } from '../foundation/units.ts';
import type { Address, Hash, Wei } from '../foundation/units.ts';
import type { ContractChain } from '../layer1/chain/contract-chain.ts';
import { storageOf } from '../layer1/machine/contracts/contract-state.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import type { Contract } from '../layer1/machine/contracts/contract.ts';
import { getWord } from '../layer1/machine/word-tree.ts';
import type { WordTree } from '../layer1/machine/word-tree.ts';
import type { Word } from '../layer1/machine/word.ts';
import type { DisputeGame } from '../layer2/rollups/optimistic/dispute-claims.ts';
import { disputeGames } from '../layer2/rollups/optimistic/dispute-games.ts';
import type { DisputeCall } from '../layer2/rollups/optimistic/dispute-games.ts';
import { executionSteps, requiredBond } from '../layer2/rollups/optimistic/dispute-parameters.ts';
import type { DisputeParameters } from '../layer2/rollups/optimistic/dispute-parameters.ts';
import { disputeStorageIn, readDisputeGame } from '../layer2/rollups/optimistic/dispute-storage.ts';
import { nextResolutions } from '../layer2/rollups/optimistic/honest-challenger.ts';
import type { DisputeAction } from '../layer2/rollups/optimistic/honest-challenger.ts';
import { transferAccount, transferExit } from '../layer2/rollups/optimistic/transfer-accounts.ts';
import {
  createTransferBridge,
  paidByBridge,
  vaultBalances,
  withdrawCall,
} from '../layer2/rollups/optimistic/transfer-bridge.ts';
import type { TransferBridgeCall } from '../layer2/rollups/optimistic/transfer-bridge.ts';
import { transferInbox } from '../layer2/rollups/optimistic/transfer-inbox.ts';
import {
  balancesOf,
  outputRoot,
  transfersWithin,
  transferWords,
} from '../layer2/rollups/optimistic/transfer-program.ts';
import { TransferRollup } from '../layer2/rollups/optimistic/transfer-rollup.ts';
import { DISPUTE_INTERVAL, DisputeWorld } from './dispute-world.ts';

/** Calls of one player's moves a block; the rest waits, so that there is room for those of others. */
const MOVES_A_BLOCK = 20;

/** Layer 1 with inbox, dispute games and bridge. */
export class OptimisticWorld {
  readonly base: DisputeWorld;
  readonly games: Contract<DisputeCall>;
  readonly bridge: Contract<TransferBridgeCall>;
  readonly parameters: DisputeParameters;
  #rollup: TransferRollup;
  #inbox: unknown = null;
  #seen: readonly DisputeGame[] = [];
  #seenIn: unknown = null;

  constructor(seed: number, players: readonly string[], parameters: DisputeParameters) {
    const balances = vaultBalances();
    const genesis = balancesOf(balances);
    this.parameters = parameters;
    this.games = disputeGames({ parameters, genesis: outputRoot(genesis) });
    this.bridge = createTransferBridge({ oracle: this.games });
    this.base = new DisputeWorld({
      ...{ seed, players, balances, batches: 0, transfersPerBatch: 0, authority: 'own' },
      mostTransfers: transfersWithin(Number(executionSteps(parameters))),
      contract: () => this.games,
      others: [this.bridge],
    });
    this.#rollup = new TransferRollup(genesis, []);
  }

  get chain(): ContractChain {
    return this.base.chain;
  }

  /** The rollup as an honest node has it that reads the chain now. */
  get rollup(): TransferRollup {
    const storage = storageOf(this.chain.state, contractAddress(transferInbox.id));
    if (storage !== this.#inbox) {
      this.#rollup = new TransferRollup(this.base.genesis, this.base.batches);
      this.#inbox = storage;
    }
    return this.#rollup;
  }

  /** All games as they stand on the chain. */
  get seen(): readonly DisputeGame[] {
    const { state } = this.chain;
    const contract = contractAddress(this.games.id);
    const storage = storageOf(state, contract);
    if (storage === this.#seenIn) return this.#seen;
    const { games } = disputeStorageIn(state, contract);
    this.#seen = Array.from({ length: games }, (_, game) => readDisputeGame(state, contract, game));
    this.#seenIn = storage;
    return this.#seen;
  }

  addressOf(name: string): Address {
    return this.base.user(name).address;
  }

  /** What the bridge holds. */
  get locked(): Wei {
    return this.base.heldBy(this.bridge.id);
  }

  /** All that was ever locked: what batches of the bridge have moved on layer 2. */
  get deposited(): Wei {
    const vault = transferAccount(contractAddress(this.bridge.id));
    return wei(
      this.base.batches.reduce((sum, [, from, , amount = 0n]) => (from === vault ? sum + amount : sum), 0n),
    );
  }

  /** Whether a game is about the true root. */
  isTrue({ height, claims }: DisputeGame): boolean {
    const { rollup } = this;
    return height <= rollup.height && claims[0]?.value === rollup.outputAt(height);
  }

  /** Whether the bridge relies on a game's root by now. */
  isFinal({ status, resolvedAt }: DisputeGame): boolean {
    return status === 'defender-wins' && this.chain.now >= resolvedAt + this.parameters.finalityDelay;
  }

  /** The newest block that a proposal can be about now. */
  get proposable(): number {
    const won = this.seen.filter(({ status }) => status === 'defender-wins').map(({ height }) => height);
    return Math.min(this.rollup.height, Math.max(0, ...won) + 2 ** this.parameters.splitDepth);
  }

  /** What the bridge has ever paid to a player. */
  paidTo(name: string): Wei {
    return paidByBridge(this.chain.state, this.addressOf(name));
  }

  /** What it owes a player in all by the true state, paid or not. */
  owedTo(name: string): Wei {
    const { rollup } = this;
    return wei(getWord(rollup.balancesAt(rollup.height), transferExit(this.addressOf(name))));
  }

  deposit(name: string, value: Wei): void {
    this.base.send(name, this.bridge, { kind: 'deposit', to: this.addressOf(name) }, value);
  }

  /** Moves coins on layer 2 from a player's account to `to`, a slot. */
  move(name: string, to: Word, amount: Wei): void {
    const from = transferAccount(this.addressOf(name));
    this.base.send(name, transferInbox, { kind: 'post', words: transferWords([{ from, to, amount }]) });
  }

  /** Proposes `root` for the block at `height`. */
  propose(name: string, height: number, root: Hash): void {
    const call = { kind: 'propose', height, root, inbox: this.rollup.inboxAt(height) } as const;
    this.base.send(name, this.games, call, requiredBond(this.parameters, 0));
  }

  /** Resolves, in the name of a player, what can be resolved in the next block; anyone may. */
  resolve(name: string, game: DisputeGame): void {
    this.act(name, nextResolutions(game, ms(this.chain.now + DISPUTE_INTERVAL), this.parameters));
  }

  /** Makes moves in the name of a player. */
  act(name: string, actions: readonly DisputeAction[]): void {
    for (const { call, value } of actions.slice(0, MOVES_A_BLOCK))
      this.base.send(name, this.games, call, value, gas(1_000_000n));
  }

  /** Asks the bridge for what stands in a player's exit slot in `balances`, which lie behind the root of `proposal`. */
  withdraw(name: string, proposal: number, balances: WordTree): void {
    this.base.send(name, this.bridge, withdrawCall(proposal, this.addressOf(name), balances));
  }
}

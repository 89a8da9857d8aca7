/** A chain on which outputs are proposed and disputed, with players who see it block by block, and what can go wrong for them. */
import { createRandom } from '../foundation/random.ts';
import type { Random } from '../foundation/random.ts';
import { gas, ms, wei } from '../foundation/units.ts';
import type { Hash, Ms, Wei } from '../foundation/units.ts';
import { ChainUser } from '../layer1/chain/chain-user.ts';
import { ContractChain } from '../layer1/chain/contract-chain.ts';
import { contractSenderOf, contractTransactionHash } from '../layer1/ledger/contract-transaction.ts';
import { balanceIn } from '../layer1/machine/contracts/contract-state.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import type { AnyContract, Contract } from '../layer1/machine/contracts/contract.ts';
import { slotOf } from '../layer1/machine/contracts/slots.ts';
import type { WordTree } from '../layer1/machine/word-tree.ts';
import type { Word } from '../layer1/machine/word.ts';
import {
  batchesIn,
  createTransferInbox,
  transferInbox,
} from '../layer2/rollups/optimistic/transfer-inbox.ts';
import type { TransferAuthority } from '../layer2/rollups/optimistic/transfer-inbox.ts';
import {
  balancesOf,
  MOST_WORD_TRANSFERS,
  transferWords,
} from '../layer2/rollups/optimistic/transfer-program.ts';
import { keyOf } from './payers.ts';

/** What may go wrong for the honest player; nothing unless told. */
export interface DisputeFaults {
  /** Of so many blocks it sleeps through, or loses all that it sends in, one. */
  readonly missesOneIn?: number;
  /** One of so many blocks is followed by a reorganisation of one or two blocks, in which each sender loses all or nothing. */
  readonly reorganisesOneIn?: number;
}

/**
 * What "awake" means: a claim on the chain is answered on the chain within so many blocks, whatever is missed, lost or undone.
 * Two blocks in a row are missed at most, and between two reorganisations lie six.
 */
export const LONGEST_ABSENCE = 4;

/** A coin of the disputed rollup's genesis and of the players' on layer 1. */
const COIN = 10n ** 18n;
/** What each player has on layer 1 at the beginning. */
export const DISPUTE_PURSE: Wei = wei(100_000n * COIN);
/** Blocks come every half hour in place of 12 s, so that clocks of days pass in some hundred blocks. */
export const DISPUTE_INTERVAL: Ms = ms(1_800_000);

/** How a world of disputes is set up. */
export interface DisputeWorldSettings {
  readonly seed: number;
  readonly players: readonly string[];
  readonly batches: number;
  readonly transfersPerBatch: number;
  /** The most transfers that the inbox takes in a batch; all that the program can read unless told. */
  readonly mostTransfers?: number;
  readonly contract: (genesis: WordTree) => AnyContract;
  /** The rollup's balances at genesis; eight accounts with a coin each unless told. */
  readonly balances?: readonly (readonly [Word, Word])[];
  /** Whose coins a batch may move; all unless told. */
  readonly authority?: TransferAuthority;
  /** Other contracts on the chain. */
  readonly others?: readonly AnyContract[];
}

/** The chain and its players. A player keeps nothing but its key: all it knows it reads from the chain at every block. */
export class DisputeWorld {
  readonly chain: ContractChain;
  readonly genesis: WordTree;
  readonly random: Random;
  readonly #users: ReadonlyMap<string, ChainUser>;
  #missed = 0;
  #calm = 0;

  constructor(settings: DisputeWorldSettings) {
    const { seed, players, batches, transfersPerBatch, contract, others = [] } = settings;
    const { mostTransfers = MOST_WORD_TRANSFERS, authority = 'all' } = settings;
    this.random = createRandom(seed, 'dispute-world');
    const coinEach = Array.from({ length: 8 }, (_, index) => [slotOf(0n, BigInt(index)), COIN] as const);
    this.genesis = balancesOf(settings.balances ?? coinEach);
    const names = [...players, 'sequencer'];
    this.chain = new ContractChain({
      contracts: [createTransferInbox(mostTransfers, authority), contract(this.genesis), ...others],
      accounts: names.map((name) => [keyOf(name).address, { balance: DISPUTE_PURSE, nonce: 0 }]),
      intervalMs: DISPUTE_INTERVAL,
      feeMarket: false,
    });
    this.#users = new Map(names.map((name) => [name, new ChainUser(this.chain, keyOf(name))]));
    const account = (): Word => slotOf(0n, BigInt(this.random.int(0, 7)));
    for (let batch = 0; batch < batches; batch += 1)
      this.send('sequencer', transferInbox, {
        kind: 'post',
        words: transferWords(
          Array.from({ length: transfersPerBatch }, () => ({
            from: account(),
            to: account(),
            amount: this.random.bigint(COIN),
          })),
        ),
      });
    this.chain.seal();
  }

  /** The batches as the chain holds them. */
  get batches(): readonly (readonly Word[])[] {
    return batchesIn(this.chain.blocks);
  }

  /** The player called `name`. @throws RangeError for anyone else */
  user(name: string): ChainUser {
    const user = this.#users.get(name);
    if (user === undefined) throw new RangeError(`Nobody here is called ${name}.`);
    return user;
  }

  /** Who owns an address, or the address itself. */
  nameOf(address: string): string {
    for (const [name, user] of this.#users) if (user.address === address) return name;
    return address;
  }

  /** Sends a call in the name of a player. */
  send<Call>(
    name: string,
    to: Contract<Call>,
    call: Call,
    value: Wei = wei(0n),
    gasLimit = gas(3_000_000n),
  ): Hash {
    return this.user(name).call(to, call, { value, gasLimit });
  }

  /** What the contract at `id` holds. */
  heldBy(id: string): Wei {
    return balanceIn(this.chain.state, contractAddress(id));
  }

  /** Whether the honest player acts in this block: when it has been without effect too long, it does. */
  isAwake({ missesOneIn }: DisputeFaults): boolean {
    if (missesOneIn === undefined || this.#missed >= 2) return true;
    return !this.random.chance(1, missesOneIn);
  }

  /** Seals a block, then perhaps undoes it; gives back how many blocks were undone. */
  seal({ reorganisesOneIn }: DisputeFaults, wasAwake: boolean): number {
    const { random, chain } = this;
    chain.seal();
    this.#missed = wasAwake ? 0 : this.#missed + 1;
    this.#calm += 1;
    if (reorganisesOneIn === undefined || this.#calm < 6 || !random.chance(1, reorganisesOneIn)) return 0;
    const depth = random.int(1, 2);
    const senders = new Map(
      chain.blocks
        .slice(-depth)
        .flatMap(({ block }) => block.transactions)
        .map((transaction) => [contractTransactionHash(transaction), contractSenderOf(transaction)]),
    );
    const addresses = [...this.#users.values()].map(({ address }) => address);
    const losers = new Set<string | null | undefined>(addresses.filter(() => random.chance(1, 2)));
    chain.reorganise(depth, (hash) => losers.has(senders.get(hash)));
    [this.#missed, this.#calm] = [2, 0];
    return depth;
  }
}

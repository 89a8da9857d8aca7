/** Scenario: a game off chain, a dispute on chain, a timeout. */
import { utf8 } from '../foundation/bytes.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import { createKey } from '../foundation/keys.ts';
import { createRandom } from '../foundation/random.ts';
import { gas, ms, wei } from '../foundation/units.ts';
import type { Gas, Ms, Wei } from '../foundation/units.ts';
import { ContractChain } from '../layer1/chain/contract-chain.ts';
import { balanceIn } from '../layer1/machine/contracts/contract-state.ts';
import { postCall } from '../layer2/state-channels/adjudicator-calls.ts';
import type { GameAdjudication } from '../layer2/state-channels/adjudicator-calls.ts';
import { adjudicatorAddress, createAdjudicator } from '../layer2/state-channels/adjudicator.ts';
import type { ChooseGameAction } from '../layer2/state-channels/game-action.ts';
import { gameChannelId } from '../layer2/state-channels/game-channel-terms.ts';
import type { CoSignedState, GameChannelTerms } from '../layer2/state-channels/game-channel-terms.ts';
import type { Supersedes } from '../layer2/state-channels/game-claim.ts';
import { GameParty } from '../layer2/state-channels/game-party.ts';
import type { GameMessage, ReceiveGameMessage } from '../layer2/state-channels/game-player.ts';
import type { ChooseGameMove, GameRules } from '../layer2/state-channels/game-rules.ts';
import { perfectMove } from '../layer2/state-channels/perfect-play.ts';
import { TIC_TAC_TOE } from '../layer2/state-channels/tic-tac-toe.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/**
 * What ben does: play to the end and sign it (`agreement`), say nothing more after some moves (`silence`), or go silent and
 * show an old position, twice (`stale`). Ana follows the protocol.
 */
export type GameStory = 'agreement' | 'silence' | 'stale';

/** What a run is made of. */
export interface StateChannelSettings {
  readonly seed: number;
  /** `silence` unless told. */
  readonly story?: GameStory;
  /** Tic-tac-toe unless told. */
  readonly rules?: GameRules;
  /** What ana does on chain: a learner's own, in the place of the reference. */
  readonly chooseAction?: ChooseGameAction;
  /** How ana takes messages in. */
  readonly receive?: ReceiveGameMessage;
  /** Which claim counts on chain. */
  readonly supersedes?: Supersedes;
}

/** What a run gives back. */
export interface StateChannelRun {
  readonly trace: Trace;
  /** What each locked. */
  readonly stake: Wei;
  /** What ana and ben got out; nothing while coins are locked. */
  readonly payouts: readonly [Wei, Wei];
  /** What the contract still holds at the end. */
  readonly locked: Wei;
  /** Moves that both signed off chain, and moves made on chain. */
  readonly movesOffChain: number;
  readonly movesOnChain: number;
  /** Calls in blocks, and the gas of all. */
  readonly calls: number;
  readonly gasUsed: Gas;
  /** From the last message off chain to the payout, in simulated time; null when there was none. */
  readonly unlockedAfter: Ms | null;
}

const STAKE = wei(1_000n);
const FUNDS = wei(5_000n);
const PERIOD = ms(60_000);
const MESSAGE_MS = 100;
const MOST_BLOCKS = 120;

/** A run in progress: the chain, both players, and the trace. */
class GameRun {
  readonly chain: ContractChain;
  readonly terms: GameChannelTerms;
  readonly ana: GameParty;
  readonly ben: GameParty;
  readonly #recorder: Recorder;
  readonly #names: ReadonlyMap<string, string>;
  readonly #rules: GameRules;
  readonly #story: GameStory;
  /** What ben has seen signed, the oldest first: what he may show later. */
  readonly #old: CoSignedState[] = [];
  /** After how many moves ben stops talking. */
  readonly #quietAfter: number;
  #at = 0;
  /** How often ben has shown his old position, and its version. */
  #lies = 0;
  #shown = 0;
  movesOnChain = 0;

  constructor({ seed, story = 'silence', rules = TIC_TAC_TOE, ...parts }: StateChannelSettings) {
    const random = createRandom(seed, 'state-channel');
    const keys = [createKey(`ana ${seed}`), createKey(`ben ${seed}`)] as const;
    const { supersedes, chooseAction, receive } = parts;
    const adjudicator = createAdjudicator({ rules, ...(supersedes && { supersedes }) });
    this.chain = new ContractChain({
      contracts: [adjudicator],
      accounts: keys.map(({ address }) => [address, { balance: FUNDS, nonce: 0 }] as const),
      feeMarket: false,
    });
    this.terms = {
      adjudicator: adjudicatorAddress(adjudicator),
      publicKeys: [keys[0].publicKey, keys[1].publicKey],
      stakes: [STAKE, STAKE],
      period: PERIOD,
      salt: hashHex(sha256(utf8(`game ${seed}`))),
    };
    const common = { rules, terms: this.terms, chain: this.chain, adjudicator };
    // Ben plays well but for the story that needs a loser.
    const careless: ChooseGameMove = (game, board) => random.pick(game.movesOn(board));
    const own = { ...(chooseAction && { chooseAction }), ...(receive && { receive }) };
    this.ana = new GameParty({ ...common, ...own, me: 0, key: keys[0], chooseMove: perfectMove });
    this.ben = new GameParty({
      ...common,
      me: 1,
      key: keys[1],
      chooseMove: story === 'stale' ? careless : perfectMove,
    });
    this.#recorder = new Recorder(seed);
    this.#rules = rules;
    this.#story = story;
    this.#quietAfter = story === 'agreement' ? Infinity : story === 'stale' ? 4 : random.int(1, 5);
    this.#names = new Map([
      [keys[0].address, 'ana'],
      [keys[1].address, 'ben'],
    ]);
  }

  get trace(): Trace {
    return this.#recorder.trace();
  }

  get channel(): string {
    return gameChannelId(this.terms);
  }

  /** Whether ben still answers. */
  get #isBenAwake(): boolean {
    return this.ben.player.signed.version < this.#quietAfter;
  }

  /** Seals a block and tells what happened in it. */
  seal(): void {
    const before = this.ana.adjudication;
    const { block, receipts } = this.chain.seal();
    this.#at = Math.max(this.#at, this.chain.now);
    for (const [index, receipt] of receipts.entries()) {
      const { value, data } = block.transactions[index] ?? { value: wei(0n), data: '0x' };
      this.#recorder.record({
        kind: 'contract-called',
        at: this.#at,
        actor: this.#names.get(receipt.from) ?? receipt.from,
        layer: 1,
        contract: 'adjudicator',
        what: CALL_NAMES[Number.parseInt(data.slice(2, 4), 16)] ?? 'call',
        depth: 1,
        value: `${value}`,
        outcome: receipt.code,
      });
    }
    const actor = this.#names.get(receipts.find(({ ok }) => ok)?.from ?? '') ?? 'chain';
    this.#tell(before, this.ana.adjudication, actor);
  }

  #tell(before: GameAdjudication, after: GameAdjudication, actor: string): void {
    const common = { at: this.#at, actor, layer: 1, channel: this.channel } as const;
    if (after.stage === 'joined' && before.stage !== 'joined')
      this.#recorder.record({ ...common, kind: 'channel-opened', capacity: `${2n * STAKE}` });
    if (after.version > before.version || (after.stage === 'disputed' && before.stage === 'joined')) {
      const { version, deadline } = after;
      if (after.version > after.signedVersion) this.movesOnChain += 1;
      this.#recorder.record({ ...common, kind: 'game-posted', version, deadline });
    }
    if (after.stage === 'settled' && before.stage !== 'settled') {
      const [first, second] = this.payouts().map(String) as [string, string];
      const isOver = this.#rules.outcomeOf(after.board) !== null;
      const by = before.stage === 'joined' ? 'agreement' : isOver ? 'the end of the game' : 'silence';
      this.#recorder.record({ ...common, kind: 'game-settled', first, second, by });
    }
  }

  /** What each got, once the channel is settled. */
  payouts(): readonly [Wei, Wei] {
    const [ana, ben] = [this.ana, this.ben].map(({ user }) => wei(user.balance - FUNDS + STAKE));
    const isSettled = this.ana.adjudication.stage === 'settled';
    return isSettled ? [ana ?? wei(0n), ben ?? wei(0n)] : [wei(0n), wei(0n)];
  }

  /** Lets both talk until nothing new is said. */
  talk(): void {
    for (let silent = 0; silent < 2;) {
      const before = this.#progress();
      for (const [from, to] of [
        [this.ana, this.ben],
        [this.ben, this.ana],
      ] as const) {
        if (!this.#isBenAwake) return;
        const message = from.speak();
        if (message === null) continue;
        this.#hand(from, to, message);
      }
      silent = this.#progress() === before ? silent + 1 : 0;
    }
  }

  #progress(): string {
    const of = ({ player }: GameParty): string => `${player.signed.version} ${player.closing !== null}`;
    return `${of(this.ana)} ${of(this.ben)}`;
  }

  #hand(from: GameParty, to: GameParty, message: GameMessage): void {
    this.#at += MESSAGE_MS;
    const { proposed } = from.player;
    if (message.kind === 'move' && proposed !== null)
      this.#recorder.record({
        kind: 'game-moved',
        at: this.#at,
        actor: from === this.ana ? 'ana' : 'ben',
        layer: 2,
        channel: this.channel,
        version: message.version,
        move: message.move,
        board: proposed.board.join(''),
      });
    const answer = to.hear(message);
    this.#old.push(this.ben.player.signed);
    if (answer.ok && answer.value !== null) from.hear(answer.value);
  }

  /** What ben does on chain after a block. */
  act(): void {
    if (this.#story === 'agreement') this.ben.watch();
    const { stage, signedVersion } = this.ana.adjudication;
    // Once to begin with, and once more when ana has answered.
    const isTime = this.#lies === 0 ? stage === 'joined' : this.#lies === 1 && signedVersion > this.#shown;
    if (this.#story !== 'stale' || !isTime) return;
    this.#lies += 1;
    // The position after the first move, where it was ben's turn, with the last move that the rules let in.
    const old = this.#old.find(({ version, board }) => version > 0 && this.#rules.turnOf(board) === 1);
    const move = old && this.#rules.movesOn(old.board).at(-1);
    this.#shown = old?.version ?? 0;
    if (old && move !== undefined)
      this.ben.user.call(createAdjudicator({ rules: this.#rules }), postCall(this.terms, old, move));
  }

  get now(): number {
    return this.#at;
  }
}

/** The calls in the order of their codes (`GAME_CALLS`). */
const CALL_NAMES = ['open', 'join', 'cancel', 'post', 'play', 'settle', 'conclude'];

/**
 * Ana and ben lock a stake each and play off chain. In the end they sign what each gets; or ben goes silent, and ana posts the
 * last co-signed position and, after the period, gets both stakes; or ben shows an old position, which she replaces.
 */
export function runStateChannel(settings: StateChannelSettings): StateChannelRun {
  const run = new GameRun(settings);
  run.ana.lock();
  run.seal();
  run.ben.lock();
  for (let block = 0; block < 3; block += 1) run.seal();
  run.talk();
  const quiet = run.now;
  for (let block = 0; block < MOST_BLOCKS && run.ana.adjudication.stage !== 'settled'; block += 1) {
    run.act();
    run.ana.watch();
    run.seal();
  }
  const { chain, terms, ana } = run;
  const receipts = chain.blocks.flatMap((block) => block.receipts);
  return {
    trace: run.trace,
    stake: STAKE,
    payouts: run.payouts(),
    locked: balanceIn(chain.state, terms.adjudicator),
    movesOffChain: ana.player.signed.version,
    movesOnChain: run.movesOnChain,
    calls: receipts.length,
    gasUsed: gas(receipts.reduce((sum, { gasUsed }) => sum + gasUsed, 0n)),
    unlockedAfter: ana.adjudication.stage === 'settled' ? ms(run.now - quiet) : null,
  };
}

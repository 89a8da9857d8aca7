/** A player of a game channel as a running thing: it keeps its state, answers messages, and watches the chain. */
import type { KeyPair } from '../../foundation/keys.ts';
import type { Result } from '../../foundation/result.ts';
import type { Hash } from '../../foundation/units.ts';
import { ChainUser } from '../../layer1/chain/chain-user.ts';
import type { ContractChain } from '../../layer1/chain/contract-chain.ts';
import { contractTransactionHash } from '../../layer1/ledger/contract-transaction.ts';
import { readAdjudication, termsFields } from './adjudicator-calls.ts';
import type { GameAdjudication, GameCall } from './adjudicator-calls.ts';
import type { Adjudicator } from './adjudicator.ts';
import { chooseGameAction } from './game-action.ts';
import type { ChooseGameAction } from './game-action.ts';
import type { GameChannelTerms } from './game-channel-terms.ts';
import {
  closingMessage,
  createGamePlayer,
  mayMove,
  moveMessage,
  proposeMove,
  receiveGameMessage,
} from './game-player.ts';
import type { GameMessage, GamePlayerState, ReceiveGameMessage } from './game-player.ts';
import type { ChooseGameMove, GameRules, PlayerIndex } from './game-rules.ts';

/** What a party is made of. */
export interface GamePartySettings {
  readonly rules: GameRules;
  readonly terms: GameChannelTerms;
  readonly me: PlayerIndex;
  readonly key: KeyPair;
  readonly chain: ContractChain;
  readonly adjudicator: Adjudicator;
  readonly chooseMove: ChooseGameMove;
  /** How many blocks without a new co-signed position it waits before it goes on chain, or takes its stake back; 5 unless told. */
  readonly patience?: number;
  /** How many blocks both stakes have to be under before it signs anything; 2 unless told. */
  readonly confirmations?: number;
  /** What an earlier run of the party stored; a new game unless told. */
  readonly stored?: GamePlayerState;
  /** Called with every new state before anything that depends on it leaves. */
  readonly store?: (player: GamePlayerState) => void;
  readonly chooseAction?: ChooseGameAction;
  readonly receive?: ReceiveGameMessage;
}

/** A running player. Whoever runs it hands it messages, and asks it what to send and, after every block, what to do. */
export class GameParty {
  readonly user: ChainUser;
  readonly #settings: GamePartySettings;
  #player: GamePlayerState;
  #submitted: Hash | null = null;

  /** A party of `settings`; what it stored before is where it goes on. */
  constructor(settings: GamePartySettings) {
    const { rules, terms, me, chain, key, stored } = settings;
    this.#settings = settings;
    this.user = new ChainUser(chain, key);
    this.#player = stored ?? createGamePlayer(rules, terms, me);
  }

  /** All that it knows. */
  get player(): GamePlayerState {
    return this.#player;
  }

  /** What the chain says of the channel, at the head. */
  get adjudication(): GameAdjudication {
    return readAdjudication(this.#settings.chain.state, this.#settings.terms);
  }

  /** Locks the party's stake: player 0 opens the channel, player 1 joins it. The transaction's id. */
  lock(): Hash {
    const { terms, me } = this.#settings;
    const call: GameCall = { kind: me === 0 ? 'open' : 'join', ...termsFields(terms) };
    return this.#submit(call, terms.stakes[me]);
  }

  /** What to send now: a move, an own message that has not been answered, or the end. Null when there is nothing to say. */
  speak(): GameMessage | null {
    const { rules, chooseMove, key } = this.#settings;
    const player = this.#player;
    if (!this.#isSafe()) return null;
    if (mayMove(rules, player)) {
      const proposed = proposeMove(rules, player, chooseMove(rules, player.signed.board), key.secretKey);
      if (!proposed.ok) return null;
      this.#keep(proposed.value.player);
      return proposed.value.reply;
    }
    return moveMessage(player) ?? closingMessage(rules, player, key.secretKey);
  }

  /** Takes a message in; what to answer, if anything. */
  hear(message: GameMessage): Result<GameMessage | null> {
    const { rules, key, receive = receiveGameMessage } = this.#settings;
    const stepped = receive(rules, this.#player, message, key.secretKey);
    if (!stepped.ok) return stepped;
    this.#keep(stepped.value.player);
    return { ok: true, value: stepped.value.reply };
  }

  /** Looks at the chain after a block and does what has to be done; the call made, or null. */
  watch(): GameCall | null {
    const { rules, chain, chooseMove, patience = 5, chooseAction = chooseGameAction } = this.#settings;
    const { adjudication } = this;
    const { stage } = adjudication;
    const { onChain } = this.#player;
    if (stage !== this.#player.stage)
      this.#keep({
        ...this.#player,
        stage,
        progressAt: chain.height,
        onChain: onChain || stage === 'disputed',
      });
    if (this.#waits()) return null;
    const call = chooseAction({
      rules,
      player: this.#player,
      adjudication,
      now: chain.now,
      impatient: chain.height - this.#player.progressAt >= patience,
      chooseMove,
    });
    if (call === null) return null;
    // Stored before the call leaves: from here on nothing more is signed off chain.
    if (call.kind !== 'cancel' && !this.#player.onChain) this.#keep({ ...this.#player, onChain: true });
    this.#submit(call);
    return call;
  }

  /** Whether both stakes are under enough blocks. */
  #isSafe(): boolean {
    const { chain, terms, confirmations = 2 } = this.#settings;
    const deep = chain.blocks.at(-1 - confirmations);
    if (deep === undefined) return false;
    const { stage } = readAdjudication(deep.state, terms);
    return stage === 'joined' || stage === 'disputed';
  }

  /** Whether a call of its own is still on its way into a block. */
  #waits(): boolean {
    const waiting = this.#settings.chain.pending.map(contractTransactionHash);
    return this.#submitted !== null && waiting.includes(this.#submitted);
  }

  #submit(call: GameCall, value?: GameChannelTerms['stakes'][0]): Hash {
    this.#submitted = this.user.call(this.#settings.adjudicator, call, value === undefined ? {} : { value });
    return this.#submitted;
  }

  #keep(player: GamePlayerState): void {
    if (player === this.#player) return;
    const hasMoved = player.signed.version > this.#player.signed.version;
    this.#player = hasMoved ? { ...player, progressAt: this.#settings.chain.height } : player;
    this.#settings.store?.(this.#player);
  }
}

/** What state channels for games let out through the engine's door. */
export {
  otherPlayer,
  type ChooseGameMove,
  type GameBoard,
  type GameOutcome,
  type GameRules,
  type PlayerIndex,
} from './game-rules.ts';
export { TIC_TAC_TOE } from './tic-tac-toe.ts';
export { firstMove, perfectMove } from './perfect-play.ts';
export { NIM } from './nim.ts';
export {
  gameChannelId,
  gameClosingHash,
  gameStateHash,
  holdsGameState,
  payoutsFor,
  playerAddresses,
  sameBoard,
  signGameState,
  type CoSignedState,
  type GameChannelTerms,
  type GamePayouts,
  type GameState,
} from './game-channel-terms.ts';
export {
  longestGameDispute,
  supersedes,
  type GameClaim,
  type GameDisputeTerms,
  type Supersedes,
} from './game-claim.ts';
export {
  GAME_CALLS,
  postCall,
  readAdjudication,
  termsFields,
  type GameAdjudication,
  type GameCall,
  type GameStage,
} from './adjudicator-calls.ts';
export {
  adjudicatorAddress,
  createAdjudicator,
  type Adjudicator,
  type AdjudicatorSettings,
} from './adjudicator.ts';
export {
  closingMessage,
  createGamePlayer,
  mayMove,
  moveMessage,
  payoutsNow,
  proposeMove,
  receiveGameMessage,
  type GameMessage,
  type GamePlayerState,
  type PlayerStep,
  type ProposedMove,
  type ReceiveGameMessage,
} from './game-player.ts';
export { chooseGameAction, type ChooseGameAction, type GameSituation } from './game-action.ts';
export { GameParty, type GamePartySettings } from './game-party.ts';

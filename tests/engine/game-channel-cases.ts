/** A chain, two players and a channel between them, for the tests of state channels. */
import {
  adjudicatorAddress,
  balanceIn,
  ChainUser,
  ContractChain,
  createAdjudicator,
  createKey,
  gameChannelId,
  GameParty,
  gameStateHash,
  hashHex,
  ms,
  perfectMove,
  readAdjudication,
  sha256,
  signGameState,
  termsFields,
  TIC_TAC_TOE,
  utf8,
  wei,
  type Adjudicator,
  type CoSignedState,
  type GameCall,
  type GameChannelTerms,
  type GameMessage,
  type GamePartySettings,
  type GameRules,
  type KeyPair,
  type PlayerIndex,
} from '../../src/engine/index.ts';

export const STAKE = wei(1_000n);
export const FUNDS = wei(10_000n);
export const PERIOD = ms(96_000);

export interface Table {
  readonly chain: ContractChain;
  readonly rules: GameRules;
  readonly adjudicator: Adjudicator;
  readonly terms: GameChannelTerms;
  readonly keys: readonly [KeyPair, KeyPair];
}

/** A chain without fees, so that what is held adds up. Needs `ready()`. */
export function createTable(rules: GameRules = TIC_TAC_TOE, name = 'game'): Table {
  const keys = [createKey(`${name} 0`), createKey(`${name} 1`)] as const;
  const adjudicator = createAdjudicator({ rules });
  const chain = new ContractChain({
    contracts: [adjudicator],
    accounts: keys.map(({ address }) => [address, { balance: FUNDS, nonce: 0 }] as const),
    feeMarket: false,
  });
  const terms: GameChannelTerms = {
    adjudicator: adjudicatorAddress(adjudicator),
    publicKeys: [keys[0].publicKey, keys[1].publicKey],
    stakes: [STAKE, STAKE],
    period: PERIOD,
    salt: hashHex(sha256(utf8(name))),
  };
  return { chain, rules, adjudicator, terms, keys };
}

export const seat = (table: Table, me: PlayerIndex, more: Partial<GamePartySettings> = {}): GameParty =>
  new GameParty({ ...table, me, key: table.keys[me], chooseMove: perfectMove, ...more });

/** Both lock, and the channel is under enough blocks to play. */
export function lockBoth(table: Table, parties: readonly [GameParty, GameParty]): void {
  parties[0].lock();
  table.chain.seal();
  parties[1].lock();
  table.chain.sealMany(3);
  for (const party of parties) party.watch();
}

/** Lets both speak and hear in turn until neither has anything new; the messages that went. */
export function talk(parties: readonly [GameParty, GameParty], most = 100): GameMessage[] {
  const sent: GameMessage[] = [];
  let quiet = 0;
  for (let at = 0; quiet < 2 && sent.length < most; at += 1) {
    const [from, to] = at % 2 === 0 ? parties : [parties[1], parties[0]];
    const before = `${parties[0].player.signed.version}/${parties[1].player.signed.version}/${parties.map(({ player }) => player.closing !== null).join()}`;
    const message = from.speak();
    if (message !== null) {
      sent.push(message);
      const answer = to.hear(message);
      if (answer.ok && answer.value !== null) {
        sent.push(answer.value);
        from.hear(answer.value);
      }
    }
    const after = `${parties[0].player.signed.version}/${parties[1].player.signed.version}/${parties.map(({ player }) => player.closing !== null).join()}`;
    quiet = before === after ? quiet + 1 : 0;
  }
  return sent;
}

/** Blocks in a period. */
export const PERIOD_BLOCKS = PERIOD / 12_000;

/** The position after these moves, signed by both. */
export function coSigned(table: Table, moves: readonly number[]): CoSignedState {
  const { rules, terms, keys } = table;
  let { start: board } = rules;
  for (const move of moves) {
    const played = rules.play(board, move);
    if (!played.ok) throw new Error(played.rejection.message);
    board = played.value;
  }
  const state = { version: moves.length, board };
  const of = (player: PlayerIndex) => signGameState(gameChannelId(terms), state, keys[player].secretKey);
  return { ...state, signatures: moves.length === 0 ? null : [of(0), of(1)] };
}

/** A table with both stakes locked, and both players as users of the chain. */
export function locked(rules = TIC_TAC_TOE) {
  const table = createTable(rules);
  const users = table.keys.map((key) => new ChainUser(table.chain, key)) as [ChainUser, ChainUser];
  lockBoth(table, [seat(table, 0), seat(table, 1)]);
  const call = (player: PlayerIndex, what: GameCall, value = wei(0n)): string => {
    const id = users[player].call(table.adjudicator, what, { value });
    table.chain.seal();
    return users[player].receipt(id)?.code ?? 'lost';
  };
  const play = (player: PlayerIndex, move: number): string =>
    call(player, {
      kind: 'play',
      ...termsFields(table.terms),
      on: gameStateHash(gameChannelId(table.terms), readAdjudication(table.chain.state, table.terms)),
      move,
    });
  const settle = (player: PlayerIndex) => call(player, { kind: 'settle', ...termsFields(table.terms) });
  const stands = () => readAdjudication(table.chain.state, table.terms);
  const holds = () => table.keys.map(({ address }) => balanceIn(table.chain.state, address));
  return { table, call, play, settle, stands, holds };
}

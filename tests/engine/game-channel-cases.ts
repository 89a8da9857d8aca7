/** A chain, two players and a channel between them, for the tests of state channels. */
import {
  adjudicatorAddress,
  ContractChain,
  createAdjudicator,
  createKey,
  GameParty,
  hashHex,
  ms,
  perfectMove,
  sha256,
  TIC_TAC_TOE,
  utf8,
  wei,
  type Adjudicator,
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

/** A state channel attacked: stale positions, second moves, moves taken back; and the rules of the games. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  balanceIn,
  ChainUser,
  chooseGameAction,
  createKey,
  firstMove,
  gameChannelId,
  ms,
  NIM,
  perfectMove,
  postCall,
  ready,
  signGameState,
  supersedes,
  termsFields,
  TIC_TAC_TOE,
  wei,
} from '../../src/engine/index.ts';
import {
  coSigned,
  createTable,
  FUNDS,
  lockBoth,
  locked,
  PERIOD_BLOCKS,
  seat,
  STAKE,
} from './game-channel-cases.ts';

beforeAll(() => ready());

describe('attacks by name', () => {
  test('a stale position is replaced by one with more moves, and not the other way round', () => {
    const { table, call, stands } = locked();
    expect(call(1, postCall(table.terms, coSigned(table, [0]), 4))).toBe('ok');
    expect(call(0, postCall(table.terms, coSigned(table, [0, 3, 1, 4]), 2))).toBe('ok');
    expect(stands()).toMatchObject({ version: 5, signedVersion: 4 });
    expect(call(1, postCall(table.terms, coSigned(table, [0]), 4))).toBe('stale-state');
    expect(call(1, postCall(table.terms, coSigned(table, [0, 3, 1, 4]), null))).toBe('stale-state');
  });

  test('a second move in a version that both agreed on is undone, even if it would have won', () => {
    const { table, call, stands, settle, holds } = locked();
    // Agreed: 0 3 1 4, then the first player moved to 8. It shows the position before and takes the winning 2 instead.
    expect(call(0, postCall(table.terms, coSigned(table, [0, 3, 1, 4]), 2))).toBe('ok');
    expect(TIC_TAC_TOE.outcomeOf(stands().board)).toBe(0);
    expect(call(1, postCall(table.terms, coSigned(table, [0, 3, 1, 4, 8]), 5))).toBe('ok');
    expect(TIC_TAC_TOE.outcomeOf(stands().board)).toBe(1);
    table.chain.sealMany(PERIOD_BLOCKS);
    expect(settle(1)).toBe('ok');
    expect(holds()).toEqual([FUNDS - STAKE, FUNDS + STAKE]);
  });

  test('moves made on chain are not taken back by a co-signed position that was kept back', () => {
    const { table, call, play } = locked();
    // The second player keeps its agreement to 4 moves back; the first posts what it has, and both move on chain.
    expect(call(0, postCall(table.terms, coSigned(table, [0, 3]), 1))).toBe('ok');
    expect(play(1, 4)).toBe('ok');
    expect(play(0, 8)).toBe('ok');
    expect(call(1, postCall(table.terms, coSigned(table, [0, 3, 1, 4]), null))).toBe('stale-state');
    expect(call(1, postCall(table.terms, coSigned(table, [0, 3, 1]), 2))).toBe('stale-state');
  });

  test('a move made on chain is not taken back once the answer is in sight, by building on a position kept back', () => {
    const { table, call, play, stands } = locked();
    // The second player keeps its agreement to 3 moves back, answers on chain, and would rather have answered 2.
    expect(call(0, postCall(table.terms, coSigned(table, [0, 3]), 1))).toBe('ok');
    expect(play(1, 8)).toBe('ok');
    const { board } = stands();
    expect(call(1, postCall(table.terms, coSigned(table, [0, 3, 1]), 2))).toBe('stale-state');
    expect(stands()).toMatchObject({ board, version: 4, signedVersion: 2 });
    expect(play(0, 2)).toBe('ok');
  });

  test('nobody but who opened a channel cancels it, and nobody once it is joined or settled', () => {
    const table = createTable();
    const users = table.keys.map((key) => new ChainUser(table.chain, key));
    const call = (player: 0 | 1, kind: 'open' | 'join' | 'cancel', value = wei(0n)) => {
      const user = users[player] as ChainUser;
      const id = user.call(table.adjudicator, { kind, ...termsFields(table.terms) }, { value });
      table.chain.seal();
      return user.receipt(id)?.code;
    };
    expect(call(0, 'cancel')).toBe('wrong-stage');
    expect(call(0, 'open', STAKE)).toBe('ok');
    expect(call(1, 'cancel')).toBe('wrong-player');
    expect(call(0, 'cancel')).toBe('ok');
    // The stake is back, and the same terms are never played for again: old signatures would hold.
    expect([call(0, 'cancel'), call(0, 'open', STAKE), call(1, 'join', STAKE)]).toEqual([
      'wrong-stage',
      'wrong-stage',
      'wrong-stage',
    ]);
    expect(balanceIn(table.chain.state, table.keys[0].address)).toBe(FUNDS);
    const { call: onJoined, table: joined, stands } = locked();
    expect(onJoined(0, { kind: 'cancel', ...termsFields(joined.terms) })).toBe('wrong-stage');
    // A stranger who got hold of a signed position starts no clock either.
    const eve = new ChainUser(joined.chain, createKey('eve'));
    const id = eve.call(joined.adjudicator, postCall(joined.terms, coSigned(joined, [0]), null));
    joined.chain.seal();
    expect([eve.receipt(id)?.code, stands().stage]).toEqual(['not-a-player', 'joined']);
  });

  test('two players who sign a position that there is not stop nobody’s chain', () => {
    const { table, call } = locked(NIM);
    // Twenty counters in a heap: a move that takes 18 of them reads as one that takes 2 of the next heap’s single one.
    const state = { version: 1, board: [0, 3, 20, 1] };
    const sign = (player: 0 | 1) =>
      signGameState(gameChannelId(table.terms), state, table.keys[player].secretKey);
    const signed = { ...state, signatures: [sign(0), sign(1)] as const };
    expect(call(0, postCall(table.terms, signed, 34))).toBe('illegal-move');
    expect(call(0, postCall(table.terms, signed, 31))).toBe('ok');
    // Rules that are none make no board that cannot be stored.
    const broken = { ...NIM, name: 'broken', play: () => ({ ok: true as const, value: [0, -1] }) };
    const other = locked(broken);
    expect(other.call(0, postCall(other.table.terms, coSigned(other.table, []), 17))).toBe('malformed-board');
    expect(other.call(0, postCall(other.table.terms, coSigned(other.table, []), null))).toBe('ok');
    expect(other.play(0, 17)).toBe('malformed-board');
  });

  test('a player that has signed a move makes that one on chain, whatever it would choose now', () => {
    const table = createTable();
    const party = seat(table, 0, { chooseMove: firstMove });
    lockBoth(table, [party, seat(table, 1)]);
    party.speak();
    const { proposed } = party.player;
    const again = seat(table, 0, { stored: party.player, chooseMove: perfectMove });
    const call = chooseGameAction({
      rules: TIC_TAC_TOE,
      player: again.player,
      adjudication: again.adjudication,
      now: ms(0),
      impatient: true,
      chooseMove: () => 8,
    });
    expect(call).toMatchObject({ kind: 'post', moves: true, move: proposed?.move });
  });

  test('a rule that counts signed moves only lets them be taken back', () => {
    const standing = { signedVersion: 2, version: 5, board: [] };
    const kept = { signedVersion: 4, version: 4, board: [] };
    expect(supersedes(kept, standing)).toBe(false);
    expect(kept.signedVersion > standing.signedVersion).toBe(true);
    expect(supersedes({ ...kept, version: 5 }, standing)).toBe(false);
    expect(supersedes({ ...kept, version: 5, signedVersion: 5 }, standing)).toBe(true);
    expect(supersedes(standing, standing)).toBe(false);
  });
});

describe('the rules', () => {
  test('tic-tac-toe: lines win, a full board draws, nothing moves after the end', () => {
    const { outcomeOf, play, movesOn } = TIC_TAC_TOE;
    expect(outcomeOf([1, 1, 1, 2, 2, 0, 0, 0, 0])).toBe(0);
    expect(outcomeOf([2, 1, 1, 1, 2, 0, 0, 0, 2])).toBe(1);
    expect(outcomeOf([1, 2, 1, 1, 2, 2, 2, 1, 1])).toBe('draw');
    expect(movesOn([1, 1, 1, 2, 2, 0, 0, 0, 0])).toEqual([]);
    expect(play([1, 1, 1, 2, 2, 0, 0, 0, 0], 5).ok).toBe(false);
    for (const move of [-1, 9, 0.5, Number.NaN]) expect(play(TIC_TAC_TOE.start, move).ok).toBe(false);
  });

  test('nim: a move takes from one heap, and the last counter wins', () => {
    expect(NIM.movesOn([0, 1, 0, 2])).toEqual([1, 33, 34]);
    expect(NIM.play([0, 1, 0, 2], 17).ok).toBe(false);
    const last = NIM.play([1, 0, 0, 2], 34);
    expect(last.ok && NIM.outcomeOf(last.value)).toBe(1);
  });
});

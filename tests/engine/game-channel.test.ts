/** A state channel by its rules: what the contract and the players refuse. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  ChainUser,
  createKey,
  GAME_CALLS,
  gameChannelId,
  gameClosingHash,
  gameStateHash,
  hexToBytes,
  postCall,
  proposeMove,
  ready,
  receiveGameMessage,
  sign,
  termsFields,
  TIC_TAC_TOE,
  wei,
  type CoSignedState,
  type GameCall,
  type GameMessage,
  type PlayerIndex,
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
  talk,
} from './game-channel-cases.ts';

beforeAll(() => ready());

describe('locking', () => {
  test('takes the exact stake of each, in turn and once; what is refused comes back', () => {
    const table = createTable();
    const [first, second] = table.keys.map((key) => new ChainUser(table.chain, key)) as [
      ChainUser,
      ChainUser,
    ];
    const fields = termsFields(table.terms);
    const code = (user: ChainUser, what: GameCall, value = STAKE) => {
      const id = user.call(table.adjudicator, what, { value });
      table.chain.seal();
      return user.receipt(id)?.code;
    };
    expect(code(second, { kind: 'join', ...fields })).toBe('wrong-stage');
    expect(code(second, { kind: 'open', ...fields })).toBe('wrong-player');
    expect(code(first, { kind: 'open', ...fields }, wei(999n))).toBe('wrong-stake');
    expect(code(first, { kind: 'open', ...fields, stakes: [1n] })).toBe('malformed-terms');
    expect(code(first, { kind: 'open', ...fields, second: fields.first })).toBe('malformed-terms');
    expect(code(first, { kind: 'open', ...fields, period: 0 })).toBe('malformed-terms');
    expect(first.balance).toBe(FUNDS);
    expect(code(first, { kind: 'open', ...fields })).toBe('ok');
    expect(code(first, { kind: 'open', ...fields })).toBe('wrong-stage');
    expect(code(first, { kind: 'join', ...fields })).toBe('wrong-player');
    expect(code(second, { kind: 'join', ...fields })).toBe('ok');
    expect([first.balance, second.balance]).toEqual([FUNDS - STAKE, FUNDS - STAKE]);
    expect(code(first, { kind: 'cancel', ...fields }, wei(0n))).toBe('wrong-stage');
  });

  test('a channel that nobody joins gives the stake back, by itself after a while', () => {
    const table = createTable();
    const party = seat(table, 0);
    party.lock();
    for (let block = 0; block < 10; block += 1) {
      table.chain.seal();
      party.watch();
    }
    expect(party.adjudication.stage).toBe('settled');
    expect(party.user.balance).toBe(FUNDS);
  });

  test('a call carries its terms, and every call survives its codec', () => {
    const { terms } = createTable();
    const call: GameCall = postCall(terms, coSigned(createTable(), [4, 0]), 8);
    expect(GAME_CALLS.decode(GAME_CALLS.encode(call))).toEqual({ ok: true, value: call });
  });
});

describe('off chain', () => {
  test('a whole game takes no call; its end pays by one', () => {
    const table = createTable();
    const parties = [seat(table, 0), seat(table, 1)] as const;
    lockBoth(table, parties);
    const height = table.chain.height;
    talk(parties);
    expect(table.chain.height).toBe(height);
    expect(parties[0].player.signed).toMatchObject({ version: 9 });
    expect(parties[0].player.signed).toEqual(parties[1].player.signed);
    for (let block = 0; block < 2; block += 1) {
      for (const party of parties) party.watch();
      table.chain.seal();
    }
    expect(parties[0].adjudication.stage).toBe('settled');
    expect(parties.map(({ user }) => user.balance)).toEqual([FUNDS, FUNDS]);
    expect(
      table.chain.blocks.slice(height).flatMap(({ receipts }) => receipts.map(({ code }) => code)),
    ).toEqual(['ok']);
  });

  const table = () => createTable();
  const heard = (message: GameMessage, moves: readonly number[] = [], me: PlayerIndex = 1) => {
    const at = table();
    const player = { ...seat(at, me).player, signed: coSigned(at, moves) };
    const step = receiveGameMessage(TIC_TAC_TOE, player, message, at.keys[me].secretKey);
    return step.ok ? 'ok' : step.rejection.code;
  };
  const moved = (
    moves: readonly number[],
    move: number,
    by: PlayerIndex = 0,
  ): GameMessage & { kind: 'move' } => {
    const at = table();
    const player = { ...seat(at, by).player, signed: coSigned(at, moves) };
    const step = proposeMove(TIC_TAC_TOE, player, move, at.keys[by].secretKey);
    if (!step.ok || step.value.reply?.kind !== 'move') throw new Error('no move');
    return step.value.reply;
  };

  test('an illegal move, one out of turn, one of another version, one not signed by the other: nothing is signed', () => {
    const good = moved([], 4);
    expect(heard(good)).toBe('ok');
    expect(heard({ ...good, move: 3 })).toBe('bad-signature');
    expect(heard({ ...good, move: 9 })).toBe('illegal-move');
    expect(heard({ ...good, version: 2 })).toBe('wrong-version');
    expect(heard({ ...good, signature: `0x${'11'.repeat(64)}` })).toBe('bad-signature');
    expect(heard(moved([4, 0], 8), [4])).toBe('wrong-version');
    expect(heard({ ...moved([4, 0], 8), version: 2 }, [4])).toBe('not-your-turn');
    expect(heard({ kind: 'agree', version: 3, signature: good.signature })).toBe('no-such-move');
    expect(heard({ kind: 'close', signature: good.signature })).toBe('game-not-over');
  });

  test('a doubled move is answered again; another move of the same version is not', () => {
    const good = moved([], 4);
    const at = table();
    const step = receiveGameMessage(TIC_TAC_TOE, seat(at, 1).player, good, at.keys[1].secretKey);
    if (!step.ok) throw new Error(step.rejection.message);
    const again = receiveGameMessage(TIC_TAC_TOE, step.value.player, good, at.keys[1].secretKey);
    expect(again.ok && again.value.reply).toEqual(step.value.reply);
    const second = receiveGameMessage(TIC_TAC_TOE, step.value.player, moved([], 5), at.keys[1].secretKey);
    expect(second).toMatchObject({ ok: false, rejection: { code: 'already-agreed' } });
  });

  test('once the game is on chain nothing more is signed off chain', () => {
    const at = table();
    const player = { ...seat(at, 1).player, onChain: true };
    const step = receiveGameMessage(TIC_TAC_TOE, player, moved([], 4), at.keys[1].secretKey);
    expect(step).toMatchObject({ ok: false, rejection: { code: 'gone-on-chain' } });
    expect(proposeMove(TIC_TAC_TOE, { ...player, me: 0 }, 4, at.keys[0].secretKey).ok).toBe(false);
  });
});

describe('a dispute', () => {
  test('silence at the start: who opened posts version 0 with a move, and gets both stakes after the period', () => {
    const { table, call, settle, stands, holds } = locked();
    expect(call(0, postCall(table.terms, coSigned(table, []), 4))).toBe('ok');
    expect(stands()).toMatchObject({ stage: 'disputed', version: 1, signedVersion: 0 });
    expect(settle(0)).toBe('too-early');
    table.chain.sealMany(PERIOD_BLOCKS);
    expect(settle(1)).toBe('ok');
    expect(holds()).toEqual([FUNDS + STAKE, FUNDS - STAKE]);
    expect(settle(1)).toBe('wrong-stage');
  });

  test('goes on move by move on chain, each in its turn and on its own position', () => {
    const { table, call, play, stands, settle, holds } = locked();
    expect(call(1, postCall(table.terms, coSigned(table, [0, 3]), null))).toBe('ok');
    expect(play(1, 1)).toBe('not-your-turn');
    expect(play(0, 0)).toBe('illegal-move');
    expect(play(0, 77)).toBe('illegal-move');
    const stale = {
      kind: 'play' as const,
      ...termsFields(table.terms),
      on: gameStateHash(gameChannelId(table.terms), stands()),
      move: 1,
    };
    expect(play(0, 1)).toBe('ok');
    expect(call(1, { ...stale, move: 4 })).toBe('wrong-position');
    expect(play(1, 4)).toBe('ok');
    expect(play(0, 2)).toBe('ok');
    // 0 1 2 are a row: the game is over, and nobody moves.
    expect(play(1, 5)).toBe('illegal-move');
    expect(settle(0)).toBe('too-early');
    table.chain.sealMany(PERIOD_BLOCKS);
    expect(settle(0)).toBe('ok');
    expect(holds()).toEqual([FUNDS + STAKE, FUNDS - STAKE]);
  });

  test('an answer after the deadline is too late', () => {
    const { table, call, play } = locked();
    call(0, postCall(table.terms, coSigned(table, []), 4));
    table.chain.sealMany(PERIOD_BLOCKS);
    expect(play(1, 0)).toBe('too-late');
    expect(call(1, postCall(table.terms, coSigned(table, [4, 0]), null))).toBe('too-late');
  });

  test('the block that bears the deadline itself is in time for an answer, and too early for a payout', () => {
    for (const [act, code] of [
      ['settle', 'too-early'],
      ['play', 'ok'],
    ] as const) {
      const { table, call, play, settle, stands } = locked();
      call(0, postCall(table.terms, coSigned(table, []), 4));
      table.chain.sealMany(PERIOD_BLOCKS - 1);
      const { deadline } = stands();
      expect(act === 'settle' ? settle(0) : play(1, 0)).toBe(code);
      expect(table.chain.now).toBe(deadline);
    }
  });

  test('is for players, with both signatures, of this channel, on this contract', () => {
    const { table, call } = locked();
    const good = coSigned(table, [4, 0]);
    const [a, b] = good.signatures ?? ['0x', '0x'];
    const post = (state: CoSignedState, move: number | null = null) =>
      call(0, postCall(table.terms, state, move));
    expect(post({ ...good, signatures: [a, a] })).toBe('bad-signature');
    expect(post({ ...good, signatures: [b, a] })).toBe('bad-signature');
    expect(post({ ...good, signatures: null })).toBe('bad-signature');
    expect(post({ ...good, version: 3 })).toBe('bad-signature');
    expect(post({ ...good, board: [1, 1, 1, 0, 0, 0, 0, 0, 0] })).toBe('bad-signature');
    expect(post({ version: 0, board: good.board, signatures: null })).toBe('wrong-start');
    expect(post({ version: 1, board: new Array<number>(32).fill(0), signatures: null })).toBe(
      'malformed-board',
    );
    expect(post(good, 4)).toBe('illegal-move');
    expect(call(1, postCall(table.terms, good, 8))).toBe('not-your-turn');
    expect(call(0, { ...postCall(table.terms, good, null), salt: gameChannelId(table.terms) })).toBe(
      'wrong-stage',
    );
    expect(call(0, postCall(table.terms, good, null), wei(5n))).toBe('not-payable');
    const other = createTable(TIC_TAC_TOE, 'other');
    expect(post(coSigned(other, [4, 0]))).toBe('bad-signature');
    const stranger = createKey('stranger');
    expect(stranger.address).not.toBe(table.keys[0].address);
    expect(post(good)).toBe('ok');
  });

  test('an agreed end pays what both signed, and only if it makes up the stakes', () => {
    const { table, call, holds } = locked();
    const end = (
      payouts: readonly [bigint, bigint],
      signers: readonly [PlayerIndex, PlayerIndex] = [0, 1],
    ): GameCall => {
      const amounts = [wei(payouts[0]), wei(payouts[1])] as const;
      const hash = gameClosingHash(gameChannelId(table.terms), amounts);
      return {
        kind: 'conclude',
        ...termsFields(table.terms),
        payouts: amounts,
        signatures: signers.map((player) => hexToBytes(sign(hash, table.keys[player].secretKey))),
      };
    };
    expect(call(0, end([2_001n, 0n]))).toBe('wrong-payouts');
    expect(call(0, end([1_500n, 400n]))).toBe('wrong-payouts');
    expect(call(0, end([2_000n, 0n], [0, 0]))).toBe('bad-signature');
    expect(call(0, end([1_700n, 300n]))).toBe('ok');
    expect(holds()).toEqual([FUNDS + 700n, FUNDS - 700n]);
    expect(call(0, end([1_700n, 300n]))).toBe('wrong-stage');
  });
});

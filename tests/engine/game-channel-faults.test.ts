/** A state channel under faults: whatever is lost, doubled, reordered, crashed, undone or lied about, an honest player gets its due. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  balanceIn,
  contractSenderOf,
  contractTransactionHash,
  createRandom,
  firstMove,
  longestGameDispute,
  ms,
  NIM,
  perfectMove,
  postCall,
  proposeMove,
  ready,
  TIC_TAC_TOE,
  type CoSignedState,
  type GameMessage,
  type GameParty,
  type GamePlayerState,
  type GameRules,
  type PlayerIndex,
  type Random,
} from '../../src/engine/index.ts';
import {
  createTable,
  FUNDS,
  lockBoth,
  PERIOD,
  PERIOD_BLOCKS,
  seat,
  STAKE,
  type Table,
} from './game-channel-cases.ts';
import { runs } from './runs.ts';

beforeAll(() => ready());

/** What goes wrong, in hundredths. */
interface Faults {
  readonly lost: number;
  readonly doubled: number;
  readonly late: number;
  readonly crash: number;
  readonly reorganise: number;
  /** From which block on the other says and does nothing; null for never. */
  readonly silentFrom: number | null;
  /** Whether the other posts old positions, moves twice in a version and sends nonsense. */
  readonly lies: boolean;
}

const faults = fc.record({
  lost: fc.constantFrom(0, 10, 50, 100),
  doubled: fc.constantFrom(0, 30),
  late: fc.constantFrom(0, 40),
  crash: fc.constantFrom(0, 20),
  reorganise: fc.constantFrom(0, 20),
  silentFrom: fc.option(fc.integer({ min: 0, max: 12 })),
  lies: fc.boolean(),
});

const clone = <T>(value: T): T => structuredClone(value);

/** One player as a process that can die between storing and sending. */
class Process {
  stored: GamePlayerState | undefined;
  party: GameParty;
  readonly #make: () => GameParty;

  constructor(
    table: Table,
    me: PlayerIndex,
    check: (before: GamePlayerState | undefined, after: GamePlayerState) => void,
  ) {
    this.#make = () =>
      seat(table, me, {
        ...(this.stored === undefined ? {} : { stored: clone(this.stored) }),
        store: (player) => {
          check(this.stored, player);
          this.stored = clone(player);
        },
      });
    this.party = this.#make();
  }

  crash(): void {
    this.party = this.#make();
  }
}

/** Every co-signed position has to follow by one legal move from the one before, and no version is ever signed twice. */
function honestly(rules: GameRules, me: PlayerIndex) {
  const mine = new Map<number, string>();
  return (before: GamePlayerState | undefined, after: GamePlayerState): void => {
    const signed = before?.signed ?? { version: 0, board: rules.start };
    // A move that carries the agreement to one's own takes two steps at once.
    const from = after.signed.version === signed.version + 2 ? (before?.proposed ?? signed) : signed;
    if (after.signed.version !== signed.version && after.signed.version !== from.version) {
      expect(after.signed.version).toBe(from.version + 1);
      const reachable = rules.movesOn(from.board).map((move) => {
        const played = rules.play(from.board, move);
        return played.ok ? played.value.join() : '';
      });
      expect(reachable).toContain(after.signed.board.join());
    }
    for (const state of [after.signed, after.proposed]) {
      if (state === null || state.version === 0) continue;
      const known = mine.get(state.version);
      if (known !== undefined) expect(`player ${me}: ${state.board.join()}`).toBe(`player ${me}: ${known}`);
      mine.set(state.version, state.board.join());
    }
  };
}

interface Mail {
  readonly to: PlayerIndex;
  readonly message: GameMessage;
}

/** What a liar sends or posts in a turn: an old position, a second move of the same version, a message with one field changed. */
function lie(
  table: Table,
  liar: Process,
  seen: readonly CoSignedState[],
  random: Random,
): GameMessage | null {
  const { rules, terms, keys } = table;
  const me = liar.party.player.me;
  const { user } = liar.party;
  const act = random.int(0, 3);
  if (act === 0) {
    const old = random.pick(seen);
    const moves = rules.movesOn(old.board);
    const move = random.chance(1, 2) && moves.length > 0 ? random.pick(moves) : null;
    user.call(table.adjudicator, postCall(terms, old, move));
    return null;
  }
  const own = seen.filter(({ board }) => rules.turnOf(board) === me && rules.outcomeOf(board) === null);
  if (own.length === 0) return null;
  const base = random.pick(own);
  const state = { ...liar.party.player, signed: base, proposed: null, onChain: false };
  const proposed = proposeMove(rules, state, random.pick(rules.movesOn(base.board)), keys[me].secretKey);
  if (!proposed.ok || proposed.value.reply?.kind !== 'move') return null;
  const message = proposed.value.reply;
  if (act === 1) return message;
  return act === 2 ? { ...message, move: random.int(0, 80) } : { ...message, version: random.int(0, 12) };
}

/** Plays a channel out under faults: player `honest` follows the protocol. What each held at the end, and how many blocks it took. */
function playOut(
  rules: GameRules,
  honest: PlayerIndex,
  seed: number,
  { lost, doubled, late, crash, reorganise, silentFrom, lies }: Faults,
) {
  const random = createRandom(seed, 'faults');
  const table = createTable(rules);
  const { chain } = table;
  const other: PlayerIndex = honest === 0 ? 1 : 0;
  const processes: [Process, Process] = [
    new Process(table, 0, honest === 0 ? honestly(rules, 0) : () => undefined),
    new Process(table, 1, honest === 1 ? honestly(rules, 1) : () => undefined),
  ];
  lockBoth(table, [processes[0].party, processes[1].party]);
  const seen = new Map<number, CoSignedState>();
  let mail: Mail[] = [];
  const post = (from: PlayerIndex, message: GameMessage | null): void => {
    if (message === null || random.chance(lost, 100)) return;
    const to: PlayerIndex = from === 0 ? 1 : 0;
    mail.push({ to, message });
    if (random.chance(doubled, 100)) mail.push({ to, message });
  };
  const isSilent = (player: PlayerIndex, block: number): boolean =>
    player === other && silentFrom !== null && block >= silentFrom;
  const firstHeight = chain.height;
  let calmUntil = 0;
  for (let block = 0; block < 200; block += 1) {
    for (let round = 0; round < 2; round += 1) {
      for (const player of [0, 1] as const) {
        const one = processes[player];
        if (isSilent(player, block)) continue;
        const message = one.party.speak();
        const { signed } = one.party.player;
        seen.set(signed.version, signed);
        if (random.chance(crash, 100)) one.crash();
        else post(player, message);
        if (player === other && lies && random.chance(1, 3))
          post(player, lie(table, one, [...seen.values()], random));
      }
      const arriving = random.shuffle(mail);
      mail = [];
      for (const one of arriving) {
        const { to, message } = one;
        if (random.chance(late, 100)) {
          mail.push(one);
          continue;
        }
        if (isSilent(to, block)) continue;
        const answer = processes[to].party.hear(message);
        if (random.chance(crash, 100)) processes[to].crash();
        else if (answer.ok) post(to, answer.value);
      }
    }
    chain.seal();
    if (block >= calmUntil && random.chance(reorganise, 100)) {
      // A period is chosen longer than the chain takes to take a call in for good: one reorganisation in it, not ten.
      calmUntil = block + PERIOD_BLOCKS;
      const depth = Math.min(random.int(1, 2), chain.height - firstHeight);
      const forgotten = random.chance(1, 2);
      const senders = new Map(
        chain.blocks.flatMap(({ block: { transactions } }) =>
          transactions.map((one) => [contractTransactionHash(one), contractSenderOf(one)] as const),
        ),
      );
      const victim = table.keys[random.int(0, 1) as PlayerIndex].address;
      chain.reorganise(depth, (hash) => forgotten && senders.get(hash) === victim);
      chain.sealMany(depth);
    }
    for (const player of [0, 1] as const) if (!isSilent(player, block)) processes[player].party.watch();
    if (processes[honest].party.adjudication.stage === 'settled') {
      const [first, second] = table.keys.map(({ address }) =>
        balanceIn(chain.state, address),
      ) as bigint[] as [bigint, bigint];
      const held = balanceIn(chain.state, table.terms.adjudicator);
      const { player, adjudication } = processes[honest].party;
      return {
        mine: honest === 0 ? first : second,
        theirs: honest === 0 ? second : first,
        held,
        blocks: block,
        player,
        adjudication,
      };
    }
  }
  throw new Error('The channel is not settled after 200 blocks.');
}

describe('whatever goes wrong', () => {
  test('stakes come back whole, and a player who plays perfectly never gets less than its stake', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom<PlayerIndex>(0, 1), faults, (seed, honest, what) => {
        const { mine, theirs, held } = playOut(TIC_TAC_TOE, honest, seed, what);
        expect(held).toBe(0n);
        expect(mine + theirs).toBe(2n * FUNDS);
        expect(mine).toBeGreaterThanOrEqual(FUNDS);
      }),
      { numRuns: runs(60) },
    );
  });

  test('who has won the game for certain wins the stakes: the first player at nim', () => {
    fc.assert(
      fc.property(fc.nat(), faults, (seed, what) => {
        const { mine, theirs } = playOut(NIM, 0, seed, what);
        expect([mine, theirs]).toEqual([FUNDS + STAKE, FUNDS - STAKE]);
      }),
      { numRuns: runs(40) },
    );
  });

  test('silence forfeits: the silent one gets nothing unless the game was over', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom<PlayerIndex>(0, 1),
        fc.integer({ min: 0, max: 4 }),
        (seed, honest, silentFrom) => {
          const quiet = { lost: 0, doubled: 0, late: 0, crash: 0, reorganise: 0, silentFrom, lies: false };
          const { mine, theirs, player, adjudication } = playOut(TIC_TAC_TOE, honest, seed, quiet);
          const last = adjudication.version > 0 ? adjudication.board : player.signed.board;
          const outcome = TIC_TAC_TOE.outcomeOf(last);
          if (outcome === null) expect([mine, theirs]).toEqual([FUNDS + STAKE, FUNDS - STAKE]);
          else expect([mine, theirs]).toEqual([FUNDS, FUNDS]);
        },
      ),
      { numRuns: runs(30) },
    );
  });

  test('funds unlock within the stated time: patience, and a period for each move that is left, and three', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom<PlayerIndex>(0, 1), faults, (seed, honest, what) => {
        const { blocks } = playOut(TIC_TAC_TOE, honest, seed, { ...what, reorganise: 0, crash: 0 });
        // Patience is renewed by each co-signed move.
        const offChain = 6 * (TIC_TAC_TOE.longest + 1);
        const interval = ms(12_000);
        const movesLeft = TIC_TAC_TOE.longest;
        const onChain = longestGameDispute({ movesLeft, period: PERIOD, interval }) / interval;
        expect(blocks).toBeLessThanOrEqual(offChain + onChain);
      }),
      { numRuns: runs(20) },
    );
  });
});

test('perfect play draws tic-tac-toe, wins nim from the start, and the first move is not always the best', () => {
  const end = (rules: GameRules, choose: readonly [typeof perfectMove, typeof perfectMove]) => {
    let board = rules.start;
    while (rules.outcomeOf(board) === null) {
      const played = rules.play(board, choose[rules.turnOf(board)](rules, board));
      if (!played.ok) throw new Error(played.rejection.message);
      board = played.value;
    }
    return rules.outcomeOf(board);
  };
  expect(end(TIC_TAC_TOE, [perfectMove, perfectMove])).toBe('draw');
  expect(end(NIM, [perfectMove, perfectMove])).toBe(0);
  expect(end(NIM, [firstMove, perfectMove])).toBe(1);
  expect(() => perfectMove(TIC_TAC_TOE, [1, 1, 1, 2, 2, 0, 0, 0, 0])).toThrow(RangeError);
});

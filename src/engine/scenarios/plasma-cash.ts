/** Scenario: one coin of a Plasma Cash chain goes through three hands, and whoever tries to leave with it wrongly fails. */
import { createRandom } from '../foundation/random.ts';
import { ms, wei } from '../foundation/units.ts';
import type { Bytes, Gas, Wei } from '../foundation/units.ts';
import { bytes, gas } from '../foundation/units.ts';
import { contractAddress } from '../layer1/machine/contracts/contract.ts';
import { cashRoots, coinFacts, coinHistory, showCoin, withCashBlock } from '../layer2/plasma/cash-chain.ts';
import type { CashChain } from '../layer2/plasma/cash-chain.ts';
import { cashContract } from '../layer2/plasma/cash-contract.ts';
import type { CashCall } from '../layer2/plasma/cash-contract.ts';
import type { CashRules } from '../layer2/plasma/cash-claims.ts';
import { cashRootIn, coinIn, lastCashBlock } from '../layer2/plasma/cash-storage.ts';
import { encodeCoinProof, signCashTransaction } from '../layer2/plasma/cash-transaction.ts';
import type { SignedCashTransaction } from '../layer2/plasma/cash-transaction.ts';
import { verifyCoinHistory } from '../layer2/plasma/coin-history.ts';
import type { VerifyCoinHistory } from '../layer2/plasma/coin-history.ts';
import { CHILD_BLOCK_INTERVAL } from '../layer2/plasma/plasma-contract.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';
import { ChainTeller, HOUR_MS, personKey } from './chain-teller.ts';

/** Who tries to leave with a coin that is not theirs. */
export type CashCheat =
  /** The first owner, with the deposit that she spent. */
  | 'spent'
  /** The second owner's second receiver, after the first. */
  | 'double-spend'
  /** The operator, with a history that it made up. */
  | 'invalid-history';

/** What a Plasma Cash run is made of. */
export interface PlasmaCashSettings {
  readonly seed: number;
  /** Nobody cheats unless told; then the rightful owner's exit is challenged all the same, and answered. */
  readonly cheat?: CashCheat;
  readonly rules?: Partial<CashRules>;
  /** How a receiver checks; the engine's own unless told. */
  readonly verify?: VerifyCoinHistory;
}

/** What a Plasma Cash run gives back. */
export interface PlasmaCashRun {
  readonly trace: Trace;
  readonly value: Wei;
  /** What each has on layer 1 beyond what they began with. */
  readonly gained: Readonly<Record<'ana' | 'ben' | 'cho' | 'dan' | 'operator', bigint>>;
  /** How the wrong exit ended: the code of its end, `none` without a cheat. */
  readonly cheatEnded: string;
  /** Whether the receivers took the coin as paid. */
  readonly accepted: readonly boolean[];
  /** What the last receiver was shown, and how many blocks it is about. */
  readonly historyBytes: Bytes;
  readonly historyBlocks: number;
  readonly exitGas: Gas;
}

const EACH = 100_000n;
const BOND = wei(100n);
const PEOPLE = ['operator', 'ana', 'ben', 'cho', 'dan'] as const;
const INTERVAL = ms(6 * HOUR_MS);
const DAY = 24 * HOUR_MS;

/**
 * Ana deposits a coin, pays Ben with it, Ben pays Cho; other coins move in between. Each receiver checks the whole history.
 * Then the cheat, if there is one, asks to leave: it is challenged by whoever is harmed. In the end Cho leaves with the coin.
 */
export function runPlasmaCash(settings: PlasmaCashSettings): PlasmaCashRun {
  const { seed, cheat, rules, verify = verifyCoinHistory } = settings;
  const random = createRandom(seed, 'plasma-cash');
  const recorder = new Recorder(seed);
  const contract = cashContract({
    id: 'plasma-cash',
    operator: personKey('operator').address,
    bond: BOND,
    ...(rules === undefined ? {} : { rules }),
  });
  const teller = new ChainTeller({
    ...{ recorder, child: 'plasma-cash', layer: 1, contracts: [contract], people: PEOPLE },
    ...{ each: EACH, intervalMs: INTERVAL },
  });
  const at = contractAddress(contract.id);
  let chain: CashChain = new Map();
  const commit = (transactions: readonly SignedCashTransaction[]): number => {
    const number = lastCashBlock(teller.chain.state, contract.id) + CHILD_BLOCK_INTERVAL;
    chain = withCashBlock(chain, number, transactions);
    const root = cashRoots(chain).find(([one]) => one === number)?.[1];
    if (root !== undefined)
      teller.done<CashCall>('operator', contract, { kind: 'submitBlock', number, root });
    return number;
  };
  const move = (coin: number, parent: number, from: string, to: string): SignedCashTransaction => {
    recorder.record({
      ...{ kind: 'child-payment', at: teller.chain.now, actor: from, layer: 2 },
      ...{ chain: 'plasma-cash', to, value: `coin ${coin}` },
    });
    return signCashTransaction(at, { coin, parent, to: personKey(to).address }, personKey(from));
  };
  const stored = (coin: number) => {
    const found = coinIn(teller.chain.state, contract.id, coin);
    if (found === null) throw new RangeError(`There is no coin ${coin}.`);
    return found;
  };
  /** A receiver compares what it is shown with the roots that stand below. */
  const accepts = (coin: number, owner: string): boolean => {
    const roots = [...chain.keys()].flatMap((number) => {
      const root = cashRootIn(teller.chain.state, contract.id, number);
      return root === null ? [] : [[number, root] as const];
    });
    const facts = coinFacts(at, coin, stored(coin), roots);
    const checked = verify(coinHistory(chain, coin, stored(coin).depositBlock), facts);
    return checked.ok && checked.value.owner === personKey(owner).address;
  };

  const value = wei(1_000n + random.bigint(9_000n));
  teller.done<CashCall>('ana', contract, { kind: 'deposit' }, value);
  teller.done<CashCall>('dan', contract, { kind: 'deposit' }, 500n);
  const deposit = stored(1).depositBlock;
  const toBen = commit([move(1, deposit, 'ana', 'ben')]);
  const accepted = [accepts(1, 'ben')];
  commit([move(2, stored(2).depositBlock, 'dan', 'cho')]);
  const toCho = commit([move(1, toBen, 'ben', 'cho')]);
  accepted.push(accepts(1, 'cho'));
  const history = coinHistory(chain, 1, deposit);
  const historyBytes = history.reduce(
    (sum, { block, proof }) =>
      sum + encodeCoinProof(proof).length + (showCoin(chain, 1, block)?.transaction.length ?? 0),
    0,
  );

  const shown = (block: number) => {
    const fields = showCoin(chain, 1, block);
    if (fields === null) throw new RangeError(`Block ${block} has no transaction of the coin.`);
    return fields;
  };
  const startOf = (block: number, parent: number): CashCall => {
    const before = showCoin(chain, 1, parent);
    return {
      ...{ kind: 'startExit', ...shown(block) },
      parentTransaction: before?.transaction ?? new Uint8Array(0),
      parentProof: before?.proof ?? new Uint8Array(0),
    };
  };
  const done = (name: string, call: CashCall, coins = 0n): string =>
    teller.done(name, contract, call, coins).code;
  const ended = (): string => (stored(1).exit === null ? 'cancelled' : 'open');

  let cheatEnded = 'none';
  if (cheat === 'spent') {
    done('ana', { kind: 'exitDeposit', coin: 1 }, BOND);
    done('cho', { kind: 'challengeAfter', ...shown(toBen) });
    cheatEnded = ended();
  } else if (cheat === 'double-spend') {
    const toDan = commit([move(1, toBen, 'ben', 'dan')]);
    accepted.push(accepts(1, 'dan'));
    done('dan', startOf(toDan, toBen), BOND);
    done('cho', { kind: 'challengeBetween', ...shown(toCho) });
    cheatEnded = ended();
  } else if (cheat === 'invalid-history') {
    const forged = commit([move(1, deposit, 'operator', 'operator')]);
    const laundered = commit([move(1, forged, 'operator', 'operator')]);
    done('operator', startOf(laundered, forged), BOND);
    done('cho', { kind: 'challengeBefore', ...shown(toCho) }, BOND);
    // The operator has a successor of Cho's transaction neither in a block nor with Cho's signature.
    done('operator', { kind: 'respond', ...shown(forged), challenged: toCho });
    teller.wait(7 * DAY);
    done('cho', { kind: 'finaliseExit', coin: 1, challenged: toCho });
    cheatEnded = ended();
  }

  const exit = teller.done('cho', contract, startOf(toCho, toBen), BOND);
  // The deposit is older than what Cho shows; it takes Ana's transaction to answer for it.
  const empty = { transaction: new Uint8Array(0), proof: new Uint8Array(0) };
  done('ana', { kind: 'challengeBefore', coin: 1, block: deposit, ...empty }, BOND);
  done('cho', { kind: 'respond', ...shown(toBen), challenged: deposit });
  teller.wait(7 * DAY);
  done('cho', { kind: 'finaliseExit', coin: 1, challenged: 0 });
  const gainedBy = (name: string): bigint => teller.user(name).balance - EACH;
  return {
    trace: recorder.trace(),
    value,
    gained: {
      ana: gainedBy('ana') + value,
      ben: gainedBy('ben'),
      cho: gainedBy('cho'),
      dan: gainedBy('dan') + 500n,
      operator: gainedBy('operator'),
    },
    cheatEnded,
    accepted,
    historyBytes: bytes(historyBytes),
    historyBlocks: history.length,
    exitGas: gas(exit.gasUsed),
  };
}

// Published numbers that follow from a formula: a table a case, each row recomputed by the engine.
import { gas, wei } from '../../src/engine/foundation/units.ts';
import {
  BASE_FEE_MAX_CHANGE_DENOMINATOR,
  ELASTICITY_MULTIPLIER,
  INITIAL_BASE_FEE,
  nextBaseFee,
} from '../../src/engine/layer1/ledger/base-fee.ts';
import {
  weakSubjectivityPeriod,
  weakSubjectivityPeriodElectra,
} from '../../src/engine/layer1/consensus/weak-subjectivity.ts';
import { selfishRevenue, selfishThreshold } from '../../src/engine/measures/attack-formulas.ts';
import { committeeTail, log2Of } from '../../src/engine/measures/committee.ts';
import {
  doubleSpendByWhitepaper,
  emptyBlocksToShrink,
  forkRatePerSecond,
  fullBlocksToGrow,
} from '../../src/engine/measures/formulas.ts';
import { CHANNEL_TABLES } from './channel-facts.ts';
import { DATA_TABLES } from './data-facts.ts';
import { DISPUTE_TABLES } from './dispute-facts.ts';
import { expectSame, has, integer, list, number, text } from './format.ts';
import type { Format, VectorCase } from './format.ts';

/** A base fee divisible by every power of 8 that the factors need, so that no rounding hides. */
const FEE = wei(8n ** 12n);
const after = (used: bigint): string => {
  const next = nextBaseFee({ baseFee: FEE, gasUsed: gas(used), gasTarget: gas(15_000_000n) });
  const [numerator, denominator] = [(next * 8n) / FEE, 8n];
  return numerator === denominator ? '1' : `${numerator}/${denominator}`;
};

/** Each named row of a table and what the engine says of it. */
type Named = Readonly<Record<string, () => string | number>>;

const FEE_BOUNDS: Named = {
  INITIAL_BASE_FEE: () => INITIAL_BASE_FEE.toString(),
  BASE_FEE_MAX_CHANGE_DENOMINATOR: () => BASE_FEE_MAX_CHANGE_DENOMINATOR.toString(),
  ELASTICITY_MULTIPLIER: () => ELASTICITY_MULTIPLIER.toString(),
  'full block: base fee factor': () => after(30_000_000n),
  'empty block: base fee factor': () => after(0n),
  'block at target: base fee factor': () => after(15_000_000n),
  'least rise above target (wei)': () =>
    String(nextBaseFee({ baseFee: wei(1n), gasUsed: gas(2n), gasTarget: gas(1n) }) - 1n),
  'full blocks to double at least': () => fullBlocksToGrow(2),
  'full blocks to grow tenfold at least': () => fullBlocksToGrow(10),
  'empty blocks to halve at least': () => emptyBlocksToShrink(2),
};

/** Holds every row of a table against its name; a name that is not in `known` is reported as not covered. */
function runNamed(rows: readonly VectorCase[], known: Named): string | undefined {
  for (const row of rows) {
    const name = text(row, 'name');
    const value = Object.hasOwn(known, name) ? known[name] : undefined;
    if (value === undefined) return `the engine has no figure called "${name}" yet`;
    expectSame(name, String(value()), String(row['value']));
  }
  return undefined;
}

/** A number written with `digits` after the point stands for everything that rounds to it. */
function expectRounded(what: string, actual: number, expected: number, digits: number): void {
  if (Math.abs(actual - expected) > 0.5 * 10 ** -digits * (1 + 1e-9)) {
    throw new Error(`${what}: got ${actual}, expected ${expected} to ${digits} digits`);
  }
}

const fraction = (written: string): number => {
  const [numerator, denominator = '1'] = written.split('/');
  return Number(numerator) / Number(denominator);
};

const TABLES: Readonly<Record<string, (rows: readonly VectorCase[]) => string | undefined>> = {
  ...CHANNEL_TABLES,
  ...DATA_TABLES,
  ...DISPUTE_TABLES,
  'eip1559-bounds': (rows) => runNamed(rows, FEE_BOUNDS),
  'bitcoin-whitepaper-11'(rows) {
    for (const row of rows) {
      const [q, z] = [number(row, 'q'), number(row, 'z')];
      expectRounded(`P for q = ${q}, z = ${z}`, doubleSpendByWhitepaper(q, z), number(row, 'P'), 7);
    }
    return undefined;
  },
  'bitcoin-whitepaper-11-P<0.1%'(rows) {
    for (const row of rows) {
      const q = number(row, 'q');
      let z = 0;
      while (doubleSpendByWhitepaper(q, z) >= 0.001) z += 1;
      expectSame(`least z for q = ${q}`, z, number(row, 'z'));
    }
    return undefined;
  },
  'selfish-mining-thresholds'(rows) {
    for (const row of rows) {
      const gamma = number(row, 'gamma');
      expectRounded(
        `threshold for gamma = ${gamma}`,
        selfishThreshold(gamma),
        fraction(text(row, 'threshold')),
        12,
      );
    }
    return undefined;
  },
  'selfish-mining-revenue'(rows) {
    for (const row of rows) {
      const [alpha, gamma] = [number(row, 'alpha'), number(row, 'gamma')];
      expectRounded(
        `revenue for alpha = ${alpha}, gamma = ${gamma}`,
        selfishRevenue(alpha, gamma),
        number(row, 'revenueShare'),
        9,
      );
    }
    return undefined;
  },
  'committee-tail'(rows) {
    for (const row of rows) {
      const seats = number(row, 'n');
      const tail = committeeTail(seats, number(row, 'atLeast'), { numerator: 1n, denominator: 3n });
      expectSame(`numerator for n = ${seats}`, tail.numerator, integer(row, 'numerator'));
      expectSame(`denominator for n = ${seats}`, tail.denominator, integer(row, 'denominator'));
      expectRounded(`log2 for n = ${seats}`, log2Of(tail), number(row, 'log2'), 6);
    }
    return undefined;
  },
  'weak-subjectivity-phase0'(rows) {
    for (const row of rows) {
      const validators = integer(row, 'validators');
      const stake = { validators, averageEther: integer(row, 'avgBalanceEth') };
      const period = weakSubjectivityPeriod({ ...stake, safetyDecay: integer(row, 'safetyDecay') });
      expectSame(`epochs for ${validators} validators`, period, integer(row, 'epochs'));
    }
    return undefined;
  },
  'weak-subjectivity-electra'(rows) {
    for (const row of rows) {
      const ether = integer(row, 'totalActiveBalanceEth');
      const period = weakSubjectivityPeriodElectra(ether, integer(row, 'safetyDecay'));
      expectSame(`epochs for ${ether} ether`, period, integer(row, 'epochs'));
    }
    return undefined;
  },
  'stale-rate-decker-wattenhofer'(rows) {
    const row = (name: string): VectorCase => {
      const found = rows.find((one) => one['name'] === name);
      if (found === undefined) throw new Error(`the table has no row "${name}"`);
      return found;
    };
    const rate = forkRatePerSecond(fraction(text(row('P_b'), 'value')), number(row('integral (s)'), 'value'));
    expectRounded('model fork rate', rate, number(row('model fork rate'), 'value'), 4);
    return undefined;
  },
};

export const closedFormFacts: Format = {
  name: 'closed forms',
  recognises: (first) => has(first, 'group', 'facts'),
  run(one) {
    const group = text(one, 'group');
    if (!Object.hasOwn(TABLES, group)) return `${group}: belongs to a chapter that is not written yet`;
    const reason = TABLES[group]?.(list(one, 'facts') as readonly VectorCase[]);
    return reason === undefined ? undefined : `${group}: ${reason}`;
  },
};

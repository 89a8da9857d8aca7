// Published numbers of data availability: sampling, PeerDAS's parameters, and how many blobs each fork allows.
import { gas } from '../../src/engine/foundation/units.ts';
import { BLS_SCALARS } from '../../src/engine/foundation/field.ts';
import { blobBaseFee, GAS_PER_BLOB } from '../../src/engine/layer1/data/blob-fee.ts';
import { BLOB_BASE_COST, BLOB_SCHEDULE, blobForkAt } from '../../src/engine/layer1/data/blob-schedule.ts';
import { BYTES_PER_BLOB, BYTES_PER_SCALAR, SCALARS_PER_BLOB } from '../../src/engine/layer1/data/blobs.ts';
import { columnsToRecover, PEER_DAS } from '../../src/engine/layer1/data/peer-das.ts';
import { POINT_EVALUATION_GAS } from '../../src/engine/layer1/data/point-evaluation.ts';
import {
  blobFeeChange,
  log10WithholdingBound,
  missInColumns,
  missInSquare,
  missWithReplacement,
} from '../../src/engine/measures/sampling.ts';
import { expectSame, number, text } from './format.ts';
import type { VectorCase } from './format.ts';

type Table = (rows: readonly VectorCase[]) => string | undefined;
type Figures = Readonly<Record<string, () => number | string>>;

/** Throws unless both agree to so many parts in 10^12: the sum of roundings in a product of some dozens of factors. */
function expectNear(what: string, actual: number, expected: number): void {
  if (!(Math.abs(actual - expected) <= 1e-12 * Math.abs(expected)))
    throw new Error(`${what}: got ${actual}, expected ${expected}`);
}

/** Runs `check` on every row. */
const each =
  (check: (row: VectorCase) => void): Table =>
  (rows) => {
    rows.forEach(check);
    return undefined;
  };

/** Percent by which the price changes over a block of a fork's most or no blobs. */
const percent = (epoch: number, blobs: (most: number) => number): number => {
  const fork = blobForkAt(epoch);
  if (fork === null) throw new Error(`no blobs in epoch ${epoch}`);
  const used = BigInt(blobs(fork.most)) * GAS_PER_BLOB;
  return Math.abs(blobFeeChange(used, fork.targetBlobGas, fork.updateFraction) - 1) * 100;
};
const full = (most: number): number => most;
const empty = (): number => 0;

const BLOB_FIGURES: Figures = {
  GAS_PER_BLOB: () => String(GAS_PER_BLOB),
  FIELD_ELEMENTS_PER_BLOB: () => SCALARS_PER_BLOB,
  BYTES_PER_FIELD_ELEMENT: () => BYTES_PER_SCALAR,
  'blob bytes': () => BYTES_PER_BLOB,
  MIN_BASE_FEE_PER_BLOB_GAS: () => String(blobBaseFee(gas(0n))),
  POINT_EVALUATION_PRECOMPILE_GAS: () => String(POINT_EVALUATION_GAS),
  'BLOB_BASE_COST (EIP-7918)': () => String(BLOB_BASE_COST),
  'reserve price ratio BLOB_BASE_COST/GAS_PER_BLOB': () => `1/${GAS_PER_BLOB / BLOB_BASE_COST}`,
  BLS_MODULUS: () => String(BLS_SCALARS.modulus),
  'Cancun full block: rise in percent': () => percent(269_568, full),
  'Cancun empty block: fall in percent': () => percent(269_568, empty),
  'Prague full block: rise in percent': () => percent(364_032, full),
  'Prague empty block: fall in percent': () => percent(364_032, empty),
};

const PEER_DAS_FIGURES: Figures = {
  NUMBER_OF_COLUMNS: () => PEER_DAS.columns,
  NUMBER_OF_CUSTODY_GROUPS: () => PEER_DAS.groups,
  SAMPLES_PER_SLOT: () => PEER_DAS.samples,
  CUSTODY_REQUIREMENT: () => PEER_DAS.custody,
  VALIDATOR_CUSTODY_REQUIREMENT: () => PEER_DAS.validatorCustody,
  'BALANCE_PER_ADDITIONAL_CUSTODY_GROUP (Gwei)': () => String(PEER_DAS.balancePerGroup),
  FIELD_ELEMENTS_PER_CELL: () => PEER_DAS.cellScalars,
  'columns needed to reconstruct': () => columnsToRecover(),
};

/** Holds each row against the engine's figure of its name; a percentage is compared to the three digits that `computed` has. */
const named =
  (figures: Figures): Table =>
  (rows) => {
    for (const row of rows) {
      const name = text(row, 'name');
      const figure = Object.hasOwn(figures, name) ? figures[name]?.() : undefined;
      if (figure === undefined) return `the engine has no figure called "${name}" yet`;
      if (typeof row['computed'] === 'number') {
        const [digits, shown] = [10 ** 3, Number(figure)];
        expectSame(name, Math.round(shown * digits) / digits, row['computed']);
        expectSame(`${name}, as published`, Math.round(shown * 10) / 10, number(row, 'value'));
      } else expectSame(name, String(figure), String(row['value']));
    }
    return undefined;
  };

/** The day of an epoch of mainnet: 384 s each since 1 December 2020, 12:00:23 (UTC). */
const dayOf = (epoch: number): string =>
  new Date((1_606_824_023 + 384 * epoch) * 1000).toISOString().slice(0, 10);

export const DATA_TABLES: Readonly<Record<string, Table>> = {
  'blob-parameters': named(BLOB_FIGURES),
  'peerdas-parameters': named(PEER_DAS_FIGURES),
  'blob-parameters-history'(rows) {
    expectSame('number of forks', BLOB_SCHEDULE.length, rows.length);
    for (const row of rows) {
      const [epoch, fork] = [number(row, 'mainnetEpoch'), blobForkAt(number(row, 'mainnetEpoch'))];
      const name = text(row, 'fork');
      expectSame(`${name}: first epoch`, fork?.epoch, epoch);
      expectSame(`${name}: day`, dayOf(epoch), text(row, 'date'));
      expectSame(`${name}: target`, fork?.target, number(row, 'target'));
      expectSame(`${name}: most`, fork?.most, number(row, 'max'));
      expectSame(`${name}: fraction`, String(fork?.updateFraction), String(row['updateFraction']));
    }
    return undefined;
  },
  'das-1d-half': each((row) => {
    const samples = number(row, 'samples');
    expectNear(`${samples} samples`, missWithReplacement(samples), number(row, 'missProbability'));
  }),
  'das-2d': each((row) => {
    const [k, samples] = [number(row, 'k'), number(row, 'samples')];
    expectNear(`k = ${k}, ${samples} samples`, missInSquare(k, samples), number(row, 'missProbability'));
  }),
  'peerdas-sampling': each((row) => {
    const samples = number(row, 'samples');
    const { missing, choices, chance } = missInColumns(
      samples,
      number(row, 'available'),
      number(row, 'columns'),
    );
    // The published fraction may be in lower terms.
    const [numerator, denominator] = [BigInt(text(row, 'numerator')), BigInt(text(row, 'denominator'))];
    expectSame(`${samples} samples`, missing * denominator, numerator * choices);
    expectNear(`${samples} samples`, chance, number(row, 'probability'));
  }),
  'peerdas-withholding-bound': each((row) => {
    const share = number(row, 'epsilon');
    expectSame(`share ${share}: nodes`, Math.round(share * 10_000), number(row, 'targetNodes'));
    const bound = Math.round(log10WithholdingBound(share) * 100) / 100;
    expectSame(`share ${share}`, bound + 0, number(row, 'log10UpperBound'));
  }),
};

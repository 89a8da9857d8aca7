/** `npm run bench -- [--json] [name…]`: runs the benchmarks whose file or rows match a name and prints ratios against peers. */
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** One figure: what was measured, and the same thing done by a peer in the same run, where there is one. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Empty when there is nothing to compare with. */
  readonly peer: string;
  readonly peerValue: number | null;
  /** How many times better than the peer: above 1 is better, whichever way the unit counts. Null without a peer. */
  readonly ratio: number | null;
  /** Rows that share one are plotted beside each other once the file is through. */
  readonly series?: string;
}

/** What each `*.bench.ts` file exports by default. */
export type Benchmark = () => Promise<readonly Row[]>;

const options = process.argv.slice(2);
const json = options.includes('--json');
const wanted = options.filter((option) => option !== '--json');

const folder = fileURLToPath(new URL('.', import.meta.url));
const files = (await readdir(folder)).filter((name) => name.endsWith('.bench.ts')).sort();
const named = files.filter((file) => wanted.length === 0 || wanted.some((name) => file.includes(name)));
if (named.length === 0) {
  const known = files.map((file) => file.replace('.bench.ts', '')).join(', ');
  process.stderr.write(`No benchmark is called ${wanted.join(', ')}; there are ${known}.\n`);
  process.exit(2);
}

const shown = (value: number | null): string =>
  value === null ? '' : value.toLocaleString('en-GB', { maximumSignificantDigits: 4 });

/** Prints `line` now and leaves stdout to the JSON when that is asked for. */
const say = (line: string): void => void (json ? process.stderr : process.stdout).write(`${line}\n`);

const WIDTH = 40;

/** The rows of each series as bars to scale, the longest `WIDTH` wide. */
function plot(rows: readonly Row[]): void {
  const series = Map.groupBy(
    rows.filter((row) => row.series !== undefined),
    (row) => row.series,
  );
  for (const [name, members] of series) {
    const most = Math.max(...members.map(({ value }) => value));
    say(`  ${name}`);
    for (const { name: label, value, unit } of members)
      say(
        `    ${'█'.repeat(Math.max(1, Math.round((WIDTH * value) / most))).padEnd(WIDTH)} ${shown(value)} ${unit}, ${label}`,
      );
  }
}

const rows: Row[] = [];
for (const file of named) {
  say(`${file.replace('.bench.ts', '')}`);
  try {
    const { default: benchmark } = (await import(new URL(file, import.meta.url).href)) as {
      default: Benchmark;
    };
    const measured = await benchmark();
    for (const row of measured) {
      rows.push(row);
      const against =
        row.peer === '' ? '' : `  ${row.peer} ${shown(row.peerValue)}, ratio ${shown(row.ratio)}`;
      say(`  ${row.name}: ${shown(row.value)} ${row.unit}${against}`);
    }
    plot(measured);
  } catch (error) {
    say(`  failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.exitCode = 1;
  }
}
if (json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);

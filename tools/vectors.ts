// `npm run vectors -- <folder> [--json]`: published test vectors against the engine; exit 1 when one fails, 2 when none could be run.
import { runFolder } from './vectors/run.ts';
import type { DetailedReport, FileReport } from './vectors/run.ts';

const options = process.argv.slice(2);
const json = options.includes('--json');
const [folder, ...rest] = options.filter((option) => option !== '--json');

if (folder === undefined || rest.length > 0) {
  process.stderr.write('Usage: npm run vectors -- <folder> [--json]\n');
  process.exit(2);
}

let reports: readonly DetailedReport[];
try {
  reports = await runFolder(folder);
} catch (error) {
  process.stderr.write(
    `The folder ${folder} cannot be read: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(2);
}
if (reports.length === 0) {
  process.stderr.write(`The folder ${folder} holds no .json file.\n`);
  process.exit(2);
}

const sum = (count: (report: DetailedReport) => number): number =>
  reports.reduce((total, report) => total + count(report), 0);
const failed = sum((report) => report.failed);

if (json) {
  const plain = reports.map(({ file, cases, passed, failed: failures, skipped }): FileReport => ({
    file,
    cases,
    passed,
    failed: failures,
    skipped,
  }));
  process.stdout.write(`${JSON.stringify(plain, null, 2)}\n`);
} else {
  for (const { file, cases, passed, failed: failures, skipped } of reports) {
    const parts = [
      `${passed} passed`,
      failures > 0 && `${failures} failed`,
      skipped.length > 0 && `${skipped.length} skipped`,
    ];
    process.stdout.write(`${file} (${cases} cases): ${parts.filter(Boolean).join(', ')}\n`);
    for (const reason of new Set(skipped)) process.stdout.write(`  skipped: ${reason}\n`);
  }
}
for (const { file, failures } of reports)
  for (const failure of failures) process.stderr.write(`${file}: ${failure}\n`);
if (!json) {
  const skipped = sum((report) => report.skipped.length);
  process.stdout.write(`${sum((report) => report.passed)} passed, ${failed} failed, ${skipped} skipped\n`);
}
process.exitCode = failed > 0 ? 1 : 0;

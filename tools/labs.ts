/** `npm run labs [-- --json] [lab…]`: the gate that every lab must pass. Exit code 0 when all do. */
import { runGate } from './lab-gate/gate.ts';
import { ownLabs } from './lab-gate/own-labs.ts';

const words = process.argv.slice(2);
const report = await runGate({ ...ownLabs, only: words.filter((word) => !word.startsWith('--')) });

if (words.includes('--json')) console.log(JSON.stringify(report, undefined, 2));
else {
  const { labs, checks, wrong, killed, solutions, failures } = report;
  console.log(
    `${labs} labs, ${checks} checks, ${solutions} solutions; ${killed} of ${wrong} wrong files fail as they should.`,
  );
  for (const { lab, file, check, why } of failures) {
    console.log(`\n${[lab, file, check].filter((part) => part !== '').join(' · ')}\n  ${why}`);
  }
  const failed = new Set(failures.map(({ lab }) => lab)).size;
  console.log(`\n${Math.max(0, labs - failed)} passed, ${failed} failed`);
}
process.exitCode = report.failures.length === 0 ? 0 : 1;

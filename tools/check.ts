// `npm run check`: types, lint with the import table, formatting of code and prose, dead code; each must be clean.
import { run } from './run.ts';

interface Check {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** Two at a time: the machines that this runs on have two cores. */
const LANES: readonly (readonly Check[])[] = [
  [
    { name: 'types of the site', command: 'astro', args: ['check', '--minimumFailingSeverity', 'warning'] },
    { name: 'types of the engine', command: 'tsc', args: ['-p', 'tsconfig.engine.json'] },
    { name: 'dead code', command: 'knip', args: [] },
  ],
  [
    { name: 'lint and the import table', command: 'eslint', args: ['--max-warnings', '0', '.'] },
    { name: 'formatting of code', command: 'prettier', args: ['--check', '--log-level', 'warn', '.'] },
    {
      name: 'formatting of lessons',
      command: 'remark',
      args: ['src', '--ext', 'mdx', '--quiet', '--frail', '--no-stdout'],
    },
  ],
];

let failed = 0;
await Promise.all(
  LANES.map(async (lane) => {
    for (const { name, command, args } of lane) {
      const { code, output } = await run(command, args, { quiet: true });
      if (code !== 0) failed++;
      console.log(`${code === 0 ? 'clean ' : 'FAILED'} ${name}`);
      if (code !== 0) console.log(output);
    }
  }),
);
const passed = LANES.flat().length - failed;
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** Files that are bad as modules: what they import, what they export, and syntax. */
import { type BadInput, body } from './bad-input.ts';

/** Every bad module. */
export const badModules: readonly BadInput[] = [
  {
    name: 'imports an address',
    source: `import x from 'https://example.com/x.js';\nexport const sum = x;\n`,
    reason: 'compile',
    says: /is an address, and a lab runs without a network/,
    line: 1,
  },
  {
    name: 'imports an address while it runs',
    source: body("  void import('https://example.com/x.js');"),
    reason: 'compile',
    says: /import\(\) is not here/,
    line: 2,
  },
  {
    name: 'imports a module that is not there',
    source: `\nimport { readFileSync } from 'node:fs';\nexport const sum = () => readFileSync('x');\n`,
    reason: 'compile',
    says: /is an address|There is no module/,
    line: 2,
  },
  {
    name: 'imports a file that is not there',
    source: `import { other } from './other.ts';\nexport const sum = other;\n`,
    reason: 'compile',
    says: /There is no module "\.\/other\.ts" here/,
    line: 1,
  },
  {
    name: 'imports a name that the engine does not have',
    source: `import {\n  sum as reference,\n  nothing,\n} from 'strata';\nexport const sum = () => [reference, nothing];\n`,
    reason: 'load',
    says: /"strata" has no export called "nothing"/,
    line: 3,
  },
  {
    name: 'asks for its own address',
    source: body('  console.log(import.meta.url);'),
    reason: 'compile',
    says: /import\.meta is not here/,
    line: 2,
  },
  {
    name: 'exports a default and nothing else',
    source: `export default () => 0;\n`,
    reason: 'exports',
    says: /exports a default; this lab looks for a named export/,
  },
  {
    name: 'exports another name',
    source: `export const total = () => 0;\n`,
    reason: 'exports',
    says: /no export called "sum"\. It exports "total"/,
  },
  {
    name: 'exports nothing',
    source: `const sum = () => 0;\n`,
    reason: 'exports',
    says: /It exports nothing/,
  },
  { name: 'is empty', source: '', reason: 'exports', says: /It exports nothing/ },
  {
    name: 'exports something that is no function',
    source: `export const sum = 7;\n`,
    reason: 'exports',
    says: /"sum" has to be a function, and it is a number/,
  },
  {
    name: 'takes more parameters than it is called with',
    source: `export const sum = (numbers: number[], start: number, step: number) => numbers.length + start + step;\n`,
    reason: 'exports',
    says: /"sum" is called with 1 parameter, and yours takes 3 parameters/,
  },
  {
    name: 'takes fewer parameters than it is called with, and fails',
    source: `export const sum = () => 3;\n`,
    says: /"sum" is called with 1 parameter; yours names 0 of them/,
  },
  ...[0, 1, 2, 3].map((index): BadInput => {
    const source = [
      "import type { Sum } from 'strata';",
      'export const sum: Sum = (numbers) => {',
      '  return numbers.length;',
      '};',
    ];
    source[index] = `${source[index] ?? ''} ))`;
    return {
      name: `a syntax error on line ${index + 1}`,
      source: source.join('\n'),
      reason: 'compile',
      line: index + 1,
    };
  }),
];

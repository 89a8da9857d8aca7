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
  {
    name: 'exports a "then", so that loading it never ends',
    source: `export const sum = () => 0;\nexport const then = () => {};\n`,
    reason: 'compile',
    says: /An export may not be called "then"/,
  },
  {
    name: 'hides an import() where a regular expression could stand',
    source: `const refused: any = () => {}, hidden: any = function () {} / import('node:fs').then(refused, refused) / 1;\nexport const sum = () => hidden;\n`,
    reason: 'load',
    says: /SyntaxError/,
  },
  {
    name: 'has the word import in a text, a regular expression and a name',
    source: `const names = { import: (x: number) => x };\nif (!/^import\\(/.test('import(x)') || \`import.meta\`.length !== 11) throw new Error('changed');\nexport const sum = (numbers: readonly number[]) => names.import(numbers.reduce((a, b) => a + b, 0));\n`,
    passes: true,
  },
  {
    name: 'divides by what a function returns, so that the end of its imports cannot be seen',
    source: `export const half = function () {\n  return 6;\n} / 2;\nexport const sum = () => half;\n`,
    reason: 'compile',
    says: /put brackets around it/,
    line: 3,
  },
  {
    name: 'imports the engine sixty thousand times',
    source: `${"import 'strata';\n".repeat(60_000)}export const sum = () => 1;\n`,
    says: /Expected 0, received 1/,
  },
  {
    name: 'imports sixty thousand modules that are not there',
    source: `${"import 'other';\n".repeat(60_000)}export const sum = () => 1;\n`,
    reason: 'compile',
    says: /There is no module "other" here/,
    line: 1,
  },
  {
    name: 'is nested too deeply to be compiled',
    source: `export const sum = () => ${'('.repeat(400_000)}0${')'.repeat(400_000)};\n`,
    reason: 'compile',
    says: /The compiler gave up on this file: something in it is nested too deeply/,
  },
  {
    name: 'is text for the old web',
    source: `<!-- hello\nexport const sum = () => 0;\n`,
    reason: 'compile',
    says: /HTML single-line comments are not allowed/,
    line: 1,
  },
  {
    name: 'begins with a mark of its byte order and has other line ends',
    source: `\uFEFF// One.\r\nexport const sum = () => {\r\n  throw new Error('\u2028');\r\n};\r\n`,
    says: /Your code threw Error/,
    line: 3,
  },
  {
    name: 'uses enums, namespaces and decorators',
    source: `enum Start { Zero }\nnamespace Add {\n  export const two = (a: number, b: number) => a + b;\n}\nconst same = (value: any, _: any) => value;\nclass Sum {\n  @same of(numbers: readonly number[]) {\n    return numbers.reduce(Add.two, Start.Zero);\n  }\n}\nexport const sum = (numbers: readonly number[]) => new Sum().of(numbers);\n`,
    passes: true,
  },
  {
    name: 'exports as CommonJS does',
    source: `export = { sum: () => 0 };\n`,
    reason: 'exports',
    says: /looks for a named export/,
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

/** Compilation: positions, imports, and the search for a loop that does not end. */
import { transform } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { type CompiledModule, compilerGaveUp } from '../../src/workbench/compile/compiled.ts';
import { instrumentLoops } from '../../src/workbench/compile/instrument-loops.ts';
import { engineMark, link } from '../../src/workbench/compile/link.ts';
import { sourcePosition } from '../../src/workbench/compile/source-positions.ts';
import { transformOptions } from '../../src/workbench/compile/transform-options.ts';
import { compile } from '../../src/workbench/node/compile.ts';

async function compiled(source: string): Promise<CompiledModule> {
  const compilation = await compile('file.ts', source);
  if (!compilation.ok) throw new Error(compilation.errors.map((error) => error.message).join());
  return compilation.module;
}

/** Runs a module's text without its imports, counting turns by line. */
function turnsOf(module: CompiledModule): number[] {
  const lines: number[] = [];
  const body = instrumentLoops(module).code.replaceAll(/^export \{[^}]*\};/gm, '');
  new Function('__strataTurn', body)((line: number) => lines.push(line));
  return lines;
}

describe('compiling', () => {
  it('keeps the learner’s positions through types that vanish', async () => {
    const module = await compiled(
      'interface A {\n  a: number;\n}\n\nexport const f = (x: A): number => x.a.b.c;\n',
    );
    const column = module.code.indexOf('x.a.b.c') + 1;
    expect(sourcePosition(module.map, { line: 1, column })).toEqual({ line: 5, column: 36 });
  });
  it('points at the column of an error behind letters of several bytes', async () => {
    const compilation = await compile('file.ts', "const é = 'ü𝄞'; ) \n");
    expect(compilation).toMatchObject({ ok: false, errors: [{ at: { line: 1, column: 18 } }] });
  });
  it('puts the engine in every import of it and nowhere else', async () => {
    const module = await compiled(
      "import { a } from 'strata';\nimport * as all from \"strata\";\nexport { b } from 'strata';\nexport const text = 'strata' + a + all;\n",
    );
    const text = link(module);
    expect(text.split(engineMark)).toHaveLength(4);
    expect(text).toContain('"strata" + a');
  });
  it('tells each import that is not there at its own line', async () => {
    const compilation = await compile(
      'file.ts',
      "import a from './a.ts';\nimport b from 'lodash';\nexport const f = () => import('strata');\nexport const g = [a, b, import.meta.url];\n",
    );
    expect(compilation.ok).toBe(false);
    if (compilation.ok) return;
    expect(compilation.errors.map((error) => error.at?.line)).toEqual([1, 2, 3, 4]);
  });
});

describe('a file that the compiler cannot bear', () => {
  it('is refused, and the next one is compiled', async () => {
    const deep = `export const f = ${'!'.repeat(900_000)}1;`;
    const [first, second] = await Promise.all([
      compile('file.ts', deep),
      compile('file.ts', 'export const f = 1;'),
    ]);
    expect(first).toMatchObject({ ok: false, errors: [compilerGaveUp] });
    expect(second.ok).toBe(true);
  });
  it('does not grow without end by being indented', async () => {
    const deep = `export const f = () => {\n${'if (f)'.repeat(4_000)} f();\n};`;
    const { code } = await transform(deep, transformOptions('file.ts'));
    expect(code.length).toBeLessThan(10_000_000);
  });
});

describe('reporting the turns of loops', () => {
  it('counts every turn of every kind of loop and changes nothing else', async () => {
    const module = await compiled(
      [
        'let n = 0;',
        'for (let i = 0; i < 3; i++) n += 1;',
        'for (const x of [1, 2]) { n += x; }',
        'while (n < 10) n++;',
        'do { n++; } while (n < 12);',
        'outer: for (const x of ")(") for (;;) if (x === ")") continue outer; else break outer;',
        'for (const k in { a: 1 }) if (k === "b") n = 0; else n += 1;',
        'let i = 0; for (; i++ < 4;);',
        'if (n !== 13) throw new Error(String(n));',
        'export const result = n;',
      ].join('\n'),
    );
    const turns = turnsOf(module);
    const mapped = turns.map((line) => sourcePosition(module.map, { line, column: 1 })?.line);
    const count = (line: number) => mapped.filter((found) => found === line).length;
    expect([2, 3, 4, 7, 8].map(count)).toEqual([3, 2, 4, 1, 4]);
    expect(count(5)).toBeGreaterThanOrEqual(2);
    expect(count(6)).toBeGreaterThanOrEqual(3);
  });
  it('leaves the imports of the engine where they are, however many', async () => {
    const module = await compiled(
      "for (const x of [1]) console.log(x);\nimport { a } from 'strata';\nexport const b = a;\n",
    );
    expect(link(instrumentLoops(module))).toContain(`"${engineMark}"`);
    const many = await compiled("for (;;) break;\nimport 'strata';\n".repeat(5_000) + 'export const b = 1;');
    expect(link(instrumentLoops(many)).split(`"${engineMark}"`)).toHaveLength(5_001);
  });
});

/** The import table is held by the linter in every kind of file, so a wrong arrow fails before review. */
import { ESLint } from 'eslint';
import { expect, test } from 'vitest';

const eslint = new ESLint();

/** Messages of the import rule for `code` standing in `filePath`. */
async function offences(filePath: string, code: string): Promise<number> {
  const [result] = await eslint.lintText(code, { filePath });
  return (result?.messages ?? []).filter(({ ruleId }) => ruleId === 'boundaries/dependencies').length;
}

test('the engine may not import the player', async () => {
  const code = "import { step } from '../player/playback.ts';\nexport const x = step;\n";
  expect(await offences('src/engine/probe.ts', code)).toBe(1);
});

test('a lab may take the engine only by its door', async () => {
  const inside = "import { ok } from '../../engine/foundation/result.ts';\nexport const x = ok;\n";
  const door = "import { ok } from 'strata';\nexport const x = ok;\n";
  expect(await offences('src/labs/0-probe/probe.ts', inside)).toBe(1);
  expect(await offences('src/labs/0-probe/probe.ts', door)).toBe(0);
});

test('a page may not reach past the components', async () => {
  const code = "---\nimport { ok } from 'strata';\n---\n<p>{String(ok)}</p>\n";
  expect(await offences('src/pages/probe.astro', code)).toBe(1);
});

test('a lesson uses nothing but components', async () => {
  const code = "import { step } from '../../player/playback.ts';\n\n# {String(step)}\n";
  expect(await offences('src/content/lessons/_probe.mdx', code)).toBe(1);
});

test('the workbench knows nothing of chains', async () => {
  const code = "import { ok } from '../engine/index.ts';\nexport const x = ok;\n";
  expect(await offences('src/workbench/probe.ts', code)).toBe(1);
});

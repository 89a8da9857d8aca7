/** `npm run grade`: JSON on stdout, and an exit code that says passed, failed or not graded. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'strata-grade-'));
afterAll(() => rmSync(folder, { recursive: true }));

const labFolder = readdirSync(join(root, 'src/labs')).find((name) => name.endsWith('-block-size')) ?? '';
const solution = join(root, 'src/labs', labFolder, 'solution.ts');

interface Answer {
  readonly code: number;
  readonly json: { readonly [key: string]: unknown };
}

const grade = (...words: readonly string[]): Promise<Answer> =>
  new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'tools/grade.ts'), ...words], (error, stdout) => {
      resolve({ code: Number(error?.code ?? 0), json: JSON.parse(stdout) as Answer['json'] });
    });
  });

describe('npm run grade', () => {
  it('passes a solution with exit code 0, and gives the same bytes for the same seed', async () => {
    const first = await grade('--lab', 'block-size', solution, '--seed', '5');
    expect(first.code).toBe(0);
    expect(first.json).toMatchObject({ lab: 'block-size', passed: true });
    expect(first.json['seeds']).toContain(5);
    expect(await grade('--lab', 'block-size', solution, '--seed', '5')).toEqual(first);
  });
  it('fails a file that does not compile with exit code 1 and its line', async () => {
    const file = join(folder, 'bad.ts');
    writeFileSync(file, 'export const a = 1;\nexport const capacity = ((\n');
    const { code, json } = await grade('--lab', 'block-size', file);
    expect(code).toBe(1);
    expect(json).toMatchObject({ passed: false, failure: { reason: 'compile', at: { line: 3 } } });
  });
  it.each([
    [['--lab', 'nowhere', solution], /There is no lab "nowhere"/],
    [['--lab', 'block-size', join(folder, 'none.ts')], /could not be read/],
    [['--lab', 'block-size'], /Usage/],
    [['--lab', 'block-size', solution, '--seed', 'x'], /The seed has to be a whole number/],
  ])('says why it could not grade, with exit code 2: %s', async (words, why) => {
    const { code, json } = await grade(...words);
    expect(code).toBe(2);
    expect(json['error']).toMatch(why);
  });
});

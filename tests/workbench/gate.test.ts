/** The lab gate: it passes a sound lab and names what is wrong with an unsound one. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { moreSeeds } from '../../src/workbench/contract/seeds.ts';
import { runGate } from '../../tools/lab-gate/gate.ts';
import { numbersFrom } from './fixtures/engine/index.ts';

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));
const options = {
  labsFolder: join(fixtures, 'labs'),
  engineEntry: join(fixtures, 'engine/index.ts'),
  only: [],
};

/** As deep below the project as the fixtures, so that relative imports reach the contract. */
const scratch = fileURLToPath(new URL('../../.cache/gate/fixtures/', import.meta.url));
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

/** The gate's findings on the sample lab with some files changed; an empty text removes nothing and writes an empty file. */
async function findings(changes: Readonly<Record<string, string>>): Promise<string[]> {
  mkdirSync(scratch, { recursive: true });
  const copied = mkdtempSync(join(scratch, 'labs-'));
  cpSync(join(options.labsFolder, '0-sum'), join(copied, '0-sum'), { recursive: true });
  for (const [name, text] of Object.entries(changes)) writeFileSync(join(copied, '0-sum', name), text);
  const report = await runGate({ ...options, labsFolder: copied });
  return report.failures.map(({ file, check, why }) => `${file} ${check}: ${why}`);
}

describe('the lab gate', () => {
  it('passes a sound lab and counts what is in it', async () => {
    expect(await runGate(options)).toEqual({
      labs: 1,
      checks: 3,
      wrong: 4,
      killed: 4,
      solutions: 2,
      failures: [],
    });
  });
  it('refuses a starter that passes, one that does not compile and one with a type error', async () => {
    const passing = await findings({
      'starter.ts': 'export const sum = (n: readonly number[]) => n.reduce((a, b) => a + b, 0);',
    });
    expect(passing).toEqual(['starter.ts : It passes every check: nothing is left to write.']);
    expect((await findings({ 'starter.ts': 'export const sum = ((' })).join()).toMatch(
      /It has to run and fail a check/,
    );
    expect(
      (
        await findings({ 'starter.ts': 'export const sum = (n: readonly number[]): string => n.length;' })
      ).join(),
    ).toMatch(/Type error, line 1/);
  });
  it('refuses a starter that no check fails by its own verdict', async () => {
    expect(
      (await findings({ 'starter.ts': "export const sum = () => { throw new Error('to do'); };" })).join(),
    ).toMatch(/No check fails it by its own verdict/);
  });
  it('refuses a solution that fails on one of a hundred seeds', async () => {
    const [unlucky = 0] = numbersFrom(moreSeeds(1, 100).at(60) ?? 0, 40);
    const third = numbersFrom(moreSeeds(1, 100).at(60) ?? 0, 40)[3] ?? 0;
    const rare = `export const sum = (n: readonly number[]) => n.reduce((a, b) => a + b, 0) + (n[0] === ${unlucky} && n[3] === ${third} ? 1 : 0);`;
    expect((await findings({ 'solutions/rare.ts': rare })).join()).toMatch(
      /solutions\/rare\.ts a-list-adds-up/,
    );
  });
  it('refuses a wrong file that passes the check it names, names none or a check that is not there', async () => {
    const found = await findings({
      'wrong/starts-at-one.ts':
        '// fails: the-order-of-a-list-does-not-matter\nexport const sum = (n: readonly number[]) => n.reduce((a, b) => a + b, 1);',
      'wrong/silent.ts': 'export const sum = () => 1;',
      'wrong/lost.ts': '// fails: no-such-check\nexport const sum = () => 1;',
    });
    expect(found.join('\n')).toMatch(
      /wrong\/starts-at-one\.ts .*It passes the check it should fail; it fails an-empty-list/,
    );
    expect(found.join('\n')).toMatch(/wrong\/silent\.ts : Its first line has to be/);
    expect(found.join('\n')).toMatch(/wrong\/lost\.ts no-such-check: There is no check/);
    expect(found.join('\n')).toMatch(/wrong\/ an-empty-list-adds-up-to-nothing: No wrong file/);
  });
  it('refuses missing hints, a TODO in a solution and stray files', async () => {
    const found = await findings({
      'hints.md': '## an-empty-list-adds-up-to-nothing\n1. One.\n',
      'solutions/reduce.ts':
        '// TODO\nexport const sum = (n: readonly number[]) => n.reduce((a, b) => a + b, 0);',
      'notes.txt': 'stray',
    });
    expect(found.join('\n')).toMatch(/hints\.md an-empty-list-adds-up-to-nothing: This check has 1 hints/);
    expect(found.join('\n')).toMatch(/solutions\/reduce\.ts : A solution has no TODO/);
    expect(found.join('\n')).toMatch(/notes\.txt : It belongs to no part of a lab/);
  });
  it('says when there is no such lab', async () => {
    const report = await runGate({ ...options, only: ['nowhere'] });
    expect(report.failures).toEqual([{ lab: 'nowhere', file: '', check: '', why: 'There is no such lab.' }]);
  });
});

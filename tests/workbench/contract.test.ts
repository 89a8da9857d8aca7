/** Hints, seeds and check ids: the small pure parts of a lab's contract. */
import { describe, expect, it } from 'vitest';
import { parseHints } from '../../src/workbench/contract/hints.ts';
import { checkId, lab } from '../../src/workbench/contract/lab.ts';
import { isSeed, moreSeeds, seedsOfRun } from '../../src/workbench/contract/seeds.ts';

describe('hints', () => {
  it('are read by check, each a list, code blocks included', () => {
    const hints = parseHints(
      '# Hints\n\n## first-check\n1. One.\n2. Two\n   goes on.\n3. Code:\n   ```ts\n   f();\n   ```\n\n## second\n1. Only.\n',
    );
    expect([...hints]).toEqual([
      ['first-check', ['One.', 'Two\ngoes on.', 'Code:\n```ts\nf();\n```']],
      ['second', ['Only.']],
    ]);
  });
});

describe('seeds', () => {
  it('of a run are the lab’s, then the fresh one and one that follows from it', () => {
    const seeds = seedsOfRun([1, 2], 77);
    expect(seeds.slice(0, 3)).toEqual([1, 2, 77]);
    expect(seeds).toHaveLength(4);
    expect(seedsOfRun([1, 2], 77)).toEqual(seeds);
  });
  it('are never used twice in a run', () => {
    expect(seedsOfRun([7, 7, 8], 8).filter((seed) => seed === 8)).toHaveLength(1);
  });
  it('beyond those are different ones, the same each time', () => {
    const seeds = moreSeeds(3, 100);
    expect(new Set(seeds).size).toBe(100);
    expect(seeds.every(isSeed)).toBe(true);
    expect(moreSeeds(3, 100)).toEqual(seeds);
  });
});

describe('a check', () => {
  it('is known by its sentence in kebab-case', () => {
    expect(checkId("Bitcoin's first block is found again")).toBe('bitcoin-s-first-block-is-found-again');
  });
  it('cannot have the sentence of another', () => {
    expect(() =>
      lab({}, (check) => {
        check('The same', () => {});
        check('the same', () => {});
      }),
    ).toThrow(RangeError);
  });
});

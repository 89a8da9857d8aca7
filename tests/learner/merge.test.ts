/** Merging two records of one learner: nothing is lost, and the order does not matter. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lessonState } from '../../src/learner/done.ts';
import { mergeProgress } from '../../src/learner/merge.ts';
import { emptyProgress, KINDS, withRecord } from '../../src/learner/records.ts';
import { allCode, anyProgress } from './progress-samples.ts';

const code = (text: string, at: number) =>
  withRecord(emptyProgress(), 'code', { id: 'fee-market', at, code: text });

describe('merging', () => {
  test('the newer code wins and the replaced one is kept as a backup', () => {
    const merged = mergeProgress(code('old', 1), code('new', 2));
    expect(merged.code.get('fee-market')?.code).toBe('new');
    expect([...merged.backups.values()]).toMatchObject([
      { lab: 'fee-market', code: 'old', at: 1, because: 'import' },
    ]);
  });

  test('an older import does not replace newer code, and is kept as a backup', () => {
    const merged = mergeProgress(code('mine', 5), code('theirs', 2));
    expect(merged.code.get('fee-market')?.code).toBe('mine');
    expect([...merged.backups.values()].map((backup) => backup.code)).toEqual(['theirs']);
  });

  test('merging the same file twice adds no second backup', () => {
    const theirs = code('theirs', 2);
    const once = mergeProgress(code('mine', 5), theirs);
    expect(mergeProgress(once, theirs)).toEqual(once);
  });

  test('a self-check once passed and a hint once shown survive a newer record without them', () => {
    const ours = withRecord(
      withRecord(emptyProgress(), 'quizzes', { id: 'faq', at: 1, right: 5, of: 5, passed: true }),
      'hints',
      { id: 'fee-market/one', at: 1, shown: 3 },
    );
    const theirs = withRecord(
      withRecord(emptyProgress(), 'quizzes', { id: 'faq', at: 9, right: 1, of: 5, passed: false }),
      'hints',
      { id: 'fee-market/one', at: 9, shown: 1 },
    );
    const merged = mergeProgress(ours, theirs);
    expect(merged.quizzes.get('faq')).toEqual({ id: 'faq', at: 9, right: 1, of: 5, passed: true });
    expect(merged.hints.get('fee-market/one')?.shown).toBe(3);
  });

  test('either way round gives the same', () => {
    fc.assert(
      fc.property(anyProgress, anyProgress, (a, b) => {
        expect(mergeProgress(a, b)).toEqual(mergeProgress(b, a));
      }),
    );
  });

  test('every id and every text of code of both is still there', () => {
    fc.assert(
      fc.property(anyProgress, anyProgress, (a, b) => {
        const merged = mergeProgress(a, b);
        for (const kind of KINDS) {
          for (const id of [...a[kind].keys(), ...b[kind].keys()]) expect(merged[kind].has(id)).toBe(true);
        }
        const kept = allCode(merged);
        for (const text of [...allCode(a), ...allCode(b)]) expect(kept).toContain(text);
      }),
    );
  });

  test('nothing that was done becomes undone', () => {
    const lesson = {
      name: 'consensus-in-focus',
      hasQuiz: true,
      labs: [{ id: 'fork-choice' }, { id: 'fee-market' }],
    };
    fc.assert(
      fc.property(anyProgress, anyProgress, (a, b) => {
        const merged = lessonState(mergeProgress(a, b), lesson);
        for (const before of [lessonState(a, lesson), lessonState(b, lesson)]) {
          expect(merged.labsPassed).toBeGreaterThanOrEqual(before.labsPassed);
          if (before.quizPassed) expect(merged.quizPassed).toBe(true);
        }
      }),
    );
  });
});

/** Progress as learners produce it, drawn by fast-check. */
import fc from 'fast-check';
import type { Progress, Records } from '../../src/learner/records.ts';
import { emptyProgress, withRecord } from '../../src/learner/records.ts';

const lab = fc.constantFrom('hash-links', 'fee-market', 'fork-choice');
const lesson = fc.constantFrom('the-role-of-layer-1', 'consensus-in-focus');
const at = fc.integer({ min: 0, max: 50 });
const code = fc.constantFrom('', 'const a = 1;', 'const b = 2;', 'const c = "ü\u0000\\";');

const graded = {
  id: lab,
  at,
  version: fc.integer({ min: 1, max: 3 }),
  engine: fc.constant('0xabc'),
  seeds: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }),
  passed: fc.boolean(),
  checks: fc.array(fc.record({ id: fc.constantFrom('one', 'two'), passed: fc.boolean() }), { maxLength: 2 }),
  measurements: fc.array(
    fc.record(
      { name: fc.constant('fees'), value: fc.integer(), unit: fc.constant('sat'), reference: fc.integer() },
      { requiredKeys: ['name', 'value', 'unit'] },
    ),
    { maxLength: 2 },
  ),
};

const record = {
  predictions: fc.record({
    id: lesson.map((name) => `${name}/capacity`),
    at,
    value: fc.constantFrom('7', '12'),
  }),
  answers: fc.record({
    id: lesson.map((name) => `${name}/first`),
    at,
    given: fc.array(fc.constantFrom('0', '1'), { maxLength: 2 }),
    right: fc.boolean(),
  }),
  quizzes: fc.record({
    id: lesson,
    at,
    right: fc.integer({ min: 0, max: 5 }),
    of: fc.constant(5),
    passed: fc.boolean(),
  }),
  code: fc.record({ id: lab, at, code }),
  grades: fc.record(graded),
  accepted: fc.record({ ...graded, code }),
  hints: fc.record({ id: lab.map((name) => `${name}/one`), at, shown: fc.integer({ min: 0, max: 3 }) }),
  visits: fc.record({ id: lesson, at, place: fc.constantFrom('', 'self-check') }),
  settings: fc.record({ id: fc.constant('tab-trap-seen'), at, value: fc.constantFrom('yes', 'no') }),
};

/** Any progress; samples share ids, so that merging them meets conflicts. */
export const anyProgress: fc.Arbitrary<Progress> = fc
  .array(
    fc.oneof(
      ...Object.entries(record).map(([kind, arbitrary]) =>
        (arbitrary as fc.Arbitrary<Records[keyof Records]>).map((value) => ({
          kind: kind as keyof Records,
          value,
        })),
      ),
    ),
    { maxLength: 25 },
  )
  .map((all) =>
    all.reduce((progress, { kind, value }) => withRecord(progress, kind, value as never), emptyProgress()),
  );

/** Every text of code anywhere in `progress`. */
export const allCode = (progress: Progress): ReadonlySet<string> =>
  new Set(
    [...progress.code.values(), ...progress.accepted.values(), ...progress.backups.values()].map(
      (each) => each.code,
    ),
  );

/** Progress as a file: what is written comes back, and what is damaged, newer or hostile is refused whole, in a clear sentence. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Migration } from '../../src/learner/migrations.ts';
import { SCHEMA } from '../../src/learner/migrations.ts';
import { emptyProgress, KINDS, withRecord } from '../../src/learner/records.ts';
import { readProgress, writeProgress } from '../../src/learner/transfer.ts';
import { anyProgress } from './progress-samples.ts';

const NOW = 1_000;
const sample = withRecord(emptyProgress(), 'code', { id: 'fee-market', at: 5, code: 'export const x = 1;' });
const file = writeProgress(sample, NOW);

/** A file around `data` whose checksum is right: what somebody writes who means harm, not what a disk damages. */
function forged(data: unknown, schema: unknown = SCHEMA): string {
  const checksum = createHash('sha256').update(JSON.stringify(data)).digest('hex');
  return JSON.stringify({ format: 'strata-progress', schema, exportedAt: 1, checksum, data });
}
const empty = Object.fromEntries(KINDS.map((kind) => [kind, []]));

/** Reads a file that must be refused, and returns the sentence. */
function refusal(text: string): string {
  const read = readProgress(text, NOW);
  if (read.ok) throw new Error('The file was accepted.');
  return read.why;
}

describe('a file that was exported', () => {
  test('comes back as it was', () => {
    fc.assert(
      fc.property(anyProgress, (progress) => {
        const read = readProgress(writeProgress(progress, NOW), NOW);
        expect(read).toEqual({ ok: true, progress, migratedFrom: null });
      }),
    );
  });

  test('is the same, byte for byte, for the same progress', () => {
    const a = { id: 'a-lab', at: 1, code: 'a' };
    const b = { id: 'b-lab', at: 1, code: 'b' };
    const forwards = withRecord(withRecord(emptyProgress(), 'code', a), 'code', b);
    const backwards = withRecord(withRecord(emptyProgress(), 'code', b), 'code', a);
    expect(writeProgress(forwards, NOW)).toBe(writeProgress(backwards, NOW));
  });

  test('survives being re-indented by an editor', () => {
    expect(readProgress(JSON.stringify(JSON.parse(file)), NOW).ok).toBe(true);
  });
});

describe('a damaged file', () => {
  test('is refused wherever it is cut off', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: file.trimEnd().length - 1 }), (end) => {
        expect(readProgress(file.slice(0, end), NOW).ok).toBe(false);
      }),
    );
  });

  test('is refused when any letter of its data changes', () => {
    const start = file.indexOf('"data"');
    fc.assert(
      fc.property(fc.integer({ min: start, max: file.trimEnd().length - 1 }), (at) => {
        if (/\s/.test(file[at] ?? ' ')) return;
        const changed = `${file.slice(0, at)}${file[at] === '7' ? '8' : '7'}${file.slice(at + 1)}`;
        expect(readProgress(changed, NOW).ok).toBe(false);
      }),
    );
  });

  test('says so, and that nothing was changed', () => {
    expect(refusal(file.slice(0, 100))).toMatch(
      /damaged, cut off or of another kind\. Nothing was changed\.$/,
    );
    expect(refusal(file.replace('= 1;', '= 2;'))).toMatch(/checksum does not match/);
  });
});

describe('a file of another kind or version', () => {
  test.each(['', '[]', 'null', '7', '{}', '{"format":"something-else"}', 'PK\u0003\u0004'])(
    '%j is refused',
    (text) => {
      expect(refusal(text)).toMatch(/Nothing was changed/);
    },
  );

  test('a newer one is refused with what to do', () => {
    expect(refusal(forged(empty, SCHEMA + 1))).toMatch(/newer Strata .*Reload the page/);
  });

  test.each([1.5, '1', null, -1, {}])('version %j is refused', (schema) => {
    expect(refusal(forged(empty, schema))).toMatch(/does not say which version/);
  });

  test('an older one without a way up is refused', () => {
    expect(refusal(forged(empty, 0))).toMatch(/no way up to version/);
  });

  test('an older one with a way up is brought up step by step', () => {
    const old = { saved: { 'fee-market': 'x' } };
    const steps: Record<number, Migration> = {
      0: (data) => ({ programs: Object.entries(data['saved'] as object).map(([lab, text]) => [lab, text]) }),
      1: (data) => ({
        ...empty,
        code: (data['programs'] as [string, string][]).map(([id, code]) => ({ id, code, at: 0 })),
      }),
    };
    const read = readProgress(forged(old, 0), NOW, { schema: 2, migrations: steps });
    expect(read).toMatchObject({ ok: true, migratedFrom: 0 });
    expect(read.ok && read.progress.code.get('fee-market')?.code).toBe('x');
  });
});

describe('a hostile file', () => {
  const code = (record: unknown) => forged({ ...empty, code: [record] });
  const sound = { id: 'fee-market', at: 1, code: 'x' };

  test.each<[string, string, RegExp]>([
    ['an unknown kind', forged({ ...empty, cookies: [] }), /“cookies”, which is no kind of record/],
    ['a missing kind', forged({ ...empty, code: undefined }), /code must be a list/],
    ['an object for a list', forged({ ...empty, code: { length: 3 } }), /code must be a list/],
    ['a record that is none', code(null), /code, entry 1 must be a record/],
    ['an extra field', code({ ...sound, extra: 1 }), /a field “extra” that does not belong there/],
    ['a prototype for an id', code({ ...sound, id: '__proto__' }), /id must be a name/],
    ['a path for an id', code({ ...sound, id: '../../etc' }), /id must be a name/],
    ['markup for an id', code({ ...sound, id: '<img src=x>' }), /id must be a name/],
    ['a number for code', code({ ...sound, code: 5 }), /code must be text/],
    [
      'ten million characters of code',
      code({ ...sound, code: 'x'.repeat(10_000_000) }),
      /longer than 1000000/,
    ],
    ['a time that is no number', code({ ...sound, at: '1' }), /at must be a whole number/],
    ['a negative time', code({ ...sound, at: -1 }), /at must be a whole number/],
    ['the same id twice', forged({ ...empty, code: [sound, sound] }), /holds “fee-market” twice/],
    [
      'too many records',
      forged({ ...empty, visits: Array.from({ length: 20_001 }, () => 0) }),
      /more than 20000 entries/,
    ],
    ['a hint beyond the third', forged({ ...empty, hints: [{ id: 'a/b', at: 1, shown: 4 }] }), /from 0 to 3/],
    ['a file of 20 million characters', ' '.repeat(20_000_000), /far larger/],
    ['an own __proto__ field', forged(JSON.parse('{"__proto__": {"code": []}}')), /no kind of record/],
  ])('with %s is refused', (_what, text, why) => {
    expect(refusal(text)).toMatch(why);
  });

  test('cannot win for ever by a time in the future', () => {
    const read = readProgress(code({ ...sound, at: 8_000_000_000_000_000 }), NOW);
    expect(read.ok && read.progress.code.get('fee-market')?.at).toBe(NOW);
  });

  test('cannot touch a prototype', () => {
    readProgress('{"__proto__": {"polluted": true}, "format": "strata-progress"}', NOW);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test('of any JSON shape is answered, never thrown', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const data: unknown = JSON.parse(text);
        expect(readProgress(forged(data), NOW).ok).toBe(false);
        expect(readProgress(forged({ ...empty, answers: [data] }), NOW).ok).toBe(false);
      }),
    );
  });
});

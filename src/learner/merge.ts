/** Brings two records of one learner together so that nothing is lost: the newest of each item wins, replaced code is kept. */
import { backupOf } from './backup.ts';
import type { Backup, HintRecord, Kind, Progress, QuizRecord, Records } from './records.ts';
import { KINDS } from './records.ts';

/** Whether `a` goes before `b`: newer first, and of equal age the one whose text sorts higher, so that order never matters. */
function wins(a: { readonly at: number }, b: { readonly at: number }): boolean {
  return a.at === b.at ? JSON.stringify(a) >= JSON.stringify(b) : a.at > b.at;
}

/** A hint once shown stays shown. */
const mergeHints = (newest: HintRecord, other: HintRecord): HintRecord => ({
  ...newest,
  shown: Math.max(newest.shown, other.shown),
});

/** A self-check once passed stays passed. */
const mergeQuizzes = (newest: QuizRecord, other: QuizRecord): QuizRecord => ({
  ...newest,
  passed: newest.passed || other.passed,
});

/** What two records with the same id become. */
function mergeRecord(kind: Kind, newest: Records[Kind], other: Records[Kind]): Records[Kind] {
  if (kind === 'hints') return mergeHints(newest as HintRecord, other as HintRecord);
  if (kind === 'quizzes') return mergeQuizzes(newest as QuizRecord, other as QuizRecord);
  return newest;
}

/** Merges `theirs` into `ours`; merging either way round gives the same. */
export function mergeProgress(
  ours: Progress,
  theirs: Progress,
  because: Backup['because'] = 'import',
): Progress {
  const merged: Record<string, ReadonlyMap<string, unknown>> = {};
  const replaced: Backup[] = [];
  for (const kind of KINDS) {
    const all = new Map<string, Records[Kind]>(ours[kind]);
    for (const [id, their] of theirs[kind]) {
      const our = all.get(id);
      if (our === undefined) {
        all.set(id, their);
        continue;
      }
      const [newest, other] = wins(their, our) ? [their, our] : [our, their];
      all.set(id, mergeRecord(kind, newest, other));
      const lost = 'code' in other && kind !== 'backups' && 'code' in newest && other.code !== newest.code;
      if (lost) replaced.push(backupOf(id, other.code, other.at, because));
    }
    merged[kind] = all;
  }
  const backups = new Map(merged['backups'] as Progress['backups']);
  for (const backup of replaced) if (!backups.has(backup.id)) backups.set(backup.id, backup);
  merged['backups'] = backups;
  return merged as unknown as Progress;
}

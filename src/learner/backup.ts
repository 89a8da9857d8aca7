/** Backups: code that something replaced is kept under a name that depends on nothing but the code and its time. */
import type { Backup } from './records.ts';

/** 32-bit FNV-1a of the code's UTF-16 units; it only tells two texts of the same lab and millisecond apart. */
function digest(code: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < code.length; index++) {
    hash = Math.imul(hash ^ code.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** The backup of `code`, which a lab held since `at`. */
export const backupOf = (lab: string, code: string, at: number, because: Backup['because']): Backup => ({
  id: `${lab}@${at}-${digest(code)}`,
  lab,
  code,
  at,
  because,
});

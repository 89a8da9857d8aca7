/** Cuts a named region out of a lab's code, so that prose shows the solution itself and never a copy. */

const START = (name: string) => new RegExp(`^\\s*// #region ${name}\\s*$`);
const ANY_MARK = /^\s*\/\/ #(end)?region\b.*$/;

/** The lines between `// #region name` and its `// #endregion`, without the marks and the common indent. */
export function regionOf(code: string, name: string, file: string): string {
  const lines = code.split('\n');
  const from = lines.findIndex((line) => START(name).test(line));
  if (from < 0) {
    const names = [...code.matchAll(/\/\/ #region (\S+)/g)].map((match) => match[1]).join(', ') || 'none';
    throw new Error(`${file} has no region “${name}”. It has: ${names}.`);
  }
  let depth = 1;
  let to = from + 1;
  for (; to < lines.length && depth > 0; to++) {
    if (/^\s*\/\/ #region\b/.test(lines[to] ?? '')) depth++;
    if (/^\s*\/\/ #endregion\b/.test(lines[to] ?? '')) depth--;
  }
  if (depth > 0) throw new Error(`${file}: the region “${name}” has no // #endregion.`);
  const body = lines.slice(from + 1, to - 1).filter((line) => !ANY_MARK.test(line));
  const indent = Math.min(
    ...body.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length),
  );
  return body
    .map((line) => line.slice(indent))
    .join('\n')
    .trim();
}

/** `code` without the marks of its regions. */
export const withoutMarks = (code: string): string =>
  code
    .split('\n')
    .filter((line) => !ANY_MARK.test(line))
    .join('\n')
    .trim();

/** Numbers as people write them: read with either separator, written with a fixed number of decimals. */

/**
 * The number in `text`, or null. Spaces, apostrophes and underscores group digits; a comma groups where groups of three
 * follow and is the decimal sign elsewhere (`4,000` is four thousand, `6,67` and `0,125` are not). A trailing unit or
 * percent sign is ignored.
 */
export function parseNumber(text: string): number | null {
  const compact = text
    .trim()
    .replaceAll(/[\s'’_\u00a0\u202f\u2009]+(?=\d)/g, '')
    .replace(/^[−–]/, '-');
  const match = /^[+-]?(\d[\d.,]*|[.,]\d+)(e[+-]?\d+)?(?=$|[^\d.,])/i.exec(compact);
  if (match === null || /\d/.test(compact.slice(match[0].length))) return null;
  let digits = match[0].replace('+', '');
  const grouped = /^-?[1-9]\d{0,2}(,\d{3})+(\.\d*)?(e-?\d+)?$/i.test(digits);
  if (grouped) digits = digits.replaceAll(',', '');
  else if (/^-?\d*,\d+(e-?\d+)?$/i.test(digits)) digits = digits.replace(',', '.');
  const value = Number(digits);
  return Number.isFinite(value) ? value : null;
}

/** How far off a number may be: an absolute amount, or a share such as `5%`. */
export type Tolerance = number | string;

/** Whether `value` is `answer` within `tolerance`, with room for the last bit of a float. */
export function within(value: number, answer: number, tolerance: Tolerance): boolean {
  const allowed =
    typeof tolerance === 'number' ? tolerance : (Math.abs(answer) * Number.parseFloat(tolerance)) / 100;
  return Math.abs(value - answer) <= allowed + 1e-9 * Math.max(1, Math.abs(answer));
}

/** `value` for reading: grouped by commas, with exactly `digits` decimals where given, else with as few as it needs. */
export function formatNumber(value: number, digits?: number): string {
  const whole = Math.trunc(Math.abs(value)).toString().length;
  const fraction =
    digits === undefined
      ? { maximumSignificantDigits: Number.isInteger(value) ? 21 : Math.max(4, whole + 1) }
      : { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat('en-GB', fraction).format(value);
}

/** Whether two printed texts are the same but for white space at the ends, blank lines and the kind of quotes. */
export function samePrint(given: string, expected: string): boolean {
  const plain = (text: string) =>
    text
      .split('\n')
      .map((line) =>
        line
          .trim()
          .replaceAll(/\s+/g, ' ')
          .replaceAll(/["'`“”‘’]/g, '"'),
      )
      .filter((line) => line !== '')
      .join('\n');
  return plain(given) === plain(expected);
}

/** How the player and the figures say names, times and numbers, so that all of them say them alike. */

/** The end of a hash (a mined id begins with zeros, so its end tells it apart); any other name as it is, cut to fit. */
export function shortName(name: string): string {
  const digits = name.startsWith('0x') ? name.slice(2) : name;
  if (/^[0-9a-f]{16,}$/.test(digits)) return digits.slice(-6);
  return digits.length > 24 ? `${digits.slice(0, 23)}…` : digits;
}

const trim = (value: number, digits: number): string =>
  value.toLocaleString('en-GB', { maximumFractionDigits: digits });

/** Who acted, to begin a sentence with: `node-3` becomes `Node 3`. */
export function sayActor(actor: string): string {
  const name = shortName(actor).replace(/-(?=\d+$)/, ' ');
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Milliseconds as a reader says them: `340 ms`, `12.4 s`, `8 min 20 s`, `3 h 20 min`. */
export function sayTime(milliseconds: number): string {
  const value = Math.max(milliseconds, 0);
  if (value === 0) return '0 s';
  if (value < 1_000) return `${Math.round(value)} ms`;
  if (value < 120_000) return `${trim(value / 1_000, 1)} s`;
  const seconds = Math.round(value / 1_000);
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${trim(Math.floor(minutes / 60), 0)} h ${minutes % 60} min`;
}

/** A number with thousands set apart and at most `digits` decimals. */
export const sayNumber = (value: number, digits = 0): string => trim(value, digits);

/** `3 blocks`, `1 block`. */
export const sayCount = (count: number, one: string, many = `${one}s`): string =>
  `${trim(count, 0)} ${count === 1 ? one : many}`;

/** A long whole number in decimal digits, thousands set apart; anything else unchanged. */
export const sayAmount = (amount: string): string =>
  /^\d+$/.test(amount) ? amount.replaceAll(/\B(?=(\d{3})+$)/g, ',') : amount;

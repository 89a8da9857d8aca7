/** The hash of a trace: one number that says whether two runs were the same to the byte. */
import { utf8 } from '../foundation/bytes.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import type { Trace, TraceHash } from './trace.ts';

/**
 * A value as JSON that can be written in one way only: keys in ascending order, no spaces, no key without a
 * value. Throws RangeError for a number that is not a whole one within ±(2^53 − 1), and TypeError for what
 * JSON cannot hold (bigint, functions, `undefined` in a list): fractions may be written, and computed,
 * differently elsewhere, and a hash must not depend on that. The rules are those of RFC 8785 (JSON
 * Canonicalization Scheme) where the value holds whole numbers only.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError(`A trace holds whole numbers only, not ${value}.`);
    return String(value === 0 ? 0 : value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`);
    return `{${fields.join(',')}}`;
  }
  throw new TypeError(`A trace is JSON, which has no ${typeof value}.`);
}

/**
 * SHA-256 of the trace's canonical JSON. Equal hashes mean equal runs, event by event, in Node and in any
 * browser.
 */
export const traceHash = (trace: Trace): TraceHash => hashHex(sha256(utf8(canonicalJson(trace))));

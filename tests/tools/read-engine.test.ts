/** The reader of the engine's reference, on a small engine of its own: what it keeps, leaves out and refuses to lose. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReferenceName, ReferenceRoom } from '../../src/components/build/reference-types.ts';
import { readEngine } from '../../tools/reference/read-engine.ts';

const FILES = {
  'index.ts': `export { Pool, add as plus } from './layer1/ledger/pool.ts';
export { LIMIT, type Size } from './foundation/size.ts';`,
  'foundation/size.ts': `/** How large
 * a thing is. */

/** A size. */
export type Size = number;
export const LIMIT: Size = 8;
/** Kept inside. */
export const HIDDEN = 9;`,
  'layer1/ledger/pool.ts': `/** A pool of things. */
import type { Size } from '../../foundation/size.ts';
/** Adds; \`PUSH
 * @done\` is no tag. See {@link Pool}.
 * @throws RangeError below {@link LIMIT}
 */
export function add(a: Size, b: Size): Size { return a + b; }
/** Holds things. */
export class Pool {
  #things: Size[] = [];
  private readonly most = 3;
  /** ${'Takes a thing in, and says of it at length what it is, so that the line breaks, as {@link add} does. '.repeat(2)}*/
  take(thing: Size): void { if (this.#things.length < this.most) this.#things.push(thing); }
}`,
};

let folder: string;
let rooms: readonly ReferenceRoom[];
const named = (name: string): ReferenceName | undefined =>
  rooms.flatMap(({ files }) => files.flatMap(({ names }) => names)).find((each) => each.name === name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'strata-reference-'));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  ({ rooms } = await readEngine(join(folder, 'index.ts')));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('rooms are folders, of layer 1 its own, and files open with their sentence', () => {
  expect(rooms.map(({ id, files }) => [id, files.map(({ about }) => about)])).toEqual([
    ['foundation', ['How large a thing is.']],
    ['layer1/ledger', ['A pool of things.']],
  ]);
});

test('only what the door lets out is there, under the name that it has there', () => {
  expect(rooms.flatMap(({ files }) => files.flatMap(({ names }) => names.map(({ name }) => name)))).toEqual([
    'Size',
    'LIMIT',
    'plus',
    'Pool',
  ]);
});

test('a name without a docstring has no text, though the one above it has', () => {
  expect(named('Size')?.text).toBe('A size.');
  expect(named('LIMIT')?.text).toBe('');
});

test('a docstring is whole where a line begins with what looks like a tag, and what is thrown stands apart', () => {
  expect(named('plus')?.text).toContain('`PUSH @done` is no tag. See {@link Pool}.');
  expect(named('plus')?.throws).toEqual(['RangeError below {@link LIMIT}']);
});

test('a declaration has neither bodies nor private members, and its comments fit the page with links whole', () => {
  const signature = named('Pool')?.signature ?? '';
  expect(signature).toContain('take(thing: Size): void;');
  expect(signature).not.toMatch(/things|most\b/);
  expect(signature).toContain('{@link add}');
  for (const line of signature.split('\n'))
    expect(line.replace(/\{@link (\w+)\}/, '$1').length).toBeLessThan(80);
});

test('kinds are told apart', () => {
  expect(['Size', 'LIMIT', 'plus', 'Pool'].map((name) => named(name)?.kind)).toEqual([
    'type',
    'value',
    'function',
    'class',
  ]);
});

/** The engine's reference: every name of the door is in it once, documented, and what docstrings link to is there. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import type { ReferenceName, ReferenceRoom } from '../../src/components/build/reference-types.ts';
import { ENGINE_ROOMS } from '../../src/content/engine-rooms.ts';
import { readEngine } from '../../tools/reference/read-engine.ts';

let rooms: readonly ReferenceRoom[];
let names: readonly (ReferenceName & { readonly path: string })[];

beforeAll(async () => {
  ({ rooms } = await readEngine());
  names = rooms.flatMap(({ files }) =>
    files.flatMap((file) => file.names.map((name) => ({ ...name, path: file.path }))),
  );
});

test('every name that the door lets out is in the reference, once', () => {
  const door = readFileSync(new URL('../engine/door.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.replace(/^type /, ''))
    .sort();
  expect(names.map(({ name }) => name).sort()).toEqual(door);
});

test('every name has a docstring', () => {
  expect(names.filter(({ text }) => text === '').map(({ path, name }) => `${path}: ${name}`)).toEqual([]);
});

test('every name has a declaration that names it, without a body', () => {
  for (const { name, signature } of names) expect(signature, name).toContain(name);
  expect(names.filter(({ signature }) => /^\s+return\b/m.test(signature)).map(({ name }) => name)).toEqual(
    [],
  );
});

test('every link in a docstring leads to a name that the door lets out', () => {
  const known = new Set(names.map(({ name }) => name));
  const dangling = names.flatMap(({ path, name, text, throws, signature }) =>
    [...[text, ...throws, signature].join('\n').matchAll(/\{@link\s+(\w+)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !known.has(target))
      .map((target) => `${path}: ${name} links to ${target}`),
  );
  expect(dangling).toEqual([]);
});

test('every file opens with a sentence, and every room has a title and a page', () => {
  const files = rooms.flatMap((room) => room.files);
  expect(files.filter(({ about }) => about === '').map(({ path }) => path)).toEqual([]);
  expect(rooms.map(({ id }) => id).sort()).toEqual(ENGINE_ROOMS.map(({ id }) => id).sort());
});

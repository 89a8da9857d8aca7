/** The engine's door: what it lets out is a decision, so a name more or less is a change to this list. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as strata from 'strata';

/** The text of the door and of what it passes on whole. */
const doorText = (file: URL): string => {
  const text = readFileSync(file, 'utf8');
  const passedOn = [...text.matchAll(/export \* from '([^']+)'/g)].map(([, path = '']) =>
    doorText(new URL(path, file)),
  );
  return [text, ...passedOn].join('\n');
};

/** Every name that the door lists, types included. */
const listed = [
  ...doorText(new URL('../../src/engine/index.ts', import.meta.url)).matchAll(/export (type )?\{([^}]*)\}/g),
]
  .flatMap(([, type, names = '']) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => (type !== undefined && !name.startsWith('type ') ? `type ${name}` : name)),
  )
  .sort();

test('the door lets out these names and no others', async () => {
  await expect(`${listed.join('\n')}\n`).toMatchFileSnapshot('./door.txt');
});

test('every value that the door lists is there, and none is listed twice', () => {
  const values = listed.filter((name) => !name.startsWith('type '));
  expect(Object.keys(strata).sort()).toEqual(values);
  expect(new Set(listed).size).toBe(listed.length);
});

/** Within the engine, data flows downwards: an import never points up, and no file leads back to itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ENGINE = fileURLToPath(new URL('../../src/engine', import.meta.url));

/** From the ground up; rooms of one line do not import each other. */
const FLOORS: readonly (readonly string[])[] = [
  ['foundation'],
  ['simulation', 'zero-knowledge'],
  ['layer1'],
  ['layer2'],
  ['bridging', 'measures'],
  ['assets'],
  ['adversaries'],
  ['scenarios'],
];
const floorOf = (file: string): number =>
  FLOORS.findIndex((rooms) => rooms.includes(file.split('/')[0] ?? ''));

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });

interface Import {
  readonly path: string;
  readonly isType: boolean;
}

/** What each file of the engine imports, as paths within it. */
const imports = new Map<string, readonly Import[]>(
  filesIn(ENGINE).map((file) => [
    relative(ENGINE, file),
    [...readFileSync(file, 'utf8').matchAll(/^(?:import|export)( type)?[^;]*? from '(\.[^']+)';/gm)].map(
      ([, isType, target = '']) => ({
        path: relative(ENGINE, resolve(dirname(file), target)),
        isType: isType !== undefined,
      }),
    ),
  ]),
);
const inner = [...imports].filter(([file]) => file !== 'index.ts');

test('every room has its floor', () => {
  expect(inner.length).toBeGreaterThan(300);
  expect(inner.map(([file]) => file).filter((file) => floorOf(file) < 0)).toEqual([]);
});

describe('an import', () => {
  test('never points up, nor to a neighbour', () => {
    const upwards = inner.flatMap(([file, list]) =>
      list
        .filter(({ path }) => path.split('/')[0] !== file.split('/')[0] && floorOf(path) >= floorOf(file))
        .map(({ path }) => `${file} → ${path}`),
    );
    expect(upwards).toEqual([]);
  });

  test('never leads back, types aside', () => {
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, way: readonly string[]): void => {
      if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' → '));
      if (way.includes(file) || done.has(file)) return;
      for (const { path, isType } of imports.get(file) ?? []) if (!isType) visit(path, [...way, file]);
      done.add(file);
    };
    for (const [file] of inner) visit(file, []);
    expect(circles).toEqual([]);
  });
});

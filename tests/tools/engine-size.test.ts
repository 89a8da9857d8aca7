/** The engine, as a lab loads it, stays small: its code without the signature library's WASM. */
import { basename, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { brotli } from '../../tools/build/precompress.ts';
import { ownLabs } from '../../tools/lab-gate/own-labs.ts';
import { labFolders, readManifest } from '../../tools/lab-gate/read-lab.ts';
import { type Bundle, bundleEngine, withoutWasm } from '../../tools/runtime/bundle.ts';
import { doorNames, roomOf } from '../../tools/runtime/door-names.ts';
import { engineProgram } from '../../tools/runtime/engine-types.ts';
import { createLabEngines, doorModule, namesFor } from '../../tools/runtime/lab-engine.ts';

const BUDGET_BYTES = 120_000;

/** What a page loads of the bundle for this lab alone. */
async function sizeOf(bundle: Bundle): Promise<number> {
  const { text } = withoutWasm(bundle.text);
  expect(withoutWasm(text).wasm, 'there is one WASM').toBe('');
  return (await brotli(Buffer.from(text))).length;
}

/** Prints the sizes, the largest first, and holds each to the budget. */
function expectSmall(what: string, sizes: readonly (readonly [name: string, bytes: number])[]): void {
  const sorted = sizes.toSorted(([, a], [, b]) => b - a);
  console.log(`${what}: ${sorted.map(([name, bytes]) => `${name} ${bytes}`).join(', ')}`);
  expect(sorted.filter(([, bytes]) => bytes > BUDGET_BYTES)).toEqual([]);
}

test('every lab loads at most 120 kB of engine, without WASM', { timeout: 60_000 }, async () => {
  const engineOf = createLabEngines(ownLabs.engineEntry);
  const sizes: [string, number][] = [];
  for (const folder of labFolders(ownLabs.labsFolder)) {
    const { bundle } = await engineOf(folder, await readManifest(folder));
    sizes.push([basename(folder), await sizeOf(bundle)]);
  }
  expect(sizes.length).toBeGreaterThan(0);
  expectSmall('bytes of brotli by lab', sizes);
});

test('a lab on any one room would stay below it too', { timeout: 120_000 }, async () => {
  const { engineEntry } = ownLabs;
  const base = resolve(engineEntry, '..');
  const door = doorNames(engineProgram(engineEntry), engineEntry);
  const rooms = [...new Set(door.map(({ path }) => roomOf(path)))];
  const sizes: [string, number][] = [];
  for (const room of rooms) {
    const used = door.filter(({ path }) => roomOf(path) === room);
    // Of many worlds a lab takes one or two: the largest of them alone.
    const parts = ['scenarios', 'adversaries', 'measures'].includes(room)
      ? [...new Set(used.map(({ path }) => path))]
      : [room];
    for (const part of parts) {
      const names = used.filter(({ path }) => path === part || roomOf(path) === part).map(({ name }) => name);
      const text = doorModule(namesFor(door, names), base);
      sizes.push([part, await sizeOf(await bundleEngine({ text, base }))]);
    }
  }
  expectSmall('bytes of brotli by room or world', sizes);
});

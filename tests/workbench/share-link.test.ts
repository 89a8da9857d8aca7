/** A link carries code and seed there and back, and a damaged or hostile one is no link. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFragment, writeFragment } from '../../src/workbench/ui/share-link.ts';

test('any code and seed come back as they went', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.nat(0xffff_ffff), async (code, seed) => {
      const fragment = await writeFragment({ lab: 'fee-market', seed, code });
      expect(await readFragment(fragment)).toEqual({ lab: 'fee-market', seed, code });
    }),
    { numRuns: 200 },
  );
});

test('a link may name a seed alone', async () => {
  expect(await readFragment('#lab=fee-market&seed=7')).toEqual({ lab: 'fee-market', seed: 7 });
});

test('what is no link, is none', async () => {
  expect(await readFragment('#self-check')).toBeNull();
  expect(await readFragment('#lab=x&code=!!!')).toBeNull();
  expect(await readFragment('#lab=x&code=AAAA')).toBeNull();
});

test('a seed that is none is left out', async () => {
  expect(await readFragment('#lab=x&seed=-1')).toEqual({ lab: 'x' });
  expect(await readFragment('#lab=x&seed=abc')).toEqual({ lab: 'x' });
});

test('a link that unpacks to a flood is refused', async () => {
  const flood = await new Response(
    new Blob(['a'.repeat(5_000_000)]).stream().pipeThrough(new CompressionStream('deflate-raw')),
  ).bytes();
  const packed = Buffer.from(flood).toString('base64url');
  expect(await readFragment(`#lab=x&code=${packed}`)).toBeNull();
});

test('code too long for a link is refused with a reason', async () => {
  await expect(writeFragment({ lab: 'x', code: 'a'.repeat(200_001) })).rejects.toThrow(/too long for a link/);
});

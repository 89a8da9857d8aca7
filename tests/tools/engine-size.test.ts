/** The engine, as a lab loads it, stays small: its code without the signature library's WASM. */
import { expect, test } from 'vitest';
import { brotli } from '../../tools/build/precompress.ts';
import { bundleEngine } from '../../tools/runtime/bundle.ts';

const BUDGET_BYTES = 120_000;
/** The WASM stands in the bundle as one long base64 text. */
const WASM = /[A-Za-z0-9+/]{10000,}={0,2}/g;

test('the engine takes at most 120 kB on the wire, without WASM', async () => {
  const { text } = await bundleEngine();
  expect(text.match(WASM)).toHaveLength(1);
  const { length } = await brotli(Buffer.from(text.replace(WASM, '')));
  console.log(`engine: ${length} bytes of brotli without WASM`);
  expect(length).toBeLessThanOrEqual(BUDGET_BYTES);
});

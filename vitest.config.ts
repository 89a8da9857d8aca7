// Unit and property tests; end-to-end ones run under Playwright.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { strata: new URL('./src/engine/index.ts', import.meta.url).pathname } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
  },
});

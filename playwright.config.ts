// End-to-end tests: the built site, served as a learner gets it, in a real Chromium.
import { defineConfig } from '@playwright/test';
import { FLAGS, findChromium } from './tests/e2e/chromium.ts';

const PORT = Number(process.env['E2E_PORT'] ?? 4399);
const CHROMIUM = findChromium();
process.env['CHROMIUM_PATH'] = CHROMIUM;

export default defineConfig({
  testDir: 'tests',
  testMatch: '**/*.e2e.ts',
  outputDir: 'test-results/playwright',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 150_000,
  expect: { timeout: 45_000 },
  reporter: [['list'], ['json']],
  use: {
    baseURL: `http://127.0.0.1:${PORT}`,
    launchOptions: { executablePath: CHROMIUM, args: [...FLAGS] },
    viewport: { width: 1280, height: 900 },
    trace: 'retain-on-failure',
  },
  webServer: {
    command: 'node tools/start.ts --no-build',
    env: { PORT: String(PORT) },
    url: `http://127.0.0.1:${PORT}/`,
    reuseExistingServer: false,
  },
});

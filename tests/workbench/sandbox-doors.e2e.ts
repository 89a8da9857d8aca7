/** The second wall: even a realm that was never locked down gets nothing out of its frame. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { type RunnerPage, serveRunnerPage } from './runner-page.ts';

let folder: string;
let served: RunnerPage;
let outside: Server;
const arrived: string[] = [];

test.describe.configure({ mode: 'default' });
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'strata-doors-'));
  served = await serveRunnerPage(folder);
  outside = createServer((request, response) => {
    arrived.push(request.url ?? '');
    response.setHeader('access-control-allow-origin', '*');
    response.end('out');
  });
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
});
test.afterAll(async () => {
  await served.close();
  outside.closeAllConnections();
  outside.close();
  await rm(folder, { recursive: true, force: true });
});

/** Each tries one door and resolves with what became of it; `address` is a server that answers everyone. */
const doors: Readonly<Record<string, string>> = {
  fetch: 'await (await fetch(address)).text()',
  XMLHttpRequest:
    'await new Promise((resolve, reject) => { const r = new XMLHttpRequest(); r.open("GET", address); r.onload = () => resolve(r.responseText); r.onerror = () => reject(new Error("refused")); r.send(); })',
  WebSocket:
    'await new Promise((resolve, reject) => { const s = new WebSocket(address.replace("http", "ws")); s.onopen = resolve; s.onerror = () => reject(new Error("refused")); })',
  EventSource:
    'await new Promise((resolve, reject) => { const s = new EventSource(address); s.onopen = resolve; s.onerror = () => reject(new Error("refused")); })',
  'import of an address': 'await import(address)',
  importScripts: 'importScripts(address)',
  indexedDB:
    'await new Promise((resolve, reject) => { const r = indexedDB.open("x"); r.onsuccess = resolve; r.onerror = () => reject(new Error("refused")); })',
  caches: 'await caches.open("x")',
  eval: '(0, eval)("1")',
  Function: 'new Function("return 1")()',
};

for (const [name, attempt] of Object.entries(doors)) {
  test(`a frame's worker gets nothing out by ${name}`, async ({ page }) => {
    const { port } = outside.address() as AddressInfo;
    arrived.length = 0;
    await page.goto(served.url);
    const realm = `addEventListener('message', async ({ ports: [port] }) => {
      const address = 'http://127.0.0.1:${port}/';
      try { await (async () => { return ${attempt}; })(); port.postMessage({ type: 'unready', message: 'open' }); }
      catch (error) { port.postMessage({ type: 'unready', message: 'closed: ' + error }); }
    });`;
    const found = await page.evaluate(
      (text) => (globalThis as unknown as { tryRealm: (realm: string) => Promise<string> }).tryRealm(text),
      realm,
    );
    expect(found).toMatch(/^closed: /);
    expect(arrived).toEqual([]);
  });
}

test('a frame reads neither the page nor its storage', async ({ page }) => {
  await page.goto(served.url);
  await page.evaluate('runner.checks');
  const frame = page.frames().find((found) => found !== page.mainFrame());
  expect(frame).toBeDefined();
  const readings = await frame?.evaluate(() => {
    const attempt = (read: () => unknown): string => {
      try {
        return `open: ${String(read())}`;
      } catch (error) {
        return error instanceof DOMException ? error.name : String(error);
      }
    };
    return [
      attempt(() => parent.document.title),
      attempt(() => localStorage.length),
      attempt(() => document.cookie),
      origin,
    ];
  });
  expect(readings).toEqual(['SecurityError', 'SecurityError', 'SecurityError', 'null']);
});

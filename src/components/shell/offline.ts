/** Makes visited lessons work without a network: registers the service worker, and once a reader does something fetches what the labs need. */
const INTERACTIONS = ['scroll', 'pointerdown', 'keydown'] as const;
/** The list that the build writes: assets too large to load on a first page (tools/build/offline.ts). */
const ASSET_LIST = '/offline-assets.json';
const ASSET_CACHE = 'strata-assets';

/** Resolves when the reader first does anything, so that nothing competes with the first paint. */
const firstInteraction = (): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      for (const name of INTERACTIONS) removeEventListener(name, done, { capture: true });
      resolve();
    };
    for (const name of INTERACTIONS)
      addEventListener(name, done, { capture: true, passive: true, once: true });
  });

/** Puts everything that this page's labs need into the cache that the service worker answers from. */
async function keepLabAssets(): Promise<void> {
  const cache = await caches.open(ASSET_CACHE);
  const shared = (await (await fetch(ASSET_LIST)).json()) as string[];
  const { labAddresses } = await import('../../workbench/lab-addresses.ts');
  const labs = [...document.querySelectorAll<HTMLElement>('strata-lab')];
  const assets = [...shared, ...labs.flatMap((lab) => labAddresses(lab.dataset['lab'] ?? ''))];
  const kept = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  for (const asset of assets) if (!kept.has(asset)) await cache.add(asset);
}

/** Says so to whoever looks: the note in the footer, and tests. */
function announce(): void {
  document.documentElement.dataset['offline'] = 'ready';
  for (const note of document.querySelectorAll<HTMLElement>('[data-offline-note]')) note.hidden = false;
}

async function prepare(interaction: Promise<void>): Promise<void> {
  await navigator.serviceWorker.register('/sw.js');
  await navigator.serviceWorker.ready;
  const savesData = (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;
  if (savesData || document.querySelector('strata-lab') === null) return;
  await interaction;
  await keepLabAssets();
  announce();
}

if (import.meta.env.PROD && 'serviceWorker' in navigator && 'caches' in globalThis) {
  // Listened for from the start: a reader may scroll before the worker is ready.
  const interaction = firstInteraction();
  addEventListener('load', () => {
    prepare(interaction).catch((cause: unknown) => console.info('This page works online only:', cause));
  });
}

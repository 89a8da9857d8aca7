/** Registers the service worker once the page has loaded, so that it competes with nothing a reader waits for. */
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  addEventListener('load', () => {
    navigator.serviceWorker.register('/sw.js').catch((cause: unknown) => {
      console.info('Strata works online only here:', cause);
    });
  });
}

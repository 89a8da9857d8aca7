/** The document of a sandbox's frame: it has no origin, no network and no storage, starts one worker and answers pings. */

/** What the page posts to a new frame, with two ports: one for the realm, one for pings. */
export interface FrameStart {
  readonly realm: string;
  readonly engine: string;
  readonly checks: string;
  readonly withholds: readonly string[];
}

/** What the frame says on the port for pings. */
export type FrameMessage = { readonly type: 'pong' } | { readonly type: 'broken'; readonly message: string };

const policy = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:",
  'worker-src blob:',
  "connect-src 'none'",
].join('; ');

/** Runs inside the frame; its text is what the frame's document holds. */
function frameScript(): void {
  addEventListener(
    'message',
    ({ data, ports: [realmPort, pingPort] }: MessageEvent<FrameStart>) => {
      if (!realmPort || !pingPort) return;
      const tell = (message: FrameMessage): void => pingPort.postMessage(message);
      pingPort.onmessage = () => tell({ type: 'pong' });
      const url = URL.createObjectURL(new Blob([data.realm], { type: 'text/javascript' }));
      const worker = new Worker(url);
      worker.onerror = (event) => tell({ type: 'broken', message: event.message });
      const { engine, checks, withholds } = data;
      worker.postMessage({ engine, checks, withholds }, [realmPort]);
    },
    { once: true },
  );
}

/** The frame's document. */
export const frameDocument = (): string =>
  `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><title>Sandbox</title><script>(${frameScript.toString()})()</script>`;

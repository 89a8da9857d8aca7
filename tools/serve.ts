// Serves the finished build on 127.0.0.1, precompressed, with the headers that a host should send too.
import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));
export const DEFAULT_PORT = 4321;

/** The page that a wrong address gets. */
const NOT_FOUND = '/404.html';

/** Files under these folders carry a hash of their content in their name. */
const isHashed = (pathname: string): boolean => pathname.startsWith('/_astro/');

/** Starts serving; resolves once the port is open, rejects when it is taken. */
export function serve(port: number): Promise<Server> {
  const files = sirv(DIST, {
    brotli: true,
    etag: true,
    setHeaders: (response, pathname) => {
      response.setHeader(
        'cache-control',
        isHashed(pathname) ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
      response.setHeader('x-content-type-options', 'nosniff');
      response.setHeader('referrer-policy', 'no-referrer');
      response.setHeader('cross-origin-opener-policy', 'same-origin');
    },
    onNoMatch: (request, response) => {
      response.statusCode = 404;
      if (request.url === NOT_FOUND) {
        response.end('Nothing is built here yet: run npm run build.');
        return;
      }
      request.url = NOT_FOUND;
      files(request, response);
    },
  });
  const server = createServer((request, response) => {
    // A file may vanish while it is sent, as in a rebuild: that ends the answer, not the server.
    response.on('pipe', (source: NodeJS.ReadableStream) => source.on('error', () => response.destroy()));
    files(request, response);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

/** The port to serve on: `PORT`, or 4321. Refuses anything that is no port. */
export function portFromEnvironment(): number {
  const given = process.env['PORT'];
  if (given === undefined || given === '') return DEFAULT_PORT;
  const port = Number(given);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new RangeError(`PORT is "${given}"; expected a whole number from 1 to 65535.`);
  return port;
}

/** Links that carry a lab's code and seed in the fragment, which a browser never sends to a server. */
import { isSeed } from '../contract/seeds.ts';

/** What a link says. */
export interface SharedLab {
  readonly lab: string;
  readonly seed?: number;
  readonly code?: string;
}

/** Code above this many characters is refused: links longer than that break in mail and chat. */
const LONGEST_CODE = 200_000;

const toBase64Url = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

const fromBase64Url = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));

const through = async (
  bytes: Uint8Array<ArrayBuffer>,
  stream: ReadableWritablePair<Uint8Array, BufferSource>,
  limit = Infinity,
): Promise<Uint8Array<ArrayBuffer>> => {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    size += read.value.length;
    if (size > limit) throw new RangeError(`The link unpacks to more than ${limit} bytes.`);
    chunks.push(read.value);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
};

/** The fragment for `shared`, with its `#`. */
export async function writeFragment({ lab, seed, code }: SharedLab): Promise<string> {
  const parts = [`lab=${encodeURIComponent(lab)}`];
  if (seed !== undefined) parts.push(`seed=${seed}`);
  if (code !== undefined) {
    if (code.length > LONGEST_CODE)
      throw new RangeError('The code is too long for a link: share the file instead.');
    const packed = await through(new TextEncoder().encode(code), new CompressionStream('deflate-raw'));
    parts.push(`code=${toBase64Url(packed)}`);
  }
  return `#${parts.join('&')}`;
}

/** What a fragment says, or null when it is no link of ours or damaged. */
export async function readFragment(fragment: string): Promise<SharedLab | null> {
  const fields = new URLSearchParams(fragment.replace(/^#/, ''));
  const lab = fields.get('lab');
  if (lab === null) return null;
  const seed = fields.get('seed') === null ? undefined : Number(fields.get('seed'));
  const packed = fields.get('code');
  try {
    const code =
      packed === null
        ? undefined
        : new TextDecoder('utf-8', { fatal: true }).decode(
            await through(fromBase64Url(packed), new DecompressionStream('deflate-raw'), 4 * LONGEST_CODE),
          );
    return {
      lab,
      ...(seed !== undefined && isSeed(seed) ? { seed } : {}),
      ...(code === undefined ? {} : { code }),
    };
  } catch {
    return null;
  }
}

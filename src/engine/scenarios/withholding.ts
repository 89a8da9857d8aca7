/** Scenario: a proposer publishes a block's header and keeps back part of its data; light nodes sample, and some notice. */
import { bytesToHex, concatBytes } from '../foundation/bytes.ts';
import { BLS_SCALARS } from '../foundation/field.ts';
import { sha256 } from '../foundation/hash.ts';
import { createRandom, type Random } from '../foundation/random.ts';
import { encodeBlob } from '../layer1/data/blobs.ts';
import { extendData, recoverData } from '../layer1/data/erasure-coding.ts';
import { checkSamples, drawSamples, type DrawSamples } from '../layer1/data/sampling.ts';
import { extendSquare, recoverSquare } from '../layer1/data/square.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/** What a run of sampling is made of. */
export interface WithholdingSettings {
  readonly seed: number;
  /** `line` is one codeword, as a row of PeerDAS; `square` is extended both ways. `square` unless told. */
  readonly shape?: 'line' | 'square';
  /** Shares of data in a line, or on each side of a square; a power of two. 64 for a line, 16 for a square unless told. */
  readonly k?: number;
  /**
   * Shares kept back. Unless told the least that hides the data: k + 1 of a line's 2k, and (k + 1)² of a square's 4k², in
   * k + 1 rows and columns. Others than these are kept back at random.
   */
  readonly withheld?: number;
  /** Light nodes; 200 unless told. */
  readonly nodes?: number;
  /** Shares that each asks for; 8 of a line, 15 of a square unless told. */
  readonly samples?: number;
  /** The part under test; the reference unless told. */
  readonly draw?: DrawSamples;
}

/** What a run of sampling gives back. */
export interface WithholdingRun {
  readonly trace: Trace;
  readonly shares: number;
  readonly withheld: number;
  readonly samples: number;
  /** Whether what the proposer shows is enough for all of the data. */
  readonly available: boolean;
  /** Nodes that got every share they asked for. */
  readonly convinced: number;
  readonly nodes: number;
  /** Different shares that the nodes hold together, and whether those bring the data back. */
  readonly held: number;
  readonly recovered: boolean;
}

const SAMPLE_MS = 50;
const PARENT = bytesToHex(new Uint8Array(32));

/**
 * The data is random scalars, really extended; nodes ask one after the other, each with chance of its own, and share what they
 * got. A smaller square than real: 16 × 16 stands for 128 × 128 and more, and shares carry no proofs. Throws RangeError for a size
 * that is no power of two, more withheld than there is, and a draw of places that are none.
 */
export function runWithholding(settings: WithholdingSettings): WithholdingRun {
  const { seed, shape = 'square', nodes = 200, draw = drawSamples } = settings;
  const { k = shape === 'line' ? 64 : 16, samples = shape === 'line' ? 8 : 15 } = settings;
  const random = createRandom(seed, 'withholding');
  const codeword = published(shape, k, random.fork('data'));
  const shares = codeword.length;
  const least = shape === 'line' ? k + 1 : (k + 1) ** 2;
  const withheld = settings.withheld ?? least;
  const hidden = hiddenPlaces(shape, k, shares, withheld, least, random.fork('hide'));

  const recorder = new Recorder(seed);
  const block = bytesToHex(sha256(concatBytes(...codeword.map((share) => encodeBlob([share])))));
  const event = { layer: 1, block } as const;
  recorder.record({
    ...event,
    at: 0,
    actor: 'proposer',
    kind: 'block-proposed',
    parent: PARENT,
    height: 1,
    transactions: [],
    // What of the data is shown, and how much there should be.
    used: `${shares - withheld}`,
    limit: `${shares}`,
    fees: '0',
  });
  const held = new Set<number>();
  let convinced = 0;
  for (let node = 0; node < nodes; node += 1) {
    const at = (node + 1) * SAMPLE_MS;
    const actor = `light-${node}`;
    const places = draw(shares, samples, random.fork(actor));
    if (places.some((place) => !Number.isInteger(place) || place < 0 || place >= shares))
      throw new RangeError(`The draw named a place that is none of the ${shares} shares.`);
    const verdict = checkSamples(places, (place) => !hidden.has(place));
    const missing = places.filter((place) => hidden.has(place)).length;
    for (const place of places) if (!hidden.has(place)) held.add(place);
    recorder.record({ ...event, at, actor, kind: 'shares-sampled', asked: places.length, missing });
    if (verdict.ok) {
      convinced += 1;
      recorder.record({ ...event, at, actor, kind: 'block-received', from: 'proposer' });
    } else {
      const { code, message } = verdict.rejection;
      recorder.record({ ...event, at, actor, kind: 'block-rejected', code, why: message });
    }
  }
  const available = recoverable(shape, codeword, (place) => !hidden.has(place));
  const recovered = recoverable(shape, codeword, (place) => held.has(place));
  if (recovered)
    recorder.record({
      ...event,
      at: (nodes + 1) * SAMPLE_MS,
      actor: 'light nodes',
      kind: 'data-recovered',
      held: held.size,
      shares,
    });
  const trace = recorder.trace();
  return { trace, shares, withheld, samples, available, convinced, nodes, held: held.size, recovered };
}

/** All shares of random data, row by row. */
function published(shape: 'line' | 'square', k: number, random: Random): readonly bigint[] {
  const row = (): readonly bigint[] => Array.from({ length: k }, () => random.bigint(BLS_SCALARS.modulus));
  return shape === 'line' ? extendData(row()) : extendSquare(Array.from({ length: k }, row)).flat();
}

/** The places of the shares that are kept back. */
function hiddenPlaces(
  shape: 'line' | 'square',
  k: number,
  shares: number,
  withheld: number,
  least: number,
  random: Random,
): ReadonlySet<number> {
  if (withheld > shares) throw new RangeError(`Of ${shares} shares ${withheld} cannot be kept back.`);
  if (shape === 'line' || withheld !== least) return new Set(drawSamples(shares, withheld, random));
  const rows = drawSamples(2 * k, k + 1, random);
  const columns = drawSamples(2 * k, k + 1, random);
  return new Set(rows.flatMap((row) => columns.map((column) => row * 2 * k + column)));
}

/** Whether the shares that are there bring back all of them. */
function recoverable(
  shape: 'line' | 'square',
  codeword: readonly bigint[],
  there: (place: number) => boolean,
): boolean {
  const known = codeword.map((share, place) => (there(place) ? share : null));
  if (shape === 'line') return recoverData(known).ok;
  const side = Math.sqrt(codeword.length);
  return recoverSquare(Array.from({ length: side }, (_, row) => known.slice(row * side, (row + 1) * side)))
    .ok;
}

/** The engine's reference as the pages need it: rooms with their texts, and the address of every name. */
import { rooms } from 'virtual:strata-reference';
import { ENGINE_ROOMS } from '../../content/engine-rooms.ts';
import type { EngineRoomText } from '../../content/engine-rooms.ts';
import { ENGINE_RUNS } from '../../content/engine-runs.ts';
import type { EngineRun } from '../../content/engine-runs.ts';
import type { ReferenceFile, ReferenceName } from './reference-types.ts';

/** A room with its text and its files. */
export interface EngineRoom extends EngineRoomText {
  readonly files: readonly ReferenceFile[];
}

/** The rooms in the order of their texts; a folder of the engine without a text is an error for whoever added it. */
export const engineRooms: readonly EngineRoom[] = (() => {
  const missing = rooms.filter(({ id }) => !ENGINE_ROOMS.some((room) => room.id === id));
  if (missing.length > 0) {
    throw new Error(
      `src/content/engine-rooms.ts has no text for the engine's ${missing.map(({ id }) => id).join(', ')}.`,
    );
  }
  return ENGINE_ROOMS.flatMap((text) => {
    const found = rooms.find(({ id }) => id === text.id);
    return found ? [{ ...text, files: found.files }] : [];
  });
})();

interface Place {
  readonly address: string;
  readonly kind: ReferenceName['kind'];
}

const places: ReadonlyMap<string, Place> = new Map(
  engineRooms.flatMap(({ id, files }) =>
    files.flatMap(({ names }) =>
      names.map(({ name, kind }) => [name, { address: `/engine/${id}/#${name}`, kind }] as const),
    ),
  ),
);

/** The address of a name in the reference, or undefined where the door does not let it out. */
export const engineAddress = (name: string): string | undefined => places.get(name)?.address;

/** The address of a type, for links within declarations, where small words are mostly parameters. */
export function typeAddress(name: string): string | undefined {
  const place = places.get(name);
  return place?.kind === 'type' || place?.kind === 'class' ? place.address : undefined;
}

/** The room called `id`. */
export function requireRoom(id: string): EngineRoom {
  const room = engineRooms.find((each) => each.id === id);
  if (room === undefined) throw new Error(`The engine has no room “${id}”.`);
  return room;
}

/** Where a file's names begin on its room's page; no name of the engine has a hyphen. */
export const fileAnchor = (path: string): string => `file-${path.replaceAll('/', '-').replace(/\.ts$/, '')}`;

/** What a file is called on the page of `room`: its path within it. */
export const fileTitle = (room: string, path: string): string =>
  path.slice(room.length + 1).replace(/\.ts$/, '');

/** The runs that the page of a room plays. */
export const runsOf = (room: string): readonly EngineRun[] => ENGINE_RUNS.filter((run) => run.room === room);

/** What stands over the runs of a page. */
export const runsHeading = (runs: readonly EngineRun[]): string =>
  runs.length === 1 ? 'A run to play' : 'Runs to play';

/** The headings of a room's page, for its table of contents. */
export const roomHeadings = ({ id, files }: EngineRoom) => [
  { depth: 2, slug: 'example', text: 'An example' },
  ...(runsOf(id).length > 0 ? [{ depth: 2, slug: 'runs', text: runsHeading(runsOf(id)) }] : []),
  ...files.map(({ path }) => ({
    depth: 2,
    slug: fileAnchor(path),
    text: fileTitle(id, path),
  })),
];

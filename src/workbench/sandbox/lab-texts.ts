/** Fetches what a sandbox is made of, each text once a page. */
import { type LabParts, labs, realmUrl, wasmUrl } from 'virtual:strata-runtime';
import type { LabManifest } from '../contract/types.ts';
import type { FrameStart } from './frame.ts';
import { wasmMark } from './wasm-mark.ts';

const texts = new Map<string, Promise<string>>();

async function fetchText(url: string): Promise<string> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`A part of the lab could not be loaded (${answer.status}).`);
  return answer.text();
}

/** The text at `url`; asked for again only if the first time failed. */
export function textAt(url: string): Promise<string> {
  const known = texts.get(url);
  if (known) return known;
  const text = fetchText(url);
  texts.set(url, text);
  text.catch(() => texts.delete(url));
  return text;
}

/** Where the parts of the lab `id` are. @throws RangeError for a lab that is not in this build */
export function labParts(id: string): LabParts {
  const lab = labs[id];
  if (!lab) throw new RangeError(`The lab “${id}” is not part of this build.`);
  return lab;
}

/** Realm, engine and the checks of a lab. */
export async function labTexts({ id, withholds = [] }: LabManifest): Promise<FrameStart> {
  const lab = labParts(id);
  const [realm, engine, checks] = await Promise.all([
    textAt(realmUrl),
    textAt(lab.engineUrl).then(async (text) =>
      text.includes(wasmMark) ? text.replace(wasmMark, await textAt(wasmUrl)) : text,
    ),
    textAt(lab.checksUrl),
  ]);
  return { realm, engine, checks, withholds };
}

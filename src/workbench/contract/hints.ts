/** Reads a lab's `hints.md`: a heading per check id, under it three hints, from a nudge to nearly the code. */

/** The three hints of a check, as Markdown. */
export type HintSteps = readonly string[];

/** Hints by check id. Whether there are three of each is for the lab gate to say. */
export function parseHints(markdown: string): ReadonlyMap<string, HintSteps> {
  const hints = new Map<string, string[]>();
  let steps: string[] | undefined;
  for (const line of markdown.split('\n')) {
    const heading = /^##\s+(\S.*?)\s*$/.exec(line)?.[1];
    if (heading !== undefined) {
      steps = [];
      hints.set(heading, steps);
      continue;
    }
    const item = /^\d+[.)]\s+(.*)$/.exec(line)?.[1];
    if (item !== undefined) steps?.push(item);
    else if (steps !== undefined && steps.length > 0) {
      steps.push(`${steps.pop() ?? ''}\n${line.replace(/^ {1,3}/, '')}`);
    }
  }
  return new Map([...hints].map(([id, found]) => [id, found.map((step) => step.trim())]));
}

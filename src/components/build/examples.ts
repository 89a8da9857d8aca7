/** The examples of the engine's reference: their code, and what they print when they are run at build. */
import { ready } from 'strata';
import { consoleLine } from '../../workbench/example/printed.ts';

interface ExampleModule {
  readonly main: () => void;
}

const codes = import.meta.glob<string>('../../content/examples/*.ts', {
  eager: true,
  query: '?raw',
  import: 'default',
});
const modules = import.meta.glob<ExampleModule>('../../content/examples/*.ts', { eager: true });

/** An example as a page shows it. */
export interface Example {
  /** What it shows: the file's opening sentence, which the code is shown without. */
  readonly about: string;
  readonly code: string;
  readonly prints: string;
}

/** Runs `main`, which is synchronous, and returns what it logs. */
function printsOf(main: () => void): string {
  const lines: string[] = [];
  const { log } = console;
  console.log = (...values: unknown[]) => lines.push(consoleLine(values));
  try {
    main();
  } finally {
    console.log = log;
  }
  return lines.join('\n');
}

/** The example of a room, e.g. `layer1/ledger`, or undefined where it has none. */
export async function exampleOf(room: string): Promise<Example | undefined> {
  const path = `../../content/examples/${room.replaceAll('/', '-')}.ts`;
  const code = codes[path];
  const module = modules[path];
  if (code === undefined || module === undefined) return undefined;
  const opening = /^\/\*\*\s*([^*]*?)\s*\*\/\s*/.exec(code);
  if (opening === null) throw new Error(`${path} does not open with a sentence on what it shows.`);
  await ready();
  return {
    about: opening[1] ?? '',
    code: code.slice(opening[0].length).trim(),
    prints: printsOf(module.main),
  };
}

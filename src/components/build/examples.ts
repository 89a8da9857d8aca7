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
  await ready();
  return { code: code.trim(), prints: printsOf(module.main) };
}

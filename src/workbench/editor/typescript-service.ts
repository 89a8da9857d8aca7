/** What Monaco's TypeScript knows: the options of a learner's file, its globals, and the sources it may import. */
import { typescriptDefaults } from 'monaco-editor/languages/features/typescript/register';
import { learnerGlobals, learnerOptions } from '../compile/learner-types.ts';

/** TypeScript's numbers for options that a tsconfig spells as words (typescript.d.ts: ScriptTarget, ModuleKind, ModuleResolutionKind). */
const ES2022 = 9;
const ES_NEXT = 99;
const BUNDLER = 100;

type Options = Parameters<typeof typescriptDefaults.setCompilerOptions>[0];

const known = new Map<string, string>();

/** Prepares type checking, completion and hover; files given before stay known, so that several labs share one service. */
export function prepareTypeScript(types: Readonly<Record<string, string>>): void {
  const isNew = known.size === 0 || Object.entries(types).some(([path, text]) => known.get(path) !== text);
  if (!isNew) return;
  for (const [path, text] of Object.entries(types)) known.set(path, text);
  typescriptDefaults.setCompilerOptions({
    ...learnerOptions,
    lib: learnerOptions.lib.map((name) => `lib.${name}.d.ts`),
    types: [...learnerOptions.types],
    target: ES2022,
    module: ES_NEXT,
    moduleResolution: BUNDLER,
    // Monaco's declarations end at ES2020 and Node's resolution; the compiler it carries knows more.
  } as unknown as Options);
  typescriptDefaults.setEagerModelSync(true);
  typescriptDefaults.setExtraLibs([
    { filePath: 'file:///node_modules/@types/learner-globals/index.d.ts', content: learnerGlobals },
    ...[...known].map(([path, content]) => ({ filePath: path, content })),
  ]);
}

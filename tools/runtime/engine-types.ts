/** The engine's declarations, a file each, for the editor: completion, hover and definitions. */
import { relative, resolve } from 'node:path';
import ts from 'typescript';
import { root } from './bundle.ts';

/** Texts of declaration files by the path at which the editor finds them. */
export type EngineTypes = Readonly<Record<string, string>>;

const folder = 'file:///node_modules/strata/';

/** The engine as TypeScript's compiler sees it, from its door `entry`; it emits declarations. */
export const engineProgram = (entry: string): ts.Program =>
  ts.createProgram([entry], {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts'],
    types: [],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    declaration: true,
    emitDeclarationOnly: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    stripInternal: true,
  });

/** Emits the declarations of everything that `entry`, the engine's door, leads to. */
export function engineTypes(entry = resolve(root, 'src/engine/index.ts')): EngineTypes {
  const types: Record<string, string> = {
    [`${folder}package.json`]: JSON.stringify({ name: 'strata', types: './index.d.ts' }),
  };
  const program = engineProgram(entry);
  const base = resolve(entry, '..');
  program.emit(
    undefined,
    (path, text) => {
      // The editor looks for `x.d.ts` where a declaration names `./x.js`.
      types[folder + relative(base, path)] = text.replaceAll(
        /(from '\.[^']*|import\("\.[^"]*)\.ts(?=['"])/g,
        '$1.js',
      );
    },
    undefined,
    true,
  );
  return types;
}

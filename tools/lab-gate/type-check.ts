/** Type-checks what learners start from and what they are shown, with the options of the editor, in one program. */
import { resolve } from 'node:path';
import ts from 'typescript';
import { learnerGlobals, learnerOptions } from '../../src/workbench/compile/learner-types.ts';
import { root } from '../runtime/bundle.ts';

/** A type error in a file. */
export interface TypeFault {
  readonly file: string;
  readonly message: string;
}

const globalsFile = resolve(root, 'learner-globals.d.ts');

/** The type errors in `files` (absolute paths). */
export function typeFaults(files: readonly string[], engineEntry: string): readonly TypeFault[] {
  const { options, errors } = ts.convertCompilerOptionsFromJson(
    { ...learnerOptions, paths: { strata: [engineEntry] } },
    root,
  );
  const [wrongOption] = errors;
  if (wrongOption) throw new Error(ts.flattenDiagnosticMessageText(wrongOption.messageText, '\n'));
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (name) => name === globalsFile || fileExists(name);
  host.getSourceFile = (name, language) =>
    name === globalsFile
      ? ts.createSourceFile(name, learnerGlobals, language)
      : getSourceFile.call(host, name, language);
  const program = ts.createProgram([...files, globalsFile], options, host);
  return files.flatMap((file) => {
    const source = program.getSourceFile(file);
    if (!source) return [{ file, message: 'The file could not be read.' }];
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      (found) => {
        const { line } = source.getLineAndCharacterOfPosition(found.start ?? 0);
        return {
          file,
          message: `line ${line + 1}: ${ts.flattenDiagnosticMessageText(found.messageText, ' ')}`,
        };
      },
    );
  });
}

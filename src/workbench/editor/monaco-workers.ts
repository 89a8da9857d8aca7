/** Where Monaco finds its workers: one for the editor, one for TypeScript. */

/** Tells Monaco how to start its workers; the first call decides. */
export function provideWorkers(): void {
  self.MonacoEnvironment ??= {
    getWorker: (_id: string, label: string): Worker =>
      label === 'typescript' || label === 'javascript'
        ? new Worker(new URL('monaco-editor/languages/features/typescript/ts.worker.js', import.meta.url), {
            type: 'module',
            name: 'typescript',
          })
        : new Worker(new URL('monaco-editor/editor/editor.worker.js', import.meta.url), {
            type: 'module',
            name: 'editor',
          }),
  };
}
